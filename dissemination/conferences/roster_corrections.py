"""What a person corrects in the mapping of a file, as the forms of its pages say it. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from dissemination.conferences.roster_layout import Column, Layout
from dissemination.conferences.roster_mapping import Mapping as RosterMapping
from dissemination.conferences.roster_mapping import SheetMapping

Form = Mapping[str, str]
FindPoint = Callable[[str], int | None]
_COLUMNS = {column.value: column for column in Column}


@dataclass(frozen=True, slots=True)
class Corrected:
    """The mapping with the answers of a form. In error: points that are none, header lines that
    are none, sheets (by number) without a column of names."""

    mapping: RosterMapping
    wrong_points: tuple[int, ...] = ()
    wrong_headers: tuple[int, ...] = ()
    nameless: tuple[int, ...] = ()

    @property
    def is_right(self) -> bool:
        return not (self.wrong_points or self.wrong_headers or self.nameless)


def corrected(mapping: RosterMapping, form: Form, find_point: FindPoint) -> Corrected:
    """Read the form of the mapping page; sheets it does not show stay as they are.

    Fields: `two_points`, `forget_names` (drop what `explained` kept), and for sheet number n
    `used-n`, `point-n` (a name), `header-n`, `column-n-m`.
    """
    shown = [n for n in range(len(mapping.sheets)) if f"header-{n}" in form]
    sheets = list(mapping.sheets)
    for n in shown:
        sheets[n] = _corrected_sheet(sheets[n], n, form, find_point)
    changed = replace(mapping, sheets=tuple(sheets), allow_two_points=form.get("two_points") == "1")
    if form.get("forget_names") == "1":
        changed = replace(changed, points={}, units={})
    named = [n for n in shown if form.get(f"point-{n}", "").strip()]
    return Corrected(
        changed,
        wrong_points=tuple(n for n in named if sheets[n].point_id is None),
        wrong_headers=tuple(n for n in shown if _header(sheets[n], n, form) is None),
        nameless=tuple(n for n in shown if _lacks_names(sheets[n])),
    )


def _corrected_sheet(
    sheet: SheetMapping, n: int, form: Form, find_point: FindPoint
) -> SheetMapping:
    header = _header(sheet, n, form)
    point = form.get(f"point-{n}", "").strip()
    return replace(
        sheet,
        used=form.get(f"used-{n}") == "1",
        point_id=find_point(point) if point else None,
        layout=_with_columns(sheet.layout, n, form),
        asked_header=None if header == sheet.layout.header_line else header,
    )


def _with_columns(layout: Layout, n: int, form: Form) -> Layout:
    columns = (
        _COLUMNS.get(form.get(f"column-{n}-{m}", ""), held) for m, held in enumerate(layout.columns)
    )
    return replace(layout, columns=tuple(columns))


def _header(sheet: SheetMapping, n: int, form: Form) -> int | None:
    text = form[f"header-{n}"].strip()
    is_line = text.isdecimal() and len(text) < 8 and int(text) <= sheet.lines
    return int(text) if is_line else None


def _lacks_names(sheet: SheetMapping) -> bool:
    return sheet.used and not sheet.is_readable and sheet.asked_header is None


def explained(
    mapping: RosterMapping,
    form: Form,
    texts: Mapping[str, list[str]],
    find_point: FindPoint,
    units: Collection[int],
) -> RosterMapping:
    """The mapping with what a person says that unknown texts mean.

    `texts["point"][n]` is answered by the name `other-n` or else by `point-n`, `texts["unit"][n]`
    by `unit-n`: an id, 0 to leave the lines out (a point) or the unit open, nothing for no answer.
    """
    points, known_units = dict(mapping.points), dict(mapping.units)
    for n, text in enumerate(texts["point"]):
        other = form.get(f"other-{n}", "").strip()
        answer = find_point(other) if other else _number(form.get(f"point-{n}", ""))
        if answer is not None:
            points[text] = answer
    for n, text in enumerate(texts["unit"]):
        answer = _number(form.get(f"unit-{n}", ""))
        if answer == 0 or answer in units:
            known_units[text] = answer or 0
    return replace(mapping, points=points, units=known_units)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
