"""How far the cells of a workbook spread, counted before anything allocates a grid for them.

A few bytes can put a cell at XFD1048576, and the reader's grid would then need 17 billion cells.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from dissemination.sheets.grids import Merge
from dissemination.sheets.refusals import FileRefusal, Limits, Refused

_CHUNK = 1 << 20
_TAG = re.compile(
    rb"<(?:\w+:)?(?:(row)|c)\b(?:[^>]*?\sr=[\"']([A-Z]{0,3})([0-9]{0,7})[\"'])?[^>]*?(/?)>"
)
_NOT_SHEETS = ("sharedstrings.xml", "styles.xml")


def refuse_spread_xlsx(data: bytes, limits: Limits) -> None:
    """Raises Refused when the filled parts of the sheets together exceed `limits.cells`."""
    area = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            name = part.filename.lower()
            if name.endswith(".xml") and not name.endswith(_NOT_SHEETS):
                with archive.open(part) as content:
                    area += _area_of_part(content)
            if area > limits.cells:
                raise Refused(FileRefusal.TOO_SPREAD)


def _area_of_part(content: IO[bytes]) -> int:
    rows = columns = row = column = 0
    for tags in _whole_tags(content):
        for is_row, letters, number, empty in _TAG.findall(tags):
            if is_row:
                row, column = int(number or row + 1), 0
                continue
            row = int(number) if number else row
            column = _column_number(letters) if letters else column + 1
            if not empty:
                rows, columns = max(rows, row), max(columns, column)
    return rows * columns


def _whole_tags(content: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that never end within a tag."""
    rest = b""
    while chunk := content.read(_CHUNK):
        piece = rest + chunk
        cut = piece.rfind(b"<")
        yield piece[:cut]
        rest = piece[cut:] if cut >= 0 else b""
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def open_document_merges(data: bytes, limits: Limits) -> list[tuple[Merge, ...]]:
    """The merged ranges of each sheet of an .ods, which the reader does not tell.

    Raises Refused when the sheets spread too far or the content is not XML.
    """
    survey = _OpenDocumentSurvey(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as content:
            survey.parser.ParseFile(content)
    except expat.ExpatError as error:
        raise Refused(FileRefusal.DAMAGED) from error
    return [tuple(merges) for merges in survey.merges]


class _OpenDocumentSurvey:
    """Walks content.xml: repeated rows and cells count as often as they are repeated."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.merges: list[list[Merge]] = []
        self.area = self.rows = self.columns = 0
        self.row = self.column = self.row_repeats = self.repeats = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise Refused(FileRefusal.DAMAGED)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.merges.append([])
            self.row = self.rows = self.columns = 0
        elif tag == "table:table-row":
            self.row_repeats = _count(attributes, "table:number-rows-repeated")
            self.column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.repeats = _count(attributes, "table:number-columns-repeated")
            self._note_merge(attributes)
            if "office:value-type" in attributes:
                self._note_filled()
        elif tag == "text:p":
            self._note_filled()

    def _end(self, tag: str) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self.column += self.repeats
        elif tag == "table:table-row":
            self.row += self.row_repeats
        elif tag == "table:table":
            self.area += self.rows * self.columns

    def _note_filled(self) -> None:
        self.rows = max(self.rows, self.row + self.row_repeats)
        self.columns = max(self.columns, self.column + self.repeats)
        if self.area + self.rows * self.columns > self.limits.cells:
            raise Refused(FileRefusal.TOO_SPREAD)

    def _note_merge(self, attributes: dict[str, str]) -> None:
        down = _count(attributes, "table:number-rows-spanned")
        across = _count(attributes, "table:number-columns-spanned")
        if self.merges and (down > 1 or across > 1):
            bottom, right = self.row + down - 1, self.column + across - 1
            self.merges[-1].append(Merge(self.row, self.column, bottom, right))


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return int(value) if value.isdecimal() else 1
