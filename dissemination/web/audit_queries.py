"""Reading the audit trail."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dissemination.database import db
from dissemination.web import audit
from dissemination.web.models import AuditEntry
from dissemination.web.paging import Page, cut

MOST_BROKEN = 100


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What the trail is narrowed to; `since` is included, `until` is not."""

    actor: str = ""
    verb: str = ""
    subject: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """How the whole trail stands: how many entries, the last seal, ids where it is broken."""

    entries: int
    last_seal: str
    broken: list[int]


def entries(wanted: EntryFilter, page: int) -> Page[AuditEntry]:
    """Entries, the newest first."""
    query = sa.select(AuditEntry)
    for column, value in (
        (AuditEntry.verb, wanted.verb),
        (AuditEntry.subject, wanted.subject),
        (AuditEntry.subject_id, wanted.subject_id),
    ):
        if value:
            query = query.where(column == value)
    if wanted.actor:
        query = query.where(AuditEntry.actor.icontains(wanted.actor, autoescape=True))
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEntry.at < wanted.until)
    return cut(query.order_by(AuditEntry.id.desc()), page)


def chain() -> Chain:
    """Reckon every seal anew; at most a hundred broken places are named.

    Entries cut off at the end leave no gap: compare number and last seal with an earlier check.
    """
    broken: list[int] = []
    for entry_id in audit.broken_links():
        broken.append(entry_id)
        if len(broken) == MOST_BROKEN:
            break
    count = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0
    last = sa.select(AuditEntry.seal).order_by(AuditEntry.id.desc()).limit(1)
    return Chain(count, db.session.scalar(last) or audit.GENESIS, broken)
