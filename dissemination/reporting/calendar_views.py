"""The page of the working calendar."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from dissemination import clock
from dissemination.reporting import queries, working_calendar
from dissemination.reporting.models import DayKind
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.wording import DAYS, WEEKDAYS, explain
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.forms import Choice, Form

Answer = Response | tuple[str, int]

blueprint = Blueprint("working_calendar", __name__, url_prefix="/working-calendar")
_YEARS = range(2000, 2101)


class DayForm(Form):
    """One day that is not as its weekday says."""

    day = DateField(_l("Ngày"), [InputRequired()], format=["%Y-%m-%d", "%d/%m/%Y"])
    kind = SelectField(
        _l("Loại ngày"), choices=[Choice(kind.value, word) for kind, word in DAYS.items()]
    )
    name = StringField(_l("Tên"), [Length(max=255)])


@blueprint.get("")
@requires(Action.VIEW_REPORTS, anywhere=True)
def index() -> str:
    """A year's days off and days worked instead."""
    return _page(DayForm(), _year(request.args.get("year", "")))


@blueprint.post("")
@requires(Action.MANAGE_REGIMES)
def add() -> Answer:
    """One more day."""
    form = DayForm()
    if form.validate_on_submit() and (day := form.day.data):
        refused = working_calendar.add(day, DayKind(form.kind.data), form.name.data or "")
        if refused is None:
            return _done(_("Đã thêm ngày vào lịch."), day.year)
        form.day.errors = [explain(refused)]
    return _page(form, _year(request.form.get("day", "")[:4])), 422


def _page(form: DayForm, year: int) -> str:
    return render_template(
        "reporting/calendar.html",
        form=form,
        year=year,
        days=queries.calendar_days(date(year, 1, 1), date(year, 12, 31)),
        words=DAYS,
        weekdays=WEEKDAYS,
        may_manage=may(Action.MANAGE_REGIMES),
    )


@blueprint.post("/seed")
@requires(Action.MANAGE_REGIMES)
def seed() -> Response:
    """Fill in a year's public holidays."""
    year = _year(request.form.get("year", ""))
    added = working_calendar.seed(year)
    return _done(_("Đã thêm %(n)s ngày nghỉ của năm %(year)s.", n=added, year=year), year)


@blueprint.post("/remove")
@requires(Action.MANAGE_REGIMES)
def remove() -> Response:
    """Take a day out again."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        day = date.min
    refused = working_calendar.remove(day)
    if isinstance(refused, Refusal):
        flash(explain(refused), "error")
        return redirect(url_for(".index"), 303)
    return _done(_("Đã bỏ ngày khỏi lịch."), day.year)


def _done(message: str, year: int) -> Response:
    flash(message, "success")
    return redirect(url_for(".index", year=year), 303)


def _year(text: str) -> int:
    asked = int(text) if text.isdecimal() and len(text) == 4 else 0
    return asked if asked in _YEARS else clock.today().year
