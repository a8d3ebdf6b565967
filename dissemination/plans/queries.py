"""Reading plans."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive, Target
from dissemination.plans.lifecycle import Capacity
from dissemination.plans.models import (
    Plan,
    PlanKind,
    PlanState,
    PlanTarget,
    PlanVersion,
)
from dissemination.text import like_words
from dissemination.units import queries as unit_queries
from dissemination.units.levels import RANK
from dissemination.units.models import UnitVersion
from dissemination.units.queries import valid_on

# Units that are asked for; None: all.
Within = frozenset[int] | None

# A version with everything its pages say; one statement a collection.
WHOLE: Final = (
    joinedload(PlanVersion.plan).joinedload(Plan.directive),
    selectinload(PlanVersion.targets).selectinload(PlanTarget.values),
    selectinload(PlanVersion.targets).joinedload(PlanTarget.target),
    selectinload(PlanVersion.omissions),
    selectinload(PlanVersion.tasks),
    selectinload(PlanVersion.comments),
)
ISSUED: Final = (PlanState.ACTIVE, PlanState.AMENDED, PlanState.CLOSED)


def in_force(unit_id: int, directive_id: int) -> PlanVersion | None:
    """What a unit carries out for a directive now, with its targets and tasks; the latest years'."""
    return versions_in_force(directive_id, [unit_id]).get(unit_id)


def versions_in_force(directive_id: int, unit_ids: Collection[int]) -> dict[int, PlanVersion]:
    """The same for many units, by unit; units without a plan in force are absent."""
    query = (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .where(
            Plan.directive_id == directive_id,
            Plan.unit_id.in_(unit_ids),
            PlanVersion.state == PlanState.ACTIVE,
        )
        .options(
            contains_eager(PlanVersion.plan),
            selectinload(PlanVersion.targets).selectinload(PlanTarget.values),
            selectinload(PlanVersion.targets).joinedload(PlanTarget.target),
            selectinload(PlanVersion.tasks),
        )
        .order_by(Plan.first_year, Plan.id)
    )
    return {version.plan.unit_id: version for version in db.session.scalars(query)}


def version_of(plan_id: int, ordinal: int | None = None) -> PlanVersion | None:
    """One version of a plan with all it says; the newest when none is named."""
    query = sa.select(PlanVersion).where(PlanVersion.plan_id == plan_id).options(*WHOLE)
    if ordinal is not None:
        query = query.where(PlanVersion.ordinal == ordinal)
    return db.session.scalar(query.order_by(PlanVersion.ordinal.desc()).limit(1))


def same_plan(unit_id: int, directive_id: int, kind: PlanKind, first_year: int) -> Plan | None:
    return db.session.scalar(
        sa.select(Plan).filter_by(
            unit_id=unit_id, directive_id=directive_id, kind=kind, first_year=first_year
        )
    )


def superiors_version(unit_id: int, directive_id: int) -> PlanVersion | None:
    """The plan in force of the nearest unit above that has one."""
    today = clock.today()
    above = unit_queries.latest_nodes([unit_id], today)[unit_id].parent_id
    while above is not None:
        if found := in_force(above, directive_id):
            return found
        above = unit_queries.latest_nodes([above], today)[above].parent_id
    return None


def last_years_version(unit_id: int, directive_id: int, year: int) -> PlanVersion | None:
    """What the unit issued last for earlier years."""
    query = (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .where(
            Plan.unit_id == unit_id,
            Plan.directive_id == directive_id,
            Plan.first_year < year,
            PlanVersion.state.in_(ISSUED),
        )
        .options(contains_eager(PlanVersion.plan), *WHOLE[1:])
        .order_by(Plan.first_year.desc(), PlanVersion.ordinal.desc())
    )
    return db.session.scalar(query.limit(1))


def targets_asked(version: PlanVersion) -> list[Target]:
    """The directive's targets for units of this level and for those beneath: what a plan answers."""
    unit_id = version.plan.unit_id
    node = unit_queries.latest_nodes([unit_id], clock.today())[unit_id]
    query = (
        sa.select(Target)
        .where(Target.directive_id == version.plan.directive_id)
        .options(selectinload(Target.values))
        .order_by(Target.code)
    )
    return [one for one in db.session.scalars(query) if RANK[one.level] >= RANK[node.level]]


# --- lists --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What a list of plans is narrowed to; `waiting` holds units by what one is towards them."""

    within: Within
    directive_id: int | None = None
    state: PlanState | None = None
    year: int | None = None
    text: str = ""
    waiting: Mapping[Capacity, Within] | None = None


