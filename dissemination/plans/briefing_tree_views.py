"""How far a directive has reached: the tree with n/N at every unit, lists, paper and Excel."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.plans import (
    briefing_asking,
    briefing_coverage,
    briefing_exports,
    briefing_outline,
    briefing_queries,
    briefing_rights,
    briefing_services,
)
from dissemination.plans.briefing_asking import FILTERS, Ground
from dissemination.plans.briefing_blueprint import blueprint
from dissemination.plans.briefing_coverage import Coverage
from dissemination.plans.briefing_forms import OrderForm
from dissemination.plans.briefing_outline import AT_ONCE, branch
from dissemination.plans.briefing_words import REACHED
from dissemination.sheets import writing
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node
from dissemination.units.wording import LEVELS
from dissemination.web import audit
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, cut, page_number

Answer = str | Response | tuple[str, int]
PRINTED_WHOLE: Final = 600  # no more lines are printed unless more levels are asked for
DEEPEST: Final = 5


@blueprint.get("")
@requires(Action.VIEW_BRIEFINGS, anywhere=True)
def index() -> str:
    """Every directive and how far it has reached."""
    return render_template(
        "plans/briefings/index.html",
        lines=[(d, title_of(d.kind, d.number), c) for d, c in _by_directive()],
        waiting=briefing_queries.count_waiting(briefing_rights.to_judge()),
    )


@blueprint.get("/waiting")
@requires(Action.VERIFY_BRIEFING, anywhere=True)
def waiting() -> str:
    """Briefings that were sent and wait to be verified, the longest waiting first."""
    page = cut(
        briefing_queries.waiting(briefing_rights.to_judge()), page_number(request.args.get("page"))
    )
    units = latest_nodes([found.unit_id for found in page.rows], clock.today())
    return render_template("plans/briefings/waiting.html", page=page, units=units)


@blueprint.get("/<int:directive_id>")
@requires(Action.VIEW_BRIEFINGS, anywhere=True)
def tree(directive_id: int) -> str:
    """The tree, silent units first or, when something is looked for, the units found."""
    ground = briefing_asking.ground(directive_id)
    asked = briefing_asking.wanted()
    opened, sought = briefing_asking.opened(), briefing_asking.sought(ground)
    return render_template(
        "plans/briefings/tree.html",
        **_common(ground),
        found=_page(ground) if asked.is_narrowed else None,
        outline=[] if asked.is_narrowed else briefing_outline.outline(ground, opened, sought),
        opened=sorted(opened),
        beneath=ground.find(asked.beneath),
        sought=sought,
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
        branches=[branch(ground, node) for node in some[start : start + AT_ONCE]],
        reached=start + AT_ONCE,
        total=len(some),
        parent_id=unit_id,
    )


@blueprint.get("/<int:directive_id>/list")
@requires(Action.VIEW_BRIEFINGS, anywhere=True)
def print_list(directive_id: int) -> str:
    """A branch down to a depth in one table, for paper; of a large tree at first only its top."""
    ground = briefing_asking.ground(directive_id)
    beneath = ground.find(briefing_asking.wanted().beneath)
    depth = _depth(ground.levels(beneath.id if beneath else None))
    rows = briefing_exports.lines(ground, beneath.id if beneath else None, depth)
    return render_template(
        "plans/briefings/list.html",
        **_common(ground),
        rows=rows,
        beneath=beneath,
        depth=depth,
        deepest=DEEPEST,
        choices=[(node.id, node.name) for node in _tops(ground)],
        total=ground.covered[beneath.id] if beneath else ground.whole,
    )


def _depth(levels: Sequence[int]) -> int:
    """How many levels a list shows: the address's, else as many as fit a few sheets; all: `DEEPEST`.

    `levels`: how many units stand at each.
    """
    asked = request.args.get("depth", "")
    if asked.isdecimal() and 1 <= int(asked) <= DEEPEST:
        return int(asked)
    fitting = sum(units <= PRINTED_WHOLE for units in accumulate(levels))
    return DEEPEST if fitting == len(levels) else max(1, fitting)


def _tops(ground: Ground) -> list[Node]:
    """The units that a list can begin from: the roots and those right beneath that have others."""
    found = []
    for root in ground.children(None):
        below = sorted(ground.tree.children.get(root.id, ()), key=ground.in_need)
        found += [root, *(node for node in below if node.id in ground.counts)]
    return found


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
    """The day stands in addresses only when it is not today."""
    return {"date": ground.day.isoformat()} if ground.is_past else {}


def _page(ground: Ground) -> Page[Node]:
    asked = briefing_asking.wanted()
    found = ground.found(asked.text, asked.level, asked.state, asked.beneath)
    last = max(1, -(-len(found) // PER_PAGE))
    page = min(page_number(request.args.get("page")), last)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    nodes = ground.nodes(shown)
    return Page([nodes[unit_id] for unit_id in shown], page, len(found))


def _by_directive() -> list[tuple[Directive, Coverage]]:
    """Every directive with the coverage of what the person may see; as many statements however many."""
    orders = briefing_queries.orders()
    conference_days = briefing_queries.conference_days()
    held = briefing_queries.held_by_directive()
    spans = briefing_queries.spans()
    lines = []
    for directive in briefing_queries.directives():
        order = orders.get(directive.id) or briefing_queries.no_order(directive.id)
        day = briefing_queries.obliged_on(order, conference_days, clock.today())
        units = briefing_asking.seen_units(spans, day)
        lines.append((directive, briefing_coverage.total(units, held.get(directive.id, []))))
    return lines
