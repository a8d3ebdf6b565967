"""Reading people and their grants."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dissemination.accounts import parts
from dissemination.accounts.decision import Reach
from dissemination.accounts.models import Grant, OneTimeLink, Role, User
from dissemination.database import db
from dissemination.text import like_words
from dissemination.web.paging import Page, cut


def by_sign_in(sign_in: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == sign_in.lower()))


def usable_link(user_id: int, now: datetime) -> OneTimeLink | None:
    """The link that would let this person in now, if one is out."""
    return db.session.scalar(
        sa.select(OneTimeLink)
        .where(
            OneTimeLink.user_id == user_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.voided_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .order_by(OneTimeLink.id.desc())
        .limit(1)
    )


def person(user_id: int) -> User | None:
    """Somebody with all grants, those that ended too."""
    return db.session.get(User, user_id, options=[selectinload(User.grants)])


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people is narrowed to."""

    text: str = ""
    role: Role | None = None
    conference_id: int | None = None
    status: str = ""


def people(reach: Reach, wanted: PeopleFilter, page: int) -> Page[User]:
    """People in Vietnamese order of name, only those with a grant within `reach`."""
    found = sa.select(User).where(*_conditions(reach, wanted))
    return cut(found.options(selectinload(User.grants)).order_by(User.sort_key, User.id), page)


def _conditions(reach: Reach, wanted: PeopleFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [
        User.search_key.like(pattern) for pattern in like_words(wanted.text)
    ]
    if not reach.everything or wanted.role or wanted.conference_id:
        conditions.append(_holds(reach, wanted))
    match wanted.status:
        case "waiting":
            conditions += [User.password.is_(None), User.active.is_(True)]
        case "active":
            conditions += [User.password.is_not(None), User.active.is_(True)]
        case "ended":
            conditions.append(User.active.is_(False))
    return conditions


def _holds(reach: Reach, wanted: PeopleFilter) -> sa.ColumnElement[bool]:
    """Holds one grant that is within reach and has the role and the conference asked for."""
    held = sa.select(Grant.id).where(Grant.user_id == User.id, Grant.revoked_at.is_(None))
    if wanted.role:
        held = held.where(Grant.role == wanted.role)
    if wanted.conference_id:
        held = held.where(_of_conferences({wanted.conference_id}))
    if not reach.everything:
        held = held.where(_within(reach))
    return held.exists()


def _within(reach: Reach) -> sa.ColumnElement[bool]:
    points = parts.points()
    of_units = sa.select(points.c.id).where(points.c.unit_id.in_(reach.units))
    return sa.or_(
        _of_conferences(reach.conferences),
        Grant.point_id.in_(reach.points),
        Grant.unit_id.in_(reach.units),
        Grant.point_id.in_(of_units),
    )


def _of_conferences(ids: frozenset[int] | set[int]) -> sa.ColumnElement[bool]:
    points = parts.points()
    theirs = sa.select(points.c.id).where(points.c.conference_id.in_(ids))
    return sa.or_(Grant.conference_id.in_(ids), Grant.point_id.in_(theirs))
