"""Storing the sample: units, directives, the conference of 15 November 2023, its people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any, Final, cast

import sqlalchemy as sa

from dissemination.conferences.models import Conference, Delegate, Pass, Point
from dissemination.conferences.roster import roster_changed
from dissemination.database import Base, db
from dissemination.directives.models import Directive
from dissemination.sample import bulk, public, reports
from dissemination.sample.briefing_rows import store_briefings
from dissemination.sample.facts import store_conference
from dissemination.sample.pass_numbers import LARGEST, pass_numbers
from dissemination.sample.people import Person, people
from dissemination.sample.plans import store_plans
from dissemination.sample.points import SamplePoint, points
from dissemination.sample.units import SampleUnit, units
from dissemination.text import search_key, sort_key
from dissemination.units.models import Unit, UnitVersion
from dissemination.web import audit

POINTS: Final = 267
DELEGATES: Final = 10_300
SEED: Final = 116
LARGEST_POINTS: Final = 100_000
# Lạng Sơn's communes stood as in November 2023 since their merger on this day.
UNITS_SINCE: Final = date(2020, 1, 1)
PASSES_ISSUED_AT: Final = datetime(2023, 11, 10, 2, 0, tzinfo=UTC)
FIRST_REVISION: Final = 1

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large a sample is asked for."""

    points: int = POINTS
    delegates: int = DELEGATES
    seed: int = SEED

    def fault(self) -> str | None:
        """Why no sample can be made of these numbers, as a sentence."""
        if not 1 <= self.points <= LARGEST_POINTS:
            return f"--points must be from 1 to {LARGEST_POINTS}, not {self.points}."
        if self.delegates < self.points:
            return (
                f"Every point needs a delegate: {self.delegates} delegates "
                f"are fewer than {self.points} points."
            )
        if self.delegates > LARGEST:
            return f"--delegates can be {LARGEST} at most, not {self.delegates}."
        return None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was stored."""

    conference_id: int
    units: int
    points: int
    delegates: int
    excused: int


def is_empty() -> bool:
    """Whether there is neither a unit nor a directive nor a conference; accounts do not count."""
    return not any(
        db.session.scalar(sa.select(model.id).limit(1)) for model in (Unit, Directive, Conference)
    )


def load(
    wanted: Wanted,
    progress: Progress = lambda _done, _total: None,
    documents: Path | None = None,
) -> Loaded:
    """Store the sample in the current transaction, on an empty database.

    `wanted` must have no fault. `progress` hears of delegates stored and their total. `documents` is
    the folder of files that people sent; without it no report has evidence.
    """
    every = list(units(wanted.points))
    unit_ids = store_units(every)
    conference = store_conference()
    chosen = list(points(every, wanted.points, wanted.delegates, wanted.seed))
    point_ids = store_points(chosen, conference.id, unit_ids)
    places = [point.unit for point in chosen]
    store_plans(places, unit_ids, conference.directives[0], wanted.seed)
    roster = _Roster(conference.id, unit_ids, wanted, progress)
    with bulk.roomy():
        roster.store(summoned(every, chosen, point_ids, wanted.seed))
    roster_changed(point_ids)
    store_briefings(every, unit_ids, conference, wanted.seed)
    _store_duties(conference, unit_ids[every[0].code], wanted.seed, documents)
    loaded = Loaded(conference.id, len(every), len(chosen), roster.stored, roster.excused)
    audit.record("load", "sample", conference.id, after=asdict(loaded))
    return loaded


def _store_duties(
    conference: Conference, province_id: int, seed: int, documents: Path | None
) -> None:
    """What followed the conference in the units, for its first directive with targets."""
    asking = [directive for directive in conference.directives if directive.targets]
    for directive in asking[:1]:
        reports.store(directive, province_id, seed, documents)
        public.store(directive)


def store_units(every: Sequence[SampleUnit]) -> dict[str, int]:
    """Units and their one version each; ids by code."""
    first = bulk.next_id(_table(Unit))
    ids = {unit.code: number for number, unit in enumerate(every, start=first)}
    bulk.insert(_table(Unit), ("id", "code"), ((ids[unit.code], unit.code) for unit in every))
    bulk.continue_ids(_table(Unit))
    bulk.insert(
        _table(UnitVersion),
        ("unit_id", "name", "kind", "level", "parent_id", "valid_from", "search_key"),
        (
            (
                ids[unit.code],
                unit.name,
                unit.kind,
                unit.level,
                ids[unit.parent.code] if unit.parent else None,
                UNITS_SINCE,
                search_key(unit.name),
            )
            for unit in every
        ),
    )
    return ids


def store_points(
    chosen: Sequence[SamplePoint], conference_id: int, unit_ids: dict[str, int]
) -> list[int]:
    """The points, the first as the main one; their ids in order."""
    first = bulk.next_id(_table(Point))
    bulk.insert(
        _table(Point),
        (
            "id",
            "conference_id",
            "unit_id",
            "name",
            "address",
            "contact_name",
            "contact_phone",
            "capacity",
            "is_main",
            "search_key",
        ),
        (
            (
                number,
                conference_id,
                unit_ids[point.unit.code],
                point.name,
                point.address,
                point.contact_name,
                point.contact_phone,
                point.capacity,
                number == first,
                search_key(point.name),
            )
            for number, point in enumerate(chosen, start=first)
        ),
    )
    bulk.continue_ids(_table(Point))
    return list(range(first, first + len(chosen)))


def summoned(
    every: Iterable[SampleUnit], chosen: Sequence[SamplePoint], point_ids: Sequence[int], seed: int
) -> Iterator[tuple[int, Person]]:
    """Everyone, with the id of his point."""
    bodies: dict[str, list[SampleUnit]] = {}
    for unit in every:
        if unit.is_body and unit.parent:
            bodies.setdefault(unit.parent.code, []).append(unit)
    for point_id, point in zip(point_ids, chosen, strict=True):
        invited = bodies.get(point.unit.code, [])
        for person in people(point.unit, invited, point.size, seed):
            yield point_id, person


class _Roster:
    """Delegates and their passes on the way into the database, a chunk at a time."""

    def __init__(
        self, conference_id: int, unit_ids: dict[str, int], wanted: Wanted, progress: Progress
    ) -> None:
        self.conference_id = conference_id
        self.unit_ids = unit_ids
        self.total = wanted.delegates
        self.digits = pass_numbers(wanted.seed)
        self.progress = progress
        self.first_id = bulk.next_id(_table(Delegate))
        self.stored = 0
        self.excused = 0

    def store(self, roster: Iterable[tuple[int, Person]]) -> None:
        for chunk in bulk.chunks(roster, bulk.CHUNK):
            first = self.first_id + self.stored
            bulk.insert(_table(Delegate), _DELEGATE_COLUMNS, self._delegates(chunk, first))
            ids = range(first, first + len(chunk))
            passes = zip(ids, self.digits, repeat(PASSES_ISSUED_AT), strict=False)
            bulk.insert(_table(Pass), ("delegate_id", "digits", "issued_at"), passes)
            self.stored += len(chunk)
            self.excused += sum(person.excused_reason is not None for _point, person in chunk)
            self.progress(self.stored, self.total)
        bulk.continue_ids(_table(Delegate))

    def _delegates(
        self, chunk: Sequence[tuple[int, Person]], first: int
    ) -> Iterator[tuple[Any, ...]]:
        """Rows of `_DELEGATE_COLUMNS`; keys are made word by word, which the caches know."""
        for number, (point_id, person) in enumerate(chunk, start=first):
            yield (
                number,
                self.conference_id,
                point_id,
                person.name,
                person.position,
                person.unit_name,
                self.unit_ids[person.unit_code],
                person.category,
                person.seat,
                person.excused_reason,
                FIRST_REVISION,
                search_key(*person.name.split(), person.position, person.unit_name),
                sort_key(person.name),
            )


_DELEGATE_COLUMNS = (
    "id",
    "conference_id",
    "point_id",
    "name",
    "position",
    "unit_name",
    "unit_id",
    "category",
    "seat",
    "excused_reason",
    "revision",
    "search_key",
    "sort_key",
)


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
