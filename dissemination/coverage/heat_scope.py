"""What a board is about: a directive, a day, the units its reader may see, and what narrows them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.conferences.models import (
    Conference,
    ConferenceState,
    Point,
    conference_directives,
)
from dissemination.conferences.reach import subtree
from dissemination.coverage import heat
from dissemination.coverage.heat import Period
from dissemination.coverage.heat_columns import AsOf
from dissemination.database import db
from dissemination.plans import briefing_queries
from dissemination.reporting.models import Obligation, ReportingPeriod, ReportingRegime
from dissemination.text import like_words
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel, UnitVersion
from dissemination.units.queries import valid_on

# Units that are asked for; None: all.
Within = frozenset[int] | None
PERIODS_SHOWN: Final = 4
MOST_CHOICES: Final = 200
# What a board can be narrowed to besides words and places: who still owes what.
STANDS: Final = ("absent", "unbriefed", "unplanned", "missing", "returned", "late")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a board is narrowed to. `beneath`: a unit and all under it; `stands`: a key of STANDS."""

    text: str = ""
    level: UnitLevel | None = None
    beneath: int | None = None
    stands: str = ""
    regime_id: int | None = None


@dataclass(frozen=True)
class Scope:
    """A directive over a set of units at the end of a day.

    `obliged_day`: whose units were to brief onward. `conference_id`: None while none was held.
    `named`: the units of whom the reader may know every figure, however few the people. `is_over`:
    the conference is closed.
    """

    directive_id: int
    as_of: AsOf
    within: Within
    named: Within
    obliged_day: date
    conference_id: int | None
    periods: tuple[Period, ...]
    narrowed: Narrowed = Narrowed()
    is_over: bool = True

    @property
    def is_narrowed(self) -> bool:
        """Whether it is less than all units there are."""
        wanted = self.narrowed
        places = (self.within, wanted.level, wanted.beneath)
        return bool(wanted.text) or any(place is not None for place in places)


def scope(directive_id: int, day: date, today: date, within: Within, named: Within) -> Scope:
    """Everything a board of a directive needs to know before it reads its units.

    `day` is at most `today`; `within` are the units the reader may see, `named` those of whose
    people he may read the names (None: all). Three statements.
    """
    as_of = AsOf(day, today)
    order = briefing_queries.order_of(directive_id)
    obliged = briefing_queries.obliged_on(order, briefing_queries.conference_days(), day)
    called = conference_of(directive_id, day)
    shown = heat.last_of_each_regime(periods(directive_id, as_of, within), PERIODS_SHOWN)
    scope = Scope(directive_id, as_of, within, named, obliged, None, tuple(shown))
    if called is None:
        return scope
    is_over = called.state is ConferenceState.CLOSED
    return replace(scope, conference_id=called.id, is_over=is_over)


def narrow(whole: Scope, wanted: Narrowed) -> Scope:
    """The same for fewer units, or with the periods of one regime."""
    shown = [period for period in whole.periods if wanted.regime_id in (None, period.regime_id)]
    return replace(whole, narrowed=wanted, periods=tuple(shown))


class Called(NamedTuple):
    """A conference, and the level of the unit that called it."""

    id: int
    state: ConferenceState
    level: UnitLevel


def conference_of(directive_id: int, day: date) -> Called | None:
    """The conference to which a directive's units were called: held by the day, by the highest unit.

    Units' own conferences on the directive are their onward briefings.
    """
    query = (
        sa.select(Conference.id, Conference.state, UnitVersion.level)
        .join(conference_directives, conference_directives.c.conference_id == Conference.id)
        .join(Point, sa.and_(Point.conference_id == Conference.id, Point.is_main))
        .join(UnitVersion, UnitVersion.unit_id == Point.unit_id)
        .where(
            conference_directives.c.directive_id == directive_id,
            Conference.held_on <= day,
            Conference.state != ConferenceState.DRAFT,
            valid_on(Conference.held_on),  # type: ignore[arg-type]  # a column is a day too
        )
        .order_by(Conference.held_on.desc(), Conference.id.desc())
    )
    found = [Called(*row) for row in db.session.execute(query)]
    return min(found, key=lambda called: RANK[called.level], default=None)


