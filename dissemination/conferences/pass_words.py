"""What pages about passes say."""

from flask_babel import gettext as _

from dissemination.conferences.pass_print import Layout


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
