"""What the address of a thread asks for, and the units of it that this person may see."""

from dataclasses import dataclass
from datetime import date

from flask import request

from dissemination import clock
from dissemination.coverage import asked_units
from dissemination.coverage.asked_units import Asked
from dissemination.coverage.thread import At, Link
from dissemination.coverage.thread_grid import ANY, Narrowed
from dissemination.plans import briefing_asking
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.web.access import reach
from dissemination.web.actions import Action


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page of threads shows. `broken`: "any", a link, or "" for every unit."""

    narrowed: Narrowed
    broken: str


def wanted() -> Wanted:
    """The present address; what makes no sense in it asks for nothing."""
    given = request.args
    level, beneath, broken = (given.get(name, "") for name in ("level", "beneath", "broken"))
    narrowed = Narrowed(
        text=given.get("q", "").strip()[:100],
        level=UnitLevel(level) if level in set(UnitLevel) else None,
        beneath=int(beneath) if briefing_asking.is_count(beneath) else None,
    )
    return Wanted(narrowed, broken if broken in {ANY, *Link} else "")


def asked_at() -> At:
    """The end of the day whose figures are shown: the address's, else today."""
    today = clock.today()
    day = min(date_typed(request.args.get("on", "")) or date.max, today)
    return At(day, clock.end_of(day), day < today)


def as_of(at: At) -> dict[str, str]:
    """The day stands in addresses only when it is not today."""
    return {"on": at.day.isoformat()} if at.is_past else {}


def asked(directive_id: int, at: At) -> Asked:
    """The units asked to carry a directive out that the person may see."""
    within = reach(Action.VIEW_REPORTS)
    seen = None if within.everything else frozenset(within.units)
    return asked_units.asked(directive_id, at, seen)
