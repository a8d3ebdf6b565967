"""flask reporting …"""

import json
from dataclasses import asdict

import click

from dissemination.reporting.daily_jobs import run_day


@click.group()
def reporting() -> None:
    """Reporting regimes."""


@reporting.command("run-day")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run_the_day(as_json: bool) -> None:
    """Do at once what the clock does each day: open periods, settle reminders, send e-mail."""
    done = asdict(run_day())
    if as_json:
        click.echo(json.dumps(done))
        return
    for what, count in done.items():
        click.echo(f"{what}\t{count}")
