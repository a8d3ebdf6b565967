"""The job that prints the account letters of a large conference.

Accounts and links are made in one transaction; pages are set outside any, so that scans go on.
Running twice after a crash makes fresh links again and voids those nobody has read.
"""

from pathlib import Path

from flask import current_app

from dissemination import clock
from dissemination.conferences import letter_orders
from dissemination.conferences.account_letters import Letter, fresh_letters, make_accounts
from dissemination.conferences.letter_print import Heading, print_letters
from dissemination.conferences.models import AccountLetters, Conference
from dissemination.database import db
from dissemination.units.queries import tree_at
from dissemination.web.audit import Actor, act_as
from dissemination.web.jobs import job


@job
def print_account_letters(order_id: int, base: str) -> None:
    """Make what is missing, set the letters of an order and keep the file."""
    order = db.session.get(AccountLetters, order_id)
    if order is None or order.state not in letter_orders.BUSY:
        return
    act_as(Actor(order.created_by))
    letter_orders.sweep(folder(), clock.now())
    try:
        _print(order, base)
    except Exception:
        db.session.rollback()
        letter_orders.fail(db.session.get_one(AccountLetters, order_id))
        db.session.commit()
        raise


def folder() -> Path:
    """Where letters lie until they are fetched."""
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "letters"


def draw_up(conference_id: int, base: str) -> tuple[list[Letter], Heading]:
    """Accounts, links and what stands on the letters, in the current transaction."""
    conference = db.session.get_one(Conference, conference_id)
    make_accounts(conference_id)
    roots = tree_at(conference.held_on).roots or tree_at(clock.today()).roots
    heading = Heading(
        issuer=roots[0].name if roots else "",
        conference=conference.title,
        held_on=conference.held_on,
        printed_on=clock.today(),
        base=base,
    )
    return fresh_letters(conference_id, base), heading


def _print(order: AccountLetters, base: str) -> None:
    letters, heading = draw_up(order.conference_id, base)
    letter_orders.begin(order, len(letters))
    db.session.commit()
    order_id = order.id
    db.session.rollback()
    pdf = print_letters(letters, heading, lambda done, _total: _go_on(order_id, done))
    stored_name = letter_orders.keep_file(folder(), pdf)
    letter_orders.end(db.session.get_one(AccountLetters, order_id), stored_name)
    db.session.commit()


def _go_on(order_id: int, done: int) -> None:
    db.session.get_one(AccountLetters, order_id).done = done
    db.session.commit()
