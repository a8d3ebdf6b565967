"""flask units …"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from dissemination import clock
from dissemination.units import imports
from dissemination.units.imports import Reading
from dissemination.units.list_plan import Plan
from dissemination.units.lists import date_typed
from dissemination.units.wording import explain_fault, explain_file
from dissemination.web import audit
from dissemination.web.transactions import commit


@click.group()
def units() -> None:
    """The organisation tree."""


@units.command("import")
@click.argument(
    "path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--date", "on", help="The day the list tells of, as 2023-11-15; today without it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--keep-codes", is_flag=True, help="Do not complete codes that lost leading zeros.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_units(
    path: Path, on: str | None, dry_run: bool, keep_codes: bool, as_json: bool
) -> None:
    """Import a list of units from .xlsx, .xls, .ods or .csv.

    Lines that cannot be taken are listed with their reasons; all others are stored in one
    transaction. Importing the same list again changes nothing.
    """
    audit.take_turn()
    plan = imports.preview(path.read_bytes(), path.name, Reading(_day(on), keep_codes))
    if not isinstance(plan, Plan):
        raise click.ClickException(explain_file(plan))
    if plan.faults and not (plan.new or plan.changed or plan.unchanged):
        first = plan.faults[0]
        raise click.ClickException(
            f"No line can be imported: line {first.line}: {explain_fault(first)}."
        )
    if not dry_run:
        imports.apply(plan, path.name)
        commit()
    click.echo(_as_json(plan) if as_json else _as_text(plan, dry_run))


def _day(text: str | None) -> date:
    day = date_typed(text) if text else clock.today()
    if day is None:
        raise click.ClickException(f"{text} is not a day; write it as 2023-11-15.")
    return day


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "absent": plan.absent,
    }


def _as_json(plan: Plan) -> str:
    content: dict[str, Any] = {
        **_counts(plan),
        "refused": [
            {"line": fault.line, "text": fault.text, "reason": explain_fault(fault)}
            for fault in plan.faults
        ],
        "repaired": [
            {"line": repair.line, "was": repair.was, "became": repair.became}
            for repair in plan.repairs
        ],
    }
    return json.dumps(content, ensure_ascii=False)


def _as_text(plan: Plan, dry_run: bool) -> str:
    counts = ", ".join(f"{count} {word}" for word, count in _counts(plan).items())
    lines = [f"line {r.line}: {r.was} completed to {r.became}" for r in plan.repairs]
    lines += [f"line {f.line} left out: {explain_fault(f)} ({f.text})" for f in plan.faults]
    end = "Nothing stored." if dry_run else "Stored."
    return "\n".join((*lines, f"{counts}. {end}"))
