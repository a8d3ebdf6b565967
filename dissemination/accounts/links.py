"""One-time links: how people get in the first time, and again when they are locked out.

Only a hash of the token is kept. Looking at a link changes nothing, because mail scanners look;
using it does, once, and the database decides who was first.
"""

import enum
import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa

from dissemination import clock
from dissemination.accounts import parts
from dissemination.accounts.models import OneTimeLink, User
from dissemination.database import db
from dissemination.web import audit

PATH = "/account/link/"
LIFETIME = timedelta(days=14)
# A conference's letters end when it is closed; one that is never closed must not leave them open.
LONGEST_FOR_A_CONFERENCE = timedelta(days=90)


class LinkState(enum.StrEnum):
    """What a link is good for."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    VOIDED = "voided"
    UNKNOWN = "unknown"


def judge(
    link: OneTimeLink | None, now: datetime, *, active: bool = True, closed: bool = False
) -> LinkState:
    """The state of a link; `active`: its person's account, `closed`: its conference."""
    if link is None:
        return LinkState.UNKNOWN
    if link.used_at is not None:
        return LinkState.USED
    if link.voided_at is not None or not active:
        return LinkState.VOIDED
    return LinkState.EXPIRED if closed or link.expires_at <= now else LinkState.GOOD


def hashed(token: str) -> str:
    """What is kept of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(base: str, token: str) -> str:
    """The whole link, under where people reach the system."""
    return f"{base.rstrip('/')}{PATH}{token}"


def issue(
    user: User, *, conference_id: int | None = None, lifetime: timedelta = LIFETIME
) -> tuple[str, OneTimeLink]:
    """A new link: its token, told only now, and its record. Older unused ones are voided."""
    void_unused([user.id])
    token, link = _drawn(user.id, conference_id, lifetime)
    db.session.add(link)
    db.session.flush()
    audit.record("issue_link", "user", user.id, after={"expires_at": link.expires_at.isoformat()})
    return token, link


def issue_many(
    user_ids: Collection[int], conference_id: int, lifetime: timedelta = LONGEST_FOR_A_CONFERENCE
) -> dict[int, str]:
    """Fresh links for many people at once, for one conference's letters: tokens by user id."""
    void_unused(user_ids)
    drawn = {user_id: _drawn(user_id, conference_id, lifetime) for user_id in user_ids}
    db.session.add_all(link for _, link in drawn.values())
    db.session.flush()
    return {user_id: token for user_id, (token, _) in drawn.items()}


def _drawn(user_id: int, conference_id: int | None, lifetime: timedelta) -> tuple[str, OneTimeLink]:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    return token, OneTimeLink(
        user_id=user_id,
        token_hash=hashed(token),
        created_at=now,
        expires_at=now + lifetime,
        conference_id=conference_id,
        created_by=audit.current_actor().name,
    )


def void_unused(user_ids: Collection[int]) -> int:
    """Make the unused links of these people worthless; how many there were."""
    ids = list(user_ids)
    voided = 0
    for start in range(0, len(ids), 500):
        answer = db.session.execute(
            sa.update(OneTimeLink)
            .where(OneTimeLink.user_id.in_(ids[start : start + 500]), *_unused())
            .values(voided_at=clock.now())
        )
        voided += answer.rowcount  # type: ignore[attr-defined]  # an UPDATE's answer has it
    return voided


def count_unused(user_ids: sa.Select[int]) -> int:
    """How many unused links are out for these people."""
    query = sa.select(sa.func.count(OneTimeLink.id)).where(
        OneTimeLink.user_id.in_(user_ids), *_unused(), OneTimeLink.expires_at > clock.now()
    )
    return db.session.scalar(query) or 0


def _unused() -> tuple[sa.ColumnElement[bool], ...]:
    return OneTimeLink.used_at.is_(None), OneTimeLink.voided_at.is_(None)


def _conference_closed() -> sa.ColumnElement[bool]:
    conferences = parts.conferences()
    return (
        sa.exists()
        .where(conferences.c.id == OneTimeLink.conference_id, conferences.c.state == "closed")
        .correlate(OneTimeLink)
    )


def look(token: str) -> tuple[OneTimeLink | None, LinkState]:
    """A link and what it is good for now; changes nothing."""
    query = sa.select(OneTimeLink, User.active, _conference_closed()).join(OneTimeLink.user)
    row = db.session.execute(query.where(OneTimeLink.token_hash == hashed(token))).one_or_none()
    if row is None:
        return None, LinkState.UNKNOWN
    link, active, closed = row
    return link, judge(link, clock.now(), active=active, closed=closed)


def use(token: str) -> User | LinkState:
    """Take a good link: its person, whose old password, sessions and other links end here."""
    now = clock.now()
    taken = db.session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == hashed(token),
            *_unused(),
            OneTimeLink.expires_at > now,
            ~_conference_closed(),
            sa.exists().where(User.id == OneTimeLink.user_id, User.active),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    link, state = look(token)
    if taken.rowcount != 1 or link is None:  # type: ignore[attr-defined]
        return state
    return _let_in(link.user)


def _let_in(user: User) -> User:
    void_unused([user.id])
    user.password = None
    user.fs_uniquifier = uuid4().hex
    db.session.flush()
    audit.act_as(audit.Actor(user.email, user.post))
    audit.record("use_link", "user", user.id)
    return user
