"""What threads add to the page of a unit: one line for each directive."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from dissemination.directives.wording import title_of
from dissemination.plans import queries
from dissemination.web.access import may
from dissemination.web.actions import Action
from dissemination.web.belongings import Belonging, add_finder


def mount() -> None:
    """More than once does no harm."""
    add_finder("unit", "threads", lambda: _("Mạch thực hiện"), threads_of)


def threads_of(unit_id: int) -> Sequence[Belonging]:
    """The unit across its duties, for each directive."""
    if not may(Action.VIEW_REPORTS, unit_id=unit_id):
        return []
    return [
        Belonging(
            title_of(one.kind, one.number),
            url_for("threads.unit", unit_id=unit_id, directive_id=one.id),
            str(_("từ hội nghị đến kế hoạch, báo cáo, minh chứng và kết quả tiếp nhận")),
        )
        for one in queries.directives()
    ]
