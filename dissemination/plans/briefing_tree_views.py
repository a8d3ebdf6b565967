"""How far a directive has reached: the tree with n/N at every unit, lists, paper and Excel."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.decision import grants_for, reach_of
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.plans import (
    briefing_asking,
    briefing_coverage,
    briefing_exports,
    briefing_queries,
    briefing_rights,
    briefing_services,
)
from dissemination.plans.briefing_asking import FILTERS, Ground
from dissemination.plans.briefing_blueprint import blueprint
from dissemination.plans.briefing_coverage import Coverage
from dissemination.plans.briefing_forms import OrderForm
from dissemination.plans.briefing_models import OnwardBriefing
from dissemination.plans.briefing_words import REACHED
from dissemination.sheets import writing
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node, UnitTree
from dissemination.units.wording import LEVELS
from dissemination.web import audit
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, cut, page_number

Answer = str | Response | tuple[str, int]

AT_ONCE: Final = 200  # siblings that one step shows
AT_FIRST: Final = 150  # levels are open at first as long as no more lines than these are shown


@dataclass(slots=True)
class Branch:
    """A unit in the tree. `children` are those already shown, `count` is how many there are."""

    node: Node
    coverage: Coverage
    count: int
    children: list["Branch"] = field(default_factory=list)


@blueprint.get("")
@requires(Action.VIEW_BRIEFINGS, anywhere=True)
def index() -> str:
    """Every directive and how far it has reached."""
    waiting = cut(briefing_queries.waiting(_to_judge()), 1)
    return render_template(
        "plans/briefings/index.html",
        lines=[(d, title_of(d.kind, d.number), c) for d, c in _by_directive()],
        waiting=waiting.total,
    )


@blueprint.get("/waiting")
@requires(Action.VERIFY_BRIEFING, anywhere=True)
def waiting() -> str:
    """Briefings that were sent and wait to be verified, the longest waiting first."""
    page = cut(briefing_queries.waiting(_to_judge()), page_number(request.args.get("page")))
    units = latest_nodes([found.unit_id for found in page.rows], clock.today())
    return render_template("plans/briefings/waiting.html", page=page, units=units)


@blueprint.get("/<int:directive_id>")
@requires(Action.VIEW_BRIEFINGS, anywhere=True)
def tree(directive_id: int) -> str:
    """The tree, silent units first or, when something is looked for, the units found."""
    ground = briefing_asking.ground(directive_id)
    asked = briefing_asking.wanted()
    opened = briefing_asking.opened()
    return render_template(
        "plans/briefings/tree.html",
        **_common(ground),
        found=_page(ground) if asked.is_narrowed else None,
        told=_told,
        outline=[] if asked.is_narrowed else _outline(ground, opened),
        opened=sorted(opened),
        beneath=ground.tree.get(asked.beneath),
        states=REACHED,
        levels=LEVELS,
    )


@blueprint.get("/<int:directive_id>/units/<int:unit_id>/branches")
@requires(Action.VIEW_BRIEFINGS)
def branches(directive_id: int, unit_id: int) -> str:
    """A unit's children, for the tree that opens it."""
    ground = briefing_asking.ground(directive_id)
    given = request.args.get("from", "0")
    start = int(given) if briefing_asking.is_count(given) else 0
    some = ground.children(unit_id)
    return render_template(
        "plans/briefings/branches.html",
        **_common(ground),
        branches=[_branch(ground, node) for node in some[start : start + AT_ONCE]],
        reached=start + AT_ONCE,
        total=len(some),
        parent_id=unit_id,
    )


@blueprint.get("/<int:directive_id>/list")
@requires(Action.VIEW_BRIEFINGS, anywhere=True)
def print_list(directive_id: int) -> str:
    """All units in one table, for paper."""
    ground = briefing_asking.ground(directive_id)
    return render_template(
        "plans/briefings/list.html", **_common(ground), rows=briefing_exports.lines(ground)
    )


@blueprint.get("/<int:directive_id>/export.xlsx")
@requires(Action.VIEW_BRIEFINGS, anywhere=True, writes=True)
def export(directive_id: int) -> Response:
    """The same as a workbook."""
    ground = briefing_asking.ground(directive_id)
    audit.record("export", "briefings", directive_id)
    content = writing.as_xlsx(briefing_exports.table(ground))
    answer = Response(content, content_type=writing.XLSX_TYPE)
    name = f"pho-bien-quan-triet-{directive_id}-{ground.day.isoformat()}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@blueprint.route("/<int:directive_id>/order", methods=["GET", "POST"])
