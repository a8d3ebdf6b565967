"""Recording who did and read what. A change and its entry share one transaction."""

import hashlib
import json
from collections.abc import Iterator
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
    """The person or program acting: a name and the post held."""

    name: str
    post: str = ""


SYSTEM = Actor("system", "command")
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def act_as(actor: Actor) -> None:
    """Say for the rest of this context who acts; the edge calls it."""
    _actor.set(actor)


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
    take_turn()
    actor = _actor.get()
    entry = AuditEntry(
        at=clock.now(),
        actor=actor.name,
        post=actor.post,
        verb=verb,
        subject=subject,
        subject_id=str(subject_id),
        before=before or {},
        after=after or {},
        reason=reason,
        previous_seal=_last_seal(),
    )
    entry.seal = sealed(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


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
