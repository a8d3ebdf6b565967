"""Papers in words: what they are called, on screen and as files."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dissemination.coverage.attendance_facts import NotFrozen
from dissemination.coverage.freeze_models import FreezeCause
from dissemination.coverage.paper_models import PaperKind, PaperOrder
from dissemination.papers.rulesets import PARTY, STATE

KINDS: Final[dict[PaperKind, LazyString]] = {
    PaperKind.ATTENDANCE: _l("Báo cáo kết quả tham dự"),
    PaperKind.CONFERENCE_FILE: _l("Hồ sơ hội nghị"),
    PaperKind.PROGRESS: _l("Báo cáo kết quả thực hiện"),
    PaperKind.FACT_SHEET: _l("Phiếu thông tin đơn vị"),
}
FORMS: Final[dict[str, LazyString]] = {
    "docx": _l("Word"),
    "pdf": _l("PDF"),
    "xlsx": _l("Excel"),
    "zip": _l("Trọn bộ (ZIP)"),
}
RULES: Final[dict[str, LazyString]] = {
    PARTY: _l("Thể thức văn bản của Đảng"),
    STATE: _l("Thể thức văn bản hành chính nhà nước"),
}
NOT_FROZEN: Final[dict[NotFrozen, LazyString]] = {
    NotFrozen.NOT_HELD: _l(
        "Hội nghị chưa diễn ra nên chưa có kết quả tham dự. Báo cáo lập được sau khi người tổ"
        " chức kết thúc hội nghị."
    ),
    NotFrozen.RUNNING: _l(
        "Hội nghị đang diễn ra, số đại biểu có mặt còn thay đổi theo từng lượt quét. Người tổ chức"
        " kết thúc hội nghị thì số liệu được chốt và báo cáo lập được."
    ),
    NotFrozen.NOT_COUNTED: _l(
        "Hội nghị đã kết thúc nhưng số liệu chưa được chốt. Người tổ chức chốt số liệu thì báo cáo"
        " lập được."
    ),
}
CAUSES: Final[dict[FreezeCause, LazyString]] = {
    FreezeCause.CLOSE: _l("Khi kết thúc hội nghị"),
    FreezeCause.AGAIN: _l("Chốt lại"),
    FreezeCause.UPGRADE: _l("Khi nâng cấp hệ thống"),
}
_FILES: Final = {
    PaperKind.ATTENDANCE: "bao-cao-tham-du",
    PaperKind.CONFERENCE_FILE: "ho-so-hoi-nghi",
    PaperKind.PROGRESS: "bao-cao-ket-qua-thuc-hien",
    PaperKind.FACT_SHEET: "phieu-thong-tin",
}


def file_name(order: PaperOrder) -> str:
    """It names nobody: ids only."""
    subject = order.conference_id or order.unit_id
    return f"{_FILES[order.kind]}-{subject}-{order.id}.{order.form}"
