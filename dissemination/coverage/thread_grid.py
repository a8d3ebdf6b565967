"""The threads of one target or solution group over all units that are asked: counts and a page.

SQL says of which kind each unit's strand is (`thread_kinds.py`), counts the kinds and gives the units
of a page, those with the earliest break first; what a kind means is said by `thread.chain_of` alone.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.coverage import asked_units, thread_columns
from dissemination.coverage.asked_units import Asked
from dissemination.coverage.past_states import state_then
from dissemination.coverage.thread import At, Chain, Link, chain_of
from dissemination.coverage.thread_columns import Best, Owed
from dissemination.coverage.thread_kinds import KINDS, Lined, Planned, Reported
from dissemination.coverage.thread_things import Known, Thing
from dissemination.database import db
from dissemination.plans.models import Plan, PlanVersion
from dissemination.reporting.models import (
    Obligation,
    Report,
    ReportTransition,
)
from dissemination.text import fold, like_words
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.web.paging import PER_PAGE

_LINKS: Final = list(Link)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which of the units are counted. `beneath`: one and all under it; it and they must be asked."""

    text: str = ""
    level: UnitLevel | None = None
    beneath: int | None = None


# --- the grid -----------------------------------------------------------------------------------


def grid(some: Asked, narrowed: Narrowed, thing: Thing) -> sa.CTE:
    """One row a unit: its id, what it is ordered by, and the number of its kind."""
    read = _read(_planned(some, narrowed, thing), thing, some.at)
    best = Best(read.c.best)
    known = Known(
        read.c.unit_id, read.c.rank, best.version_id, Report.id, Report.evidence_folder_id
    )
    marks = thing.marks(known, some.at)
    steps = ReportTransition.obligation_id == read.c.owed
    state = state_then(read.c.state, ReportTransition, steps, some.at)
    reported = thread_columns.reported(read.c.owed, state, read.c.due_on, read.c.last, some.at)
    lined = sa.case(
        (marks.has_line, int(Lined.SOME)),
        (marks.is_omitted, int(Lined.OMITTED)),
        else_=int(Lined.NONE),
    )
    number = _place(
        (_bit(marks.asks_plan), 2), (best.stand, len(Planned)), (lined, len(Lined)),
        (reported, len(Reported)), (_bit(marks.is_told), 2), (_bit(marks.has_files), 2),
    )  # fmt: skip
    query = sa.select(
        read.c.unit_id, read.c.rank, read.c.code, number.label("kind")
    ).outerjoin_from(
        read,
        Report,
        sa.and_(Report.obligation_id == read.c.owed, Report.ordinal == read.c.last // 2),
    )
    for joined, on in marks.joined:
        query = query.outerjoin(joined, on)
    return _once(query, "grid")


def _planned(some: Asked, narrowed: Narrowed, thing: Thing) -> sa.Subquery:
    """The units, each with its plan that counts."""
    query = (
        sa.select(
            UnitVersion.unit_id,
            sa.func.max(asked_units.by_level()).label("rank"),
            sa.func.max(Unit.code).label("code"),
            sa.func.max(thread_columns.standing(some.at)).label("best"),
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .outerjoin(
            Plan,
            sa.and_(
                Plan.unit_id == UnitVersion.unit_id,
                *thread_columns.begun(thing.directive_id, some.at),
            ),
        )
        .outerjoin(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(asked_units.standing(some), *_narrowing(some, narrowed))
        .group_by(UnitVersion.unit_id)
    )
    return query.subquery("planned")


def _read(planned: sa.Subquery, thing: Thing, at: At) -> sa.CTE:
    """The same with the obligation that counts, how it stands now, and what was sent."""
    duties = [aliased(Obligation, name=f"owed{n}") for n in range(len(thing.periods))]
    owed = Owed(thing.periods, duties, at)
    query = sa.select(
        planned,
        owed.of(lambda duty: duty.id).label("owed"),
        owed.of(lambda duty: duty.due_on).label("due_on"),
        owed.of(lambda duty: sa.type_coerce(duty.state, sa.String)).label("state"),
        owed.of(lambda duty: thread_columns.last_sent(at, duty)).label("last"),
    )
    for period, duty in zip(thing.periods, duties, strict=True):
        same = sa.and_(duty.period_id == period.id, duty.unit_id == planned.c.unit_id)
        query = query.outerjoin(duty, same)
    return _once(query, "read")


def _once(query: sa.Select[*tuple[Any, ...]], name: str) -> sa.CTE:
    """Worked out once a statement, however often it is named."""
    return query.cte(name).prefix_with("MATERIALIZED")


def _bit(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _place(*parts: tuple[sa.ColumnElement[int], int]) -> sa.ColumnElement[int]:
    """The place of a kind among all: `parts` are its places among so many."""
    number: sa.ColumnElement[int] = sa.literal(0)
    for place, among in parts:
        number = number * among + place
    return number


def _narrowing(some: Asked, narrowed: Narrowed) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if narrowed.level is not None:
        found.append(UnitVersion.level == narrowed.level)
    if narrowed.beneath is not None:
        seen = some.sees(narrowed.beneath)
        below = asked_units.beneath(some, narrowed.beneath)
        found.append(UnitVersion.unit_id.in_(below) if seen else sa.false())
    if first := fold(narrowed.text).split()[:1]:
        named = [UnitVersion.search_key.like(words) for words in like_words(narrowed.text)]
        coded = sa.func.lower(Unit.code).startswith(first[0], autoescape=True)
        found.append(sa.or_(sa.and_(sa.false() if not named else sa.true(), *named), coded))
    return found


# --- a page -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Threads:
    """How often each chain occurs, and the units of one page of those wanted."""

    chains: Counter[Chain]
    unit_ids: Sequence[int]


ANY: Final = "any"


def keeps(chain: Chain, broken: str) -> bool:
    """Whether a thread is among those wanted: "any" break, that of a link, or "" for every thread."""
    return not broken or chain.breaks_at(None if broken == ANY else Link(broken))


def _in_need(chain: Chain) -> int:
    return len(_LINKS) if chain.broken is None else _LINKS.index(chain.broken)


def threads(some: Asked, narrowed: Narrowed, thing: Thing, broken: str, *, page: int) -> Threads:
    """One statement, however many units; those of page number `page`, from 1."""
    units = grid(some, narrowed, thing)
    kinds = _kinds(units, broken)
    some_rows = (
        sa.select(units.c.unit_id, kinds.c.need, units.c.rank, units.c.code)
        .join(kinds, kinds.c.kind == units.c.kind)
        .where(kinds.c.is_wanted == "1")
        .order_by(kinds.c.need, units.c.rank, units.c.code)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .subquery("page")
    )
    order = (some_rows.c.need, some_rows.c.rank, some_rows.c.code)
    shown = sa.select(sa.func.row_number().over(order_by=order), some_rows.c.unit_id, sa.literal(0))
    counted = sa.select(sa.literal(0).label("place"), kinds.c.kind, kinds.c.times)
    rows = db.session.execute(sa.union_all(counted, shown)).all()
    chains: Counter[Chain] = Counter()
    for place_or_none, kind, times in rows:
        if not place_or_none:
            chains[chain_of(KINDS[kind])] += times
    return Threads(chains, [unit_id for place, unit_id, _times in sorted(rows) if place])


def _kinds(units: sa.CTE, broken: str) -> sa.CTE:
    """The kinds that occur: how often, how soon they are shown, and whether they are wanted."""
    query = sa.select(
        units.c.kind,
        sa.func.count().label("times"),
        _says(units, _in_need).label("need"),
        _says(units, lambda one: int(keeps(one, broken))).label("is_wanted"),
    )
    return _once(query.group_by(units.c.kind), "kinds")


def _says(units: sa.CTE, mark: Callable[[Chain], int]) -> sa.ColumnElement[str]:
    """What a mark says of a kind's chain: the digit at its place."""
    letters = "".join(str(mark(chain_of(kind))) for kind in KINDS)
    return sa.func.substr(letters, units.c.kind + 1, 1)
