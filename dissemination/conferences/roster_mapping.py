"""How a file is understood: which sheets and columns, which point each sheet is for, and what a
person decided. Guessed first, corrected on the mapping page, kept as JSON with the import."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dissemination.conferences import roster_wording as wording
from dissemination.conferences.matching import Matcher
from dissemination.conferences.roster_layout import Column, Layout, guess_layout, layout_at
from dissemination.conferences.roster_rows import PreparedSheet

_SAMPLE_LINES = 3
_SEARCHED_LINES = 40
_LONGEST_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """One sheet: whether and how it is read. `point_id` is for lines that name no point, and
    `near_points` are names that the sheet's own name may mean when it means none for certain;
    `asked_header` is a header line that a person gave and that was not looked at yet."""

    name: str
    hidden: bool
    lines: int
    used: bool
    layout: Layout
    point_id: int | None = None
    samples: tuple[tuple[str, ...], ...] = ()
    near_points: tuple[str, ...] = ()
    asked_header: int | None = None

    @property
    def is_readable(self) -> bool:
        return self.layout.names_people

    @property
    def names_points(self) -> bool:
        """Whether a column says the point of each line."""
        return bool(self.layout.places(Column.POINT))


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole file. `points` and `units` say what a text of the list means, by its words as
    written; 0 means nothing, and refuses (a point) or leaves open (a unit)."""

    sheets: tuple[SheetMapping, ...]
    points: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    allow_two_points: bool = False
    withdraw_missing: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(kept: dict[str, Any]) -> "Mapping":
        """The inverse of `to_json`."""
        sheets = tuple(_sheet_from_json(sheet) for sheet in kept["sheets"])
        return Mapping(**{**kept, "sheets": sheets})


def _sheet_from_json(kept: dict[str, Any]) -> SheetMapping:
    layout = kept["layout"]
    columns = tuple(Column(column) for column in layout["columns"])
    whole = Layout(layout["header_line"], layout["header_height"], columns, tuple(layout["labels"]))
    samples = tuple(tuple(row) for row in kept["samples"])
    near = tuple(kept["near_points"])
    return SheetMapping(**{**kept, "layout": whole, "samples": samples, "near_points": near})


def guess(sheets: Iterable[PreparedSheet], points: Matcher) -> Mapping:
    """Hidden sheets and sheets without a header of people are left out until a person says so."""
    return Mapping(tuple(guess_sheet(sheet, points) for sheet in sheets))


def guess_sheet(sheet: PreparedSheet, points: Matcher) -> SheetMapping:
    layout = guess_layout(sheet.clean)
    used = layout is not None and not sheet.clean.hidden
    layout = layout or layout_at(sheet.clean, 0)
    title = _point_of_title(sheet, layout)
    point_id = (points.only(title) if title else None) or points.only(sheet.clean.name)
    near = [] if point_id else points.nearest(title) + points.nearest(sheet.clean.name)
    mapping = SheetMapping(
        name=sheet.clean.name,
        hidden=sheet.clean.hidden,
        lines=len(sheet.clean.rows),
        used=used,
        layout=layout,
        point_id=point_id,
        near_points=tuple(dict.fromkeys(suggestion.name for suggestion in near)),
    )
    return with_samples(mapping, sheet)


def refreshed(mapping: Mapping, sheets: Iterable[PreparedSheet]) -> Mapping:
    """The mapping with its columns read anew where a person gave another header line."""
    by_name = {sheet.clean.name: sheet for sheet in sheets}
    changed = (_with_asked_header(kept, by_name[kept.name]) for kept in mapping.sheets)
    return replace(mapping, sheets=tuple(changed))


def _with_asked_header(kept: SheetMapping, sheet: PreparedSheet) -> SheetMapping:
    if kept.asked_header is None:
        return kept
    layout = layout_at(sheet.clean, kept.asked_header)
    return with_samples(replace(kept, layout=layout, asked_header=None), sheet)


def with_samples(mapping: SheetMapping, sheet: PreparedSheet) -> SheetMapping:
    """The first filled lines beneath the header, to see on the mapping page what a column holds.

    Citizen numbers are not shown, and so not kept.
    """
    layout = mapping.layout
    secret = set(layout.places(Column.CITIZEN_ID))
    lines = [row for row in sheet.clean.rows[layout.first_line - 1 :][:_SEARCHED_LINES] if any(row)]
    people = [row for row in lines if not all(map(wording.is_mark, filter(None, row)))]
    fullest = max((sum(map(bool, row)) for row in people), default=0)
    samples = tuple(
        tuple("•••" if n in secret and cell else cell[:_LONGEST_SAMPLE] for n, cell in enumerate(r))
        for r in people
        if 2 * sum(map(bool, r)) > fullest
    )
    return replace(mapping, samples=samples[:_SAMPLE_LINES])


def _point_of_title(sheet: PreparedSheet, layout: Layout) -> str:
    """The point that a title above the header names: "… tại điểm cầu xã Vân An"."""
    above = sheet.clean.rows[: max(0, layout.header_line - 1)]
    return next(
        (named for row in above for cell in row if (named := wording.point_of_title(cell))), ""
    )
