"""Making and changing a regime: who is obliged, how often, by when, and what its form asks for."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import db
from dissemination.reporting import queries
from dissemination.reporting.models import (
    DueRule,
    ItemKind,
    ObligedBy,
    PeriodKind,
    RegimeItem,
    ReportAnswer,
    ReportingRegime,
)
from dissemination.reporting.refusals import Refusal
from dissemination.units.models import Unit, UnitLevel
from dissemination.units.queries import tree_at
from dissemination.web import audit

_SUBJECT: Final = "reporting_regime"


@dataclass(frozen=True, slots=True)
class Details:
    """What a person types about a regime; `listed` are units' ids, when they are named one by one."""

    directive_id: int
    title: str
    period_kind: PeriodKind
    starts_on: date
    ends_on: date | None = None
    obliged_by: ObligedBy = ObligedBy.SUBTREE
    level: UnitLevel | None = None
    listed: tuple[int, ...] = ()
    closing_day: int | None = None
    due_rule: DueRule = DueRule.WORKING_DAYS
    due_number: int = 5
    opens_before: int = 10
    grace_days: int = 3
    asks_tasks: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the form asks for, besides the figures of targets."""

    text: str
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class FormAsked:
    """What the form asks for, in its order; `targets` by id."""

    targets: tuple[int, ...] = ()
    questions: tuple[Asked, ...] = field(default_factory=tuple)
    attachments: tuple[Asked, ...] = field(default_factory=tuple)


def fault(details: Details) -> Refusal | None:
    """What does not fit together."""
    if details.obliged_by is ObligedBy.LEVEL and details.level is None:
        return Refusal.LEVEL_MISSING
    if details.obliged_by is ObligedBy.LIST and not details.listed:
        return Refusal.LIST_MISSING
    if details.period_kind is PeriodKind.ONCE and details.ends_on is None:
        return Refusal.END_MISSING
    if details.ends_on is not None and details.ends_on < details.starts_on:
        return Refusal.END_BEFORE_START
    return None


def _outsiders(root_unit_id: int, details: Details) -> Refusal | None:
    """Nobody is obliged to report to a unit that he does not stand beneath."""
    if details.obliged_by is not ObligedBy.LIST:
        return None
    beneath = tree_at(clock.today()).subtree_ids(root_unit_id) - {root_unit_id}
    return None if beneath.issuperset(details.listed) else Refusal.LIST_OUTSIDE


def create(root_unit_id: int, details: Details) -> ReportingRegime | Refusal:
    """A regime by which units beneath report to `root_unit_id`; its form asks for all targets yet."""
    audit.take_turn()
    if refused := fault(details) or _outsiders(root_unit_id, details):
        return refused
    regime = ReportingRegime(root_unit_id=root_unit_id, created_at=clock.now())
    _assign(regime, details)
    regime.items = [
        RegimeItem(position=place, kind=ItemKind.TARGET, target_id=target_id)
        for place, target_id in enumerate(queries.target_ids(details.directive_id), start=1)
    ]
    db.session.add(regime)
    db.session.flush()
    audit.record("create", _SUBJECT, regime.id, after=told(details))
    return regime


def edit(regime_id: int, details: Details) -> Refusal | None:
    """Change what holds for the periods that are still to be opened."""
    regime = fresh(regime_id)
    before = details_of(regime)
    if before == details:
        return None
    if refused := fault(details) or _outsiders(regime.root_unit_id, details):
        return refused
    if queries.periods_of(regime_id) and _moves(before, details):
        return Refusal.ALREADY_OPENED
    _assign(regime, details)
    db.session.flush()
    audit.record("edit", _SUBJECT, regime_id, before=told(before), after=told(details))
    return None


def ask_for(regime_id: int, asked: FormAsked) -> Refusal | None:
    """Say what the form asks for. What reports have answered already stays."""
    regime = fresh(regime_id)
    before, wanted = form_of(regime), _wanted(asked)
    known = {(item.kind, item.target_id, item.text): item for item in regime.items}
    gone = [item for key, item in known.items() if key not in {one[:3] for one in wanted}]
    if _answered([item.id for item in gone]):
        return Refusal.ITEM_ANSWERED
    _clear_positions(regime)
    for item in gone:
        regime.items.remove(item)
    db.session.flush()
    for place, (kind, target_id, text, is_required) in enumerate(wanted, start=1):
        asks = known.get((kind, target_id, text))
        if asks is None:
            asks = RegimeItem(kind=kind, target_id=target_id, text=text)
            regime.items.append(asks)
        asks.position, asks.is_required = place, is_required
    db.session.flush()
    if form_of(regime) != before:
        audit.record("edit_form", _SUBJECT, regime_id, before=asdict(before), after=asdict(asked))
    return None


def fresh(regime_id: int) -> ReportingRegime:
    """The regime as committed last, while nobody else changes one."""
    audit.take_turn()
    return db.session.get_one(ReportingRegime, regime_id, populate_existing=True)


def details_of(regime: ReportingRegime) -> Details:
    """The regime as one would type it."""
    listed = tuple(sorted(unit.id for unit in regime.listed))
    plain = {name: getattr(regime, name) for name in Details.__slots__ if name != "listed"}
    return Details(**plain, listed=listed)


def form_of(regime: ReportingRegime) -> FormAsked:
    """What its form asks for now."""
    ordered = sorted(regime.items, key=lambda item: item.position)

    def texts(kind: ItemKind) -> tuple[Asked, ...]:
        return tuple(Asked(item.text, item.is_required) for item in ordered if item.kind is kind)

    targets = tuple(item.target_id for item in ordered if item.target_id is not None)
    return FormAsked(targets, texts(ItemKind.QUESTION), texts(ItemKind.ATTACHMENT))


def told(details: Details) -> dict[str, Any]:
    """For the audit trail."""
    return {name: _plain(value) for name, value in asdict(details).items()}


def _plain(value: object) -> object:
    if isinstance(value, (bool, int)) or value is None:
        return value
    return list(value) if isinstance(value, tuple) else str(value)


def _moves(before: Details, after: Details) -> bool:
    """Whether opened periods would no longer be this regime's."""
    names = ("directive_id", "period_kind", "closing_day", "starts_on")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _assign(regime: ReportingRegime, details: Details) -> None:
    for name in Details.__slots__:
        if name != "listed":
            setattr(regime, name, getattr(details, name))
    if details.obliged_by is not ObligedBy.LEVEL:
        regime.level = None
    ids = details.listed if details.obliged_by is ObligedBy.LIST else ()
    regime.listed = list(db.session.scalars(sa.select(Unit).where(Unit.id.in_(ids))))


def _wanted(asked: FormAsked) -> list[tuple[ItemKind, int | None, str, bool]]:
    """Kind, target, text and whether required, in order; what is said twice counts once."""
    rows: list[tuple[ItemKind, int | None, str, bool]]
    rows = [(ItemKind.TARGET, target_id, "", True) for target_id in asked.targets]
    rows += [(ItemKind.QUESTION, None, one.text, one.is_required) for one in asked.questions]
    rows += [(ItemKind.ATTACHMENT, None, one.text, one.is_required) for one in asked.attachments]
    return list({row[:3]: row for row in rows}.values())


def _answered(item_ids: list[int]) -> bool:
    query = sa.select(ReportAnswer.item_id).where(
        ReportAnswer.item_id.in_(item_ids), ReportAnswer.text != ""
    )
    return db.session.scalar(query.limit(1)) is not None


def _clear_positions(regime: ReportingRegime) -> None:
    """Out of the way, so that no two rows meet on one position while they change places."""
    for item in regime.items:
        item.position = -item.position
    db.session.flush()
