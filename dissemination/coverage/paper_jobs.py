"""The job that makes an ordered paper, and the one that clears old ones away.

It reads in one transaction that asks for no right to write and reports in others: doors go on
writing. Running twice after a crash makes the same paper twice.
"""

from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from dissemination import clock
from dissemination.coverage import paper_making, paper_orders
from dissemination.coverage.paper_models import PaperOrder
from dissemination.coverage.paper_rights import right_to
from dissemination.database import db, reading, writing
from dissemination.web.audit import Actor, act_as
from dissemination.web.jobs import hourly, job


def folder() -> Path:
    """Where ordered papers lie until they are fetched."""
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "papers"


@job
def make_paper(order_id: int) -> None:
    """Make the paper of an order and keep its file; without a right to it, say that it failed."""
    order = db.session.get(PaperOrder, order_id)
    if order is None or order.state not in paper_orders.BUSY:
        return
    act_as(Actor(order.user.email))
    try:
        _make(order_id)
    except Exception:
        db.session.rollback()
        order = db.session.get(PaperOrder, order_id)
        if order is None:
            return  # its person deleted it meanwhile
        paper_orders.fail(order)
        db.session.commit()
        raise


def _make(order_id: int) -> None:
    paper_orders.begin(_order(order_id))
    db.session.commit()
    made = _read(order_id)
    if made is None:
        paper_orders.fail(_order(order_id))
    else:
        content, grants = made
        order, stored_name = _order(order_id), paper_orders.keep_file(folder(), content)
        order.grants = grants
        paper_orders.end(order, stored_name, len(content))
    db.session.commit()


def _read(order_id: int) -> tuple[bytes, list[int]] | None:
    """The file, and the grants it was made by; None when it cannot be made for this person now."""
    with reading(), force_locale("vi"):
        order = _order(order_id)
        right = right_to(order)
        if right is None:
            return None
        grants = right.ids
        content = paper_making.make(order, right, lambda *far: _go_on(order_id, *far))
        db.session.rollback()
    return None if content is None else (content, grants)


def _go_on(order_id: int, done: int, total: int) -> None:
    """How far it is; ends the transaction that was read in."""
    db.session.rollback()
    with writing():
        paper_orders.go_on(_order(order_id), done, total)
        db.session.commit()


def _order(order_id: int) -> PaperOrder:
    return db.session.get_one(PaperOrder, order_id)


@job
def delete_paper(stored_name: str) -> None:
    """Once it is committed that an order is gone."""
    (folder() / stored_name).unlink(missing_ok=True)


@hourly
def clear_papers() -> None:
    """What has been kept for a week goes."""
    paper_orders.sweep(folder(), clock.now())
