"""The list of plans: who has one, where it stands, whose turn it is."""

from collections.abc import Iterable
from io import BytesIO

from flask import render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.plans import queries, rights, wording
from dissemination.plans.blueprint import blueprint
from dissemination.plans.models import PlanState, PlanVersion
from dissemination.plans.queries import PlanFilter
from dissemination.sheets.writing import XLSX_TYPE, Cell, Column, Table, as_xlsx
from dissemination.units.models import UnitVersion
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import cut, page_number

_NONE = "none"


@blueprint.get("/plans")
@requires(Action.VIEW_PLANS, anywhere=True)
def index() -> str:
    """Plans within the person's reach, and how many units have one."""
    wanted = _wanted()
    shown = request.args.get("state", "")
    query = queries.units_without(wanted) if shown == _NONE else queries.plans(wanted)
    page = cut(query, page_number(request.args.get("page")))
    states = queries.states(wanted)
    return render_template(
        "plans/index.html",
        page=page,
        without=shown == _NONE,
        units=_names(page.rows),
        states=states,
        total=queries.unit_count(wanted),
        having=queries.units_having(wanted),
        directives=[(one.id, one.number) for one in queries.directives()],
        own=_own_units(),
        wording=wording,
    )


@blueprint.get("/plans/plans.xlsx")
@requires(Action.VIEW_PLANS, anywhere=True, writes=True)
def export() -> Response:
    """The same list as a spreadsheet."""
    rows = queries.all_of(queries.plans(_wanted()))
    units = _names(rows)
    audit.record("export", "plans", after={"rows": len(rows)})
    columns = (
        Column(_("Mã đơn vị"), 12),
        Column(_("Đơn vị"), 36),
        Column(_("Văn bản"), 16),
        Column(_("Tên kế hoạch"), 60),
        Column(_("Từ năm"), 10),
        Column(_("Đến năm"), 10),
        Column(_("Lần"), 8),
        Column(_("Trạng thái"), 22),
        Column(_("Số, ký hiệu"), 18),
        Column(_("Ngày ban hành"), 16),
    )
    table = Table(_("Kế hoạch"), columns, [_line(row, units) for row in rows])
    return send_file(
        BytesIO(as_xlsx(table)), XLSX_TYPE, as_attachment=True, download_name="ke-hoach.xlsx"
    )


def _line(version: PlanVersion, units: dict[int, Node]) -> tuple[Cell, ...]:
    plan = version.plan
    unit = units[plan.unit_id]
    return (
        unit.code,
        unit.name,
        plan.directive.number,
        version.title,
        plan.first_year,
        plan.last_year,
        version.ordinal,
        str(wording.STATES[version.state]),
        version.number,
        version.issued_on,
    )


def _wanted() -> PlanFilter:
    args = request.args
    state = args.get("state", "")
    return PlanFilter(
        within=rights.own_units() if args.get("whose") == "unit" else rights.seen(),
        directive_id=_number(args.get("directive", "")),
        state=PlanState(state) if state in set(PlanState) else None,
        year=_number(args.get("year", "")),
        text=args.get("q", "")[:100],
        waiting=rights.units_by_capacity() if args.get("mine") else None,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _names(rows: Iterable[PlanVersion | UnitVersion]) -> dict[int, Node]:
    ids = {row.plan.unit_id if isinstance(row, PlanVersion) else row.unit_id for row in rows}
    return latest_nodes(ids, clock.today()) if ids else {}


def _own_units() -> list[Node]:
    """The units for which the person may begin a plan."""
    own = rights.own_units()
    return list(latest_nodes(own, clock.today()).values()) if own else []
