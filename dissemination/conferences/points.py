"""The points of a conference: made, changed, and exactly one of them the main point."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from dissemination.accounts.models import Grant
from dissemination.conferences import lifecycle, services
from dissemination.conferences.door import door
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Delegate, ImportState, Point, RosterImport
from dissemination.conferences.point_plans import Proposal
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster import roster_changed
from dissemination.database import db
from dissemination.text import search_key
from dissemination.web import audit

_SUBJECT = "point"
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class PointDetails:
    """What a person types about a point."""

    name: str
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    capacity: int | None = None
    notes: str = ""


def details_of(point: Point) -> PointDetails:
    return PointDetails(
        point.name,
        point.address,
        point.contact_name,
        point.contact_phone,
        point.capacity,
        point.notes,
    )


def create(conference_id: int, unit_id: int, details: PointDetails) -> Point | Refusal:
    """One more point; the first of a conference is its main point."""
    conference = services.fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.MANAGE_POINTS):
        return refused
    if _named(conference_id, details.name):
        return Refusal.NAME_TAKEN
    is_main = main_point(conference_id) is None
    point = Point(conference_id=conference_id, unit_id=unit_id, is_main=is_main, **asdict(details))
    _index(point)
    db.session.add(point)
    db.session.flush()
    audit.record("create", _SUBJECT, point.id, after=asdict(details))
    roster_changed([point.id])
    return point


def create_planned(conference_id: int, planned: Sequence[Proposal]) -> int | Refusal:
    """A point for each proposal that is still new; how many were made.

    One statement a thousand: 31,000 points take seconds.
    """
    conference = services.fresh(conference_id)
    if refused := lifecycle.refusal(conference.state, Operation.MANAGE_POINTS):
        return refused
    have = set(
        db.session.scalars(sa.select(Point.unit_id).where(Point.conference_id == conference_id))
    )
    new = [proposal for proposal in planned if proposal.unit_id not in have]
    if not new:
        return 0
    needs_main = main_point(conference_id) is None
    rows = [_row(conference_id, proposal, needs_main and proposal is new[0]) for proposal in new]
    try:
        with db.session.begin_nested():
            made = _insert(rows)
    except sa.exc.IntegrityError:
        return Refusal.NAME_TAKEN
    audit.record(
        "create_points",
        "conference",
        conference_id,
        after={"made": len(made), "first": rows[0]["name"]},
    )
    roster_changed(made)
    return len(made)


def edit(point_id: int, details: PointDetails) -> Refusal | None:
    """Change a point's name, place, contact, capacity or notes."""
    point = fresh(point_id)
    if refused := lifecycle.refusal(point.conference.state, Operation.EDIT):
        return refused
    if details.name != point.name and _named(point.conference_id, details.name):
        return Refusal.NAME_TAKEN
    before = asdict(details_of(point))
    after = asdict(details)
    if before == after:
        return None
    for key, value in after.items():
        setattr(point, key, value)
    _index(point)
    db.session.flush()
    changed = [key for key in after if before[key] != after[key]]
    audit.record(
        "edit",
        _SUBJECT,
        point_id,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return None


def make_main(point_id: int) -> Refusal | None:
    """Make this the main point; the one that was is no longer, in one step."""
    point = fresh(point_id)
    if refused := lifecycle.refusal(point.conference.state, Operation.MANAGE_POINTS):
        return refused
    former = main_point(point.conference_id)
    if former is not None and former.id == point_id:
        return None
    if former is not None:
        former.is_main = False
        db.session.flush()
    point.is_main = True
    db.session.flush()
    before = {"main_point": former.name} if former else {}
    audit.record(
        "make_main",
        "conference",
        point.conference_id,
        before=before,
        after={"main_point": point.name},
    )
    return None


def delete(point_id: int) -> Refusal | None:
    """Delete a point that has neither delegates nor scans; grants for it end with it.

    The main point goes last: move the main point first.
    """
    point = fresh(point_id)
    if refused := _deletion_refused(point):
        return refused
    before = asdict(details_of(point))
    try:
        with db.session.begin_nested():
            if not door().let_go(point_id):
                return Refusal.SCANS_EXIST
            _forget_what_names(point_id)
            db.session.delete(point)
    except sa.exc.IntegrityError:
        return Refusal.DELEGATES_EXIST
    audit.record("delete", _SUBJECT, point_id, before=before)
    return None


def main_point(conference_id: int) -> Point | None:
    return db.session.scalar(
        sa.select(Point).where(Point.conference_id == conference_id, Point.is_main)
    )


def fresh(point_id: int) -> Point:
    """The point as committed last, while nobody else changes what is audited."""
    audit.take_turn()
    return db.session.get_one(Point, point_id, populate_existing=True)


def _deletion_refused(point: Point) -> Refusal | None:
    if refused := lifecycle.refusal(point.conference.state, Operation.MANAGE_POINTS):
        return refused
    if db.session.scalar(sa.select(Delegate.id).where(Delegate.point_id == point.id).limit(1)):
        return Refusal.DELEGATES_EXIST
    others = sa.select(Point.id).where(
        Point.conference_id == point.conference_id, Point.id != point.id
    )
    if point.is_main and db.session.scalar(others.limit(1)):
        return Refusal.MAIN_POINT_STAYS
    return None


def _forget_what_names(point_id: int) -> None:
    """Grants and unfinished imports of the point; a finished import stays as history."""
    of_point = RosterImport.point_id == point_id
    unfinished = RosterImport.state != ImportState.DONE
    db.session.execute(sa.delete(RosterImport).where(of_point, unfinished))
    db.session.execute(sa.update(RosterImport).where(of_point).values(point_id=None))
    db.session.execute(sa.delete(Grant).where(Grant.point_id == point_id))


def _named(conference_id: int, name: str) -> bool:
    query = sa.select(Point.id).where(Point.conference_id == conference_id, Point.name == name)
    return db.session.scalar(query) is not None


def _index(point: Point) -> None:
    key = search_key(point.name, point.contact_name, point.address)
    point.search_key = key[:512]


def _row(conference_id: int, proposal: Proposal, is_main: bool) -> dict[str, object]:
    return {
        "conference_id": conference_id,
        "unit_id": proposal.unit_id,
        "name": proposal.name,
        "is_main": is_main,
        "search_key": search_key(proposal.name)[:512],
    }


def _insert(rows: list[dict[str, object]]) -> list[int]:
    made: list[int] = []
    for start in range(0, len(rows), _CHUNK):
        statement = sa.insert(Point).returning(Point.id)
        made += db.session.scalars(statement, rows[start : start + _CHUNK])
    return made
