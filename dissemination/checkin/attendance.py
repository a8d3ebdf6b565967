"""What a delegate's scans say about him. Pure, and the same for any order of arrival.

Scans reach the server late, twice, and out of order; what follows from them may depend only on
which there are. So the fold goes by corrected time (ties by id), and an undo that names its scan
takes it out wherever it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dissemination.checkin.models import Direction, Presence


@dataclass(frozen=True, slots=True)
class CountedScan:
    """One scan of one delegate that counts; ids are 32 hex digits, `at` is the corrected time."""

    id: str
    point_id: int
    scanner_id: int
    direction: Direction
    at: datetime
    undoes: str | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """A delegate who came: where he counts, since when, and whether he is still there."""

    presence: Presence
    point_id: int
    arrived_at: datetime
    left_at: datetime | None
    first_scan_id: str
    in_conflict: bool

    @property
    def is_present(self) -> bool:
        return self.presence is Presence.PRESENT


def derive(scans: Iterable[CountedScan]) -> Came | None:
    """The state that these scans of one delegate give; None: never came."""
    arrival: CountedScan | None = None
    inside: CountedScan | None = None
    last_in: CountedScan | None = None
    left_at: datetime | None = None
    conflict = False
    for scan in standing(scans):
        if scan.direction is Direction.IN:
            arrival = arrival or scan
            if inside is None:
                inside = last_in = scan
                left_at = None
            else:
                conflict = conflict or contradict(inside, scan)
        elif inside is not None:
            inside, left_at = None, scan.at
    if arrival is None or last_in is None:
        return None
    return Came(
        presence=Presence.PRESENT if inside else Presence.LEFT,
        point_id=last_in.point_id,
        arrived_at=arrival.at,
        left_at=left_at,
        first_scan_id=arrival.id,
        in_conflict=conflict,
    )


def contradictions(scans: Iterable[CountedScan]) -> list[tuple[CountedScan, CountedScan]]:
    """Each arrival that contradicts the one that stands, after that one; none: no conflict."""
    found: list[tuple[CountedScan, CountedScan]] = []
    inside: CountedScan | None = None
    for scan in standing(scans):
        if scan.direction is not Direction.IN:
            inside = None
        elif inside is None:
            inside = scan
        elif contradict(inside, scan):
            found.append((inside, scan))
    return found


def contradict(first: CountedScan, second: CountedScan) -> bool:
    """Two arrivals without a departure that a person must look at.

    The same door twice is a repeated scan; two doors of one point that both asked the server are
    a person going round. Two points, or a door that could not ask, may be two persons.
    """
    if first.point_id != second.point_id:
        return True
    return first.scanner_id != second.scanner_id and (first.offline or second.offline)


def standing(scans: Iterable[CountedScan]) -> list[CountedScan]:
    """Ins and outs that no undo of the same point took back, by time."""
    ordered = list(scans)
    if len(ordered) > 1:
        ordered.sort(key=lambda scan: (scan.at, scan.id))
    elif not ordered or ordered[0].direction is not Direction.UNDO:
        return ordered  # nearly everyone: one scan or none
    taken_back = {
        (scan.undoes, scan.point_id)
        for scan in ordered
        if scan.direction is Direction.UNDO and scan.undoes
    }
    left: list[CountedScan] = []
    for scan in ordered:
        if scan.direction is not Direction.UNDO:
            if (scan.id, scan.point_id) not in taken_back:
                left.append(scan)
        elif scan.undoes is None:
            _take_back_last(left, scan.point_id)
    return left


def _take_back_last(scans: list[CountedScan], point_id: int) -> None:
    for index in range(len(scans) - 1, -1, -1):
        if scans[index].point_id == point_id:
            del scans[index]
            return
