"""flask passes …"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from dissemination.conferences import pass_queries
from dissemination.conferences.pass_print import LAYOUTS, Layout, print_passes
from dissemination.conferences.passes import PassCard
from dissemination.conferences.queries import scope_of_point
from dissemination.database import reading
from dissemination.web import audit
from dissemination.web.transactions import commit

_CONFERENCE = click.option(
    "--conference", "conference_id", type=int, required=True, help="Id of the conference."
)
_POINT = click.option("--point", "point_id", type=int, help="Id of one point; all without it.")


@click.group()
def passes() -> None:
    """Passes of delegates."""


@passes.command("list")
@_CONFERENCE
@_POINT
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_passes(conference_id: int, point_id: int | None, as_json: bool) -> None:
    """Every valid pass: delegate id, name, unit code of the point, point id, digits."""
    _require(conference_id, point_id)
    with reading():
        cards = pass_queries.pass_cards(conference_id, point_id)
        commit()
    _note("list_passes", conference_id, point_id, len(cards))
    lines = _as_json(cards) if as_json else map(_as_text, cards)
    for line in lines:
        click.echo(line)


@passes.command("print")
@_CONFERENCE
@_POINT
@click.option("--layout", type=click.Choice(LAYOUTS), default="cards", show_default=True)
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The PDF to write.",
)
def print_to_file(conference_id: int, point_id: int | None, layout: Layout, path: Path) -> None:
    """Set the passes as PDF: A4 sheets of ten cards, or A6 badges."""
    _require(conference_id, point_id)
    with reading():
        cards = pass_queries.pass_cards(conference_id, point_id)
        conference = pass_queries.conference_line(conference_id)
        commit()
    if not cards or conference is None:
        raise click.ClickException("There are no valid passes to print.")
    with click.progressbar(length=len(cards), label="Setting passes", file=sys.stderr) as bar:
        pdf = print_passes(cards, conference, layout, lambda done, _: bar.update(done - bar.pos))
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error
    _note("print_passes", conference_id, point_id, len(cards))
    click.echo(f"{len(cards)} passes in {path}")


def _require(conference_id: int, point_id: int | None) -> None:
    """Exit with one clear sentence unless both exist and belong together."""
    with reading():
        conference = pass_queries.conference_line(conference_id)
        scope = scope_of_point(point_id) if point_id is not None else None
        commit()
    if conference is None:
        raise click.ClickException(f"There is no conference {conference_id}.")
    if point_id is not None and (scope is None or scope.conference_id != conference_id):
        raise click.ClickException(f"There is no point {point_id} in conference {conference_id}.")


def _note(verb: str, conference_id: int, point_id: int | None, count: int) -> None:
    """A command that hands out names and digits is on record like a page that does."""
    subject, subject_id = ("point", point_id) if point_id else ("conference", conference_id)
    audit.record(verb, subject, subject_id, after={"passes": count})
    commit()


def _as_json(cards: Iterable[PassCard]) -> Iterable[str]:
    """One array, a pass a line."""
    rows = [
        json.dumps(
            {
                "delegate_id": card.delegate_id,
                "name": card.name,
                "unit_code": card.point_unit_code,
                "point_id": card.point_id,
                "digits": card.digits,
            },
            ensure_ascii=False,
        )
        for card in cards
    ]
    return ("[", ",\n".join(rows), "]")


def _as_text(card: PassCard) -> str:
    return "\t".join(
        (
            str(card.delegate_id),
            card.name,
            card.point_unit_code,
            str(card.point_id),
            card.digits,
        )
    )
