"""The thread: from a target or solution group down to each unit, and from a unit across its duties."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from dissemination import clock
from dissemination.coverage import (
    thread_asking,
    thread_duties,
    thread_queries,
    thread_wording,
    thread_words,
)
from dissemination.coverage.thread import At, Link, Strand, breaks, chain, chains, counts
from dissemination.coverage.thread_wording import Known, Row
from dissemination.coverage.threads import Loom
from dissemination.database import db
from dissemination.directives.models import Directive, SolutionGroup, Target
from dissemination.directives.wording import asked_text, title_of
from dissemination.plans import rights
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node, UnitTree
from dissemination.units.wording import LEVELS
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, page_number

blueprint = Blueprint("threads", __name__)
_LINKS = list(Link)


@blueprint.get("/directives/<int:directive_id>/targets/<int:target_id>/thread")
@requires(Action.VIEW_REPORTS, anywhere=True)
def target(directive_id: int, target_id: int) -> str:
    """What every unit made of one target."""
    found = db.get_or_404(Target, target_id)
    if found.directive_id != directive_id:
        abort(404)
    tree, loom = _asked(directive_id)
    rows, page = _page(loom, loom.of_targets([found])[found.id], found.id)
    aims = thread_queries.aims(_versions(page.rows), [found.id])
    own = rights.own_units()
    known = Known(directive_id, loom.periods, own, aims=aims, is_target=True)
    return render_template(
        "coverage/thread_target.html",
        target=found,
        asked_texts=[(one, asked_text(one, found.measure)) for one in found.values],
        **_common(found.directive, loom.at, tree, rows, page, known),
    )


@blueprint.get("/directives/<int:directive_id>/groups/<int:group_id>/thread")
@requires(Action.VIEW_REPORTS, anywhere=True)
def group(directive_id: int, group_id: int) -> str:
    """What every unit does within one solution group."""
    found = db.get_or_404(SolutionGroup, group_id)
    if found.directive_id != directive_id:
        abort(404)
    tree, loom = _asked(directive_id)
    rows, page = _page(loom, loom.of_groups([found])[found.id], found.id)
    known = Known(directive_id, loom.periods, rights.own_units())
    return render_template(
        "coverage/thread_group.html",
        group=found,
        **_common(found.directive, loom.at, tree, rows, page, known),
    )


@blueprint.get("/units/<int:unit_id>/thread/<int:directive_id>")
@requires(Action.VIEW_REPORTS)
def unit(unit_id: int, directive_id: int) -> str:
    """One unit across all its duties for a directive."""
    directive = db.get_or_404(Directive, directive_id)
    at = thread_asking.asked_at()
    node = latest_nodes([unit_id], at.day).get(unit_id) or abort(404)
    loom = Loom(directive_id, {unit_id: node}, at, unit_id)
    targets = _rows(loom.of_targets(directive.targets), node, at)
    groups = _rows(loom.of_groups(directive.solution_groups), node, at)
    versions = _versions([*targets, *groups])
    aims = thread_queries.aims(versions, [one.id for one in directive.targets])
    own = rights.own_units()
    of_targets = Known(directive_id, loom.periods, own, aims=aims, is_target=True)
    return render_template(
        "coverage/thread_unit.html",
        directive=directive,
        title=title_of(directive.kind, directive.number),
        unit=node,
        is_due=lambda fact: fact.report_id is None and fact.due_on < at.day,
        at=at,
        is_past=at.day < clock.today(),
        as_of=thread_asking.as_of(at),
        links=thread_words.LINKS,
        rates=counts(row.chain for row in [*targets, *groups]),
        breaks=breaks(row.chain for row in [*targets, *groups]),
        targets=[(row, thread_wording.cells(row, of_targets)) for row in targets],
        groups=[
            (row, thread_wording.cells(row, Known(directive_id, loom.periods, own)))
            for row in groups
        ],
        target_of={one.id: one for one in directive.targets},
        group_of={one.id: one for one in directive.solution_groups},
        duties=thread_duties.duties(unit_id, directive_id, loom.opened, at),
    )


def _rows(strands: dict[int, list[Strand]], node: Node, at: At) -> list[Row]:
    """One unit's strands of several things, in the directive's order."""
    return [
        Row(node, thing_id, strand, chain(strand, at.day))
        for thing_id, found in strands.items()
        for strand in found
    ]


def _asked(directive_id: int) -> tuple[UnitTree, Loom]:
    """All units that the person may see, and the threads of those that the address asks for."""
    at = thread_asking.asked_at()
    tree = thread_asking.asked_tree(directive_id, at)
    nodes = thread_asking.narrowed(tree, thread_asking.wanted())
    return tree, Loom(directive_id, {node.id: node for node in nodes}, at)


def _page(loom: Loom, strands: Sequence[Strand], thing_id: int) -> tuple[list[Row], Page[Row]]:
    """Every row, and the page of those asked for: what breaks first stands first."""
    judged = zip(loom.nodes.values(), strands, chains(strands, loom.at.day), strict=True)
    rows = [Row(node, thing_id, strand, one) for node, strand, one in judged]
    asked = thread_asking.wanted()
    kept = sorted((row for row in rows if asked.keeps(row.chain)), key=_in_need)
    number = max(1, min(page_number(request.args.get("page")), -(-len(kept) // PER_PAGE)))
    return rows, Page(kept[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(kept))


def _in_need(row: Row) -> int:
    link = row.chain.broken
    return len(_LINKS) if link is None else _LINKS.index(link)


def _versions(rows: Sequence[Row]) -> list[int]:
    return sorted({row.strand.plan.version_id for row in rows if row.strand.plan})


def _common(
    directive: Directive,
    at: At,
    tree: UnitTree,
    rows: Sequence[Row],
    page: Page[Row],
    known: Known,
) -> dict[str, Any]:
    here = {**(request.view_args or {}), **thread_asking.as_of(at)}
    return {
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "at": at,
        "is_past": at.day < clock.today(),
        "as_of": thread_asking.as_of(at),
        "address": url_for(request.endpoint or "", **here),
        "tree": tree,
        "beneath": tree.get(thread_asking.wanted().beneath),
        "levels": LEVELS,
        "links": thread_words.LINKS,
        "break_words": thread_words.BREAK_WORDS,
        "rates": counts(row.chain for row in rows),
        "breaks": breaks(row.chain for row in rows),
        "broken": sum(row.chain.broken is not None for row in rows),
        "total": len(rows),
        "page": page,
        "shown": [(row, thread_wording.cells(row, known)) for row in page.rows],
    }
