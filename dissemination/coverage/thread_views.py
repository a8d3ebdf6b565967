"""The thread: from a target or solution group down to each unit, and from a unit across its duties."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from dissemination.coverage import (
    asked_units,
    thread_asking,
    thread_duties,
    thread_grid,
    thread_queries,
    thread_reports,
    thread_things,
    thread_wording,
    thread_words,
)
from dissemination.coverage.asked_units import Asked
from dissemination.coverage.thread import Chain, breaks, chain, counts
from dissemination.coverage.thread_grid import Threads
from dissemination.coverage.thread_queries import Ground
from dissemination.coverage.thread_things import Thing
from dissemination.coverage.thread_wording import Known, Row
from dissemination.coverage.threads import Loom, Strands
from dissemination.database import db
from dissemination.directives.models import Directive, SolutionGroup, Target
from dissemination.directives.wording import asked_text, title_of
from dissemination.plans import rights
from dissemination.reporting.models import ReportingPeriod
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node
from dissemination.units.wording import LEVELS
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, page_number

blueprint = Blueprint("threads", __name__)


@dataclass(frozen=True, slots=True)
class Spun:
    """The threads of one thing: how often each chain occurs, and the rows of a page."""

    asked: Asked
    loom: Loom
    chains: Counter[Chain]
    page: Page[Row]


@blueprint.get("/directives/<int:directive_id>/targets/<int:target_id>/thread")
@requires(Action.VIEW_REPORTS, anywhere=True)
def target(directive_id: int, target_id: int) -> str:
    """What every unit made of one target."""
    found = db.get_or_404(Target, target_id)
    if found.directive_id != directive_id:
        abort(404)
    ground, counting = _counting(directive_id)
    of_target = ground.owing.by_target.get(target_id, frozenset())
    thing = thread_things.of_target(found, [one for one in counting if one.regime_id in of_target])
    spun = _spun(ground, counting, thing, lambda loom: loom.of_targets([found]))
    aims = thread_queries.aims(_versions(spun.page.rows), [found.id])
    own = rights.own_units()
    known = Known(directive_id, spun.loom.periods, own, aims=aims, is_target=True)
    return render_template(
        "coverage/thread_target.html",
        target=found,
        asked_texts=[(one, asked_text(one, found.measure)) for one in found.values],
        **_common(found.directive, spun, known),
    )


@blueprint.get("/directives/<int:directive_id>/groups/<int:group_id>/thread")
@requires(Action.VIEW_REPORTS, anywhere=True)
def group(directive_id: int, group_id: int) -> str:
    """What every unit does within one solution group."""
    found = db.get_or_404(SolutionGroup, group_id)
    if found.directive_id != directive_id:
        abort(404)
    ground, counting = _counting(directive_id)
    for_tasks = [one for one in counting if one.regime_id in ground.owing.for_tasks]
    thing = thread_things.of_group(directive_id, group_id, for_tasks)
    spun = _spun(ground, counting, thing, lambda loom: loom.of_groups([found]))
    known = Known(directive_id, spun.loom.periods, rights.own_units())
    return render_template(
        "coverage/thread_group.html", group=found, **_common(found.directive, spun, known)
    )


@blueprint.get("/units/<int:unit_id>/thread/<int:directive_id>")
@requires(Action.VIEW_REPORTS)
def unit(unit_id: int, directive_id: int) -> str:
    """One unit across all its duties for a directive."""
    directive = db.get_or_404(Directive, directive_id)
    ground, counting = _counting(directive_id)
    at = ground.at
    node = latest_nodes([unit_id], at.day).get(unit_id) or abort(404)
    loom = Loom(directive_id, {unit_id: node}, at, counting, ground.owing)
    targets = _rows(loom.of_targets(directive.targets), loom)
    groups = _rows(loom.of_groups(directive.solution_groups), loom)
    versions = _versions([*targets, *groups])
    aims = thread_queries.aims(versions, [one.id for one in directive.targets])
    own = rights.own_units()
    of_targets = Known(directive_id, loom.periods, own, aims=aims, is_target=True)
    chains = Counter(row.chain for row in [*targets, *groups])
    return render_template(
        "coverage/thread_unit.html",
        directive=directive,
        title=title_of(directive.kind, directive.number),
        unit=node,
        is_due=lambda fact: fact.report_id is None and fact.due_on < at.day,
        at=at,
        is_past=at.is_past,
        as_of=thread_asking.as_of(at),
        links=thread_words.LINKS,
        rates=counts(chains),
        breaks=breaks(chains),
        targets=[(row, thread_wording.cells(row, of_targets)) for row in targets],
        groups=[
            (row, thread_wording.cells(row, Known(directive_id, loom.periods, own)))
            for row in groups
        ],
        target_of={one.id: one for one in directive.targets},
        group_of={one.id: one for one in directive.solution_groups},
        duties=thread_duties.duties(unit_id, directive_id, ground.opened, at),
    )


def _counting(directive_id: int) -> tuple[Ground, list[ReportingPeriod]]:
    """A directive on the address's day, and the periods whose reports count then."""
    ground = thread_queries.ground(directive_id, thread_asking.asked_at())
    return ground, thread_reports.counting(ground.opened, ground.at)


