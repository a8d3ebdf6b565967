"""Printing all passes of a conference in the background: ordered, under way, done.

The files hold names and valid digits: they lie closed to others under random names, and a newer
one of the same layout takes the place of the older.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from dissemination import clock
from dissemination.conferences.models import PassPrint, PrintState
from dissemination.conferences.pass_queries import roster_revisions
from dissemination.database import db
from dissemination.web import audit

BUSY = frozenset({PrintState.QUEUED, PrintState.RUNNING})
# A job under way is heard of every second or so; one that waits stands behind another.
_SILENCE = timedelta(minutes=2)
_PATIENCE = timedelta(minutes=30)


def place(conference_id: int, layout: str) -> tuple[PassPrint, bool]:
    """An order to print all passes, and whether it is new: one under way is not doubled."""
    audit.take_turn()
    busy = latest(conference_id, layout)
    if busy is not None and busy.state in BUSY and not is_stuck(busy, clock.now()):
        return busy, False
    moment = clock.now()
    order = PassPrint(
        conference_id=conference_id,
        layout=layout,
        ordered_by=audit.current_actor().name,
        ordered_at=moment,
        heard_at=moment,
    )
    db.session.add(order)
    db.session.flush()
    audit.record("print_passes", "conference", conference_id, after={"layout": layout})
    return order, True


def latest(conference_id: int, layout: str) -> PassPrint | None:
    """The newest order of a layout."""
    query = sa.select(PassPrint).where(
        PassPrint.conference_id == conference_id, PassPrint.layout == layout
    )
    return db.session.scalar(query.order_by(PassPrint.id.desc()).limit(1))


def newest_file(conference_id: int, layout: str) -> PassPrint | None:
    """The newest order of a layout whose PDF is still kept; a newer one may be under way."""
    query = sa.select(PassPrint).where(
        PassPrint.conference_id == conference_id,
        PassPrint.layout == layout,
        PassPrint.stored_name != "",
    )
    return db.session.scalar(query.order_by(PassPrint.id.desc()).limit(1))


def begin(order: PassPrint, total: int, rosters: int) -> None:
    """The job starts, or starts anew after a crash, with the rosters as they were read."""
    order.state = PrintState.RUNNING
    order.done, order.total, order.rosters = 0, total, rosters
    order.started_at = order.heard_at = clock.now()


def go_on(order: PassPrint, done: int) -> None:
    order.done, order.heard_at = done, clock.now()


def end(order: PassPrint, stored_name: str) -> Sequence[str]:
    """The file is there; the stored names of older ones that should go now."""
    order.state, order.stored_name, order.heard_at = PrintState.DONE, stored_name, clock.now()
    older = sa.select(PassPrint).where(
        PassPrint.conference_id == order.conference_id,
        PassPrint.layout == order.layout,
        PassPrint.id != order.id,
        PassPrint.stored_name != "",
    )
    outdated = db.session.scalars(older).all()
    names = [one.stored_name for one in outdated]
    for one in outdated:
        one.stored_name = ""
    return names


def fail(order: PassPrint) -> None:
    order.state, order.heard_at = PrintState.FAILED, clock.now()


def is_stuck(order: PassPrint, now: datetime) -> bool:
    """Whether an order under way has not been heard of for so long that it may be placed anew."""
    waits = order.state is PrintState.QUEUED
    return order.state in BUSY and now - order.heard_at > (_PATIENCE if waits else _SILENCE)


def is_outdated(order: PassPrint) -> bool:
    """Whether rosters or passes have changed since they were printed."""
    return order.rosters != roster_revisions(order.conference_id)


def seconds_left(order: PassPrint, now: datetime) -> float | None:
    """How long the rest will take at the pace so far; None before anything is done."""
    if order.started_at is None or not order.done:
        return None
    spent = (now - order.started_at).total_seconds()
    return spent * (order.total - order.done) / order.done


def keep_file(folder: Path, pdf: bytes) -> str:
    """Keep a PDF closed to others; the random name it is kept under."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored_name = f"{secrets.token_hex(24)}.pdf"
    path = folder / stored_name
    path.touch(mode=0o600)
    path.write_bytes(pdf)
    return stored_name
