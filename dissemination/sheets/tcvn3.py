"""Text typed in the old TCVN3 fonts (.VnTime): recognised, and converted to Unicode.

A TCVN3 font draws Vietnamese letters over Latin-1 codes, so that a cell holds "NguyÔn V¨n ¸nh".
Some of those codes are Vietnamese letters in Unicode too ("Lê Thái" reads as "Lờ Thỏi"), so a cell
is judged by what it cannot be otherwise, then by its column, then by its row, and else refused.
"""

import enum
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from dissemination.sheets.syllables import is_syllable

# TCVN 5712:1993 VN3, codes A1 to FE; "." marks codes the fonts leave empty.
_CODES = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
)
_TO_UNICODE = {chr(code): letter for code, letter in enumerate(_CODES, start=0xA1) if letter != "."}
_TABLE = str.maketrans(_TO_UNICODE)
# Every letter a Vietnamese text may hold in Latin-1, in Unicode.
_LATIN1_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")
_BEYOND_LATIN1 = re.compile("[\u0100-\u01b0\u0300-\u0323\u1ea0-\u1ef9]")
_MARKED = re.compile("[\u00a1-\u00fe]")
_WORD = re.compile("[A-Za-z\u00a1-\u01b0\u0300-\u0323\u1ea0-\u1ef9]+")


class Encoding(enum.Enum):
    """How a cell was typed, as far as the cell alone can say."""

    PLAIN = "plain"
    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    EITHER = "either"
    MIXED = "mixed"


def encoding_of(text: str) -> Encoding:
    """What one cell's text can only be; EITHER when it reads both ways, MIXED when it is both."""
    if text.isascii():
        return Encoding.PLAIN
    verdicts = set(map(_encoding_of_word, _WORD.findall(text)))
    if Encoding.MIXED in verdicts or {Encoding.UNICODE, Encoding.TCVN3} <= verdicts:
        return Encoding.MIXED
    for verdict in (Encoding.UNICODE, Encoding.TCVN3, Encoding.EITHER):
        if verdict in verdicts:
            return verdict
    return Encoding.PLAIN


@lru_cache(maxsize=20_000)
def _encoding_of_word(word: str) -> Encoding:
    if word.isascii():
        return Encoding.PLAIN
    if _BEYOND_LATIN1.search(word):
        return _encoding_beyond_latin1(word)
    if len(word) == 1 or word == _converted(word) and _fits_tcvn3(word):
        return Encoding.PLAIN  # "lý" is the same in both
    reads_as_unicode = is_syllable(word)
    reads_as_tcvn3 = _fits_tcvn3(word) and is_syllable(_converted(word))
    if reads_as_unicode and reads_as_tcvn3:
        return Encoding.EITHER
    if reads_as_tcvn3:
        return Encoding.TCVN3
    # "café" and "Müller" are evidence of nothing; "hàng" can only be Unicode.
    return Encoding.UNICODE if reads_as_unicode else Encoding.PLAIN


def _fits_tcvn3(word: str) -> bool:
    return all(letter.isascii() or letter in _TO_UNICODE for letter in word)


def _encoding_beyond_latin1(word: str) -> Encoding:
    foreign = set(_MARKED.findall(word)) - _LATIN1_VIETNAMESE
    spoiled = foreign and not is_syllable(word) and is_syllable(_converted(word))
    return Encoding.MIXED if spoiled else Encoding.UNICODE


def to_unicode(text: str) -> str:
    """TCVN3 text as Unicode NFC.

    The capitals' fonts share the codes of small letters: a text whose plain letters are capitals
    is capitalised throughout, "NGUYÔN THÞ Hµ" being all capitals on paper.
    """
    converted = _converted(text)
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    shouted = all(map(str.isupper, plain)) and any(map(_has_two_capitals, text.split()))
    return converted.upper() if shouted else converted


def _has_two_capitals(word: str) -> bool:
    """One is not enough: "Lª" is "Lê"."""
    return sum(letter.isascii() and letter.isupper() for letter in word) > 1


def _converted(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_TABLE))


class Unsure(enum.Enum):
    """A cell whose encoding nobody can tell without looking at the font."""

    UNSURE = "unsure"


UNSURE = Unsure.UNSURE


def convert_table(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], str | Unsure]:
    """The cells of a sheet that need it, by (row, column) from 0: their Unicode text or UNSURE.

    Cells that stay as they are do not appear: a Unicode sheet gives an empty mapping.
    """
    judged = {
        (row, column): encoding_of(text)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if not text.isascii()
    }
    known = set(judged.values())
    if Encoding.TCVN3 not in known and Encoding.MIXED not in known:
        return {}
    context = _Context(judged)
    return {
        place: changed
        for place, encoding in judged.items()
        if (changed := context.read(place, encoding, rows[place[0]][place[1]])) is not None
    }


class _Context:
    """What the sure cells of a column and of a row say about the unsure ones."""

    def __init__(self, judged: dict[tuple[int, int], Encoding]) -> None:
        self.by_row: dict[int, set[Encoding]] = {}
        self.by_column: dict[int, set[Encoding]] = {}
        for (row, column), encoding in judged.items():
            if encoding in (Encoding.UNICODE, Encoding.TCVN3):
                self.by_row.setdefault(row, set()).add(encoding)
                self.by_column.setdefault(column, set()).add(encoding)
        self.whole = set().union(*self.by_column.values()) if self.by_column else set()

    def read(self, place: tuple[int, int], encoding: Encoding, text: str) -> str | Unsure | None:
        """The changed text, UNSURE, or None where the text stays."""
        if encoding is Encoding.MIXED:
            return UNSURE
        if encoding is Encoding.EITHER:
            encoding = self._from_neighbours(place)
        if encoding is Encoding.EITHER:
            return UNSURE
        return to_unicode(text) if encoding is Encoding.TCVN3 else None

    def _from_neighbours(self, place: tuple[int, int]) -> Encoding:
        row, column = place
        neighbours: Iterable[set[Encoding]] = (
            self.by_column.get(column, set()),
            self.by_row.get(row, set()),
            self.whole,
        )
        for verdicts in neighbours:
            if len(verdicts) == 1:
                return next(iter(verdicts))
        return Encoding.EITHER
