"""Telling, line by line, the people of a roster sheet from everything else on it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dissemination.conferences import roster_fields as fields
from dissemination.conferences import roster_wording as wording
from dissemination.conferences.roster_layout import Column, Layout
from dissemination.conferences.roster_lines import (
    LineKind,
    LineRefusal,
    RefusedLine,
    RosterLine,
    SheetLines,
    SkippedLine,
)
from dissemination.sheets.grids import Sheet
from dissemination.sheets.tcvn3 import UNSURE, Unsure, convert_table
from dissemination.text import fold

# What a merge over several lines says of each of them; a name or a number it says only once.
_SPREADING = frozenset(
    {Column.POSITION, Column.POSITION_AND_UNIT, Column.UNIT, Column.POINT, Column.CATEGORY}
)
_LONGEST = {
    Column.NAME: 255,
    Column.POSITION: 255,
    Column.UNIT: 255,
    Column.SEAT: 32,
    Column.CATEGORY: 64,
    Column.NOTE: 500,
}
Values = dict[Column, str]


@dataclass(frozen=True, slots=True)
class PreparedSheet:
    """A sheet as it came, its cells in clean Unicode, and which of those TCVN3 concerned."""

    raw: Sheet
    clean: Sheet
    converted: dict[tuple[int, int], str | Unsure]


def prepare(sheet: Sheet) -> PreparedSheet:
    """Clean and convert every cell, once, before the header is looked for."""
    converted = convert_table(sheet.rows)
    rows = [list(map(fields.clean, row)) for row in sheet.rows]
    for (row, column), text in converted.items():
        if isinstance(text, str):
            rows[row][column] = fields.clean(text)
    return PreparedSheet(sheet, replace(sheet, rows=rows), converted)


def read_lines(sheet: PreparedSheet, layout: Layout) -> SheetLines:
    """Everything below the header of a sheet, in order."""
    return _Reader(sheet, layout).read()


class _Reader:
    """Goes down one sheet and remembers what headings and signatures say of the lines after."""

    def __init__(self, sheet: PreparedSheet, layout: Layout) -> None:
        self.raw, self.converted = sheet.raw, sheet.converted
        self.sheet = _with_merges_spread(sheet.clean, layout)
        self.layout = layout
        self.found = SheetLines()
        self.in_signature = False
        self.point_text = self.section = ""
        below = self.sheet.rows[layout.first_line - 1 :]
        self.numbered = self._mostly_numbered(below)
        self.only_names = not any(self._described(self._values(row)) for row in below)
        seats = layout.places(Column.SEAT)
        self.seat_width = fields.code_width(row[seats[0]] for row in below) if seats else 0
        self.folded_labels = list(map(fold, layout.labels))
        self.above: Values = {}

    def read(self) -> SheetLines:
        for line, row in self.sheet.numbered():
            if line >= self.layout.first_line and any(row):
                self._read_line(line, row)
        return self.found

    def _read_line(self, line: int, row: list[str]) -> None:
        values = self._values(row)
        if sum(map(bool, row)) == 1 and wording.is_number(values.get(Column.NUMBER, "")):
            return  # numbered in advance, never filled in
        kind = self._kind(row, values)
        if kind is LineKind.HEADER:
            self.in_signature = False
        if isinstance(kind, LineKind):
            self._note_skipped(line, row, kind)
        elif kind is not None:
            self._refuse(line, kind)
        else:
            self.in_signature = False
            self._read_person(line, values)

    def _kind(self, row: list[str], values: Values) -> LineKind | LineRefusal | None:
        """What the line is; None for a person."""
        if self._repeats_header(row):
            return LineKind.HEADER
        name = values.get(Column.NAME, "")
        numbered = wording.is_number(values.get(Column.NUMBER, ""))
        described = self._described(values)
        if numbered and name:
            return LineKind.SECTION if wording.is_heading(name) and not described else None
        texts = [cell for cell in row if cell]
        if self.in_signature and _begins_part(values, texts):
            self.in_signature = False
            return LineKind.SECTION
        if not numbered and any(map(wording.begins_signature, texts)):
            self.in_signature = True
            return LineKind.SIGNATURE
        if any(map(wording.is_total, texts)) and not wording.looks_like_person(name):
            return LineKind.TOTAL
        if not name:
            return self._kind_without_name(values, texts, described)
        return self._kind_unnumbered(values, name, described)

    def _kind_without_name(
        self, values: Values, texts: list[str], described: bool
    ) -> LineKind | LineRefusal:
        if self.in_signature:
            return LineKind.SIGNATURE
        outline = wording.is_outline_mark(values.get(Column.NUMBER, ""))
        if len(texts) == 1 or (outline and len(texts) == 2):
            return LineKind.SECTION
        return LineRefusal.NAME_MISSING if described else LineRefusal.UNCLEAR

    def _kind_unnumbered(
        self, values: Values, name: str, described: bool
    ) -> LineKind | LineRefusal | None:
        person = wording.looks_like_person(name)
        if self.in_signature:
            position = values.get(Column.POSITION, "")
            resumes = not self.numbered and person and wording.is_position(position)
            return None if resumes else LineKind.SIGNATURE
        if wording.is_outline_mark(values.get(Column.NUMBER, "")):
            return LineKind.SECTION if not described or not person else None
        if described:
            return None if person or not wording.is_heading(name) else LineKind.SECTION
        if self.only_names and person:
            return None
        if wording.is_heading(name) or not person:
            return LineKind.SECTION
        return LineRefusal.UNCLEAR if self.numbered else None

    def _read_person(self, line: int, values: Values) -> None:
        unsure = self._unsure_column(line)
        if unsure is not None:
            self._refuse(line, LineRefusal.ENCODING_UNSURE, column=self.layout.labels[unsure])
            return
        values = self._with_dittos(values)
        person = self._person(line, values)
        problem = _problem(person, values)
        if problem is not None:
            self._refuse(line, problem[0], **problem[1])
            return
        self.found.people.append(person)

    def _person(self, line: int, values: Values) -> RosterLine:
        position = fields.one_line(values.get(Column.POSITION, ""))
        unit = fields.one_line(values.get(Column.UNIT, ""))
        if combined := values.get(Column.POSITION_AND_UNIT, ""):
            whole_position, whole_unit = fields.split_position(combined)
            position, unit = position or whole_position, unit or whole_unit
        seat = fields.padded(values.get(Column.SEAT, ""), self.seat_width)
        return RosterLine(
            sheet=self.sheet.name,
            line=line,
            name=fields.name_of(values[Column.NAME], was_tcvn3=self._name_was_tcvn3(line)),
            position=position,
            unit=unit,
            point_text=fields.one_line(values.get(Column.POINT, "")) or self.point_text,
            section=self.section,
            seat=fields.one_line(seat),
            category=fields.one_line(values.get(Column.CATEGORY, "")),
            note=fields.one_line(values.get(Column.NOTE, "")),
            citizen_id=fields.citizen_number(values.get(Column.CITIZEN_ID, "")) or "",
            cells=self._cells_as_sent(line),
        )

    def _values(self, row: list[str]) -> Values:
        """The non-blank cells by meaning; columns of one meaning joined, the two name halves too."""
        values: Values = {}
        for column, cell in zip(self.layout.columns, row, strict=False):
            if not cell or column is Column.UNUSED:
                continue
            values[column] = f"{values[column]}, {cell}" if column in values else cell
        family, given = values.pop(Column.FAMILY_NAME, ""), values.pop(Column.GIVEN_NAME, "")
        if family or given:
            values[Column.NAME] = f"{family} {given}".strip()
        return values

    def _described(self, values: Values) -> bool:
        return not values.keys() <= {Column.NUMBER, Column.NAME}

    def _mostly_numbered(self, rows: list[list[str]]) -> bool:
        named = [values for row in rows if (values := self._values(row)).get(Column.NAME)]
        numbered = sum(wording.is_number(values.get(Column.NUMBER, "")) for values in named)
        return 2 * numbered > len(named)

    def _repeats_header(self, row: list[str]) -> bool:
        """The header again, its second line, or the line of column numbers under it."""
        same = sum(
            bool(cell) and cell[0].isalpha() and fold(cell) == label
            for cell, label in zip(row, self.folded_labels, strict=False)
        )
        cells = [cell for cell in row if cell]
        return same >= 2 or (len(cells) > 2 and all(map(wording.is_mark, cells)))

    def _with_dittos(self, values: Values) -> Values:
        """A ditto mark means the cell of the person above."""
        filled = {
            column: self.above.get(column, "") if text.casefold() in wording.DITTO else text
            for column, text in values.items()
        }
        self.above = filled
        return filled

    def _unsure_column(self, line: int) -> int | None:
        if not self.converted:
            return None
        used = (n for n, column in enumerate(self.layout.columns) if column is not Column.UNUSED)
        return next((n for n in used if self.converted.get((line - 1, n)) is UNSURE), None)

    def _name_was_tcvn3(self, line: int) -> bool:
        halves = (Column.NAME, Column.FAMILY_NAME, Column.GIVEN_NAME)
        places = (place for half in halves for place in self.layout.places(half))
        return any((line - 1, place) in self.converted for place in places)

    def _cells_as_sent(self, line: int) -> tuple[str, ...]:
        masked = self.layout.places(Column.CITIZEN_ID)
        cells = self.raw.rows[line - 1]
        return tuple(fields.masked(c) if n in masked else c for n, c in enumerate(cells))

    def _note_skipped(self, line: int, row: list[str], kind: LineKind) -> None:
        texts = list(dict.fromkeys(cell for cell in row if cell))
        self.found.skipped.append(SkippedLine(self.sheet.name, line, kind, " · ".join(texts)))
        if kind is LineKind.SECTION:
            text = wording.heading_text(max(texts, key=len))
            self.point_text = wording.point_of_heading(text) or self.point_text
            self.section = "" if wording.point_of_heading(text) else text

    def _refuse(self, line: int, reason: LineRefusal, **details: str) -> None:
        cells = self._cells_as_sent(line)
        self.found.refused.append(RefusedLine(self.sheet.name, line, reason, details, cells))


def _begins_part(values: Values, texts: list[str]) -> bool:
    """Whether a heading opens a new part of the list beneath a signature."""
    if any(map(wording.point_of_heading, texts)):
        return True
    outlined = wording.is_outline_mark(values.get(Column.NUMBER, ""))
    return outlined and len(texts) == 2 and wording.is_heading(texts[1])


def _with_merges_spread(sheet: Sheet, layout: Layout) -> Sheet:
    """What is merged over several lines, copied into each of them."""
    rows = [list(row) for row in sheet.rows]
    for merge in sheet.merges:
        is_inside = merge.left < len(layout.columns) and merge.top < len(rows)
        if not is_inside or layout.columns[merge.left] not in _SPREADING:
            continue
        text = rows[merge.top][merge.left]
        for row in rows[max(merge.top, layout.first_line - 1) : merge.bottom + 1]:
            row[merge.left] = text
    return replace(sheet, rows=rows)


def _problem(person: RosterLine, values: Values) -> tuple[LineRefusal, dict[str, str]] | None:
    return next(_problems(person, values), None)


def _problems(person: RosterLine, values: Values) -> Iterator[tuple[LineRefusal, dict[str, str]]]:
    error = next((text for text in values.values() if wording.is_cell_error(text)), None)
    if error:
        yield LineRefusal.CELL_ERROR, {"value": error}
    if wording.has_odd_characters(person.name):
        yield LineRefusal.ODD_CHARACTERS, {"value": person.name[:80]}
    if not wording.could_be_name(person.name):
        yield LineRefusal.NOT_A_NAME, {"value": person.name[:80]}
    if fields.citizen_number(values.get(Column.CITIZEN_ID, "")) is None:
        yield LineRefusal.BAD_CITIZEN_ID, {}
    for column, longest in _LONGEST.items():
        if len(getattr(person, column.value)) > longest:
            yield LineRefusal.TOO_LONG, {"column": column.value, "longest": str(longest)}
