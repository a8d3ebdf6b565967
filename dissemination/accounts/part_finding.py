"""From what somebody typed to the part of the system it means."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from dissemination.accounts import parts
from dissemination.database import db
from dissemination.text import like_words, words
from dissemination.units.models import Unit
from dissemination.units.queries import by_code
from dissemination.web.access import gate
from dissemination.web.actions import Scope

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing is meant, or several things are: what they are called (none: nothing fits)."""

    field: str
    candidates: Sequence[str] = ()


def find_part(kind: str, unit_code: str, conference: str, point: str) -> Scope | Unclear:
    """The part that a form's fields mean; `kind` is all, unit, conference or point."""
    match kind:
        case "unit":
            unit = by_code(unit_code.strip())
            return Scope(unit_id=unit.id) if unit else Unclear("unit_code")
        case "conference" | "point":
            whole = _resolved("conference_id", conference)
            if whole is None or kind == "conference":
                return whole or Unclear("conference")
            return find_point(int(conference), point)
        case _:
            return Scope()


def find_point(conference_id: int, text: str) -> Scope | Unclear:
    """The one point of a conference with this unit code, or with all these words in its name."""
    if not words(text):
        return Unclear("point")
    points = parts.points()
    of_conference = sa.select(points.c.id, points.c.name).where(
        points.c.conference_id == conference_id
    )
    by_unit = of_conference.join(Unit, Unit.id == points.c.unit_id).where(Unit.code == text.strip())
    by_name = of_conference.where(*map(points.c.search_key.like, like_words(text)))
    for query in (by_unit, by_name):
        found = db.session.execute(query.order_by(points.c.name).limit(MOST_NAMED + 1)).all()
        if len(found) == 1:
            return _resolved("point_id", str(found[0].id)) or Unclear("point")
        if found:
            return Unclear("point", [row.name for row in found[:MOST_NAMED]])
    return Unclear("point")


def _resolved(name: str, text: str) -> Scope | None:
    """The scope of an id as the gate knows it."""
    return gate.resolvers[name](int(text)) if text.isdecimal() and len(text) < 10 else None