# Whose turn it is in each state.
TURNS: Final[Mapping[Capacity, Sequence[PlanState]]] = {
    Capacity.DRAFTER: (PlanState.DRAFT, PlanState.RETURNED),
    Capacity.HEAD: (PlanState.PRESENTED, PlanState.ACCEPTED),
    Capacity.RECEIVER: (PlanState.SUBMITTED,),
}


def plans(wanted: PlanFilter) -> sa.Select[PlanVersion]:
    """The newest version of each plan, by the units' names."""
    return (
        _newest()
        .where(*_conditions(wanted))
        .options(contains_eager(PlanVersion.plan).joinedload(Plan.directive))
        .order_by(UnitVersion.search_key, Plan.first_year.desc(), PlanVersion.id)
    )


def states(wanted: PlanFilter) -> dict[PlanState, int]:
    """How many plans stand where, whatever state the filter names."""
    counted = _newest().where(*_conditions(wanted, any_state=True))
    query = counted.with_only_columns(
        PlanVersion.state, sa.func.count(), maintain_column_froms=True
    ).group_by(PlanVersion.state)
    return {state: count for state, count in db.session.execute(query)}


def units_without(wanted: PlanFilter) -> sa.Select[UnitVersion]:
    """Units that have begun no plan for the directive, or for any when none is named."""
    has_one = sa.select(Plan.id).where(Plan.unit_id == UnitVersion.unit_id)
    if wanted.directive_id:
        has_one = has_one.where(Plan.directive_id == wanted.directive_id)
    query = sa.select(UnitVersion).where(valid_on(clock.today()), ~has_one.exists())
    return query.where(*_of_units(wanted)).order_by(UnitVersion.search_key, UnitVersion.unit_id)


def unit_count(wanted: PlanFilter) -> int:
    """How many units the list is about."""
    query = sa.select(sa.func.count()).select_from(UnitVersion).where(valid_on(clock.today()))
    return db.session.scalar(query.where(*_of_units(wanted))) or 0


def units_having(wanted: PlanFilter) -> int:
    """How many of these units have issued a plan for the directive, or for any."""
    issued = sa.select(Plan.id).join(Plan.versions).where(Plan.unit_id == UnitVersion.unit_id)
    issued = issued.where(PlanVersion.state.in_(ISSUED))
    if wanted.directive_id:
        issued = issued.where(Plan.directive_id == wanted.directive_id)
    query = sa.select(sa.func.count()).select_from(UnitVersion).where(valid_on(clock.today()))
    return db.session.scalar(query.where(*_of_units(wanted), issued.exists())) or 0


def all_of(query: sa.Select[PlanVersion]) -> list[PlanVersion]:
    """Every row, for a spreadsheet."""
    return list(db.session.scalars(query))


def _of_units(wanted: PlanFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        UnitVersion.search_key.like(pattern) for pattern in like_words(wanted.text)
    ]
    if wanted.within is not None:
        found.append(UnitVersion.unit_id.in_(wanted.within))
    return found


def _newest() -> sa.Select[PlanVersion]:
    later = aliased(PlanVersion)
    newer = sa.exists().where(
        later.plan_id == PlanVersion.plan_id, later.ordinal > PlanVersion.ordinal
    )
    return (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .join(UnitVersion, UnitVersion.unit_id == Plan.unit_id)
        .where(~newer, is_last_name(UnitVersion, clock.today()))
    )


def is_last_name(version: type[UnitVersion], day: date) -> sa.ColumnElement[bool]:
    """The version by which a unit is called on a day, also when it has ended."""
    later = aliased(UnitVersion)
    return ~sa.exists().where(
        later.unit_id == version.unit_id,
        later.valid_from > version.valid_from,
        later.valid_from <= day,
    )


def _conditions(wanted: PlanFilter, *, any_state: bool = False) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = _of_units(wanted)
    if wanted.directive_id:
        found.append(Plan.directive_id == wanted.directive_id)
    if wanted.state and not any_state:
        found.append(PlanVersion.state == wanted.state)
    if wanted.year:
        found += [Plan.first_year <= wanted.year, Plan.last_year >= wanted.year]
    if wanted.waiting is not None:
        found.append(sa.or_(sa.false(), *(_turn(*held) for held in wanted.waiting.items())))
    return found


def _turn(capacity: Capacity, units: Within) -> sa.ColumnElement[bool]:
    theirs = PlanVersion.state.in_(TURNS[capacity])
    return theirs if units is None else sa.and_(theirs, Plan.unit_id.in_(units))


def directives() -> list[Directive]:
    """All directives, the newest first: there are tens."""
    query = sa.select(Directive).order_by(Directive.issued_on.desc(), Directive.number)
    return list(db.session.scalars(query))
