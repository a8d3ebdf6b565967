"""Taking a workbook back into a draft: what it would change, then all of that or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dissemination.database import db
from dissemination.directives.models import Operator
from dissemination.plans import editing, fields, picture, sheet_layout, sheet_reading
from dissemination.plans.changing import Doer, fresh, may_write, record, touch, wrote
from dissemination.plans.comparing import Change, Rows, compared, rows_of
from dissemination.plans.models import (
    CommentPlace,
    OmittedTarget,
    PlanTarget,
    PlanTask,
    PlanVersion,
)
from dissemination.plans.refusals import Refusal
from dissemination.plans.sheet_layout import Choices
from dissemination.plans.sheet_reading import SheetFault, SheetPlan, SheetRefusal, SheetRow
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import FileRefusal
from dissemination.sheets.writing import as_xlsx

_PLACES = (CommentPlace.TARGET, CommentPlace.TASK)


@dataclass(frozen=True, slots=True)
class Import:
    """What a file would do to a version at `revision`. `is_old`: the text changed since it was taken."""

    revision: int
    is_old: bool
    changes: Sequence[Change]
    omissions: Mapping[int, str]
    omissions_changed: bool
    faults: Sequence[SheetFault]
    said: SheetPlan = field(repr=False)

    @property
    def does_something(self) -> bool:
        return bool(self.changes or self.omissions_changed)


def workbook_of(version: PlanVersion) -> bytes:
    """The version as a workbook that `preview` reads back without a change."""
    return as_xlsx(*sheet_layout.tables(version, picture.years_of(version), choices_of(version)))


def choices_of(version: PlanVersion) -> Choices:
    return Choices.of(picture.targets_of(version), picture.groups_of(version))


def preview(
    version: PlanVersion, data: bytes, file_name: str
) -> Import | FileRefusal | SheetRefusal:
    """What taking this file in would change."""
    workbook = read_workbook(data, file_name)
    if isinstance(workbook, FileRefusal):
        return workbook
    said = sheet_reading.read(workbook, choices_of(version))
    if isinstance(said, SheetRefusal):
        return said
    if (said.plan_id, said.ordinal) != (version.plan_id, version.ordinal):
        return SheetRefusal.ANOTHER_PLAN
    now = {one.target_id: one.reason for one in version.omissions}
    omissions = now if said.omissions is None else said.omissions
    return Import(
        revision=version.revision,
        is_old=said.revision != version.revision,
        changes=compared(rows_of(version), _after(version, said)),
        omissions=omissions,
        omissions_changed=omissions != now,
        faults=said.faults,
        said=said,
    )


def _after(version: PlanVersion, said: SheetPlan) -> Rows:
    """All texts of the version as the workbook has them; new rows bear their sheet's row, negative."""
    found = dict(rows_of(version))
    found[CommentPlace.PLAN, 0] = {**found[CommentPlace.PLAN, 0], **said.about}
    for place, rows in said.rows.items():
        now = {line: texts for (at, line), texts in found.items() if at is place}
        found = {key: texts for key, texts in found.items() if key[0] is not place}
        for row in rows:
            if row.line in now:
                found[place, row.line] = _merged(now[row.line], row.texts)
            else:
                found[place, -row.row] = {name: text for name, text in row.texts.items() if text}
    return found


def _merged(now: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """A row's texts then; a year without an aim has no field."""
    both = {**now, **texts}
    return {
        name: text
        for name, text in both.items()
        if text or not name.startswith(editing.YEAR_PREFIX)
    }


def take_in(
    version_id: int, data: bytes, file_name: str, seen: int, doer: Doer
) -> Import | Refusal | FileRefusal | SheetRefusal:
    """Change the draft as the file says; `seen` is the revision whose preview was confirmed."""
    version = fresh(version_id)
    if refused := may_write(version, doer):
        return refused
    if version.revision != seen:
        return Refusal.CHANGED_MEANWHILE
    found = preview(version, data, file_name)
    if not isinstance(found, Import):
        return found
    if found.faults:
        return Refusal.SHEET_HAS_FAULTS
    if found.does_something:
        _store(version, found)
        wrote(version, doer)
    return found


def _store(version: PlanVersion, found: Import) -> None:
    before = rows_of(version)
    if found.said.about:
        _set(version, version, found.said.about)
    for place in _PLACES:
        if place in found.said.rows:
            _store_rows(version, place, found.said.rows[place])
    if found.omissions_changed:
        _store_omissions(version, found.omissions)
    db.session.flush()
    record("import_plan", version, before=_told(before), after=_told(rows_of(version)))


def _told(rows: Rows) -> dict[str, dict[str, str]]:
    return {
        f"{place}-{line}": {name: text for name, text in texts.items() if text}
        for (place, line), texts in rows.items()
    }


def _store_rows(version: PlanVersion, place: CommentPlace, said: Sequence[SheetRow]) -> None:
    """The sheet's rows in its order; those it lacks go. Numbers typed for new rows become lines."""
    rows: Sequence[PlanTarget | PlanTask] = (
        version.targets if place is CommentPlace.TARGET else version.tasks
    )
    known = {row.line: row for row in rows}
    for line in known.keys() - {row.line for row in said}:
        editing.drop_row(version, known[line])
    stored = [(row, known.get(row.line or 0) or _added(version, place)) for row in said]
    lines = {str(row.line): str(there.line) for row, there in stored}
    for position, (row, there) in enumerate(stored, start=1):
        texts = dict(row.texts)
        if texts.get("parent_line"):
            texts["parent_line"] = lines[texts["parent_line"]]
        _set(version, there, texts)
        if there.position != position:
            there.position = position


def _added(version: PlanVersion, place: CommentPlace) -> PlanTarget | PlanTask:
    if place is CommentPlace.TARGET:
        return editing.append_target(version, None)
    return editing.append_task(version, {})


def _set(version: PlanVersion, row: editing.Row, texts: Mapping[str, str]) -> None:
    """Assign what differs; the operator first, because it says how aims are read."""
    now = editing.texts(row)
    place = editing.place_of(row)
    changed = {name: text for name, text in texts.items() if text != now.get(name, "")}
    for name in sorted(changed, key=lambda name: name != "operator"):
        if name.startswith(editing.YEAR_PREFIX):
            assert isinstance(row, PlanTarget)
            value = fields.read_aim(changed[name], Operator(row.operator))
        else:
            value = fields.read(fields.FIELDS[place][name], changed[name])
        editing.set_value(row, name, value)
    if changed:
        touch(version, None if isinstance(row, PlanVersion) else row)


def _store_omissions(version: PlanVersion, wanted: Mapping[int, str]) -> None:
    known = {one.target_id: one for one in version.omissions}
    for target_id in known.keys() - wanted.keys():
        version.omissions.remove(known[target_id])
    for target_id, reason in wanted.items():
        if target_id in known:
            known[target_id].reason = reason
        else:
            version.omissions.append(OmittedTarget(target_id=target_id, reason=reason))
    touch(version)
