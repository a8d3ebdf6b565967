"""Reading passes: what stands on each, who has none, and how a delegate came to his."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.conferences.models import Conference, Delegate, Pass, Point, Standing
from dissemination.conferences.passes import ConferenceLine, PassCard
from dissemination.database import db
from dissemination.text import like_words
from dissemination.units.models import Unit
from dissemination.web.paging import Page, cut

HOLDERS = (Standing.SUMMONED, Standing.WALK_IN)


@dataclass(frozen=True, slots=True)
class PointPasses:
    """A point with how many people of its roster hold a valid pass, and how many none."""

    point_id: int
    name: str
    is_main: bool
    holders: int
    without: int


def pass_cards(
    conference_id: int, point_id: int | None = None, delegate_id: int | None = None
) -> list[PassCard]:
    """Every valid pass of those on the roster: the main point first, names in Vietnamese order."""
    replaced = aliased(Delegate)
    query = (
        sa.select(
            Delegate.id.label("delegate_id"),
            Pass.digits,
            Delegate.name,
            Delegate.position,
            Delegate.unit_name.label("unit"),
            Point.id.label("point_id"),
            Point.name.label("point"),
            Unit.code.label("point_unit_code"),
            Delegate.seat,
            sa.func.coalesce(replaced.name, "").label("substitute_for"),
        )
        .select_from(Pass)
        .join(Delegate, Pass.delegate_id == Delegate.id)
        .join(Point, Delegate.point_id == Point.id)
        .join(Unit, Point.unit_id == Unit.id)
        .outerjoin(replaced, Delegate.substitute_for_id == replaced.id)
        .where(
            Delegate.conference_id == conference_id,
            Delegate.standing.in_(HOLDERS),
            Pass.revoked_at.is_(None),
        )
        .order_by(Point.is_main.desc(), Point.id, Delegate.sort_key, Delegate.id)
    )
    if point_id is not None:
        query = query.where(Point.id == point_id)
    if delegate_id is not None:
        query = query.where(Delegate.id == delegate_id)
    return [PassCard(**row) for row in db.session.execute(query).mappings()]


def conference_line(conference_id: int) -> ConferenceLine | None:
    """The conference as its passes name it; None when there is none."""
    query = sa.select(Conference.title, Conference.held_on).where(Conference.id == conference_id)
    row = db.session.execute(query).one_or_none()
    return ConferenceLine(row.title, row.held_on) if row else None


def points_with_passes(conference_id: int, text: str, page: int) -> Page[PointPasses]:
    """The points of a conference in the order of printing, 50 a page, found by words of a name."""
    found = sa.select(Point).where(
        Point.conference_id == conference_id,
        *(Point.search_key.like(pattern) for pattern in like_words(text)),
    )
    points = cut(found.order_by(Point.is_main.desc(), Point.id), page)
    counts = _counts(Delegate.point_id.in_([point.id for point in points.rows]))
    rows = [
        PointPasses(point.id, point.name, point.is_main, *counts.get(point.id, (0, 0)))
        for point in points.rows
    ]
    return replace(points, rows=rows)


def count_passes(conference_id: int, point_id: int | None = None) -> tuple[int, int]:
    """How many people of the roster hold a valid pass, and how many hold none."""
    where = Delegate.conference_id == conference_id
    if point_id is not None:
        where = sa.and_(where, Delegate.point_id == point_id)
    counts = _counts(where).values()
    return sum(holders for holders, _ in counts), sum(without for _, without in counts)


def _counts(where: sa.ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """By point: those who hold a valid pass, and those who do not."""
    holders = sa.func.count(Delegate.id).filter(_has_valid_pass())
    query = (
        sa.select(Delegate.point_id, holders.label("holders"), sa.func.count().label("people"))
        .where(where, Delegate.standing.in_(HOLDERS))
        .group_by(Delegate.point_id)
    )
    return {
        row.point_id: (row.holders, row.people - row.holders) for row in db.session.execute(query)
    }


def delegates_without_pass(
    conference_id: int, point_id: int | None = None
) -> list[tuple[int, int]]:
    """(delegate id, point id) of everyone on the roster who holds no valid pass."""
    query = (
        sa.select(Delegate.id, Delegate.point_id)
        .where(
            Delegate.conference_id == conference_id,
            Delegate.standing.in_(HOLDERS),
            ~_has_valid_pass(),
        )
        .order_by(Delegate.id)
    )
    if point_id is not None:
        query = query.where(Delegate.point_id == point_id)
    return [(row.id, row.point_id) for row in db.session.execute(query)]


def passes_of(delegate_id: int) -> Sequence[Pass]:
    """Every pass a delegate ever held, the latest first."""
    query = sa.select(Pass).where(Pass.delegate_id == delegate_id).order_by(Pass.id.desc())
    return db.session.scalars(query).all()


def roster_revisions(conference_id: int) -> int:
    """A number that grows with every change to any roster of the conference."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Point.roster_revision), 0))
    return db.session.scalar(query.where(Point.conference_id == conference_id)) or 0


def _has_valid_pass() -> sa.ColumnElement[bool]:
    return sa.exists().where(Pass.delegate_id == Delegate.id, Pass.revoked_at.is_(None))
