"""The board of units × duties: on screen, on paper, as a workbook; and the way to all boards."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination.coverage import chart_words, heat_asking, heat_queries, heat_scope, heat_sheet
from dissemination.coverage.heat import Foot
from dissemination.coverage.heat_asking import Ground
from dissemination.coverage.heat_queries import Board
from dissemination.coverage.heat_words import STANDS, span_of
from dissemination.coverage.saved_services import saved_by
from dissemination.directives.wording import title_of
from dissemination.plans.briefing_queries import directives
from dissemination.sheets.writing import XLSX_TYPE
from dissemination.units.wording import LEVELS
from dissemination.web import audit
from dissemination.web.access import may_anywhere, requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, page_number

blueprint = Blueprint("boards", __name__, url_prefix="/boards")
blueprint.add_app_template_filter(span_of, "span_of")
blueprint.add_app_template_filter(chart_words.described_periods, "described_periods")
blueprint.add_app_template_filter(chart_words.described_months, "described_months")
# More lines than these are a book: a workbook holds them better than paper.
MOST_PRINTED = 2_000


@blueprint.get("")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index() -> str:
    """Every directive with its boards, and those that the reader has kept under a name."""
    return render_template(
        "boards/index.html",
        saved=saved_by(current_user.id),
        directives=[(one, title_of(one.kind, one.number)) for one in directives()],
    )


@blueprint.get("/<int:directive_id>")
@requires(Action.VIEW_REPORTS, anywhere=True)
def heat(directive_id: int) -> str:
    """Units × duties: attended, briefed, planned, reported."""
    ground = heat_asking.ground(directive_id)
    wanted = page_number(request.args.get("page"))
    seen = _page(ground, wanted)
    last = max(1, -(-seen.foot.units // PER_PAGE))
    if wanted > last:
        seen = _page(ground, last)
    return render_template(
        "boards/heat.html",
        page=Page(seen.lines, min(wanted, last), seen.foot.units),
        districts=heat_scope.districts(ground.whole),
        **shared(ground),
        **_columns(ground, seen.foot),
    )


def _page(ground: Ground, number: int) -> Board:
    return heat_queries.board(ground.scope, _sort(), limit=PER_PAGE, offset=(number - 1) * PER_PAGE)


@blueprint.get("/<int:directive_id>/print")
@requires(Action.VIEW_REPORTS, anywhere=True)
def print_heat(directive_id: int) -> str:
    """The same units in one table, for paper."""
    ground = heat_asking.ground(directive_id)
    seen = heat_queries.board(ground.scope, _sort(), limit=MOST_PRINTED)
    return render_template(
        "boards/heat_print.html", rows=seen.lines, **shared(ground), **_columns(ground, seen.foot)
    )


@blueprint.get("/<int:directive_id>/heat.xlsx")
@requires(Action.VIEW_REPORTS, anywhere=True, writes=True)
def export(directive_id: int) -> Response:
    """The same units as a workbook."""
    ground = heat_asking.ground(directive_id)
    seen = heat_queries.board(ground.scope, _sort())
    title = title_of(ground.directive.kind, ground.directive.number)
    content = heat_sheet.workbook(title, ground.day, ground.scope.periods, seen.lines, seen.foot)
    audit.record("export", "heat_board", directive_id, after={"rows": len(seen.lines)})
    answer = Response(content, content_type=XLSX_TYPE)
    name = f"tong-hop-thuc-hien-{directive_id}-{ground.day.isoformat()}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _sort() -> str:
    return request.args.get("sort", "name")


def shared(ground: Ground) -> dict[str, Any]:
    """What every board of a directive says about itself."""
    directive = ground.directive
    return {
        "ground": ground,
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "kept": heat_asking.kept(),
        "address": dict(request.args.items()),
        "levels": LEVELS,
        "regimes": heat_scope.regimes(ground.whole),
        "may_see_conferences": may_anywhere(Action.VIEW_BOARD),
    }


@dataclass(frozen=True, slots=True)
class Group:
    """A regime above the columns of its periods."""

    regime: str
    width: int


def _columns(ground: Ground, foot: Foot) -> dict[str, Any]:
    groups: dict[str, int] = {}
    for period in ground.scope.periods:
        groups[period.regime] = groups.get(period.regime, 0) + 1
    return {
        "foot": foot,
        "periods": ground.scope.periods,
        "groups": [Group(regime, width) for regime, width in groups.items()],
        "stands": STANDS,
        "where": _where(ground),
    }


def _where(ground: Ground) -> str:
    """In words what the board is narrowed to, for paper."""
    narrowed = ground.scope.narrowed
    said = [str(LEVELS[narrowed.level])] if narrowed.level else []
    if narrowed.beneath is not None:
        said += [
            name
            for unit_id, name in heat_scope.districts(ground.whole)
            if unit_id == narrowed.beneath
        ]
    if narrowed.stands:
        said.append(str(STANDS[narrowed.stands]))
    if narrowed.text:
        said.append(str(_("tên có “%(text)s”", text=narrowed.text)))
    return "; ".join(said)
