"""flask scanners …, flask checkin …"""

import json

import click
import sqlalchemy as sa

from dissemination.checkin import scanners as services
from dissemination.checkin.rebuild import Rebuilt, rebuild
from dissemination.conferences.models import Conference, Point
from dissemination.database import db
from dissemination.web.transactions import commit


@click.group()
def scanners() -> None:
    """Devices that check people in."""


@scanners.command("pair")
@click.option("--conference", "conference_id", type=int, required=True, help="Its id.")
@click.option("--point", "point_id", type=int, required=True, help="Its id.")
@click.option("--name", default="scanner", show_default=True, help="What people call the device.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def pair(conference_id: int, point_id: int, name: str, as_json: bool) -> None:
    """Pair a device with a point; print its bearer token, which is never shown again."""
    query = sa.select(Point).where(Point.id == point_id, Point.conference_id == conference_id)
    point = db.session.scalar(query)
    if point is None:
        raise click.ClickException(f"There is no point {point_id} in conference {conference_id}.")
    scanner, token = services.pair(point, name)
    commit()
    click.echo(json.dumps({"scanner": scanner.id, "token": token}) if as_json else token)


@click.group()
def checkin() -> None:
    """What follows from the scans."""


@checkin.command("rebuild")
@click.option("--conference", "conference_id", type=int, required=True, help="Its id.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rebuild_command(conference_id: int, as_json: bool) -> None:
    """Derive attendance and tallies from the scans again; exit 1 when anything differed."""
    if db.session.get(Conference, conference_id) is None:
        raise click.ClickException(f"There is no conference {conference_id}.")
    rebuilt = rebuild(conference_id)
    commit()
    click.echo(_as_json(rebuilt) if as_json else _as_text(rebuilt))
    if not rebuilt.agrees:
        raise SystemExit(1)


def _as_json(rebuilt: Rebuilt) -> str:
    content = {
        "delegates": rebuilt.delegates,
        "attendances": rebuilt.attendances,
        "tallies": rebuilt.tallies,
    }
    return json.dumps(content, ensure_ascii=False, default=str)


def _as_text(rebuilt: Rebuilt) -> str:
    if rebuilt.agrees:
        return f"{rebuilt.delegates} delegates derived from their scans: no difference."
    lines = [
        f"delegate {row['delegate_id']}: {row['kept']} → {row['derived']}"
        for row in rebuilt.attendances
    ]
    lines += [
        f"tally {row['counted']['point_id']}: {row['kept']} → {row['counted']}"
        for row in rebuilt.tallies
    ]
    return "\n".join((f"{len(lines)} differences, mended:", *lines))
