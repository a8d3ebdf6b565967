"""CSV as it arrives: any separator, UTF-8, UTF-16 or one of the old Vietnamese code pages."""

import csv
import io
import re
import unicodedata
from collections import Counter

from dissemination.sheets.grids import Rows
from dissemination.sheets.kinds import looks_like_utf16
from dissemination.sheets.refusals import FileRefusal, Limits, Refused
from dissemination.sheets.syllables import is_syllable
from dissemination.sheets.tcvn3 import to_unicode

_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# What makes a spreadsheet program read a cell as a formula, and our apostrophes before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 200_000
_SAMPLE_ROWS = 50


def read_rows(data: bytes, limits: Limits) -> Rows:
    """The cells of a CSV file; raises Refused for an unknown encoding or too many cells."""
    text = decode(data)
    named = _SEPARATOR_LINE.match(text)
    separator = named[1] if named else separator_of(text)
    body = text[named.end() :] if named else text
    rows: Rows = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(body, newline=""), delimiter=separator):
            cells += len(row)
            if cells > limits.cells:
                raise Refused(FileRefusal.TOO_SPREAD)
            rows.append([unguarded(cell) for cell in row])
    except csv.Error as error:
        raise Refused(FileRefusal.NOT_A_SHEET) from error
    return rows


def guarded(text: str) -> str:
    """Text as a CSV cell that no spreadsheet program takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a guarded cell; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def decode(data: bytes) -> str:
    """The text of a file; raises Refused when no encoding gives Vietnamese."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    if looks_like_utf16(data):
        return _strictly(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_old(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(FileRefusal.DAMAGED) from error


def _decode_old(data: bytes) -> str:
    """Windows-1258, or TCVN3 letters in Windows-1252 (converted later, cell by cell)."""
    windows = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    tcvn3 = data.decode("cp1252", errors="replace")
    windows_share = _vietnamese_share(windows[:_SAMPLE])
    tcvn3_share = _vietnamese_share(to_unicode(tcvn3[:_SAMPLE]))
    if max(windows_share, tcvn3_share) < 0.5 or windows_share == tcvn3_share:
        raise Refused(FileRefusal.UNKNOWN_ENCODING)
    return windows if windows_share > tcvn3_share else tcvn3


def _vietnamese_share(text: str) -> float:
    """How many of the words with marks are Vietnamese syllables, from 0 to 1."""
    marked = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(is_syllable, marked)) / len(marked) if marked else 0.0


def separator_of(text: str) -> str:
    """The separator that cuts most of the first rows into the same number of columns."""
    return max(_SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    lines = io.StringIO(text[:_SAMPLE], newline="")
    try:
        rows = [row for row, _ in zip(csv.reader(lines, delimiter=separator), range(_SAMPLE_ROWS))]
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0
    width, count = widths.most_common(1)[0]
    return count, width
