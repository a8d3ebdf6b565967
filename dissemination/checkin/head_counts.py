"""A point that could not scan counted heads; the names come later, one by one, from its own list.

A name that is added takes the place of a head that was counted: nobody counts twice.
"""

from collections.abc import Collection
from uuid import uuid4

import sqlalchemy as sa

from dissemination import clock
from dissemination.checkin.batches import Batch, Claim
from dissemination.checkin.ledger import record_within
from dissemination.checkin.models import Attendance, Direction, Method, Scanner, ScanOutcome
from dissemination.checkin.scanner_queries import HeadCount
from dissemination.conferences.models import Delegate, Standing
from dissemination.database import db
from dissemination.text import like_words
from dissemination.web.paging import Page, cut


def unnamed(counted: int, named: int) -> int:
    """Of the heads that were counted, those that no name stands for.

    Whoever came by name is taken to be among the counted, unless they are more than that.
    """
    return max(0, counted - named)


def not_come(point_id: int, text: str, page: int) -> Page[Delegate]:
    """One page of a point's summoned delegates who are not known to have come, by name."""
    query = (
        sa.select(Delegate)
        .outerjoin(Attendance, Attendance.delegate_id == Delegate.id)
        .where(
            Delegate.point_id == point_id,
            Delegate.standing == Standing.SUMMONED,
            Attendance.delegate_id.is_(None),
            *(Delegate.search_key.like(words) for words in like_words(text)),
        )
    )
    return cut(query.order_by(Delegate.sort_key, Delegate.id), page)


def name_them(count: HeadCount, delegate_ids: Collection[int], desk: Scanner) -> int:
    """Record that these delegates of the desk's point were among the counted, as of that time.

    How many of them had not been known to have come.
    """
    own = sa.select(Delegate.id).where(
        Delegate.id.in_(delegate_ids), Delegate.point_id == desk.point_id
    )
    claims = [
        Claim(
            id=uuid4(),
            direction=Direction.IN,
            method=Method.SEARCH,
            scanned_at=count.at,
            offline=False,
            delegate_id=delegate_id,
        )
        for delegate_id in db.session.scalars(own)
    ]
    now = clock.now()
    batch = Batch(claims, now, now, scanner_id=desk.id, vouched=True)
    answer = record_within(db.session.connection(), batch) if claims else None
    results = answer.results if answer else []
    return sum(result.outcome is ScanOutcome.ADMITTED for result in results)
