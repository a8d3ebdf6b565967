"""How far a directive's targets are reached: all of them, and one with its periods and units."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request

from dissemination.coverage import (
    asked_units,
    attainment_queries,
    attainment_words,
    heat_asking,
    thread_asking,
    thread_queries,
)
from dissemination.coverage.asked_units import Asked
from dissemination.coverage.attainments import Line, Survey, Surveyor
from dissemination.coverage.thread_queries import Ground
from dissemination.database import db
from dissemination.directives.models import Directive, Target
from dissemination.directives.wording import asked_text, title_of
from dissemination.reporting.models import ReportingPeriod
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, page_number

blueprint = Blueprint("attainment", __name__, url_prefix="/directives/<int:directive_id>")


@blueprint.get("/attainment")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index(directive_id: int) -> str:
    """Every target of a directive in its newest period."""
    directive = db.get_or_404(Directive, directive_id)
    ground = thread_queries.ground(directive_id, thread_asking.asked_at())
    top, common = _common(directive, ground)
    surveyor = Surveyor(top.id, ground, heat_asking.named(), as_it_is=_as_it_is())
    return render_template(
        "coverage/attainment.html",
        surveys=surveyor.latest(attainment_queries.targets(directive_id)),
        parents=asked_units.parents(common["asked"], [top.id]),
        **common,
    )


@blueprint.get("/targets/<int:target_id>/attainment")
@requires(Action.VIEW_REPORTS, anywhere=True)
def target(directive_id: int, target_id: int) -> str:
    """One target: its path, its periods, and every unit beneath."""
    found = db.get_or_404(Target, target_id)
    if found.directive_id != directive_id:
        abort(404)
    ground = thread_queries.ground(directive_id, thread_asking.asked_at())
    top, common = _common(found.directive, ground)
    surveyor = Surveyor(top.id, ground, heat_asking.named(), as_it_is=_as_it_is())
    periods = surveyor.periods_of(target_id)
    survey = surveyor.whole(found, _period(periods) or surveyor.newest(target_id))
    nodes = latest_nodes({line.unit_id for line in survey.lines}, ground.at.day)
    page = _page(survey, nodes)
    return render_template(
        "coverage/attainment_target.html",
        survey=survey,
        periods=periods[::-1],
        asked_texts=[(one, asked_text(one, found.measure)) for one in found.values],
        page=page,
        parents=asked_units.parents(common["asked"], [top.id, *(one.unit_id for one in page.rows)]),
        nodes=nodes,
        missing=[nodes[line.unit_id] for line in survey.missing],
        picture=attainment_words.picture(survey),
        description=attainment_words.description(survey),
        **common,
    )


def _as_it_is() -> bool:
    return request.args.get("units") == "is"


def _period(periods: list[ReportingPeriod]) -> ReportingPeriod | None:
    """The period that the address names."""
    named = request.args.get("period", "")
    return next((one for one in periods if str(one.id) == named), None)


def _common(directive: Directive, ground: Ground) -> tuple[Node, dict[str, Any]]:
    """The unit beneath which is counted, and what both pages need."""
    at = ground.at
    asked = thread_asking.asked(directive.id, at)
    parts = asked_units.tops(asked)
    top = _top(asked, parts)
    return top, {
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "at": at,
        "is_past": at.is_past,
        "as_of": thread_asking.as_of(at),
        "parts": parts,
        "asked": asked,
        "top": top,
        "way": asked_units.way(asked, top.id),
        "as_it_is": _as_it_is(),
        "words": attainment_words,
    }


def _top(asked: Asked, parts: Sequence[Node]) -> Node:
    """The unit of the address that the person may see, else the first of those above all he sees."""
    named = request.args.get("unit", "")
    wanted = [int(named)] if named.isdecimal() and len(named) < 10 else []
    found = next(iter(asked_units.nodes(asked, wanted).values()), None) if wanted else None
    return found or next(iter(parts), None) or abort(404)


def _page(survey: Survey, nodes: dict[int, Node]) -> Page[Line]:
    """Those furthest from their aim first; who gave nothing comes last."""
    ordered = sorted(survey.lines, key=lambda line: _in_need(line, nodes[line.unit_id]))
    number = max(1, min(page_number(request.args.get("page")), -(-len(ordered) // PER_PAGE)))
    return Page(ordered[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(ordered))


def _in_need(line: Line, node: Node) -> tuple[bool, int, str]:
    needed = line.reached.needed
    return line.reached.actual is None, -abs(needed or 0), node.code
