"""Lists of delegates: searched without accents, filtered, sorted, paged."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from dissemination.conferences.models import Delegate, Pass, Standing
from dissemination.database import db
from dissemination.text import like_words, search_key
from dissemination.web.models import AuditEntry
from dissemination.web.paging import Page, cut

# A whole conference is sorted by name only: the index that makes its pages quick.
SORTS: Final = {
    "name": Delegate.sort_key,
    "position": Delegate.position,
    "unit": Delegate.unit_name,
    "seat": Delegate.seat,
}
_SAMPLE: Final = 20_000
# Word for word what the partial index says, without which SQLite would not use it.
_UNUSUAL: Final = sa.literal_column("delegates.standing <> 'summoned'", sa.Boolean)


@dataclass(frozen=True, slots=True)
class DelegateFilter:
    """What a list of delegates is narrowed to; empty texts narrow nothing."""

    text: str = ""
    point_id: int | None = None
    standing: Standing | None = None
    excused: bool = False
    category: str = ""
    without_pass: bool = False


def find(conference_id: int, wanted: DelegateFilter, sort: str, page: int) -> Page[Delegate]:
    """One page of the delegates of a conference, or of a point that the caller knows to be its.

    Without a standing asked for, the withdrawn stay out of sight.
    """
    query = sa.select(Delegate).where(*_conditions(conference_id, wanted))
    return cut(query.order_by(*_order(sort, wanted)), page)


def categories(conference_id: int, point_id: int | None = None) -> list[str]:
    """The categories in use; of a conference larger than a province, those of a sample."""
    query = sa.select(Delegate.category)
    where = Delegate.point_id == point_id if point_id else Delegate.conference_id == conference_id
    some = query.where(where).limit(_SAMPLE).subquery()
    found = db.session.scalars(sa.select(some.c.category).distinct())
    return sorted((category for category in found if category), key=search_key)


def history(delegate_id: int) -> list[AuditEntry]:
    """What was done to a delegate, newest first; that he was looked at is not told."""
    return list(
        db.session.scalars(
            sa.select(AuditEntry)
            .where(
                AuditEntry.subject == "delegate",
                AuditEntry.subject_id == str(delegate_id),
                AuditEntry.verb != "read",
            )
            .order_by(AuditEntry.id.desc())
            .limit(200)
        )
    )


def substitutes_of(delegate_id: int) -> list[Delegate]:
    """Everyone who was sent in his place, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Delegate)
            .where(Delegate.substitute_for_id == delegate_id)
            .order_by(Delegate.id.desc())
        )
    )


def holds_pass() -> sa.ColumnElement[bool]:
    """A valid pass was issued to the delegate."""
    return sa.exists().where(Pass.delegate_id == Delegate.id, Pass.revoked_at.is_(None))


def _conditions(conference_id: int, wanted: DelegateFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [
        Delegate.search_key.like(words) for words in like_words(wanted.text)
    ]
    if wanted.point_id:  # says the conference too, and keeps the planner to the point's index
        conditions.append(Delegate.point_id == wanted.point_id)
    else:
        conditions.append(Delegate.conference_id == conference_id)
    if wanted.standing:
        conditions.append(Delegate.standing == wanted.standing)
        if wanted.standing is not Standing.SUMMONED:
            conditions.append(_UNUSUAL)
    else:
        conditions.append(Delegate.standing != Standing.WITHDRAWN)
    if wanted.excused:
        conditions.append(Delegate.excused_reason.is_not(None))
    if wanted.category:
        conditions.append(Delegate.category == wanted.category)
    if wanted.without_pass:
        conditions += [Delegate.standing.in_((Standing.SUMMONED, Standing.WALK_IN)), ~holds_pass()]
    return conditions


def _order(sort: str, wanted: DelegateFilter) -> list[Any]:
    key = sort.removeprefix("-")
    if key not in SORTS or not wanted.point_id:
        key = "name"
    column = SORTS[key]
    tie = [Delegate.id] if key == "name" else [Delegate.sort_key, Delegate.id]
    return [column.desc() if sort.startswith("-") else column.asc(), *tie]
