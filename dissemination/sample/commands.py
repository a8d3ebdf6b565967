"""flask demo load, flask demo run."""

import json
import statistics
import sys
import time
from dataclasses import asdict
from http import HTTPStatus
from random import Random

import click
from flask import current_app

from dissemination.config import Settings
from dissemination.database import db, reading
from dissemination.sample.doors import Address, Record, ServerUnusableError, loopback
from dissemination.sample.load import DELEGATES, POINTS, SEED, Loaded, Wanted, is_empty
from dissemination.sample.load import load as load_sample
from dissemination.sample.run import Result, not_yet_here, rehearse, running_conference
from dissemination.web import file_answers
from dissemination.web.health import ready
from dissemination.web.transactions import commit

_LONGEST_MINUTES = 24 * 60
_NOT_EMPTY = (
    "The database already holds units, directives or conferences, and the sample never mixes "
    "with them. Point DATABASE_URL or DATA_DIR at an empty place and run `flask db upgrade` first."
)


@click.group()
def demo() -> None:
    """The sample conference of 15 November 2023."""


@demo.command("load")
@click.option("--points", default=POINTS, show_default=True, help="Connection points.")
@click.option("--delegates", default=DELEGATES, show_default=True, help="Delegates in all.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed, the same people.")
@click.option("--if-empty", is_flag=True, help="Do nothing when the database is not empty.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def load(points: int, delegates: int, seed: int, if_empty: bool, as_json: bool) -> None:
    """Store the sample on an empty database.

    Lạng Sơn's 267 units of 2023 are always stored whole; more points than that add made-up
    provinces. Nobody in it exists: names, telephone and pass numbers are invented.
    """
    wanted = Wanted(points, delegates, seed)
    if fault := wanted.fault():
        raise click.ClickException(fault)
    if ready()[1] != HTTPStatus.OK:
        raise click.ClickException("The database is not ready: run `flask db upgrade` first.")
    if not is_empty():
        _refuse_or_skip(if_empty, as_json)
        return
    started = time.monotonic()
    loaded = _load_watched(wanted, hidden=as_json or not sys.stderr.isatty())
    commit()
    _say(loaded, time.monotonic() - started, as_json)


def _load_watched(wanted: Wanted, *, hidden: bool) -> Loaded:
    with click.progressbar(
        range(wanted.delegates), label="Delegates", hidden=hidden, file=sys.stderr
    ) as bar:
        return load_sample(
            wanted, lambda done, _total: bar.update(done - bar.pos), file_answers.folder()
        )


def _refuse_or_skip(if_empty: bool, as_json: bool) -> None:
    if not if_empty:
        raise click.ClickException(_NOT_EMPTY)
    click.echo("null" if as_json else "The database is not empty: no sample loaded.")


def _say(loaded: Loaded, seconds: float, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({**asdict(loaded), "seconds": round(seconds, 1)}))
        return
    click.echo(
        f"Conference {loaded.conference_id}: {loaded.points} points, {loaded.delegates} delegates "
        f"({loaded.excused} excused), {loaded.units} units, in {seconds:.1f} s."
    )


@demo.command("run")
@click.option("--minutes", default=5.0, show_default=True, help="How long the hour takes.")
@click.option("--url", help="The served system on this machine.  [default: from HOST and PORT]")
@click.option("--conference", "conference_id", type=int, help="[default: the latest running]")
@click.option("--connections", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--seed", default=SEED, show_default=True, help="The same seed, the same morning.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run(
    minutes: float,
    url: str | None,
    conference_id: int | None,
    connections: int,
    seed: int,
    as_json: bool,
) -> None:
    """Play the arrivals from 7:00 to 8:00 through the check-in API of the served system.

    Nearly all come, a few to another point; some are scanned twice, taken back, sent late by a
    point that was offline, or show a pass of nobody. Ends with 1 when the tallies are not what a
    recount from the scans gives.
    """
    if not 0 < minutes <= _LONGEST_MINUTES:
        raise click.ClickException(f"--minutes must be above 0 and at most {_LONGEST_MINUTES}.")
    address = _address(url)
    conference = _conference_to_play(conference_id)
    watch = _silence if as_json else _progress
    try:
        result = rehearse(conference, address, 60 * minutes, Random(seed), connections, watch)
    except ServerUnusableError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _say_result(result, as_json)
    if result.faults:
        raise SystemExit(1)


def _address(url: str | None) -> Address:
    settings: Settings = current_app.config["SETTINGS"]
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host
    address = loopback(url or str(Address(host, settings.port)))
    if address is None:
        raise click.ClickException(
            "The rehearsal only speaks plain http to this machine: "
            "--url must look like http://127.0.0.1:8000."
        )
    return address


def _conference_to_play(conference_id: int | None) -> int:
    """Its id; leaves no transaction open, for the server needs the database now."""
    with reading():
        conference = running_conference(conference_id)
        found = conference.id if conference else None
        waiting = bool(found and not_yet_here(found))
        db.session.rollback()
    if found is None:
        which = "No conference" if conference_id is None else f"No conference {conference_id}"
        raise click.ClickException(f"{which} is running. `flask demo load` makes one.")
    if not waiting:
        raise click.ClickException(f"Everybody of conference {found} has come already.")
    return found


def _silence(_hour: float, _record: Record) -> None:
    """With --json nothing but JSON is printed."""


def _progress(hour: float, record: Record) -> None:
    minute = round(hour * 60)
    click.echo(
        f"{7 + minute // 60}:{minute % 60:02}  {record.inside:6} present  "
        f"{len(record.answers):6} scans"
    )


def _say_result(result: Result, as_json: bool) -> None:
    times = sorted(result.record.milliseconds) or [0.0]
    figures = {
        "expected": result.expected,
        "present": result.present,
        "outcomes": dict(sorted(result.record.outcomes.items())),
        "requests": len(result.record.milliseconds),
        "median_ms": round(statistics.median(times), 1),
        "p99_ms": round(times[len(times) * 99 // 100], 1),
        "slowest_ms": round(times[-1], 1),
        "faults": result.faults,
    }
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    share = 100 * result.present / result.expected if result.expected else 0
    click.echo(f"{result.present} of {result.expected} present ({share:.1f} %).")
    for outcome, count in sorted(result.record.outcomes.items()):
        click.echo(f"{count:8} {outcome}")
    click.echo(
        f"{figures['requests']} requests: median {figures['median_ms']} ms, "
        f"99th percentile {figures['p99_ms']} ms, slowest {figures['slowest_ms']} ms."
    )
    for fault in result.faults:
        click.echo(fault, err=True)
    if not result.faults:
        click.echo("Recount from the scans: no difference.")
