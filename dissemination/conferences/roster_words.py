"""How the import of rosters speaks: columns, reasons, kinds of lines, steps and failures."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_layout import Column
from dissemination.conferences.roster_lines import LineKind, LineRefusal
from dissemination.conferences.words import FIELDS, explain
from dissemination.sheets.refusals import FileRefusal, sentence

COLUMNS: dict[Column, LazyString] = {
    Column.UNUSED: _l("Không dùng"),
    Column.NUMBER: _l("Số thứ tự"),
    Column.NAME: _l("Họ và tên"),
    Column.FAMILY_NAME: _l("Họ và tên đệm"),
    Column.GIVEN_NAME: _l("Tên"),
    Column.POSITION: _l("Chức vụ"),
    Column.POSITION_AND_UNIT: _l("Chức vụ, đơn vị (chung một cột)"),
    Column.UNIT: _l("Đơn vị"),
    Column.POINT: _l("Điểm cầu"),
    Column.SEAT: _l("Ghế"),
    Column.CATEGORY: _l("Thành phần"),
    Column.CITIZEN_ID: _l("Số căn cước"),
    Column.NOTE: _l("Ghi chú"),
}
KINDS: dict[LineKind, LazyString] = {
    LineKind.HEADER: _l("Tiêu đề cột lặp lại"),
    LineKind.SECTION: _l("Tiêu mục"),
    LineKind.TOTAL: _l("Dòng tổng cộng"),
    LineKind.SIGNATURE: _l("Phần ký"),
}
LISTS: dict[str, LazyString] = {
    "added": _l("Thêm mới"),
    "updated": _l("Cập nhật"),
    "unchanged": _l("Không đổi"),
    "refused": _l("Không nhận"),
    "skipped": _l("Không phải đại biểu"),
    "missing": _l("Không còn trong tệp"),
}
STEPS: dict[str, LazyString] = {
    "open": _l("Đang mở tệp"),
    "lines": _l("Đang đọc các dòng"),
    "compare": _l("Đang đối chiếu với danh sách hiện có"),
    "write": _l("Đang ghi danh sách và cấp thẻ"),
}
_CHANGED = FIELDS | {"unit_id": _l("Đơn vị trên cây tổ chức"), "citizen_hash": _l("Số căn cước")}
_REASONS: dict[LineRefusal, LazyString] = {
    LineRefusal.NAME_MISSING: _l("Thiếu họ và tên."),
    LineRefusal.NOT_A_NAME: _l("“%(value)s” không phải họ tên."),
    LineRefusal.ODD_CHARACTERS: _l("Họ tên có ký tự không dùng trong tên người: “%(value)s”."),
    LineRefusal.UNCLEAR: _l(
        "Không rõ là đại biểu hay tiêu mục. Nếu là đại biểu, ghi số thứ tự và chức vụ."
    ),
    LineRefusal.TOO_LONG: _l("Nội dung cột “%(column)s” dài quá %(longest)s ký tự."),
    LineRefusal.CELL_ERROR: _l("Ô công thức bị lỗi: %(value)s."),
    LineRefusal.BAD_CITIZEN_ID: _l("Số căn cước phải có 12 chữ số (hoặc 9 chữ số với số cũ)."),
    LineRefusal.ENCODING_UNSURE: _l(
        "Không chắc bảng mã chữ ở cột “%(column)s” (font .VnTime hay Unicode). Gõ lại bằng Unicode."
    ),
    LineRefusal.REPEATED: _l("Trùng với dòng %(line)s, trang “%(sheet)s”."),
    LineRefusal.POINT_MISSING: _l("Không ghi điểm cầu. Chọn điểm cầu cho trang tính này."),
    LineRefusal.UNKNOWN_POINT: _l("Không có điểm cầu “%(value)s” trong hội nghị."),
    LineRefusal.OTHER_POINT: _l("Dòng này ghi điểm cầu khác: “%(value)s”."),
    LineRefusal.AT_TWO_POINTS: _l(
        "Người này đã có ở điểm cầu “%(point)s” (dòng %(line)s, trang “%(sheet)s”)."
    ),
    LineRefusal.AT_OTHER_POINT: _l("Người này đã có trong danh sách của điểm cầu “%(point)s”."),
    LineRefusal.WITHDRAWN: _l(
        "Người này đã được rút khỏi danh sách. Muốn đưa lại, dùng trang của đại biểu."
    ),
}
_FAILURES: dict[str, LazyString] = {
    "system": _l(
        "Việc nhập bị gián đoạn do lỗi của hệ thống; chưa có gì được ghi. Hãy chạy lại. Nếu vẫn "
        "lỗi, báo quản trị viên."
    ),
    "gone": _l("Tệp đã nạp không còn được giữ (quá 7 ngày). Hãy nạp lại tệp."),
}


def reason(code: str, details: Mapping[str, str]) -> str:
    """Why a line is refused, as a sentence."""
    refusal = LineRefusal(code)
    told = dict(details)
    if refusal is LineRefusal.TOO_LONG:
        told["column"] = str(COLUMNS[Column(told["column"])])
    return str(_REASONS[refusal]) % told


def field_name(name: str) -> str:
    """A delegate's field as people call it."""
    return str(_CHANGED[name])


def failure(code: str) -> str:
    """Why an import ended without one."""
    kind, _colon, value = code.partition(":")
    if kind == "file":
        return str(sentence(FileRefusal(value)))
    if kind == "state":
        return str(explain(Refusal(value)))
    return str(_FAILURES.get(code, _FAILURES["system"]))


def job_name(file_name: str, *, applying: bool) -> str:
    """What the progress bar is about."""
    told: str = (
        _("Nhập danh sách đại biểu từ %(file)s", file=file_name)
        if applying
        else _("Đọc danh sách đại biểu từ %(file)s", file=file_name)
    )
    return told
