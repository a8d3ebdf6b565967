"""What pages about passes say."""

from flask_babel import gettext as _

from dissemination.conferences.pass_print import Layout
from dissemination.conferences.refusals import Refusal


def layout_name(layout: Layout) -> str:
    """A layout as people call it."""
    names: dict[Layout, str] = {"cards": _("Thẻ trên giấy A4"), "badges": _("Phù hiệu A6")}
    return names[layout]


def layout_hint(layout: Layout) -> str:
    """What comes out of the printer, and what to do with it."""
    hints: dict[Layout, str] = {
        "cards": _("Mười thẻ 90 × 54 mm một tờ, có dấu cắt; mỗi điểm cầu bắt đầu ở tờ mới."),
        "badges": _("Mỗi người một trang A6 để đeo, mã QR lớn hơn."),
    }
    return hints[layout]


def refusal_sentence(refusal: Refusal) -> str:
    """Why a pass was not changed, and what to do."""
    sentences: dict[Refusal, str] = {
        Refusal.CLOSED: _("Hội nghị đã kết thúc nên thẻ không thay đổi được nữa."),
        Refusal.REASON_MISSING: _("Hãy nêu lý do; người trực cửa sẽ thấy lý do này."),
        Refusal.PASS_MISSING: _("Đại biểu không có thẻ còn hiệu lực. Hãy cấp thẻ."),
        Refusal.PASS_VALID: _("Đại biểu đã có thẻ còn hiệu lực. Nếu mất thẻ, hãy cấp lại."),
        Refusal.NOT_ON_ROSTER: _("Người này không còn trong danh sách đại biểu."),
    }
    return sentences[refusal]
