"""A point's roster as its scanners keep it: whole, or what changed since a revision."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dissemination.conferences.models import Delegate, Pass, Standing


@dataclass(frozen=True, slots=True)
class Version:
    """A roster's revision; below `floor` a whole roster is needed, because someone left it."""

    floor: int
    revision: int

    def __str__(self) -> str:
        return f"{self.floor}.{self.revision}"


def parsed(text: str) -> Version | None:
    """The version a scanner names; None when it is none."""
    floor, dot, revision = text.partition(".")
    if dot and floor.isdecimal() and revision.isdecimal() and len(text) < 24:
        return Version(int(floor), int(revision))
    return None


def changes_suffice(since: Version | None, current: Version) -> bool:
    """Whether a scanner at `since` can be brought up to date by changes alone."""
    return since is not None and current.floor <= since.revision <= current.revision


def delegates(connection: Connection, point_id: int, after: int | None) -> list[dict[str, Any]]:
    """The point's delegates (changed after a revision), each with the digits of a valid pass."""
    query = (
        sa.select(
            Delegate.id,
            Delegate.name,
            Delegate.position,
            Delegate.unit_name.label("unit"),
            Delegate.seat,
            Delegate.category,
            Delegate.standing,
            Delegate.excused_reason.is_not(None).label("excused"),
            Delegate.substitute_for_id.label("substitute_for"),
            sa.func.max(Pass.digits).label("pass"),
        )
        .outerjoin(Pass, sa.and_(Pass.delegate_id == Delegate.id, Pass.revoked_at.is_(None)))
        .where(Delegate.point_id == point_id)
        .group_by(Delegate.id)
        .order_by(Delegate.sort_key, Delegate.id)
    )
    if after is None:
        query = query.where(Delegate.standing != Standing.WITHDRAWN)
    else:
        query = query.where(Delegate.revision > after)
    return [dict(row) for row in connection.execute(query).mappings()]


def revoked(connection: Connection, point_id: int, after: int | None) -> list[str]:
    """Digits of the point's revoked passes (of delegates changed after a revision)."""
    query = (
        sa.select(Pass.digits)
        .join(Delegate, Delegate.id == Pass.delegate_id)
        .where(Delegate.point_id == point_id, Pass.revoked_at.is_not(None))
        .order_by(Pass.id)
    )
    if after is not None:
        query = query.where(Delegate.revision > after)
    return list(connection.scalars(query))
