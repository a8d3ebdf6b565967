"""Account letters of a conference: accounts for every point, and fresh links for who never came in.

The coordinator's account takes the name of the point's contact; neither needs an address. User
names say the unit: `diemcau-06040` coordinates, `diemdanh-06040` checks in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination import clock
from dissemination.accounts import links, usernames
from dissemination.accounts.models import Grant, Role, User
from dissemination.conferences.models import Point
from dissemination.database import db
from dissemination.units.models import Unit
from dissemination.web import audit

STEMS = {Role.COORDINATOR: "diemcau", Role.DESK: "diemdanh"}
NAMELESS = {Role.COORDINATOR: "Phụ trách điểm cầu", Role.DESK: "Bàn điểm danh"}
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says; `link` lets its holder in."""

    name: str
    role: Role
    point: str
    sign_in: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What printing now would do.

    `to_make` accounts, `to_print` letters, `to_void` links that are out and unused; `in_already`
    people need no letter, `beyond` hold something elsewhere and get none.
    """

    to_make: int
    to_print: int
    to_void: int
    in_already: int
    beyond: int


def outlook(conference_id: int) -> Outlook:
    """Counted in the database, for a conference of any size."""
    points = _count(sa.select(Point.id).where(Point.conference_id == conference_id))
    to_make = len(STEMS) * points - _count(_filled(conference_id))
    holders = _holders(conference_id)
    waiting = holders.where(User.password.is_(None))
    to_print = waiting.where(_stays_within(conference_id))
    people = _count(to_print)
    return Outlook(
        to_make=to_make,
        to_print=to_make + people,
        to_void=links.count_unused(to_print),
        in_already=_count(holders.where(User.password.is_not(None))),
        beyond=_count(waiting) - people,
    )


def _count(query: sa.Select[int] | sa.Select[int | None, Role]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def make_accounts(conference_id: int) -> int:
    """An account for each point's coordinator and desk that lacks one; how many were made."""
    taken = _usernames_taken()
    missing = _missing(conference_id)
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        made = [_account(point, code, role, taken) for point, code, role in some]
        db.session.add_all(made)
        db.session.flush()
        after = {"accounts": [user.email for user in made]}
        audit.record("make_accounts", "conference", conference_id, after=after)
    return len(missing)


def fresh_letters(conference_id: int, base: str) -> list[Letter]:
    """Letters with new links for all who never came in; their older links are void.

    Whoever holds anything outside this conference gets none: the link would open that as well.
    """
    _follow_contacts(conference_id)
    rows = db.session.execute(_letters_due(conference_id)).all()
    tokens = links.issue_many({row.id for row in rows}, conference_id)
    audit.record("print_letters", "conference", conference_id, after={"letters": len(tokens)})
    expires_at = clock.now() + links.LONGEST_FOR_A_CONFERENCE
    return [
        Letter(row.name, row.role, row.point, row.email, links.address(base, token), expires_at)
        for row in rows
        # A person with two roles gets one letter, for the first.
        if (token := tokens.pop(row.id, None))
    ]


def _letters_due(conference_id: int) -> sa.Select[int, str, str, Role, str]:
    """By unit code, the coordinator before the desk, so that a point's letters lie together."""
    return (
        sa.select(User.id, User.name, User.email, Grant.role, Point.name.label("point"))
        .join(Grant, Grant.user_id == User.id)
        .join(Point, Point.id == Grant.point_id)
        .join(Point.unit)
        .where(
            Point.conference_id == conference_id,
            Grant.role.in_(STEMS),
            User.password.is_(None),
            _in_force(),
            _stays_within(conference_id),
        )
        .order_by(Unit.code, Point.id, Grant.role, User.id)
    )


def _follow_contacts(conference_id: int) -> None:
    """A contact that changed before anybody came in: the account takes the new name."""
    rows = db.session.execute(
        sa.select(User, Point.contact_name)
        .join(Grant, Grant.user_id == User.id)
        .join(Point, Point.id == Grant.point_id)
        .where(
            Point.conference_id == conference_id,
            Grant.role == Role.COORDINATOR,
            User.password.is_(None),
            User.email.not_like("%@%"),
            Point.contact_name.not_in(["", User.name]),
            _in_force(),
        )
    )
    for user, contact in rows:
        user.name = contact
    db.session.flush()


def _in_force() -> sa.ColumnElement[bool]:
    return sa.and_(Grant.revoked_at.is_(None), User.active.is_(True))


def _holders(conference_id: int) -> sa.Select[int]:
    """Ids of the coordinators and desks at points of the conference, each once."""
    return (
        sa.select(User.id)
        .join(Grant, Grant.user_id == User.id)
        .join(Point, Point.id == Grant.point_id)
        .where(Point.conference_id == conference_id, Grant.role.in_(STEMS), _in_force())
        .distinct()
    )


def _stays_within(conference_id: int) -> sa.ColumnElement[bool]:
    """All that the person of the query may do belongs to the conference."""
    held, at = aliased(Grant), aliased(Point)
    whose = sa.func.coalesce(at.conference_id, held.conference_id, 0)
    elsewhere = (
        sa.select(held.id)
        .outerjoin(at, at.id == held.point_id)
        .where(held.user_id == User.id, held.revoked_at.is_(None), whose != conference_id)
        .correlate(User)
    )
    return ~elsewhere.exists()


def _filled(conference_id: int) -> sa.Select[int | None, Role]:
    """Points of the conference with a role that somebody holds there."""
    return (
        sa.select(Grant.point_id, Grant.role)
        .join(Grant.user)
        .join(Point, Point.id == Grant.point_id)
        .where(Point.conference_id == conference_id, Grant.role.in_(STEMS), _in_force())
        .distinct()
    )


def _missing(conference_id: int) -> list[tuple[Point, str, Role]]:
    """Points that lack a role, with the code of their unit."""
    filled = {(row.point_id, row.role) for row in db.session.execute(_filled(conference_id))}
    points = db.session.execute(
        sa.select(Point, Unit.code)
        .join(Point.unit)
        .where(Point.conference_id == conference_id)
        .order_by(Unit.code, Point.id)
    )
    return [
        (point, code, role)
        for point, code in points
        for role in STEMS
        if (point.id, role) not in filled
    ]


def _usernames_taken() -> set[str]:
    stems = (User.email.startswith(stem) for stem in STEMS.values())
    return set(db.session.scalars(sa.select(User.email).where(sa.or_(*stems))))


def _account(point: Point, unit_code: str, role: Role, taken: set[str]) -> User:
    sign_in = usernames.free(usernames.stem(STEMS[role], unit_code), taken)
    taken.add(sign_in)
    now = clock.now()
    contact = point.contact_name if role is Role.COORDINATOR else ""
    by = audit.current_actor().name
    return User(
        email=sign_in,
        name=contact or NAMELESS[role],
        post=point.name,
        active=True,
        fs_uniquifier=uuid4().hex,
        created_at=now,
        grants=[Grant(role=role, point_id=point.id, granted_at=now, granted_by=by)],
    )
