"""The points of a conference as a workbook that `point_import` reads back."""

from datetime import date
from io import BytesIO
from typing import Final

import sqlalchemy as sa
import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.worksheet import Worksheet

from dissemination.conferences.models import Point
from dissemination.conferences.point_queries import unit_names
from dissemination.database import db

_WIDTHS: Final = (12, 36, 40, 28, 18, 12, 40)


def write_points(conference_id: int, day: date) -> BytesIO:
    """One sheet, a row a point, by unit code. Texts are written as texts, never as formulas."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Điểm cầu"))
        heading = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1})
        for column, (title, width) in enumerate(zip(_headings(), _WIDTHS, strict=True)):
            sheet.write_string(0, column, title, heading)
            sheet.set_column(column, column, width)
        for line, row in enumerate(_rows(conference_id, day), start=1):
            for column, value in enumerate(row):
                _write(sheet, line, column, value)
        sheet.freeze_panes(1, 2)
    output.seek(0)
    return output


def _headings() -> tuple[str, ...]:
    return (
        _("Mã đơn vị"),
        _("Điểm cầu"),
        _("Địa chỉ"),
        _("Người phụ trách"),
        _("Điện thoại"),
        _("Sức chứa"),
        _("Ghi chú"),
    )


def _rows(conference_id: int, day: date) -> list[tuple[str | int | None, ...]]:
    query = sa.select(Point).where(Point.conference_id == conference_id)
    points = db.session.scalars(query.order_by(Point.search_key)).all()
    units = unit_names([point.unit_id for point in points], day)
    return [
        (
            units[point.unit_id].code,
            point.name,
            point.address,
            point.contact_name,
            point.contact_phone,
            point.capacity,
            point.notes,
        )
        for point in points
    ]


def _write(sheet: Worksheet, line: int, column: int, value: str | int | None) -> None:
    if isinstance(value, int):
        sheet.write_number(line, column, value)
    elif value:
        sheet.write_string(line, column, value)
