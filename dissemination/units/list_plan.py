"""What importing a list of units would do: compare it with the units there are. Pure.

A list speaks of the tree as it stands on the day it is imported for, `on`; a line with a day of
its own says that the unit has been so since then.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dissemination.text import fold
from dissemination.units import levels, list_codes
from dissemination.units.levels import may_stand_under
from dissemination.units.lists import Fault, Line, LineFault, UnitList
from dissemination.units.models import UnitLevel


@dataclass(frozen=True, slots=True)
class Values:
    """What a list can say about a unit; `parent` is a code, None for the top."""

    name: str
    level: UnitLevel
    kind: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """Values from a day until before another, None: without end."""

    values: Values
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as it would be stored. `before` None: a new unit.

    `in_place`: the values of `since` are mended; otherwise those before end that day.
    """

    line: int
    code: str
    after: Values
    since: date
    before: Values | None = None
    in_place: bool = False

    @property
    def changes(self) -> list[tuple[str, object, object]]:
        """What differs: the field, what it was, what it will be."""
        if self.before is None:
            return []
        fields = ("name", "level", "kind", "parent")
        pairs = ((name, getattr(self.before, name), getattr(self.after, name)) for name in fields)
        return [pair for pair in pairs if pair[1] != pair[2]]


@dataclass(frozen=True, slots=True)
class Repair:
    """A code that had lost its leading zeros."""

    line: int
    was: str
    became: str


