"""Importing a list of units: planned without changing anything, then stored in one transaction."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dissemination.database import db
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import FileRefusal
from dissemination.units import list_plan, lists
from dissemination.units.list_plan import Entry, Period, Plan, Values
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.services import key_of
from dissemination.web import audit

_AUDITED_AT_ONCE: Final = 500
_LOOKED_UP_AT_ONCE: Final = 10_000


class ListRefusal(enum.StrEnum):
    """Why a spreadsheet that can be read is not a list of units."""

    NO_HEADINGS = "no_headings"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: the day it is for, and whether codes stay as they stand."""

    on: date
    keep_codes: bool = False


def preview(data: bytes, file_name: str, reading: Reading) -> Plan | FileRefusal | ListRefusal:
    """What importing a file would do."""
    workbook = read_workbook(data, file_name)
    if isinstance(workbook, FileRefusal):
        return workbook
    listed = lists.read(workbook.sheets)
    if not listed.columns:
        return ListRefusal.NO_HEADINGS
    return list_plan.plan(listed, known_units(), reading.on, keep_codes=reading.keep_codes)


def apply(plan: Plan, file_name: str = "") -> None:
    """Store what a plan says. The plan must be of this transaction: see `audit.take_turn`."""
    audit.take_turn()
    ids = dict(db.session.execute(sa.select(Unit.code, Unit.id)).all())
    _record(plan.entries, file_name)
    ids |= _store_units(plan.new)
    last = _last_versions(ids[entry.code] for entry in plan.changed)
    rows = [_row(entry, ids) for entry in plan.entries if not entry.in_place]
    for entry in plan.changed:
        version = last[ids[entry.code]]
        if entry.in_place:
            _mend(version, _row(entry, ids))
        else:
            version.valid_to = entry.since
    db.session.flush()
    if rows:
        db.session.execute(sa.insert(UnitVersion), rows)


def known_units() -> dict[str, list[Period]]:
    """The history of every unit by its code."""
    parent = aliased(Unit)
    query = (
        sa.select(
            Unit.code,
            UnitVersion.name,
            UnitVersion.level,
            UnitVersion.kind,
            parent.code,
            UnitVersion.valid_from,
            UnitVersion.valid_to,
        )
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .outerjoin(parent, parent.id == UnitVersion.parent_id)
        .order_by(UnitVersion.valid_from)
    )
    known: dict[str, list[Period]] = defaultdict(list)
    for code, name, level, kind, above, since, until in db.session.execute(query):
        known[code].append(Period(Values(name, level, kind, above), since, until))
    return dict(known)


def _store_units(entries: Sequence[Entry]) -> dict[str, int]:
    if not entries:
        return {}
    stored = db.session.execute(
        sa.insert(Unit).returning(Unit.code, Unit.id), [{"code": entry.code} for entry in entries]
    )
    return dict(stored.all())


def _last_versions(unit_ids: Iterable[int]) -> dict[int, UnitVersion]:
    """Each unit's last version; by thousands, because a statement holds only so many values."""
    every = list(unit_ids)
    found: dict[int, UnitVersion] = {}
    for start in range(0, len(every), _LOOKED_UP_AT_ONCE):
        some = every[start : start + _LOOKED_UP_AT_ONCE]
        query = sa.select(UnitVersion).where(UnitVersion.unit_id.in_(some))
        for version in db.session.scalars(query.order_by(UnitVersion.valid_from)):
            found[version.unit_id] = version
    return found


def _row(entry: Entry, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "unit_id": ids[entry.code],
        "name": entry.after.name,
        "kind": entry.after.kind,
        "level": entry.after.level,
        "parent_id": ids[entry.after.parent] if entry.after.parent else None,
        "valid_from": entry.since,
        "search_key": key_of(entry.after.name),
    }


def _mend(version: UnitVersion, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        setattr(version, name, value)


def _record(entries: Iterable[Entry], file_name: str) -> None:
    """What changes, in entries of the audit that stay readable."""
    every = list(entries)
    for start in range(0, len(every), _AUDITED_AT_ONCE):
        some = every[start : start + _AUDITED_AT_ONCE]
        audit.record(
            "import",
            "units",
            before={entry.code: _told(entry.before) for entry in some if entry.before},
            after={entry.code: {**_told(entry.after), "since": str(entry.since)} for entry in some},
            reason=file_name,
        )


def _told(values: Values) -> dict[str, Any]:
    return {
        "name": values.name,
        "level": values.level.value,
        "kind": values.kind,
        "parent": values.parent,
    }
