"""Giving each line of a list its point and its unit, and gathering what nothing is called. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dissemination.conferences import roster_wording as wording
from dissemination.conferences.matching import Matcher, Suggestion
from dissemination.conferences.roster_diff import Person
from dissemination.conferences.roster_layout import Column
from dissemination.conferences.roster_lines import LineRefusal, RefusedLine, RosterLine
from dissemination.conferences.roster_mapping import Mapping as RosterMapping
from dissemination.conferences.roster_mapping import SheetMapping
from dissemination.units.tree import UnitTree

_UNIT_NEAR_ENOUGH = 0.7
_MOST_TEXTS = 200
_COLUMN_FIELDS: dict[Column, tuple[str, ...]] = {
    Column.POSITION: ("position",),
    Column.POSITION_AND_UNIT: ("position", "unit_name", "unit_id"),
    Column.UNIT: ("unit_name", "unit_id"),
    Column.SEAT: ("seat",),
    Column.CATEGORY: ("category",),
    Column.NOTE: ("notes",),
}


@dataclass(frozen=True, slots=True)
class Places:
    """The points of the conference and the units of its day. `only_point`: all lines are for it."""

    points: Matcher
    units: Matcher
    tree: UnitTree
    unit_of_point: Mapping[int, int]
    only_point: int | None = None

    @property
    def point_names(self) -> dict[int, str]:
        return self.points.names


@dataclass(frozen=True, slots=True)
class UnknownText:
    """A text that names no point (or unit) for certain, on how many lines, and what it may mean."""

    text: str
    lines: int
    suggestions: list[Suggestion]


@dataclass(slots=True)
class Placed:
    """The lines with their points; the refused ones; texts for a person to explain."""

    people: list[Person] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    unknown_points: list[UnknownText] = field(default_factory=list)
    unknown_units: list[UnknownText] = field(default_factory=list)


def place(
    lines: Iterable[RosterLine],
    mapping: RosterMapping,
    places: Places,
    citizen_hash: Callable[[str], str],
) -> Placed:
    """Every line with its point and unit, or refused. `citizen_hash` hides a citizen's number."""
    return _Placing(mapping, places, citizen_hash).place(lines)


class _Placing:
    def __init__(
        self, mapping: RosterMapping, places: Places, citizen_hash: Callable[[str], str]
    ) -> None:
        self.mapping = mapping
        self.places = places
        self.citizen_hash = citizen_hash
        self.sheets = {sheet.name: sheet for sheet in mapping.sheets}
        self.supplied = {name: _supplied(sheet) for name, sheet in self.sheets.items()}
        self.point_texts: dict[str, int | None] = {}
        self.unit_texts: dict[tuple[str, int], int | None] = {}
        self.unknown_points: Counter[str] = Counter()
        self.unknown_units: Counter[str] = Counter()

    def place(self, lines: Iterable[RosterLine]) -> Placed:
        placed = Placed()
        for line in lines:
            found = self._point(line)
            if isinstance(found, int):
                placed.people.append(self._person(line, found))
            else:
                placed.refused.append(found)
        placed.unknown_points = _explained(self.unknown_points, self.places.points, 0.0)
        placed.unknown_units = _explained(self.unknown_units, self.places.units, _UNIT_NEAR_ENOUGH)
        return placed

    def _point(self, line: RosterLine) -> int | RefusedLine:
        """The line's own column or heading first, then a heading that is a point's name, then its
        sheet's point."""
        only = self.places.only_point
        if line.point_text:
            named = self._point_of(line.point_text)
            if named is None and only is None:
                return self._unknown_point(line)
            if only is not None and named not in (None, only):
                return _refused(line, LineRefusal.OTHER_POINT, value=line.point_text)
            return only or named or 0
        found = only or self.sheets[line.sheet].point_id or self._point_of(line.section)
        return found or _refused(line, LineRefusal.POINT_MISSING)

    def _point_of(self, text: str) -> int | None:
        if not text:
            return None
        if text in self.mapping.points:
            return self.mapping.points[text] or None
        if text not in self.point_texts:
            self.point_texts[text] = self.places.points.only(text)
        return self.point_texts[text]

    def _unknown_point(self, line: RosterLine) -> RefusedLine:
        self.unknown_points[line.point_text] += 1
        return _refused(line, LineRefusal.UNKNOWN_POINT, value=line.point_text)

    def _person(self, line: RosterLine, point_id: int) -> Person:
        supplied = self.supplied[line.sheet]
        unit_name, category = line.unit, line.category
        heading = "" if self._point_of(line.section) else line.section
        if heading and not unit_name and "unit_name" not in supplied and wording.is_unit(heading):
            unit_name = heading
            supplied |= {"unit_name", "unit_id"}
        elif heading and not category and "category" not in supplied:
            category = heading[:64].strip()
            supplied |= {"category"}
        return Person(
            sheet=line.sheet,
            line=line.line,
            point_id=point_id,
            name=line.name,
            position=line.position,
            unit_name=unit_name[:255],
            unit_id=self._unit(unit_name, point_id),
            category=category,
            seat=line.seat,
            notes=line.note,
            citizen_hash=self.citizen_hash(line.citizen_id) if line.citizen_id else None,
            supplied=supplied | {"citizen_hash"} if line.citizen_id else supplied,
            cells=line.cells,
        )

    def _unit(self, text: str, point_id: int) -> int | None:
        """The unit a text means, looked for near the point first; the point's own for no text."""
        home = self.places.unit_of_point.get(point_id)
        if not text:
            return home
        if text in self.mapping.units:
            return self.mapping.units[text] or None
        key = (text, home or 0)
        if key not in self.unit_texts:
            self.unit_texts[key] = self._look_up_unit(text, home)
        if self.unit_texts[key] is None:
            self.unknown_units[text] += 1
        return self.unit_texts[key]

    def _look_up_unit(self, text: str, home: int | None) -> int | None:
        found = self.places.units.find(text)
        if len(found) > 1 and home is not None:
            near = [unit for unit in found if self._are_related(unit, home)]
            found = near or found
        return found[0] if len(found) == 1 else None

    def _are_related(self, unit: int, home: int) -> bool:
        tree = self.places.tree
        return tree.within(unit, home) or tree.within(home, unit)


def _supplied(sheet: SheetMapping) -> frozenset[str]:
    columns = sheet.layout.columns
    return frozenset(name for column in columns for name in _COLUMN_FIELDS.get(column, ()))


def _refused(line: RosterLine, reason: LineRefusal, **details: str) -> RefusedLine:
    return RefusedLine(line.sheet, line.line, reason, details, line.cells)


def _explained(texts: Counter[str], matcher: Matcher, near_enough: float) -> list[UnknownText]:
    """The most frequent texts with what they may mean; without suggestions when those are far."""
    explained = []
    for text, lines in texts.most_common(_MOST_TEXTS):
        near = [s for s in matcher.nearest(text) if s.score >= near_enough]
        if near or not near_enough:
            explained.append(UnknownText(text, lines, near))
    return explained