def _spun(
    ground: Ground,
    counting: Sequence[ReportingPeriod],
    thing: Thing,
    strands: Callable[[Loom], Strands],
) -> Spun:
    """All threads of one thing counted, and those of the page that the address asks for."""
    asked = thread_asking.asked(ground.directive_id, ground.at)
    found, number, total = _found(asked, thing)
    known = asked_units.nodes(asked, found.unit_ids)
    nodes = {unit_id: known[unit_id] for unit_id in found.unit_ids}
    loom = Loom(ground.directive_id, nodes, ground.at, counting, ground.owing)
    rows = _rows(strands(loom), loom)
    return Spun(asked, loom, found.chains, Page(rows, number, total))


def _found(asked: Asked, thing: Thing) -> tuple[Threads, int, int]:
    """The page asked for or, when it lies beyond the last, the last; its number; of how many rows."""
    wanted, number = thread_asking.wanted(), page_number(request.args.get("page"))
    found = thread_grid.threads(asked, wanted.narrowed, thing, wanted.broken, page=number)
    total = sum(
        times for chain, times in found.chains.items() if thread_grid.keeps(chain, wanted.broken)
    )
    last = max(1, -(-total // PER_PAGE))
    if number > last:
        number = last
        found = thread_grid.threads(asked, wanted.narrowed, thing, wanted.broken, page=number)
    return found, number, total


def _rows(strands: Strands, loom: Loom) -> list[Row]:
    """The strands of several things, in the order of the things and of the loom's units."""
    return [
        Row(loom.nodes[strand.unit_id], thing_id, strand, chain(strand, loom.at.day))
        for thing_id, found in strands.items()
        for strand in found
    ]


def _versions(rows: Sequence[Row]) -> list[int]:
    return sorted({row.strand.plan.version_id for row in rows if row.strand.plan})


def _common(directive: Directive, spun: Spun, known: Known) -> dict[str, Any]:
    at, rows = spun.asked.at, spun.page.rows
    here = {**(request.view_args or {}), **thread_asking.as_of(at)}
    beneath = thread_asking.wanted().narrowed.beneath
    return {
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "at": at,
        "is_past": at.is_past,
        "as_of": thread_asking.as_of(at),
        "address": url_for(request.endpoint or "", **here),
        "parents": asked_units.parents(spun.asked, [row.node.id for row in rows]),
        "beneath": _node(spun.asked, beneath),
        "levels": LEVELS,
        "links": thread_words.LINKS,
        "break_words": thread_words.BREAK_WORDS,
        "rates": counts(spun.chains),
        "breaks": breaks(spun.chains),
        "broken": sum(times for chain, times in spun.chains.items() if chain.broken is not None),
        "total": spun.chains.total(),
        "page": spun.page,
        "shown": [(row, thread_wording.cells(row, known)) for row in rows],
    }


def _node(asked: Asked, unit_id: int | None) -> Node | None:
    """A unit that is asked and that the reader may see."""
    return None if unit_id is None else asked_units.nodes(asked, [unit_id]).get(unit_id)
