"""What the address of a board of a directive asks for, and what of it this person may see."""

from dataclasses import dataclass
from datetime import date

from flask import request

from dissemination import clock
from dissemination.coverage import heat_scope
from dissemination.coverage.asking import number_asked
from dissemination.coverage.heat_scope import Narrowed, Scope, Within
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.units.lists import date_typed
from dissemination.units.models import UnitLevel
from dissemination.web.access import reach
from dissemination.web.actions import Action

# What an address keeps from one board of a directive to the other.
KEPT = ("on", "level", "beneath", "regime")


@dataclass(frozen=True)
class Ground:
    """A directive over the units that the reader sees, as narrowed by the address.

    `whole` is the same before it was narrowed.
    """

    directive: Directive
    whole: Scope
    scope: Scope

    @property
    def day(self) -> date:
        return self.scope.as_of.day

    @property
    def is_past(self) -> bool:
        return self.scope.as_of.is_past


def ground(directive_id: int) -> Ground:
    """What every board of a directive stands on; 404 when there is no such directive."""
    directive = db.get_or_404(Directive, directive_id)
    today = clock.today()
    whole = heat_scope.scope(directive_id, asked_day(today), today, seen(), named())
    return Ground(directive, whole, heat_scope.narrow(whole, narrowed()))


def asked_day(today: date) -> date:
    """The day whose figures are shown: the address's, at most today."""
    return min(date_typed(request.args.get("on", "")) or today, today)


def seen() -> Within:
    """The units whose boards the person may read; None: all."""
    within = reach(Action.VIEW_REPORTS)
    return None if within.everything else frozenset(within.units)


def named() -> Within:
    """The units of whose people the person may read the names; None: all."""
    within = reach(Action.VIEW_ROSTER)
    return None if within.everything else frozenset(within.units)


def narrowed() -> Narrowed:
    """The present address; what makes no sense in it asks for nothing."""
    given = request.args
    level, stands = given.get("level", ""), given.get("state", "")
    return Narrowed(
        text=given.get("q", "").strip()[:100],
        level=UnitLevel(level) if level in set(UnitLevel) else None,
        beneath=number_asked("beneath"),
        stands=stands if stands in heat_scope.STANDS else "",
        regime_id=number_asked("regime"),
    )


def kept() -> dict[str, str]:
    """What the present address hands on to the other boards of the directive."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}
