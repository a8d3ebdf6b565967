"""Choosing a unit by typing: what a person may mean, and what a form was given."""

import re
from collections.abc import Collection
from datetime import date
from typing import Final

import sqlalchemy as sa

from dissemination.database import db
from dissemination.units import browsing, queries
from dissemination.units.browsing import Found, Search
from dissemination.units.models import UnitVersion
from dissemination.units.queries import valid_on
from dissemination.units.services import key_of

OFFERED: Final = 12
_SEPARATOR: Final = " — "
_CODE_FIRST: Final = re.compile(rf"(\S+){_SEPARATOR}")


def label(code: str, name: str) -> str:
    """A unit as a form holds it: "05971 — Phường Hoàng Văn Thụ"."""
    return f"{code}{_SEPARATOR}{name}"


def label_of(unit_id: int | None, day: date) -> str:
    """The label of a unit on a day, "" for none."""
    if unit_id is None:
        return ""
    node = queries.latest_nodes([unit_id], day)[unit_id]
    return label(node.code, node.name)


def offered(text: str, day: date, visible: Collection[int] | None) -> list[Found]:
    """The first few units that a text may mean on a day."""
    ids = browsing.search(Search(text, day), visible)
    return browsing.found(ids[:OFFERED], day)


def picked(text: str, day: date) -> int | None:
    """The unit a label, a code or a whole name means; None when it means none, or several."""
    labelled = _CODE_FIRST.match(text)
    unit = queries.by_code(labelled[1] if labelled else text)
    if unit or labelled:
        return unit.id if unit else None
    query = sa.select(UnitVersion.unit_id).where(
        valid_on(day), UnitVersion.search_key == key_of(text)
    )
    meant = set(db.session.scalars(query.limit(2)))
    return meant.pop() if len(meant) == 1 else None
