"""Looking into an old .xls without opening it: macros, passwords, and how far its cells spread.

Layouts: [MS-CFB] for the container, [MS-XLS] for the records of a workbook.
"""

import struct
from collections.abc import Iterator

from dissemination.sheets.refusals import FileRefusal, Limits, Refused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_END = 0xFFFFFFFA  # this and above mark ends and free sectors
_MACRO_STORAGES = frozenset({"_vba_project_cur", "vba", "macros"})
_BOF, _FILEPASS = 0x0809, 0x002F
_XLM_SHEET = 0x0040
# Records of one cell begin with its row and column.
_CELLS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})


def refuse_unless_plain_workbook(data: bytes, limits: Limits) -> None:
    """Raises Refused unless the container holds an ordinary Excel 97 workbook."""
    try:
        container = _Container(data)
        entries = container.entries()
    except (struct.error, IndexError, ValueError) as error:
        raise Refused(FileRefusal.DAMAGED) from error
    names = {name.lower() for name in entries}
    if "encryptedpackage" in names:
        raise Refused(FileRefusal.PASSWORD)
    if names & _MACRO_STORAGES:
        raise Refused(FileRefusal.MACROS)
    book = entries.get("Workbook") or entries.get("Book")
    if book is None:
        raise Refused(FileRefusal.NOT_A_SHEET)
    try:
        _walk_records(container.stream(*book), limits)
    except (struct.error, IndexError) as error:
        raise Refused(FileRefusal.DAMAGED) from error


class _Container:
    """A compound file: sectors chained by an allocation table."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("not the sector sizes of a compound file")
        self.size = 1 << shift
        self.first_directory, _, self.mini_cutoff = struct.unpack_from("<III", data, 48)
        self.first_mini_fat, _, first_difat, _ = struct.unpack_from("<IIII", data, 60)
        self.table = self._table(first_difat)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        sector = self.data[start : start + self.size]
        if not sector:
            raise IndexError(number)
        return sector

    def _table(self, first_difat: int) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        while first_difat < _END:
            *more, first_difat = _numbers(self._sector(first_difat))
            sectors += more
            if len(sectors) * self.size > len(self.data) + 109 * self.size:
                raise ValueError("the allocation table loops")
        return [n for number in sectors if number < _END for n in _numbers(self._sector(number))]

    def _chain(self, number: int) -> bytes:
        found = bytearray()
        while number < _END:
            found += self._sector(number)
            if len(found) > len(self.data):
                raise ValueError("a chain loops")
            number = self.table[number]
        return bytes(found)

    def entries(self) -> dict[str, tuple[int, int]]:
        """First sector and size of every stream and storage by its name."""
        directory = self._chain(self.first_directory)
        found = {}
        for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", directory, start + 64)[0]
            name = directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le")
            found[name] = struct.unpack_from("<II", directory, start + 116)
        self.root = found["Root Entry"]
        return found

    def stream(self, first: int, size: int) -> bytes:
        """A stream's bytes; small ones live in 64-byte pieces of the root's stream."""
        if size >= self.mini_cutoff:
            return self._chain(first)[:size]
        pieces, table = self._chain(self.root[0]), _numbers(self._chain(self.first_mini_fat))
        found = bytearray()
        while first < _END and len(found) < size:
            found += pieces[first * 64 : first * 64 + 64]
            first = table[first]
        return bytes(found[:size])


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start of content and length of every record."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, place + 4, length
        place += 4 + length


def _walk_records(stream: bytes, limits: Limits) -> None:
    area, rows, columns = 0, 0, 0
    for kind, start, length in _records(stream):
        if kind == _FILEPASS:
            raise Refused(FileRefusal.PASSWORD)
        if kind == _BOF:
            area, rows, columns = area + rows * columns, 0, 0
            if length >= 4 and struct.unpack_from("<HH", stream, start)[1] == _XLM_SHEET:
                raise Refused(FileRefusal.MACROS)
        elif kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", stream, start)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    if area + rows * columns > limits.cells:
        raise Refused(FileRefusal.TOO_SPREAD)
