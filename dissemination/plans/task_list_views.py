"""Tasks across plans: mine, my unit's, all within reach; as a list, a month, and a calendar feed."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from flask import abort, current_app, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.views import base_address
from dissemination.database import db
from dissemination.plans import feeds, picture, queries, rights, task_queries, wording
from dissemination.plans.answers import done
from dissemination.plans.blueprint import tasks
from dissemination.plans.models import PlanTask
from dissemination.plans.queries import Within
from dissemination.plans.task_queries import TaskFilter
from dissemination.sheets.writing import XLSX_TYPE, Cell, Column, Table, as_xlsx
from dissemination.units.queries import latest_nodes
from dissemination.units.tree import Node
from dissemination.web import audit
from dissemination.web.access import public, requires, signed_in
from dissemination.web.actions import Action
from dissemination.web.paging import cut, page_number


@tasks.get("")
@requires(Action.VIEW_PLANS, anywhere=True)
def index() -> str:
    """Tasks by deadline."""
    wanted = _wanted()
    page = cut(task_queries.tasks(wanted), page_number(request.args.get("page")))
    today = clock.today()
    return render_template(
        "plans/tasks.html",
        page=page,
        units=_units(page.rows),
        tally=task_queries.tally(wanted),
        timings={task.id: picture.timing_of(task, today) for task in page.rows},
        directives=[(one.id, one.number) for one in queries.directives()],
        whose=_whose(),
        due=_asked_day(),
        has_own=bool(rights.own_units()),
        wording=wording,
    )


@tasks.get("/tasks.xlsx")
@requires(Action.VIEW_PLANS, anywhere=True, writes=True)
def export() -> Response:
    """The same list as a spreadsheet."""
    rows = list(db.session.scalars(task_queries.tasks(_wanted())))
    units, today = _units(rows), clock.today()
    audit.record("export", "tasks", after={"rows": len(rows)})
    columns = (
        Column(_("Đơn vị"), 32),
        Column(_("Số"), 6),
        Column(_("Nội dung nhiệm vụ"), 60),
        Column(_("Người, cơ quan chủ trì"), 28),
        Column(_("Hạn hoàn thành"), 14),
        Column(_("Người chịu trách nhiệm"), 28),
        Column(_("Sản phẩm"), 32),
        Column(_("Tình hình"), 18),
        Column(_("Tiến độ (%)"), 10),
        Column(_("Ngày hoàn thành"), 14),
        Column(_("Kết quả thực hiện"), 60),
    )
    lines = [_line(task, units[task.version.plan.unit_id], today) for task in rows]
    table = Table(_("Nhiệm vụ"), columns, lines)
    return send_file(
        BytesIO(as_xlsx(table)), XLSX_TYPE, as_attachment=True, download_name="nhiem-vu.xlsx"
    )


def _line(task: PlanTask, unit: Node, today: date) -> tuple[Cell, ...]:
    return (
        unit.name,
        task.line,
        task.content,
        task.lead,
        task.due,
        task.responsible,
        task.product,
        wording.timing_word(picture.timing_of(task, today)),
        task.percentage,
        task.done_on,
        task.result,
    )


@tasks.get("/calendar")
@requires(Action.VIEW_PLANS, anywhere=True)
def month() -> str:
    """The deadlines of one month."""
    first = _asked_month()
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    wanted = _wanted(weeks[0][0], weeks[-1][-1])
    found = list(db.session.scalars(task_queries.tasks(wanted).limit(1_000)))
    by_day: dict[date, list[PlanTask]] = defaultdict(list)
    for task in found:
        if task.due:
            by_day[task.due].append(task)
    today = clock.today()
    return render_template(
        "plans/calendar.html",
        first=first,
        weeks=weeks,
        by_day=by_day,
        today=today,
        before=_month_before(first),
        after=_month_after(first),
        units=_units(found),
        timings={task.id: picture.timing_of(task, today) for task in found},
        whose=_whose(),
        has_own=bool(rights.own_units()),
        wording=wording,
    )


# --- the calendar feed --------------------------------------------------------------------------


@tasks.get("/feed")
@signed_in
def feed_page() -> str:
    """The person's own secret address, and how to use it."""
    feed = feeds.of(current_user.id)
    return render_template("plans/feed.html", feed=feed, address=_feed_address() if feed else "")


@tasks.post("/feed/renew")
@signed_in
def renew_feed() -> Response:
    """A new address; the one before answers nobody any more."""
    feeds.renew(current_user.id)
    return done(_("Đã tạo địa chỉ lịch mới."), url_for("tasks.feed_page"))


@tasks.post("/feed/end")
@signed_in
def end_feed() -> Response:
    """No address any more."""
    feeds.end(current_user.id)
    return done(_("Đã bỏ địa chỉ lịch."), url_for("tasks.feed_page"))


@tasks.get("/feed/<token>.ics")
@public
def feed(token: str) -> Response:
    """Deadlines for a calendar program, which cannot sign in: the address is the key."""
    user_id = feeds.holder(token, _key())
    if user_id is None:
        abort(404)
    content = feeds.calendar_of(task_queries.feed(user_id), base_address())
    return Response(content, mimetype="text/calendar", headers={"Cache-Control": "private"})


def _feed_address() -> str:
    token = feeds.token_of(current_user.id, _key())
    return base_address() + url_for("tasks.feed", token=token)


def _key() -> str:
    key: str = current_app.config["SECRET_KEY"]
    return key


# --- what is asked ------------------------------------------------------------------------------


def _whose() -> str:
    """Whose tasks: "mine", "unit", or "" for all within reach; a unit's people see their unit's."""
    asked = request.args.get("whose")
    if asked in ("mine", "unit", "all"):
        return "" if asked == "all" else asked
    return "unit" if rights.own_units() else ""


def _wanted(since: date | None = None, until: date | None = None) -> TaskFilter:
    args, whose = request.args, _whose()
    due = _asked_day()
    directive = args.get("directive", "")
    return TaskFilter(
        within=_within(whose),
        lead_id=current_user.id if whose == "mine" else None,
        directive_id=int(directive) if directive.isdecimal() and len(directive) < 10 else None,
        timing=args.get("timing", ""),
        text=args.get("q", "")[:100],
        since=since or due,
        until=until or due,
        asks_for_time=bool(args.get("asking")),
    )


def _within(whose: str) -> Within:
    seen = rights.seen()
    if whose != "unit":
        return seen
    own = rights.own_units()
    return own if seen is None else own & seen


def _asked_day() -> date | None:
    """The one day of the calendar whose tasks are listed."""
    try:
        return date.fromisoformat(request.args.get("due", ""))
    except ValueError:
        return None


def _asked_month() -> date:
    text = request.args.get("month", "")
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.today().replace(day=1)


def _month_before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _units(rows: Sequence[PlanTask]) -> dict[int, Node]:
    ids = {task.version.plan.unit_id for task in rows}
    return latest_nodes(ids, clock.today()) if ids else {}
