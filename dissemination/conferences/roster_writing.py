"""Writing the difference between a list and a roster: few statements for many people."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from dissemination import clock
from dissemination.conferences.models import Delegate, Pass, Point, Standing
from dissemination.conferences.pass_services import issue_to
from dissemination.conferences.roster import roster_changed
from dissemination.conferences.roster_diff import FIELDS, Change, Diff, Known, Person
from dissemination.database import db
from dissemination.text import search_key, sort_key
from dissemination.web import audit

_CHUNK = 500
# The hash stands for a citizen's number: it is kept, never told.
_UNTOLD = frozenset({"citizen_hash"})


def write(conference_id: int, diff: Diff, leaving: list[Known], source: str) -> list[int]:
    """Write a difference, and withdraw `leaving`, in the caller's transaction.

    Every change of a known delegate is audited with what was before. The ids of the new delegates.
    """
    points = {person.point_id for person in diff.added}
    points |= {change.person.point_id for change in diff.changed}
    left = {known.point_id for known in leaving}
    left |= {c.known.point_id for c in diff.changed if "point_id" in c.values}
    if not points and not left:
        return []
    revisions = _next_revisions(points | left)
    added = _insert(conference_id, diff.added, revisions)
    issue_to(added)
    _update([_changed_row(change, revisions) for change in diff.changed])
    _withdraw(leaving, revisions, source)
    audit.record_many("import", "delegate", map(_told_change, diff.changed), reason=source[:500])
    audit.record_many("withdraw", "delegate", map(_told_leaving, leaving), reason=source[:500])
    roster_changed(points | left, left=left)
    return added


def _next_revisions(point_ids: set[int]) -> dict[int, int]:
    revisions: dict[int, int] = {}
    for chunk in _chunks(sorted(point_ids)):
        query = sa.select(Point.id, Point.roster_revision).where(Point.id.in_(chunk))
        revisions |= {point: revision + 1 for point, revision in db.session.execute(query)}
    return revisions


def _insert(conference_id: int, people: list[Person], revisions: dict[int, int]) -> list[int]:
    """The ids of the new delegates.

    Asking each row for its id would make psycopg parse statements of many thousand parameters.
    Whoever else adds a delegate is audited: `audit.take_turn` keeps his rows out of ours.
    """
    if not people:
        return []
    last = db.session.scalar(sa.select(sa.func.max(Delegate.id))) or 0
    rows = [_new_row(conference_id, person, revisions) for person in people]
    db.session.execute(sa.insert(Delegate), rows)
    query = sa.select(Delegate.id).where(Delegate.conference_id == conference_id)
    return list(db.session.scalars(query.where(Delegate.id > last).order_by(Delegate.id)))


def _new_row(conference_id: int, person: Person, revisions: dict[int, int]) -> dict[str, Any]:
    return {
        "conference_id": conference_id,
        "point_id": person.point_id,
        "name": person.name,
        "position": person.position,
        "unit_name": person.unit_name,
        "unit_id": person.unit_id,
        "category": person.category,
        "seat": person.seat,
        "notes": person.notes,
        "citizen_hash": person.citizen_hash,
        "standing": Standing.SUMMONED,
        "revision": revisions[person.point_id],
        **_keys(person.name, person.position, person.unit_name),
    }


def _keys(name: str, position: str, unit_name: str) -> dict[str, str]:
    return {
        "search_key": search_key(name, position, unit_name)[:800],
        "sort_key": sort_key(name)[:600],
    }


def _changed_row(change: Change, revisions: dict[int, int]) -> dict[str, Any]:
    """Every field an import may set, so that all rows share one statement."""
    known, person = change.known, change.person
    row = {
        name: change.values[name][1] if name in change.values else getattr(known, name)
        for name in FIELDS
    }
    if "point_id" in change.values and "seat" not in person.supplied:
        row["seat"] = ""  # a seat belongs to its hall
    keys = _keys(str(row["name"]), str(row["position"]), str(row["unit_name"]))
    return {"id": known.id, **row, **keys, "revision": revisions[person.point_id]}


def _update(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.update(Delegate), rows)


def _withdraw(leaving: list[Known], revisions: dict[int, int], source: str) -> None:
    if not leaving:
        return
    db.session.execute(
        sa.update(Delegate),
        [
            {
                "id": known.id,
                "standing": Standing.WITHDRAWN,
                "withdrawn_standing": known.standing,
                "revision": revisions[known.point_id],
            }
            for known in leaving
        ],
    )
    for chunk in _chunks([known.id for known in leaving]):
        db.session.execute(
            sa.update(Pass)
            .where(Pass.delegate_id.in_(chunk), Pass.revoked_at.is_(None))
            .values(revoked_at=clock.now(), revoked_reason=source[:255])
        )


def _told_change(change: Change) -> audit.Change:
    before, after = (
        {name: "•••" if name in _UNTOLD else pair[side] for name, pair in change.values.items()}
        for side in (0, 1)
    )
    return audit.Change(str(change.known.id), before, after)


def _told_leaving(known: Known) -> audit.Change:
    before, after = {"standing": known.standing}, {"standing": Standing.WITHDRAWN}
    return audit.Change(str(known.id), before, after)


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """[[first, last], …] of runs of numbers: ten thousand new ids are one run."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def _chunks(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
