"""flask points …"""

import json
from typing import Any

import click
import sqlalchemy as sa

from dissemination.checkin.models import Tally
from dissemination.conferences.models import Conference, Point
from dissemination.database import db, reading
from dissemination.units.models import Unit


@click.group()
def points() -> None:
    """Connection points."""


@points.command("list")
@click.option("--conference", "conference_id", type=int, required=True, help="Its id.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_points(conference_id: int, as_json: bool) -> None:
    """Every point of a conference: id, unit code, name, expected, present."""
    with reading():
        if db.session.get(Conference, conference_id) is None:
            raise click.ClickException(f"There is no conference {conference_id}.")
        rows = _rows(conference_id)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo("\t".join(map(str, row.values())))


def _rows(conference_id: int) -> list[dict[str, Any]]:
    query = (
        sa.select(
            Point.id,
            Unit.code.label("unit_code"),
            Point.name,
            sa.func.coalesce(Tally.expected, 0).label("expected"),
            sa.func.coalesce(Tally.present, 0).label("present"),
        )
        .join(Unit, Unit.id == Point.unit_id)
        .outerjoin(Tally, Tally.point_id == Point.id)
        .where(Point.conference_id == conference_id)
        .order_by(Point.id)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]
