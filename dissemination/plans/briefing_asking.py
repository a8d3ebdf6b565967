"""What the address of a page on briefings asks for, and what of it the person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import briefing_queries
from dissemination.plans.briefing_cascade import Cascade
from dissemination.plans.briefing_coverage import Reached
from dissemination.plans.briefing_models import BriefingOrder
from dissemination.plans.briefing_queries import Span
from dissemination.plans.briefing_sums import Part
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.web.access import reach
from dissemination.web.actions import Action

FILTERS: Final = ("q", "state", "level", "beneath")


class Ground(Cascade):
    """A directive over the units that the person may see, as it stood at the end of a day."""

    def __init__(self, directive: Directive, order: BriefingOrder, day: date, part: Part) -> None:
        super().__init__(part)
        self.directive, self.order, self.day = directive, order, day
        self.is_past = part.until is not None
        self.is_limited = part.within is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of units is narrowed to."""

    text: str = ""
    state: Reached | None = None
    level: UnitLevel | None = None
    beneath: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()


def ground(directive_id: int) -> Ground:
    """Everything a page on one directive's briefings shows."""
    directive = db.get_or_404(Directive, directive_id)
    order = briefing_queries.order_of(directive_id)
    day = asked_day()
    until = clock.end_of(day) if day < clock.today() else None
    base = briefing_queries.obliged_on(order, briefing_queries.conference_days(), day)
    within = reach(Action.VIEW_BRIEFINGS)
    seen = None if within.everything else frozenset(within.units)
    return Ground(directive, order, day, Part(directive_id, base, until, seen))


def asked_day() -> date:
    """The day whose figures are shown: the address's, else today."""
    return min(date_typed(request.args.get("date", "")) or date.max, clock.today())


def seen_units(spans: Iterable[Span], day: date) -> set[int]:
    """The units of a day within the person's reach."""
    within = reach(Action.VIEW_BRIEFINGS)
    units = {span.unit_id for span in spans if span.holds_on(day)}
    return units if within.everything else units.intersection(within.units)


def wanted() -> Wanted:
    """The present address; what makes no sense in it asks for nothing."""
    given = request.args
    state, level, beneath = given.get("state", ""), given.get("level", ""), given.get("beneath", "")
    return Wanted(
        text=given.get("q", "").strip()[:100],
        state=Reached(state) if state in set(Reached) else None,
        level=UnitLevel(level) if level in set(UnitLevel) else None,
        beneath=int(beneath) if is_count(beneath) else None,
    )


def opened() -> set[int]:
    """The branches that the address holds open."""
    return {int(text) for text in request.args.getlist("open") if is_count(text)}


def sought(ground: Ground) -> int | None:
    """The unit to which the address wants the tree opened."""
    text = request.args.get("unit", "")
    return int(text) if is_count(text) and ground.find(int(text)) else None


def is_count(text: str) -> bool:
    return text.isdecimal() and len(text) < 10
