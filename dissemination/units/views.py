"""Pages that show units: the tree of any day, one unit, lists to print and to hand on."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.sheets import writing
from dissemination.sheets.writing import Table
from dissemination.units import browsing, exports, listing, picking, profiles
from dissemination.units.browsing import Search, Visible
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.units.wording import LEVELS, kind_word, level_word
from dissemination.web.access import may, reach, requires
from dissemination.web.actions import Action
from dissemination.web.belongings import belongings
from dissemination.web.paging import PER_PAGE, Page, page_number

blueprint = Blueprint("units", __name__, url_prefix="/units")
blueprint.add_app_template_filter(level_word, "unit_level")
blueprint.add_app_template_filter(kind_word, "unit_kind")


@blueprint.get("")
@requires(Action.VIEW_UNITS, anywhere=True)
def index() -> str:
    """The tree of a day or, when something is looked for, what was found."""
    day, visible = asked_day(), seen()
    wanted = _asked_search(day)
    opened = _asked_opened()
    return render_template(
        "units/index.html",
        **_common(day),
        counts=browsing.counts(day, visible),
        levels=LEVELS,
        found=_found(wanted, visible) if wanted else None,
        outline=None if wanted else browsing.outline(day, visible, opened),
        opened=sorted(opened),
        limited=visible is not None,
    )


@blueprint.get("/branches")
@requires(Action.VIEW_UNITS, anywhere=True)
def roots() -> str:
    """More of the top of the tree, where it is very wide."""
    return _branches(None)


@blueprint.get("/<int:unit_id>/branches")
@requires(Action.VIEW_UNITS)
def branches(unit_id: int) -> str:
    """A unit's children, for the tree that opens it."""
    return _branches(unit_id)


@blueprint.get("/offered")
@requires(Action.VIEW_UNITS, anywhere=True)
def offered() -> str:
    """Units that a few letters may mean, for the fields in which a unit is typed."""
    text = request.args.get("q", "").strip()
    found = picking.offered(text, asked_day(), seen()) if text else []
    return render_template("units/offered.html", found=found, label=picking.label)


@blueprint.get("/<int:unit_id>")
@requires(Action.VIEW_UNITS)
def show(unit_id: int) -> str:
    """One unit: what it is, what stands beneath it, what it was and what became of it."""
    day = asked_day()
    profile = profiles.profile(unit_id, day)
    if profile is None:
        abort(404)
    visible = seen()
    return render_template(
        "units/show.html",
        **_common(day),
        profile=profile,
        children=_children(unit_id, day, visible),
        shelves=belongings("unit", unit_id),
        may_see=lambda other: visible is None or other in visible,
        may_manage=may(Action.MANAGE_UNITS, unit_id=unit_id),
    )


@blueprint.get("/list")
@requires(Action.VIEW_UNITS, anywhere=True)
def print_list() -> str:
    """All units of a day in one table, for paper."""
    day = asked_day()
    return render_template("units/list.html", **_common(day), rows=listing.rows(day, seen()))


@blueprint.get("/export.<any(xlsx, csv):form>")
@requires(Action.VIEW_UNITS, anywhere=True)
def export(form: str) -> Response:
    """The units of a day as a file that the import reads back."""
    day = asked_day()
    return sent(exports.table(day, seen()), form, f"don-vi-{day.isoformat()}")


@blueprint.get("/template.xlsx")
@requires(Action.VIEW_UNITS, anywhere=True)
def template() -> Response:
    """An empty list with a few lines to show how it is filled in."""
    return sent(exports.template(), "xlsx", "mau-danh-sach-don-vi")


def asked_day() -> date:
    """The day the address asks for; today when it asks for none."""
    return date_typed(request.args.get("date", "")) or clock.today()


def seen() -> Visible:
    """The units the person may see; None: all."""
    within = reach(Action.VIEW_UNITS)
    return None if within.everything else within.units


def sent(table: Table, form: str, name: str) -> Response:
    """A table as a download."""
    write: Callable[[Table], bytes] = writing.as_xlsx if form == "xlsx" else writing.as_csv
    answer = Response(write(table), content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


_TYPES = {"xlsx": writing.XLSX_TYPE, "csv": "text/csv; charset=utf-8"}


def _branches(unit_id: int | None) -> str:
    start = int(request.args.get("from", "0")) if _is_count(request.args.get("from", "0")) else 0
    day = asked_day()
    siblings = browsing.siblings(unit_id, day, seen(), start)
    return render_template(
        "units/branches.html", **_common(day), parent_id=unit_id, siblings=siblings
    )


def _children(unit_id: int, day: date, visible: Visible) -> Page[browsing.Branch]:
    """A page of a unit's children; one beyond the last shows the first."""
    page = page_number(request.args.get("page"))
    some = browsing.siblings(unit_id, day, visible, (page - 1) * PER_PAGE, PER_PAGE)
    if page > 1 and not some.branches:
        page, some = 1, browsing.siblings(unit_id, day, visible, 0, PER_PAGE)
    return Page(some.branches, page, some.total)


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) < 7


def _common(day: date) -> dict[str, Any]:
    """What every page of the tree hands on: the day, and in addresses only when it is not today."""
    today = clock.today()
    return {
        "day": day,
        "today": today,
        "as_of": {} if day == today else {"date": day.isoformat()},
        "may_manage_all": may(Action.MANAGE_UNITS),
    }


def _asked_search(day: date) -> Search | None:
    text = request.args.get("q", "").strip()
    level = request.args.get("level", "")
    if not text and level not in set(UnitLevel):
        return None
    wanted = UnitLevel(level) if level in set(UnitLevel) else None
    return Search(text, day, bool(request.args.get("ever")), wanted)


def _asked_opened() -> set[int]:
    return {int(text) for text in request.args.getlist("open") if _is_count(text)}


def _found(wanted: Search, visible: Visible) -> Page[browsing.Found]:
    ids = browsing.search(wanted, visible)
    last = max(1, -(-len(ids) // PER_PAGE))
    page = min(page_number(request.args.get("page")), last)
    some = ids[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Page(browsing.found(some, wanted.day), page, len(ids))
