"""Keeping boards under a name, each person for himself."""

import enum
from typing import Final

import sqlalchemy as sa

from dissemination import clock
from dissemination.coverage.saved_models import SavedView
from dissemination.database import db
from dissemination.web import audit

MOST: Final = 50


class SavedRefusal(enum.StrEnum):
    """Why a board is not kept."""

    NAME_MISSING = "name_missing"
    NAME_TAKEN = "name_taken"
    TOO_MANY = "too_many"


def saved_by(user_id: int) -> list[SavedView]:
    """A person's boards by name."""
    query = sa.select(SavedView).where(SavedView.user_id == user_id)
    return list(db.session.scalars(query.order_by(SavedView.name)))


def save(user_id: int, name: str, address: str) -> SavedView | SavedRefusal:
    """Keep an address of a board, which the caller has judged to be one."""
    audit.take_turn()
    if not name:
        return SavedRefusal.NAME_MISSING
    kept = saved_by(user_id)
    if any(one.name.casefold() == name.casefold() for one in kept):
        return SavedRefusal.NAME_TAKEN
    if len(kept) >= MOST:
        return SavedRefusal.TOO_MANY
    made = SavedView(user_id=user_id, name=name, address=address, created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.record("create", "saved_view", made.id, after={"address": address})
    return made


def drop(user_id: int, saved_id: int) -> bool:
    """Whether the person had such a board; now he has it no more."""
    found = db.session.get(SavedView, saved_id)
    if found is None or found.user_id != user_id:
        return False
    db.session.delete(found)
    audit.record("delete", "saved_view", saved_id, before={"address": found.address})
    return True
