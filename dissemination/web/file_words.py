"""Why a file was not kept, as a sentence that says what to do."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dissemination.web.file_keeping import LARGEST
from dissemination.web.file_kinds import FileFault

FAULTS: dict[FileFault, LazyString] = {
    FileFault.EMPTY: _l("Tệp rỗng. Chọn lại tệp."),
    FileFault.TOO_LARGE: _l(
        "Tệp lớn hơn %(n)s MB. Nén ảnh trong tệp hoặc chia nhỏ.", n=LARGEST // (1024 * 1024)
    ),
    FileFault.KIND: _l(
        "Nội dung tệp không phải PDF, Word, Excel, PowerPoint, OpenDocument hoặc ảnh PNG, JPEG."
    ),
    FileFault.MACROS: _l("Tệp có macro nên không nhận. Lưu lại thành dạng không có macro."),
}
