"""Opening a workbook with pandas. The import is inside: web workers must stay small in memory."""

import io
import math
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from dissemination.sheets import delimited, extents
from dissemination.sheets.grids import Merge, Sheet, Workbook, squared
from dissemination.sheets.kinds import FileKind, kind_of
from dissemination.sheets.refusals import LIMITS, FileRefusal, Limits, Refused

if TYPE_CHECKING:
    import pandas as pd
    from python_calamine import SheetMetadata


def read_workbook(data: bytes, file_name: str, limits: Limits = LIMITS) -> Workbook | FileRefusal:
    """Every worksheet as text cells; formula cells give the value their file keeps.

    The kind of file is judged by its bytes; `file_name` only tells CSV from other text.
    """
    try:
        kind = kind_of(data, file_name, limits)
        sheets = _read_csv(data, limits) if kind is FileKind.CSV else _read(data, kind, limits)
    except Refused as refused:
        return refused.refusal
    if not any(sheet.rows for sheet in sheets):
        return FileRefusal.NO_ROWS
    return Workbook(sheets)


def refuse_early(data: bytes, file_name: str, limits: Limits = LIMITS) -> FileRefusal | None:
    """What can be said against a file without opening it: cheap enough for a request."""
    try:
        kind_of(data, file_name, limits)
    except Refused as refused:
        return refused.refusal
    return None


def _read_csv(data: bytes, limits: Limits) -> list[Sheet]:
    return [Sheet("CSV", squared(delimited.read_rows(data, limits)))]


def _read(data: bytes, kind: FileKind, limits: Limits) -> list[Sheet]:
    merges: list[tuple[Merge, ...]] = []
    if kind is FileKind.XLSX:
        extents.refuse_spread_xlsx(data, limits)
    elif kind is FileKind.ODS:
        merges = extents.open_document_merges(data, limits)
    try:
        return _read_with_pandas(data, merges)
    except BaseException as error:
        if not _blames_the_file(error):
            raise
        raise Refused(FileRefusal.DAMAGED) from error


def _blames_the_file(error: BaseException) -> bool:
    """Errors of the parser and of values no cell can have. The parser is Rust: its panics do not
    derive from Exception."""
    from python_calamine import CalamineError

    file_errors = (CalamineError, ValueError, OverflowError)
    return isinstance(error, file_errors) or type(error).__name__ == "PanicException"


def _read_with_pandas(data: bytes, merges: list[tuple[Merge, ...]]) -> list[Sheet]:
    import pandas as pd

    sheets = []
    with pd.ExcelFile(io.BytesIO(data), engine="calamine") as file:
        for place, about in enumerate(file.book.sheets_metadata):
            if about.name not in file.sheet_names:
                continue  # a chart, not a worksheet
            frame = pd.read_excel(
                file,
                sheet_name=about.name,
                header=None,
                dtype=object,
                na_filter=False,
                keep_default_na=False,
            )
            rows = [[cell_text(value) for value in row] for row in frame.to_numpy().tolist()]
            known = merges[place] if place < len(merges) else _merges(file, about.name)
            sheets.append(Sheet(about.name, squared(rows), _is_hidden(about), known))
    return sheets


def _is_hidden(about: "SheetMetadata") -> bool:
    return not str(about.visible).endswith(".Visible")


def _merges(file: "pd.ExcelFile", name: str) -> tuple[Merge, ...]:
    ranges = file.book.get_sheet_by_name(name).merged_cell_ranges or []
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)


def cell_text(value: object) -> str:
    """A cell's value as a person would type it: 5.0 → "5", a date → "15/11/2023"."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return _number_text(value)
        case datetime() if value.time() == time():
            return value.strftime("%d/%m/%Y")
        case datetime():
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            return str(value)
    return str(value)


def _number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() else f"{value:.15g}"
