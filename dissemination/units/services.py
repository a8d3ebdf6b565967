"""Making units and changing their dated versions: no gap, no overlap, nobody beneath himself."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from dissemination.database import db
from dissemination.text import nfc, search_key
from dissemination.units import placing, queries
from dissemination.units.models import Unit, UnitLevel, UnitMerger, UnitVersion
from dissemination.units.refusals import Refusal
from dissemination.web import audit

SUBJECT = "unit"
_CODE = re.compile(r"[\w][\w.\-/]{0,31}")


@dataclass(frozen=True, slots=True)
class Details:
    """What is dated about a unit."""

    name: str
    level: UnitLevel
    parent_id: int | None = None
    kind: str = ""


def is_code(text: str) -> bool:
    """Letters, digits, dot, dash and slash, at most 32: fit for addresses and spreadsheets."""
    return _CODE.fullmatch(text) is not None


def create(code: str, details: Details, since: date) -> Unit | Refusal:
    """A new unit that exists from a day on."""
    audit.take_turn()
    if not is_code(code):
        return Refusal.BAD_CODE
    if queries.by_code(code):
        return Refusal.CODE_TAKEN
    if refused := placing.refused(None, details.level, details.parent_id, since, None):
        return refused
    unit = Unit(code=code)
    db.session.add(unit)
    db.session.flush()
    version = _added(unit.id, details, since, None)
    audit.record("create", SUBJECT, unit.id, after={"code": code, **told(version)})
    return unit


def change(unit_id: int, details: Details, since: date, reason: str = "") -> UnitVersion | Refusal:
    """From a day on the unit is called, stands or ranks otherwise; until then as it was."""
    last = latest(unit_id)
    if refused := _change_refused(last, details, since):
        return refused
    before = told(last)
    version = split(last, since, details)
    audit.record("change", SUBJECT, unit_id, before=before, after=told(version), reason=reason)
    return version


def correct(
    version_id: int, details: Details, since: date, reason: str = ""
) -> UnitVersion | Refusal:
    """Mend what was recorded wrongly, as if it had never been; the version before ends in time."""
    audit.take_turn()
    version = db.session.get_one(UnitVersion, version_id, populate_existing=True)
    previous = _previous(version)
    if refused := _correction_refused(version, previous, details, since):
        return refused
    before = told(version)
    if previous:
        previous.valid_to = since
    _assign(version, details, since)
    db.session.flush()
    audit.record(
        "correct", SUBJECT, version.unit_id, before=before, after=told(version), reason=reason
    )
    return version


def correct_code(unit_id: int, code: str, reason: str = "") -> Refusal | None:
    """Mend a code that was typed wrongly; the unit stays the same."""
    audit.take_turn()
    unit = db.session.get_one(Unit, unit_id)
    if not is_code(code):
        return Refusal.BAD_CODE
    if unit.code == code:
        return Refusal.NOTHING_CHANGES
    if queries.by_code(code):
        return Refusal.CODE_TAKEN
    before, unit.code = unit.code, code
    db.session.flush()
    audit.record(
        "correct_code", SUBJECT, unit_id, before={"code": before}, after={"code": code},
        reason=reason,
    )  # fmt: skip
    return None


def end(unit_id: int, on: date, reason: str = "") -> Refusal | None:
    """The unit exists until the day before `on`; its records stay with it."""
    last = latest(unit_id)
    if refused := ending_refused(last, on):
        return refused
    if placing.children_between(unit_id, on, None):
        return Refusal.HAS_CHILDREN
    close(last, on)
    audit.record("end", SUBJECT, unit_id, after={"ended_on": on.isoformat()}, reason=reason)
    return None


def restore(unit_id: int, reason: str = "") -> Refusal | None:
    """Undo an ending: the unit goes on as it last was."""
    last = latest(unit_id)
    if last.valid_to is None:
        return Refusal.HAS_NOT_ENDED
    if _was_merged_away(unit_id, last.valid_to):
        return Refusal.UNDO_MERGER_FIRST
    return reopen(last, reason)


def undo_change(unit_id: int, reason: str = "") -> Refusal | None:
    """Forget the last change: the version before it goes on in its place."""
    last = latest(unit_id)
    previous = _previous(last)
    if previous is None:
        return Refusal.ONLY_VERSION
    if refused := placing.refused(
        unit_id, previous.level, previous.parent_id, last.valid_from, last.valid_to
    ):
        return refused
    before = told(last)
    until = last.valid_to
    db.session.delete(last)
    db.session.flush()
    previous.valid_to = until
    db.session.flush()
    audit.record(
        "undo_change", SUBJECT, unit_id, before=before, after=told(previous), reason=reason
    )
    return None


def delete(unit_id: int, reason: str = "") -> Refusal | None:
    """Forget a unit that was made by mistake: only while nothing at all points to it."""
    before = {"code": db.session.get_one(Unit, unit_id).code, **told(latest(unit_id))}
    try:
        with db.session.begin_nested():
            db.session.execute(sa.delete(UnitVersion).where(UnitVersion.unit_id == unit_id))
            db.session.execute(sa.delete(Unit).where(Unit.id == unit_id))
    except sa.exc.IntegrityError:
        return Refusal.STILL_USED
    audit.record("delete", SUBJECT, unit_id, before=before, reason=reason)
    return None


# --- what mergers and imports also stand on ---------------------------------------------------


def latest(unit_id: int) -> UnitVersion:
    """The unit's last version as committed last, while nobody else changes units."""
    audit.take_turn()
    query = sa.select(UnitVersion).where(UnitVersion.unit_id == unit_id)
    query = query.order_by(UnitVersion.valid_from.desc()).limit(1)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def split(version: UnitVersion, since: date, details: Details) -> UnitVersion:
    """End a version before `since` and go on from there; `since` lies within it."""
    until = version.valid_to
    version.valid_to = since
    db.session.flush()
    return _added(version.unit_id, details, since, until)


