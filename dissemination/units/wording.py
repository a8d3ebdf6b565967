"""What units are called on screen, and what their services and imports refuse, in sentences."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.sheets.refusals import FileRefusal
from dissemination.sheets.refusals import sentence as file_sentence
from dissemination.units.imports import ListRefusal
from dissemination.units.lists import Fault, LineFault
from dissemination.units.models import UnitLevel
from dissemination.units.refusals import Refusal

# The same words as in `levels.py`, where files speak Vietnamese whoever reads the screen.
LEVELS: dict[UnitLevel, LazyString] = {
    UnitLevel.PROVINCE: _l("Cấp tỉnh"),
    UnitLevel.DISTRICT: _l("Cấp huyện"),
    UnitLevel.COMMUNE: _l("Cấp xã"),
    UnitLevel.GRASSROOTS: _l("Cơ sở"),
}
KINDS: dict[str, LazyString] = {
    "province": _l("Tỉnh"),
    "city": _l("Thành phố"),
    "district": _l("Huyện"),
    "town": _l("Thị xã"),
    "urban_district": _l("Quận"),
    "ward": _l("Phường"),
    "township": _l("Thị trấn"),
    "commune": _l("Xã"),
    "special_zone": _l("Đặc khu"),
    "party_body": _l("Cơ quan tham mưu, giúp việc của cấp ủy"),
    "department": _l("Sở, ban, ngành"),
    "agency": _l("Cơ quan, đơn vị sự nghiệp"),
    "front_union": _l("Mặt trận, đoàn thể"),
    "armed_forces": _l("Lực lượng vũ trang"),
    "judiciary": _l("Cơ quan tư pháp"),
    "school": _l("Trường"),
    "media": _l("Cơ quan báo chí"),
}
COLUMNS: dict[str, LazyString] = {
    "code": _l("Mã đơn vị"),
    "name": _l("Tên đơn vị"),
    "level": _l("Cấp"),
    "kind": _l("Loại"),
    "parent": _l("Đơn vị cấp trên"),
    "since": _l("Từ ngày"),
}
_REFUSALS: dict[Refusal, LazyString] = {
    Refusal.BAD_CODE: _l(
        "Mã chỉ gồm chữ, số và các dấu . - _ /, bắt đầu bằng chữ hoặc số, không quá 32 ký tự."
    ),
    Refusal.CODE_TAKEN: _l("Mã này đã dùng cho đơn vị khác."),
    Refusal.NOTHING_CHANGES: _l("Chưa có gì thay đổi so với thông tin đang ghi."),
    Refusal.BEFORE_LAST_CHANGE: _l(
        "Đơn vị còn thay đổi khác ghi từ ngày muộn hơn. Chọn ngày sau thay đổi gần nhất, "
        "hoặc hoàn tác thay đổi đó trước."
    ),
    Refusal.SAME_DAY: _l(
        "Đã ghi một thay đổi từ đúng ngày này. Nếu thay đổi đó ghi sai, dùng “Sửa sai sót” ở lịch sử."
    ),
    Refusal.BEFORE_PREVIOUS: _l("Ngày phải sau ngày bắt đầu của giai đoạn liền trước."),
    Refusal.AFTER_OWN_END: _l("Ngày bắt đầu phải trước ngày kết thúc của giai đoạn này."),
    Refusal.HAS_ENDED: _l("Đơn vị đã kết thúc hoạt động."),
    Refusal.HAS_NOT_ENDED: _l("Đơn vị vẫn đang hoạt động."),
    Refusal.PARENT_UNKNOWN: _l("Không tìm thấy đơn vị cấp trên."),
    Refusal.PARENT_NOT_IN_FORCE: _l("Đơn vị cấp trên chưa hoặc không còn hoạt động vào ngày này."),
    Refusal.PARENT_ENDS: _l("Đơn vị cấp trên kết thúc hoạt động trước đơn vị này."),
    Refusal.CIRCLE: _l("Đơn vị cấp trên lại đang trực thuộc chính đơn vị này. Chọn đơn vị khác."),
    Refusal.ABOVE_PARENT: _l("Đơn vị không thể trực thuộc một đơn vị ở cấp thấp hơn."),
    Refusal.BELOW_CHILD: _l("Có đơn vị trực thuộc ở cấp cao hơn cấp này. Đổi các đơn vị đó trước."),
    Refusal.HAS_CHILDREN: _l(
        "Còn đơn vị trực thuộc vào ngày này. Chuyển hoặc sáp nhập các đơn vị đó trước."
    ),
    Refusal.NOBODY_TO_MERGE: _l("Chưa chọn đơn vị nào để sáp nhập."),
    Refusal.WITH_ITSELF: _l("Đơn vị không thể sáp nhập vào chính nó."),
    Refusal.INTO_NOT_IN_FORCE: _l(
        "Đơn vị nhận sáp nhập chưa hoặc không còn hoạt động vào ngày này."
    ),
    Refusal.INTO_BENEATH: _l(
        "Đơn vị nhận sáp nhập đang trực thuộc đơn vị được sáp nhập. Chuyển đơn vị nhận ra trước."
    ),
    Refusal.MERGED_ALREADY: _l("Đã ghi việc sáp nhập đơn vị này từ trước."),
    Refusal.MERGER_CIRCLE: _l("Đơn vị nhận sáp nhập trước đây đã nhập vào chính đơn vị này."),
    Refusal.UNDO_MERGER_FIRST: _l("Đơn vị kết thúc do sáp nhập. Hoàn tác việc sáp nhập đó."),
    Refusal.ONLY_VERSION: _l("Đơn vị chưa có thay đổi nào để hoàn tác."),
    Refusal.STILL_USED: _l(
        "Không xóa được: đã có đơn vị trực thuộc, điểm cầu, đại biểu hoặc tài khoản gắn với đơn vị này. "
        "Nếu đơn vị không còn hoạt động, ghi ngày kết thúc."
    ),
}
_FAULTS: dict[LineFault, LazyString] = {
    LineFault.NO_CODE: _l("Thiếu mã đơn vị"),
    LineFault.BAD_CODE: _l("Mã có ký tự không dùng được"),
    LineFault.DUPLICATE_CODE: _l("Trùng mã với dòng trên"),
    LineFault.NO_NAME: _l("Thiếu tên đơn vị"),
    LineFault.TOO_LONG: _l("Mã, tên hoặc loại quá dài"),
    LineFault.OLD_ENCODING: _l("Không đọc chắc chắn được phông chữ cũ; hãy chuyển sang Unicode"),
    LineFault.BAD_LEVEL: _l("Không rõ cấp; ghi Cấp tỉnh, Cấp huyện, Cấp xã hoặc Cơ sở"),
    LineFault.BAD_DATE: _l("Ngày không đúng dạng, ví dụ đúng: 15/11/2023"),
    LineFault.UNKNOWN_PARENT: _l("Không có đơn vị cấp trên này"),
    LineFault.AMBIGUOUS_PARENT: _l("Nhiều đơn vị cùng tên cấp trên này; hãy ghi mã"),
    LineFault.PARENT_NOT_IN_FORCE: _l("Đơn vị cấp trên chưa hoặc không còn hoạt động"),
    LineFault.PARENT_REFUSED: _l("Dòng của đơn vị cấp trên bị loại"),
    LineFault.CIRCLE: _l("Các đơn vị trực thuộc vòng quanh lẫn nhau"),
    LineFault.ABOVE_PARENT: _l("Trực thuộc một đơn vị ở cấp thấp hơn"),
    LineFault.BELOW_CHILD: _l("Có đơn vị trực thuộc ở cấp cao hơn"),
    LineFault.ENDED: _l("Đơn vị đã kết thúc hoạt động"),
    LineFault.BEFORE_LAST_CHANGE: _l("Đơn vị đã có thay đổi ghi từ ngày muộn hơn"),
}


def explain(refusal: Refusal) -> str:
    """The sentence for one who must do it otherwise."""
    return str(_REFUSALS[refusal])


def explain_file(refusal: FileRefusal | ListRefusal) -> str:
    """Why a file is not taken as a list of units."""
    if isinstance(refusal, FileRefusal):
        return str(file_sentence(refusal))
    return str(
        _(
            "Không thấy dòng tiêu đề có cột mã và cột tên đơn vị. "
            "Hãy đặt tên cột như trong tệp mẫu, rồi nạp lại."
        )
    )


def explain_fault(fault: Fault) -> str:
    """Why a line is left out, with the text or the day that stands against it."""
    reason = str(_FAULTS[fault.fault])
    match fault.fault:
        case LineFault.DUPLICATE_CODE:
            return str(_("%(reason)s (dòng %(line)s)", reason=reason, line=fault.detail))
        case LineFault.ENDED | LineFault.BEFORE_LAST_CHANGE:
            day = "/".join(reversed(fault.detail.split("-")))
            return str(_("%(reason)s (từ %(day)s)", reason=reason, day=day))
        case LineFault.TOO_LONG:
            return str(_("%(reason)s (tối đa %(n)s ký tự)", reason=reason, n=fault.detail))
    if not fault.detail:
        return reason
    return str(_("%(reason)s (tệp ghi “%(said)s”)", reason=reason, said=fault.detail))


def level_word(level: UnitLevel) -> str:
    return str(LEVELS[level])


def kind_word(kind: str) -> str:
    """The kind's word; kinds of people's own as they wrote them."""
    return str(KINDS.get(kind, kind))


def column_word(name: str) -> str:
    """A column of a list, such as "Tên đơn vị"."""
    return str(COLUMNS[name])