def periods(directive_id: int, as_of: AsOf, within: Within) -> list[Period]:
    """The periods opened by the day for which these units owe something, the oldest first."""
    owing = sa.exists().where(Obligation.period_id == ReportingPeriod.id)
    if within is not None:
        owing = owing.where(Obligation.unit_id.in_(within))
    query = (
        sa.select(
            ReportingPeriod.id,
            ReportingRegime.id,
            ReportingRegime.title,
            ReportingPeriod.starts_on,
            ReportingPeriod.ends_on,
            ReportingPeriod.due_on,
        )
        .join(ReportingRegime, ReportingRegime.id == ReportingPeriod.regime_id)
        .where(
            ReportingRegime.directive_id == directive_id,
            as_of.came(ReportingPeriod.opened_at),
            owing,
        )
        .order_by(ReportingRegime.id, ReportingPeriod.starts_on)
    )
    return [Period(*row) for row in db.session.execute(query)]


def opened(whole: Scope) -> list[Period]:
    """All periods of a scope's regimes, not only those that a board shows."""
    some = periods(whole.directive_id, whole.as_of, whole.within)
    return [one for one in some if whole.narrowed.regime_id in (None, one.regime_id)]


def of_units(whole: Scope) -> list[sa.ColumnElement[bool]]:
    """Versions of the units of a scope: those of the day, and those obliged that have ended since."""
    day = whole.as_of.day
    still_told = sa.or_(was_obliged(whole), _owed(whole))
    return [sa.or_(valid_on(day), sa.and_(_has_ended(day), still_told)), *_narrowing(whole)]


def every_unit(whole: Scope) -> sa.Select[int]:
    """Ids of the units of a scope, whether they stand on its day or have ended before."""
    day = whole.as_of.day
    last = sa.or_(valid_on(day), _has_ended(day))
    return sa.select(UnitVersion.unit_id).where(last, *_narrowing(whole))


def _narrowing(whole: Scope) -> list[sa.ColumnElement[bool]]:
    wanted, day = whole.narrowed, whole.as_of.day
    found: list[sa.ColumnElement[bool]] = []
    if whole.within is not None:
        found.append(UnitVersion.unit_id.in_(whole.within))
    if wanted.level is not None:
        found.append(UnitVersion.level == wanted.level)
    if wanted.beneath is not None:
        found.append(UnitVersion.unit_id.in_(subtree(wanted.beneath, day)))
    found += [UnitVersion.search_key.like(words) for words in like_words(wanted.text)]
    return found


def _has_ended(day: date) -> sa.ColumnElement[bool]:
    """The last version of a unit that is no more."""
    later = aliased(UnitVersion)
    goes_on = sa.exists().where(
        later.unit_id == UnitVersion.unit_id,
        later.valid_from > UnitVersion.valid_from,
        later.valid_from <= day,
    )
    return sa.and_(UnitVersion.valid_to.is_not(None), UnitVersion.valid_to <= day, ~goes_on)


def _owed(whole: Scope) -> sa.ColumnElement[bool]:
    """Units that were to report in a period shown."""
    shown = [period.id for period in whole.periods]
    return sa.exists().where(
        Obligation.unit_id == UnitVersion.unit_id, Obligation.period_id.in_(shown)
    )


def was_obliged(whole: Scope) -> sa.ColumnElement[bool]:
    """Units that stood in the tree when they were to brief onward."""
    then = aliased(UnitVersion)
    other = sa.exists().where(
        then.unit_id == UnitVersion.unit_id, valid_on(whole.obliged_day, then)
    )
    return sa.or_(valid_on(whole.obliged_day), other)


def districts(whole: Scope) -> list[tuple[int, str]]:
    """Units of the middle level to narrow a board to, by name; none where there are too many."""
    everything = replace(whole, narrowed=Narrowed(level=UnitLevel.DISTRICT))
    query = sa.select(UnitVersion.unit_id, UnitVersion.name).where(*of_units(everything))
    rows = db.session.execute(query.order_by(UnitVersion.search_key).limit(MOST_CHOICES + 1))
    found = [(unit_id, name) for unit_id, name in rows]
    return found if len(found) <= MOST_CHOICES else []


def regimes(whole: Scope) -> list[tuple[int, str]]:
    """The regimes whose periods a board shows."""
    return list({period.regime_id: period.regime for period in whole.periods}.items())
