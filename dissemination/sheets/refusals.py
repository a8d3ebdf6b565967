"""Why a file is not read: one value and one sentence for each reason."""

import enum
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class FileRefusal(enum.StrEnum):
    """An ordinary bad file; nothing of it is kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_SHEET = "not_a_sheet"
    WEB_PAGE = "web_page"
    OLD_FORMAT = "old_format"
    DAMAGED = "damaged"
    MACROS = "macros"
    PASSWORD = "password"
    BOMB = "bomb"
    TOO_SPREAD = "too_spread"
    UNKNOWN_ENCODING = "unknown_encoding"
    NO_ROWS = "no_rows"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may weigh: as it came (bytes), unpacked (bytes), and spread out (cells)."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 300 * 1024 * 1024
    parts: int = 5_000
    cells: int = 5_000_000


LIMITS = Limits()


class Refused(Exception):  # noqa: N818 - unwinds the reader, never leaves this package
    """Carries a refusal up to `reading.read_workbook`, which returns it as a value."""

    def __init__(self, refusal: FileRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def sentence(refusal: FileRefusal) -> LazyString:
    """What is wrong with the file and what to do, for the person who sent it."""
    return _SENTENCES[refusal]


_SENTENCES = {
    FileRefusal.EMPTY: _l("Tệp rỗng (0 byte). Hãy kiểm tra và chọn lại tệp."),
    FileRefusal.TOO_LARGE: _l(
        "Tệp lớn hơn %(n)s MB. Hãy bỏ ảnh và các trang tính không cần, rồi nạp lại.",
        n=LIMITS.file_bytes // (1024 * 1024),
    ),
    FileRefusal.NOT_A_SHEET: _l(
        "Tệp không phải bảng tính. Hệ thống nhận tệp .xlsx, .xls, .ods hoặc .csv."
    ),
    FileRefusal.WEB_PAGE: _l(
        "Tệp mang đuôi bảng tính nhưng bên trong là trang web hoặc XML. "
        "Hãy mở bằng Excel, chọn Lưu thành dạng .xlsx, rồi nạp lại."
    ),
    FileRefusal.OLD_FORMAT: _l(
        "Dạng bảng tính này chưa được hỗ trợ. Hãy mở bằng Excel, chọn Lưu thành dạng .xlsx, "
        "rồi nạp lại."
    ),
    FileRefusal.DAMAGED: _l(
        "Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở thử bằng Excel, lưu lại, rồi nạp lại."
    ),
    FileRefusal.MACROS: _l(
        "Tệp có chứa macro nên không được nhận. Hãy mở bằng Excel, chọn Lưu thành dạng .xlsx "
        "(không có macro), rồi nạp lại."
    ),
    FileRefusal.PASSWORD: _l("Tệp được đặt mật khẩu. Hãy gỡ mật khẩu, lưu lại, rồi nạp lại."),
    FileRefusal.BOMB: _l(
        "Tệp nén quá mức bình thường nên không được mở. Hãy sao chép dữ liệu sang tệp mới, "
        "rồi nạp lại."
    ),
    FileRefusal.TOO_SPREAD: _l(
        "Bảng tính quá rộng: có ô ghi ở rất xa phần danh sách. Hãy xóa các dòng, cột thừa, "
        "rồi nạp lại."
    ),
    FileRefusal.UNKNOWN_ENCODING: _l(
        "Không nhận ra bảng mã tiếng Việt của tệp CSV. Hãy lưu lại dạng CSV UTF-8 hoặc .xlsx, "
        "rồi nạp lại."
    ),
    FileRefusal.NO_ROWS: _l("Tệp không có dòng dữ liệu nào."),
}
