"""The job that prints all passes of a conference.

It reads in one short transaction and reports in others, so that it holds no lock while it sets
pages: scans go on. Running twice after a crash prints the same paper twice.
"""

from pathlib import Path

from flask import current_app

from dissemination.conferences import pass_orders, pass_queries
from dissemination.conferences.models import PassPrint
from dissemination.conferences.pass_print import LAYOUTS, print_passes
from dissemination.conferences.passes import ConferenceLine, PassCard
from dissemination.database import db, reading
from dissemination.web.jobs import job


@job
def print_all_passes(order_id: int) -> None:
    """Set the PDF of an order and keep it; the order says how far it is and how it ended."""
    order = db.session.get(PassPrint, order_id)
    if order is None or order.state not in pass_orders.BUSY:
        return
    try:
        _print(order_id, order.conference_id, order.layout)
    except Exception:
        db.session.rollback()
        pass_orders.fail(_order(order_id))
        db.session.commit()
        raise


def folder() -> Path:
    """Where printed passes lie."""
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "prints"


def _print(order_id: int, conference_id: int, layout_name: str) -> None:
    layout = LAYOUTS[LAYOUTS.index(layout_name)]
    cards, conference, rosters = _read(conference_id)
    pass_orders.begin(_order(order_id), len(cards), rosters)
    db.session.commit()
    pdf = print_passes(cards, conference, layout, lambda done, _: _go_on(order_id, done))
    stored_name = pass_orders.keep_file(folder(), pdf)
    outdated = pass_orders.end(_order(order_id), stored_name)
    db.session.commit()
    for name in outdated:
        (folder() / name).unlink(missing_ok=True)


def _read(conference_id: int) -> tuple[list[PassCard], ConferenceLine, int]:
    """What to print and the revision of the rosters, read first: it may only be too old."""
    db.session.rollback()
    with reading():
        rosters = pass_queries.roster_revisions(conference_id)
        cards = pass_queries.pass_cards(conference_id)
        conference = pass_queries.conference_line(conference_id)
        db.session.rollback()
    if conference is None:
        raise LookupError(f"conference {conference_id} is gone")
    return cards, conference, rosters


def _go_on(order_id: int, done: int) -> None:
    pass_orders.go_on(_order(order_id), done)
    db.session.commit()


def _order(order_id: int) -> PassPrint:
    return db.session.get_one(PassPrint, order_id)
