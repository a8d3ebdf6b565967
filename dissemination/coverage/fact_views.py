"""The fact sheet of a unit: on its own page what stands on paper, and the paper to order."""

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.parts import unit_names
from dissemination.coverage import fact_queries, fact_sheet, paper_words
from dissemination.coverage.paper_models import PaperKind
from dissemination.coverage.paper_views import order_paper
from dissemination.papers import document
from dissemination.papers.rulesets import PARTY
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.belongings import Belonging

blueprint = Blueprint("fact_sheets", __name__, url_prefix="/units/<int:unit_id>/fact-sheet")


@blueprint.get("")
@requires(Action.VIEW_REPORTS)
def show(unit_id: int) -> str:
    """What stands on the sheet, and in which form one wants it."""
    with force_locale("vi"):  # it is read as it will stand on paper
        paper = fact_sheet.sheet(fact_queries.facts(unit_id, clock.today()), PARTY)
    return render_template(
        "papers/fact_sheet.html",
        unit_id=unit_id,
        name=unit_names([unit_id])[unit_id],
        parts=document.parts(paper),
        words=paper_words,
    )


@blueprint.post("")
@requires(Action.VIEW_REPORTS)
def order(unit_id: int) -> Response:
    """Order the sheet with the figures of now."""
    title = str(_("Phiếu thông tin: %(unit)s", unit=unit_names([unit_id])[unit_id]))
    return order_paper(PaperKind.FACT_SHEET, ("pdf", "docx", "xlsx"), title, unit_id=unit_id)


def on_the_units_page(unit_id: int) -> Sequence[Belonging]:
    """The way there, for whom it is open."""
    if not may(Action.VIEW_REPORTS, unit_id=unit_id):
        return ()
    href = url_for("fact_sheets.show", unit_id=unit_id)
    return [Belonging(str(_("Phiếu thông tin đơn vị")), href)]
