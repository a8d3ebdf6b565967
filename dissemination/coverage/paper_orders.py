"""Orders for papers, and their files while they are kept: closed to others, gone after a week."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dissemination import clock
from dissemination.coverage.paper_models import OrderState, PaperOrder
from dissemination.database import db
from dissemination.web import audit

KEPT_FOR: Final = timedelta(days=7)
BUSY: Final = frozenset({OrderState.QUEUED, OrderState.RUNNING})
_SUBJECT: Final = "paper"
# A job under way is heard of with every step; one that waits stands behind others.
_SILENCE: Final = timedelta(minutes=10)
_PATIENCE: Final = timedelta(minutes=30)


def place(order: PaperOrder) -> bool:
    """Keep a new order; False when the same one of the same person is under way."""
    audit.take_turn()
    order.ordered_at = order.heard_at = clock.now()
    under_way = db.session.scalars(_same(order))
    if any(not is_stuck(known, order.ordered_at) for known in under_way):
        return False
    db.session.add(order)
    db.session.flush()
    audit.record("order_paper", _SUBJECT, order.id, after=told(order))
    return True


def _same(order: PaperOrder) -> sa.Select[PaperOrder]:
    alike = ("user_id", "kind", "form", "rules", "conference_id", "unit_id", "period_id")
    return sa.select(PaperOrder).where(
        PaperOrder.state.in_(BUSY),
        *(getattr(PaperOrder, name).is_not_distinct_from(getattr(order, name)) for name in alike),
    )


def told(order: PaperOrder) -> dict[str, object]:
    """For the audit trail."""
    about = {
        name: getattr(order, name)
        for name in ("conference_id", "unit_id", "period_id")
        if getattr(order, name) is not None
    }
    return {"kind": order.kind, "form": order.form, **about}


def of(user_id: int) -> sa.Select[PaperOrder]:
    """A person's orders, the newest first."""
    return sa.select(PaperOrder).where(PaperOrder.user_id == user_id).order_by(PaperOrder.id.desc())


def again(order: PaperOrder) -> bool:
    """Queue anew what failed or fell silent; False when there is no need."""
    now = clock.now()
    if order.state is not OrderState.FAILED and not is_stuck(order, now):
        return False
    order.state, order.done, order.total, order.heard_at = OrderState.QUEUED, 0, 0, now
    return True


def begin(order: PaperOrder) -> None:
    """The job starts, or starts anew after a crash."""
    order.state, order.done, order.total = OrderState.RUNNING, 0, 0
    order.heard_at = clock.now()


def go_on(order: PaperOrder, done: int, total: int) -> None:
    order.done, order.total, order.heard_at = done, total, clock.now()


def end(order: PaperOrder, stored_name: str, size: int) -> None:
    order.state, order.stored_name, order.size = OrderState.DONE, stored_name, size
    order.done, order.finished_at = order.total, clock.now()
    order.heard_at = order.finished_at


def fail(order: PaperOrder) -> None:
    order.state, order.finished_at = OrderState.FAILED, clock.now()


def is_stuck(order: PaperOrder, now: datetime) -> bool:
    """Whether an order under way has not been heard of for so long that it may be placed anew."""
    patience = _PATIENCE if order.state is OrderState.QUEUED else _SILENCE
    return order.state in BUSY and now - order.heard_at > patience


def expires_at(order: PaperOrder) -> datetime | None:
    """Until when its file is kept."""
    return order.finished_at + KEPT_FOR if order.finished_at else None


def is_fetchable(order: PaperOrder, now: datetime) -> bool:
    until = expires_at(order)
    return order.state is OrderState.DONE and until is not None and now <= until


def keep_file(folder: Path, content: bytes) -> str:
    """Keep a file closed to others; the random name it is kept under."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(24)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path.name


def remove(order: PaperOrder) -> str:
    """Forget an order; the stored name of its file, which goes once that is committed."""
    stored_name = order.stored_name
    audit.record("delete", _SUBJECT, order.id, before=told(order))
    db.session.delete(order)
    return stored_name


def sweep(folder: Path, now: datetime) -> int:
    """Forget what has been kept long enough, with its file; how many orders that were.

    A file that no order names was left by a job that died.
    """
    over = sa.select(PaperOrder).where(PaperOrder.finished_at < now - KEPT_FOR)
    orders = db.session.scalars(over).all()
    for order in orders:
        if order.stored_name:
            (folder / order.stored_name).unlink(missing_ok=True)
        db.session.delete(order)
    for path in folder.glob("*"):
        if now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)
    return len(orders)
