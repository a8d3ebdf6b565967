"""What one version says otherwise than another, row by row. Pure."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dissemination.plans.editing import texts
from dissemination.plans.models import CommentPlace, PlanVersion


class Kind(enum.StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One row: its fields before and after, those that differ only; line 0 is the plan's own text."""

    kind: Kind
    place: CommentPlace
    line: int
    fields: Sequence[tuple[str, str, str]]


Texts = Mapping[str, str]
Rows = Mapping[tuple[CommentPlace, int], Texts]


def rows_of(version: PlanVersion) -> dict[tuple[CommentPlace, int], Texts]:
    """All texts of a version by place and line."""
    found: dict[tuple[CommentPlace, int], Texts] = {(CommentPlace.PLAN, 0): texts(version)}
    found |= {(CommentPlace.TARGET, row.line): texts(row) for row in version.targets}
    found |= {(CommentPlace.TASK, row.line): texts(row) for row in version.tasks}
    return found


def differences(before: PlanVersion, after: PlanVersion) -> list[Change]:
    return compared(rows_of(before), rows_of(after))


def compared(before: Rows, after: Rows) -> list[Change]:
    """Rows of the later in their order, those that went at the end."""
    found = [_change(key, before.get(key), texts) for key, texts in after.items()]
    gone = [_change(key, texts, None) for key, texts in before.items() if key not in after]
    return [change for change in found + gone if change is not None]


def _change(
    key: tuple[CommentPlace, int], before: Texts | None, after: Texts | None
) -> Change | None:
    place, line = key
    was, now = before or {}, after or {}
    fields = [
        (name, was.get(name, ""), now.get(name, ""))
        for name in _names(was, now)
        if was.get(name, "") != now.get(name, "")
    ]
    if before is None:
        return Change(Kind.ADDED, place, line, fields)
    if after is None:
        return Change(Kind.REMOVED, place, line, fields)
    return Change(Kind.CHANGED, place, line, fields) if fields else None


def _names(was: Texts, now: Texts) -> Iterable[str]:
    return [*now, *(name for name in was if name not in now)]