@dataclass(slots=True)
class Plan:
    """What would be stored, left as it is, and left out. `absent`: units the list does not name."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    absent: int = 0

    @property
    def entries(self) -> Iterator[Entry]:
        yield from self.new
        yield from self.changed

    @property
    def fingerprint(self) -> str:
        """The same for two plans that would store the same."""
        return hashlib.sha256(repr(list(self.entries)).encode()).hexdigest()[:32]


# The history of each unit by its code, in order.
Known = Mapping[str, Sequence[Period]]


def plan(listed: UnitList, known: Known, on: date, *, keep_codes: bool = False) -> Plan:
    """Compare a list with the units there are. `keep_codes`: take codes exactly as they stand."""
    result = Plan(faults=list(listed.faults))
    lines: list[Line] = listed.lines
    if not keep_codes:
        lines, repairs = list_codes.repaired(lines, known.keys())
        result.repairs = [Repair(number, *codes) for number, codes in repairs.items()]
    lines = _named_once(lines, result.faults)
    entries = list(_compared(_with_parents(lines, known, on, result.faults), known, on, result))
    entries = _placed(entries, known, on, result.faults)
    for entry in entries:
        _sorted_in(entry, known, result)
    result.faults.sort(key=lambda fault: fault.line)
    result.absent = len(known.keys() - {line.code for line in lines})
    return result


def _sorted_in(entry: Entry, known: Known, result: Plan) -> None:
    if entry.code not in known:
        result.new.append(entry)
    elif entry.before == entry.after:
        result.unchanged.append(entry)
    else:
        result.changed.append(entry)


def _named_once(lines: Iterable[Line], faults: list[Fault]) -> list[Line]:
    """The first line of each code; later ones are faults that name it."""
    first: dict[str, Line] = {}
    for line in lines:
        other = first.setdefault(line.code, line)
        if other is not line:
            fault = LineFault.DUPLICATE_CODE
            faults.append(Fault(line.line, line.text, fault, str(other.line)))
    return list(first.values())


def _with_parents(
    lines: Sequence[Line], known: Known, on: date, faults: list[Fault]
) -> Iterator[Line]:
    """Lines whose parent is a code that the list or the tree has, found by its name if need be."""
    codes = {line.code for line in lines} | known.keys()
    by_name = _codes_by_name(lines, known, on)
    for line in lines:
        if not line.parent or line.parent in codes:
            yield line
            continue
        meant = by_name.get(fold(line.parent), set()) - {line.code}
        if len(meant) == 1:
            yield replace(line, parent=next(iter(meant)))
        else:
            fault = LineFault.AMBIGUOUS_PARENT if meant else LineFault.UNKNOWN_PARENT
            faults.append(Fault(line.line, line.text, fault, line.parent))


def _codes_by_name(lines: Iterable[Line], known: Known, on: date) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        names[fold(line.name)].add(line.code)
    for code, periods in known.items():
        if period := period_on(periods, on):
            names[fold(period.values.name)].add(code)
    return names


def _compared(lines: Iterable[Line], known: Known, on: date, result: Plan) -> Iterator[Entry]:
    for line in lines:
        entry = _compare(line, known.get(line.code, ()), on)
        if isinstance(entry, Fault):
            result.faults.append(entry)
        else:
            yield entry


def _compare(line: Line, periods: Sequence[Period], on: date) -> Entry | Fault:
    since = line.since or on
    base = _base(periods, since)
    after = _values(line, base)
    if after is None:
        return Fault(line.line, line.text, LineFault.BAD_LEVEL)
    entry = Entry(line.line, line.code, after, since, base)
    if not periods or base == after and not _is_over(periods, since):
        return entry
    last = periods[-1]
    if last.until is not None:
        return Fault(line.line, line.text, LineFault.ENDED, last.until.isoformat())
    if since < last.since:
        return Fault(line.line, line.text, LineFault.BEFORE_LAST_CHANGE, last.since.isoformat())
    return replace(entry, in_place=since == last.since)


def _base(periods: Sequence[Period], day: date) -> Values | None:
    """What a unit was on a day or, before its first day, what it began as."""
    if not periods:
        return None
    return (period_on(periods, day) or periods[0]).values


def _is_over(periods: Sequence[Period], day: date) -> bool:
    """Whether the unit had ended by then."""
    return periods[-1].until is not None and periods[-1].until <= day


def _values(line: Line, base: Values | None) -> Values | None:
    """What the line says, and for what it does not say what is known; None without a level."""
    kind = line.kind if line.kind is not None else base.kind if base else ""
    in_name = levels.kind_in_name(line.name)
    level = line.level or (base.level if base else None) or levels.level_of_kind(in_name)
    if level is None:
        return None
    parent = (line.parent or None) if line.parent is not None else base.parent if base else None
    return Values(line.name, level, kind, parent)


def period_on(periods: Sequence[Period], day: date) -> Period | None:
    return next((period for period in periods if period.covers(day)), None)


# --- whether the tree that comes out is one ---------------------------------------------------


def _placed(entries: list[Entry], known: Known, on: date, faults: list[Fault]) -> list[Entry]:
    """The entries that fit into the tree; leaving one out may leave others without their parent."""
    days = _days(entries, known, on)
    while True:
        found: dict[str, Fault] = {}
        for day in days:
            for entry, (fault, detail) in _misfits(entries, known, day):
                text = f"{entry.code} {entry.after.name}"
                found.setdefault(entry.code, Fault(entry.line, text, fault, detail))
        if not found:
            return entries
        faults.extend(found.values())
        entries = [entry for entry in entries if entry.code not in found]


def _days(entries: Iterable[Entry], known: Known, on: date) -> list[date]:
    """The day the list is for and all later ones on which something changes."""
    starts = {entry.since for entry in entries}
    starts |= {period.since for periods in known.values() for period in periods}
    return sorted({on, *(day for day in starts if day > on)})


def _misfits(
    entries: Sequence[Entry], known: Known, day: date
) -> Iterator[tuple[Entry, tuple[LineFault, str]]]:
    tree = _tree_on(entries, known, day)
    coming = {entry.code for entry in entries} | known.keys()
    changing = {entry.code for entry in entries if entry.before != entry.after}
    children: dict[str, list[Values]] = defaultdict(list)  # a changing child is blamed itself
    for code, values in tree.items():
        if values.parent is not None and code not in changing:
            children[values.parent].append(values)
    for entry in entries:
        if entry.code not in tree:
            continue
        if misfit := _misfit(entry, tree, children):
            fault, detail = misfit
            is_refused = fault is LineFault.PARENT_NOT_IN_FORCE and detail not in coming
            yield entry, (LineFault.PARENT_REFUSED if is_refused else fault, detail)


def _tree_on(entries: Iterable[Entry], known: Known, day: date) -> dict[str, Values]:
    tree = {
        code: period.values
        for code, periods in known.items()
        if (period := period_on(periods, day))
    }
    for entry in entries:
        unchanged = entry.code in known and entry.before == entry.after
        if entry.since <= day and not unchanged:
            tree[entry.code] = entry.after
    return tree


def _misfit(
    entry: Entry,
    tree: Mapping[str, Values],
    children: Mapping[str, Sequence[Values]],
) -> tuple[LineFault, str] | None:
    """Why an entry cannot stand where it would; entries that change nothing always may."""
    if entry.before == entry.after:
        return None
    if any(
        not may_stand_under(child.level, entry.after.level)
        for child in children.get(entry.code, ())
    ):
        return LineFault.BELOW_CHILD, ""
    if entry.after.parent is None:
        return None
    parent = tree.get(entry.after.parent)
    if parent is None:
        return LineFault.PARENT_NOT_IN_FORCE, entry.after.parent
    if not may_stand_under(entry.after.level, parent.level):
        return LineFault.ABOVE_PARENT, entry.after.parent
    return (LineFault.CIRCLE, entry.after.parent) if _in_circle(entry.code, tree) else None


def _in_circle(code: str, tree: Mapping[str, Values]) -> bool:
    """Whether going up from a unit leads back to it."""
    above = tree[code].parent
    seen = {code}
    while above is not None and above not in seen:
        seen.add(above)
        above = tree[above].parent if above in tree else None
    return above == code
