"""flask conferences …"""

import json

import click
import sqlalchemy as sa

from dissemination.conferences import queries
from dissemination.conferences.models import Conference
from dissemination.database import db, reading


@click.group()
def conferences() -> None:
    """Conferences."""


@conferences.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_conferences(as_json: bool) -> None:
    """Every conference, the latest first: id, day, state, number of points, title."""
    with reading():
        found = db.session.scalars(queries.conferences(sa.true())).all()
        points = queries.points_by_conference([conference.id for conference in found])
    rows = [_told(conference, points.get(conference.id, 0)) for conference in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo("\t".join(map(str, row.values())))


def _told(conference: Conference, points: int) -> dict[str, str | int]:
    return {
        "id": conference.id,
        "held_on": conference.held_on.isoformat(),
        "state": conference.state.value,
        "points": points,
        "title": conference.title,
    }
