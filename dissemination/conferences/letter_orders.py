"""Orders for account letters, and the files while they may be fetched.

A file holds links that let people in: it lies closed to others and goes after two hours.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from dissemination import clock
from dissemination.conferences.models import AccountLetters, LettersState
from dissemination.database import db
from dissemination.web import audit

KEPT_FOR = timedelta(hours=2)
BUSY = frozenset({LettersState.QUEUED, LettersState.RUNNING})
_PATIENCE = timedelta(minutes=30)


def place(conference_id: int) -> AccountLetters:
    """A new order, or the one under way: two at once would void each other's links."""
    audit.take_turn()
    known = latest(conference_id)
    if known is not None and known.state in BUSY and not is_stuck(known, clock.now()):
        return known
    order = AccountLetters(
        conference_id=conference_id,
        created_at=clock.now(),
        created_by=audit.current_actor().name,
    )
    db.session.add(order)
    db.session.flush()
    return order


def latest(conference_id: int) -> AccountLetters | None:
    query = sa.select(AccountLetters).where(AccountLetters.conference_id == conference_id)
    return db.session.scalar(query.order_by(AccountLetters.id.desc()).limit(1))


def is_stuck(order: AccountLetters, now: datetime) -> bool:
    """Whether an order has been under way for so long that it may be placed anew."""
    return order.state in BUSY and now - order.created_at > _PATIENCE


def begin(order: AccountLetters, total: int) -> None:
    order.state, order.done, order.total = LettersState.RUNNING, 0, total


def end(order: AccountLetters, stored_name: str) -> None:
    order.state, order.stored_name, order.finished_at = (
        LettersState.DONE,
        stored_name,
        clock.now(),
    )


def fail(order: AccountLetters) -> None:
    order.state, order.finished_at = LettersState.FAILED, clock.now()


def is_fetchable(order: AccountLetters, now: datetime) -> bool:
    """Whether the file of an order may still be fetched."""
    return order.finished_at is not None and now - order.finished_at <= KEPT_FOR


def keep_file(folder: Path, pdf: bytes) -> str:
    """Keep a PDF closed to others; the random name it is kept under."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(24)}.pdf"
    path.touch(mode=0o600)
    path.write_bytes(pdf)
    return path.name


def sweep(folder: Path, now: datetime) -> None:
    """Remove the files whose time is over."""
    for path in folder.glob("*.pdf"):
        if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)
