"""Keeping the working calendar: seeded for a year, then corrected by hand when it is announced."""

from datetime import date
from typing import Final

import holidays
import sqlalchemy as sa

from dissemination.database import db
from dissemination.reporting.models import CalendarDay, DayKind
from dissemination.reporting.refusals import Refusal
from dissemination.web import audit

_SUBJECT: Final = "working_calendar"
_SATURDAY: Final = 5


def seed(year: int) -> int:
    """Add the public holidays of a year that are not there yet; how many were added.

    Only weekdays: a weekend is free anyhow, and the day given for it is a holiday of its own.
    """
    audit.take_turn()
    known = set(db.session.scalars(sa.select(CalendarDay.day)))
    found = holidays.country_holidays("VN", years=year, language="vi")
    new = {day: name for day, name in found.items() if day not in known and day.weekday() < 5}
    db.session.add_all(
        CalendarDay(day=day, kind=DayKind.HOLIDAY, name=name[:255])
        for day, name in sorted(new.items())
    )
    if new:
        audit.record("load", _SUBJECT, year, after={"days": len(new)})
    return len(new)


def add(day: date, kind: DayKind, name: str) -> Refusal | None:
    """Say that a day is off, or that a weekend day is worked."""
    audit.take_turn()
    if db.session.get(CalendarDay, day):
        return Refusal.DAY_KNOWN
    if kind is DayKind.WORKED and day.weekday() < _SATURDAY:
        return Refusal.NOT_A_WEEKEND
    db.session.add(CalendarDay(day=day, kind=kind, name=name))
    audit.record("create", _SUBJECT, day, after={"kind": str(kind), "name": name})
    return None


def remove(day: date) -> Refusal | None:
    """Let a day be again what its weekday says."""
    audit.take_turn()
    known = db.session.get(CalendarDay, day)
    if known is None:
        return Refusal.DAY_UNKNOWN
    before = {"kind": str(known.kind), "name": known.name}
    db.session.delete(known)
    audit.record("delete", _SUBJECT, day, before=before)
    return None
