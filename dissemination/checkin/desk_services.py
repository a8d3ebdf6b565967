"""People the desk adds. Sent twice (a double click, a lost answer), they are added once."""

import sqlalchemy as sa

from dissemination.conferences import delegates
from dissemination.conferences.models import Delegate, Standing
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit


def walk_in(point_id: int, name: str, position: str, unit_name: str) -> Delegate | Refusal:
    """The walk-in of this name, position and unit at the point; added unless he is there."""
    audit.take_turn()
    known = db.session.scalar(
        sa.select(Delegate).where(
            Delegate.point_id == point_id,
            Delegate.standing == Standing.WALK_IN,
            Delegate.name == nfc(name),
            Delegate.position == nfc(position),
            Delegate.unit_name == nfc(unit_name),
        )
    )
    return known or delegates.add_walk_in(point_id, name, position, unit_name)


def substitute(
    delegate_id: int, name: str, position: str, unit_name: str, word: str
) -> Delegate | Refusal:
    """The substitute of this name for the delegate; recorded unless he is already."""
    audit.take_turn()
    known = db.session.scalar(
        sa.select(Delegate).where(
            Delegate.substitute_for_id == delegate_id,
            Delegate.standing == Standing.SUMMONED,
            Delegate.name == nfc(name),
        )
    )
    return known or delegates.substitute(delegate_id, name, position, unit_name, word)


def excuse(delegate_id: int, reason: str) -> Refusal | None:
    """Record the absence; one that is recorded with this reason stays as it is."""
    delegate = db.session.get_one(Delegate, delegate_id)
    if delegate.excused_reason == nfc(reason):
        return None
    return delegates.excuse(delegate_id, reason)


def own(point_id: int, delegate_id: int | None) -> Delegate | None:
    """The delegate, if he is on this point's roster."""
    query = sa.select(Delegate).where(Delegate.id == delegate_id, Delegate.point_id == point_id)
    return db.session.scalar(query)
