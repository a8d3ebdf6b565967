"""A morning at the doors, planned before it is played: who is scanned where, when and how often.

Times run from 0, at 7:00, to 1, at 8:00, whatever time the hour is compressed into.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from random import Random
from typing import Final
from uuid import UUID, uuid4

from dissemination.checkin.models import Direction, Method
from dissemination.conferences.passes import check_digit

UNDO_REASON: Final = "Quét nhầm người đứng sau"
_COMES: Final = 0.9965
_EXCUSED_COMES: Final = 0.03
# Most come about 7:33, so that the curve of all who came is an S.
_RUSH: Final = (0.55, 0.16)
_LAST_ARRIVAL: Final = 0.92
_GAP_BEGINS: Final = (0.25, 0.45)
_GAP_ENDS: Final = (0.65, 0.97)
_LARGEST_SENDING: Final = 200
_METHODS: Final = (Method.QR, Method.USB, Method.TYPED, Method.SEARCH)
_METHOD_WEIGHTS: Final = (70, 20, 8, 2)


class Share(enum.Enum):
    """How many are part of a small mishap: of the people who come, or of the points."""

    ELSEWHERE = 0.006
    SCANNED_TWICE = 0.01
    SENT_TWICE = 0.0061
    UNDONE = 0.003
    UNKNOWN = 0.0031
    OFFLINE = 0.04

    def of(self, count: int) -> int:
        """A few of `count`, one at least where there is any."""
        return min(count, max(1, round(self.value * count)))


@dataclass(frozen=True, slots=True)
class Invited:
    """A delegate with a valid pass who has not come yet."""

    delegate_id: int
    point_id: int
    digits: str
    is_excused: bool


@dataclass(frozen=True, slots=True)
class PlannedScan:
    """One scan as a scanner will record it at its time."""

    at: float
    point_id: int
    method: Method
    id: UUID
    digits: str | None = None
    delegate_id: int | None = None
    undoes: UUID | None = None
    offline: bool = False

    @property
    def direction(self) -> Direction:
        return Direction.UNDO if self.undoes else Direction.IN


@dataclass(frozen=True, slots=True)
class Sending:
    """What one scanner sends in one request: one scan, or what it kept while offline."""

    due: float
    point_id: int
    scans: tuple[PlannedScan, ...]


def plan(invited: Sequence[Invited], rng: Random) -> list[Sending]:
    """All that the scanners of all points send, in order of time. Scan ids are never the same."""
    coming = [person for person in invited if rng.random() < _chance_to_come(person)]
    point_ids = sorted({person.point_id for person in invited})
    arrivals = _arrivals(coming, point_ids, rng)
    scans = [*arrivals, *_mishaps(arrivals, rng)]
    sendings = list(_sendings(scans, _gaps(point_ids, rng)))
    twice = rng.sample(sendings, Share.SENT_TWICE.of(len(sendings)))
    sendings += [replace(sending, due=_soon(sending.due, rng)) for sending in twice]
    return sorted(sendings, key=attrgetter("due"))


def _chance_to_come(person: Invited) -> float:
    return _EXCUSED_COMES if person.is_excused else _COMES


def _arrivals(
    coming: Sequence[Invited], point_ids: Sequence[int], rng: Random
) -> list[PlannedScan]:
    """One scan for each who comes, a few at a point that is not their own."""
    methods = rng.choices(_METHODS, weights=_METHOD_WEIGHTS, k=len(coming))
    elsewhere = set(rng.sample(range(len(coming)), Share.ELSEWHERE.of(len(coming))))
    return [
        PlannedScan(
            at=_arrival_time(rng),
            point_id=rng.choice(point_ids) if number in elsewhere else person.point_id,
            method=method,
            id=uuid4(),
            digits=None if method is Method.SEARCH else person.digits,
            delegate_id=person.delegate_id if method is Method.SEARCH else None,
        )
        for number, (person, method) in enumerate(zip(coming, methods, strict=True))
    ]


def _arrival_time(rng: Random) -> float:
    while not 0 < (moment := rng.gauss(*_RUSH)) < _LAST_ARRIVAL:
        pass
    return moment


def _soon(moment: float, rng: Random) -> float:
    """A little later, within the hour."""
    return moment + (1 - moment) * rng.uniform(0.02, 0.3)


def _mishaps(arrivals: Sequence[PlannedScan], rng: Random) -> Iterator[PlannedScan]:
    """People scanned twice, scans taken back and most of them made again, passes of nobody.

    They happen to different people: who is scanned twice stays present when one is taken back.
    """
    shares = [Share.SCANNED_TWICE, Share.UNDONE, Share.UNKNOWN]
    counts = [share.of(len(arrivals)) for share in shares]
    struck = iter(rng.sample(arrivals, min(len(arrivals), sum(counts))))
    for scan in islice(struck, counts[0]):
        yield replace(scan, id=uuid4(), at=_soon(scan.at, rng))
    for number, scan in enumerate(islice(struck, counts[1])):
        undo = replace(
            scan, id=uuid4(), at=_soon(scan.at, rng), undoes=scan.id, digits=None, delegate_id=None
        )
        yield undo
        if number % 5:
            yield replace(scan, id=uuid4(), at=_soon(undo.at, rng))
    for scan in struck:
        yield PlannedScan(
            _soon(scan.at, rng), scan.point_id, Method.TYPED, uuid4(), _digits_of_nobody(rng)
        )


def _digits_of_nobody(rng: Random) -> str:
    body = f"{rng.randrange(10**15):015}"
    return body + check_digit(body)


def _gaps(point_ids: Sequence[int], rng: Random) -> dict[int, tuple[float, float]]:
    """The points that lose their network for a while, and from when to when."""
    return {
        point_id: (rng.uniform(*_GAP_BEGINS), rng.uniform(*_GAP_ENDS))
        for point_id in rng.sample(point_ids, Share.OFFLINE.of(len(point_ids)))
    }


def _sendings(
    scans: Collection[PlannedScan], gaps: Mapping[int, tuple[float, float]]
) -> Iterator[Sending]:
    """Each scan by itself; those made in a gap together, once the network is back."""
    kept: dict[int, list[PlannedScan]] = defaultdict(list)
    for scan in sorted(scans, key=attrgetter("at")):
        begins, ends = gaps.get(scan.point_id, (1.0, 0.0))
        if begins < scan.at < ends:
            kept[scan.point_id].append(replace(scan, offline=True))
        else:
            yield Sending(scan.at, scan.point_id, (scan,))
    for point_id, waiting in kept.items():
        for start in range(0, len(waiting), _LARGEST_SENDING):
            batch = tuple(waiting[start : start + _LARGEST_SENDING])
            yield Sending(gaps[point_id][1], point_id, batch)