def ending_refused(last: UnitVersion, on: date) -> Refusal | None:
    """Why a unit whose last version this is cannot end on a day, its children aside."""
    if last.valid_to is not None:
        return Refusal.HAS_ENDED
    return Refusal.BEFORE_LAST_CHANGE if on <= last.valid_from else None


def close(version: UnitVersion, on: date) -> None:
    """End a version; the caller has judged it."""
    version.valid_to = on
    db.session.flush()


def reopen(last: UnitVersion, reason: str) -> Refusal | None:
    """Let an ended unit go on without end."""
    ended_on = last.valid_to or last.valid_from
    if refused := placing.refused(last.unit_id, last.level, last.parent_id, ended_on, None):
        return refused
    last.valid_to = None
    db.session.flush()
    before = {"ended_on": ended_on.isoformat()}
    audit.record("restore", SUBJECT, last.unit_id, before=before, reason=reason)
    return None


def details_of(version: UnitVersion) -> Details:
    return Details(version.name, version.level, version.parent_id, version.kind)


def told(version: UnitVersion) -> dict[str, Any]:
    """A version as the audit keeps it."""
    return {
        "name": version.name,
        "level": version.level.value,
        "kind": version.kind,
        "parent_id": version.parent_id,
        "valid_from": version.valid_from.isoformat(),
    }


def key_of(name: str) -> str:
    """What a unit is searched by."""
    return search_key(name)


def _change_refused(last: UnitVersion, details: Details, since: date) -> Refusal | None:
    if last.valid_to is not None:
        return Refusal.HAS_ENDED
    if since == last.valid_from:
        return Refusal.SAME_DAY
    if since < last.valid_from:
        return Refusal.BEFORE_LAST_CHANGE
    if details == details_of(last):
        return Refusal.NOTHING_CHANGES
    return placing.refused(last.unit_id, details.level, details.parent_id, since, None)


def _correction_refused(
    version: UnitVersion, previous: UnitVersion | None, details: Details, since: date
) -> Refusal | None:
    if (details, since) == (details_of(version), version.valid_from):
        return Refusal.NOTHING_CHANGES
    if version.valid_to is not None and since >= version.valid_to:
        return Refusal.AFTER_OWN_END
    if previous and since <= previous.valid_from:
        return Refusal.BEFORE_PREVIOUS
    if refused := _gap_refused(version, previous, since):
        return refused
    return placing.refused(
        version.unit_id, details.level, details.parent_id, since, version.valid_to
    )


def _gap_refused(version: UnitVersion, previous: UnitVersion | None, since: date) -> Refusal | None:
    """What stands between the version's old first day and a later one."""
    if since <= version.valid_from:
        return None
    if previous:
        return placing.refused(
            version.unit_id, previous.level, previous.parent_id, version.valid_from, since
        )
    orphans = placing.children_between(version.unit_id, version.valid_from, since)
    return Refusal.HAS_CHILDREN if orphans else None


def _previous(version: UnitVersion) -> UnitVersion | None:
    query = sa.select(UnitVersion).where(
        UnitVersion.unit_id == version.unit_id, UnitVersion.valid_to == version.valid_from
    )
    return db.session.scalar(query)


def _added(unit_id: int, details: Details, since: date, until: date | None) -> UnitVersion:
    version = UnitVersion(unit_id=unit_id, valid_to=until)
    _assign(version, details, since)
    db.session.add(version)
    db.session.flush()
    return version


def _assign(version: UnitVersion, details: Details, since: date) -> None:
    version.name = nfc(details.name)
    version.kind = details.kind
    version.level = details.level
    version.parent_id = details.parent_id
    version.valid_from = since
    version.search_key = key_of(version.name)


def _was_merged_away(unit_id: int, on: date) -> bool:
    query = sa.select(UnitMerger.id).where(
        UnitMerger.from_unit_id == unit_id, UnitMerger.merged_on == on
    )
    return db.session.scalar(query.limit(1)) is not None
