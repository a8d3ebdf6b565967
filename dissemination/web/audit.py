"""Recording who did and read what. A change and its entry share one transaction."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import db
from dissemination.web.models import AuditEntry

GENESIS = "0" * 64
_CHAIN_LOCK = 7_306_001  # any number of our own; PostgreSQL lets one transaction extend the chain


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or program acting: a name to sign in with, the post held, and what he is called."""

    name: str
    post: str = ""
    called: str = ""

    @property
    def shown_name(self) -> str:
        return self.called or self.name


SYSTEM = Actor("system", "command")
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def act_as(actor: Actor) -> None:
    """Say for the rest of this context who acts; the edge calls it."""
    _actor.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Within, this one acts."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    return _actor.get()


def record(
    verb: str,
    subject: str,
    subject_id: object = "",
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry to the chain in the current transaction."""
    change = Change(str(subject_id), before or {}, after or {})
    return record_many(verb, subject, [change], reason=reason)[0]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one of many subjects."""

    subject_id: str
    before: dict[str, Any]
    after: dict[str, Any]


def record_many(
    verb: str, subject: str, changes: Iterable[Change], *, reason: str = ""
) -> list[AuditEntry]:
    """Append an entry for each change, in order, in the current transaction."""
    take_turn()
    actor, moment, seal = _actor.get(), clock.now(), _last_seal()
    entries = []
    for change in changes:
        entry = AuditEntry(
            at=moment,
            actor=actor.name,
            post=actor.post,
            verb=verb,
            subject=subject,
            subject_id=change.subject_id,
            before=change.before,
            after=change.after,
            reason=reason,
            previous_seal=seal,
        )
        entry.seal = seal = sealed(entry)
        entries.append(entry)
    db.session.add_all(entries)
    db.session.flush()
    return entries


def take_turn() -> None:
    """Wait until no other transaction extends the chain, and keep the turn until the commit.

    Whoever judges rows that another may be changing takes it before he reads them. SQLite's
    writer lock already orders us; PostgreSQL needs one to be named.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHAIN_LOCK)))


def _last_seal() -> str:
    query = sa.select(AuditEntry.seal).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalar(query) or GENESIS


def sealed(entry: AuditEntry) -> str:
    """SHA-256 over the entry and the seal before it, in hex."""
    content = [
        entry.previous_seal,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.post,
        entry.verb,
        entry.subject,
        entry.subject_id,
        entry.before,
        entry.after,
        entry.reason,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links() -> Iterator[int]:
    """Ids of entries that were altered or whose predecessor is missing."""
    expected = GENESIS
    entries = sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    for entry in db.session.scalars(entries):
        if entry.previous_seal != expected or sealed(entry) != entry.seal:
            yield entry.id
        expected = entry.seal