@requires(Action.MANAGE_DIRECTIVES)
def order(directive_id: int) -> Answer:
    """What the secretariat asks of every unit's briefing: by when, and whether with essays."""
    directive = db.get_or_404(Directive, directive_id)
    form = OrderForm(obj=briefing_queries.order_of(directive_id))
    if form.validate_on_submit():
        asks = bool(form.asks_essays.data)
        briefing_services.set_order(directive_id, form.due_on.data, asks_essays=asks)
        flash(_("Đã lưu yêu cầu."), "success")
        return redirect(url_for(".tree", directive_id=directive_id), 303)
    title = title_of(directive.kind, directive.number)
    page = render_template(
        "plans/briefings/order.html", form=form, directive=directive, title=title
    )
    return page, 422 if form.errors else 200


def _common(ground: Ground) -> dict[str, Any]:
    directive = ground.directive
    return {
        "ground": ground,
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "whole": ground.whole,
        "as_of": _as_of(ground),
        "filters_of": {name: request.args[name] for name in FILTERS if request.args.get(name)},
        "may_order": may(Action.MANAGE_DIRECTIVES),
        "own_unit": briefing_rights.own_unit(),
    }


def _as_of(ground: Ground) -> dict[str, str]:
    """The day stands in addresses only when it is not the usual one."""
    usual = briefing_asking.day_of(ground.order)
    return {} if ground.day == usual else {"date": ground.day.isoformat()}


def _page(ground: Ground) -> Page[Node]:
    nodes = briefing_asking.found(ground, briefing_asking.wanted())
    last = max(1, -(-len(nodes) // PER_PAGE))
    page = min(page_number(request.args.get("page")), last)
    return Page(nodes[(page - 1) * PER_PAGE : page * PER_PAGE], page, len(nodes))


def _told(ground: Ground, nodes: list[Node]) -> dict[int, list[OnwardBriefing]]:
    """What the units of one page say, by unit."""
    return briefing_queries.of_units([node.id for node in nodes], ground.directive.id)


def _outline(ground: Ground, opened: set[int]) -> list[Branch]:
    """The top of the tree with its first levels open, and `opened` units wherever they stand."""
    tops = [_branch(ground, node) for node in ground.children(None)[:AT_ONCE]]
    level, shown = tops, len(tops)
    while level and shown + (below := sum(branch.count for branch in level)) <= AT_FIRST and below:
        level = [child for branch in level for child in _open(ground, branch)]
        shown += below
    if len(tops) == 1 and not tops[0].children:
        _open(ground, tops[0])
    _open_wanted(ground, tops, opened)
    return tops


def _branch(ground: Ground, node: Node) -> Branch:
    return Branch(node, ground.covered[node.id], len(ground.tree.children.get(node.id, ())))


def _open(ground: Ground, branch: Branch) -> list[Branch]:
    some = ground.children(branch.node.id)[:AT_ONCE]
    branch.children = [_branch(ground, node) for node in some]
    return branch.children


def _open_wanted(ground: Ground, branches: list[Branch], opened: set[int]) -> None:
    for branch in branches:
        if branch.node.id in opened and not branch.children:
            _open(ground, branch)
        _open_wanted(ground, branch.children, opened)


def _by_directive() -> list[tuple[Directive, Coverage]]:
    """Every directive with the coverage of what the person may see; few statements for all."""
    orders = briefing_queries.orders()
    held = briefing_queries.held_by_directive()
    trees: dict[date, UnitTree] = {}
    lines = []
    for directive in briefing_queries.directives():
        order = orders.get(directive.id) or briefing_queries.no_order(directive.id)
        day = briefing_asking.day_of(order)
        if day not in trees:
            trees[day] = briefing_asking.seen_tree(day)[0]
        of_it = held.get(directive.id, [])
        lines.append((directive, briefing_coverage.total(trees[day], of_it)))
    return lines


def _to_judge() -> sa.ColumnElement[bool]:
    """Briefings of the units beneath those for which the person judges."""
    grants = grants_for(Action.VERIFY_BRIEFING)
    within = reach_of(grants)
    if within.everything:
        return sa.true()
    return OnwardBriefing.unit_id.in_(within.units - {grant.unit_id for grant in grants})
