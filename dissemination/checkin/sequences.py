"""Which of a scanner's numbers never arrived. Pure, but for the reading at the end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import scoped_session

from dissemination.checkin.models import Act, Scan, Scanner

MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many numbers are missing, and the first of them."""

    count: int
    numbers: list[int]


def gaps(received: Iterable[int], last: int | None, most: int = MOST_NAMED) -> Gaps:
    """The numbers from 1 to the highest known that were not received.

    `last`: the highest that the scanner says it gave, sent or not.
    """
    seen = sorted({number for number in received if number > 0})
    highest = max(last or 0, seen[-1] if seen else 0)
    return Gaps(highest - len(seen), list(islice(_between([0, *seen, highest + 1]), most)))


def _between(numbers: list[int]) -> Iterator[int]:
    for before, after in pairwise(numbers):
        yield from range(before + 1, after)


def received(
    database: Connection | scoped_session[sa.orm.Session], scanner_id: int, point_id: int
) -> list[int]:
    """The numbers of one scanner that arrived, in scans and acts. Costs as much as the point has
    scans, by its index."""
    scans = sa.select(Scan.seq).where(
        Scan.point_id == point_id, Scan.scanner_id == scanner_id, Scan.seq.is_not(None)
    )
    acts = sa.select(Act.seq).where(Act.scanner_id == scanner_id, Act.seq.is_not(None))
    return [int(seq) for (seq,) in database.execute(sa.union(scans, acts)) if seq is not None]


def reckon(connection: Connection, scanner_id: int, point_id: int) -> None:
    """Keep anew how many of a scanner's numbers are missing, after another brought some."""
    last = connection.scalar(sa.select(Scanner.last_seq).where(Scanner.id == scanner_id))
    count = gaps(received(connection, scanner_id, point_id), last).count
    connection.execute(sa.update(Scanner).where(Scanner.id == scanner_id).values(missing=count))
