"""One board, put together for a page: totals, the list that was asked for, the silent, arrivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dissemination.coverage import board_queries, names
from dissemination.coverage.arrivals import Arrivals, arrivals
from dissemination.coverage.asking import Asked
from dissemination.coverage.board import Counted, Figures, PointState, Row, States, arranged, total
from dissemination.coverage.board_queries import Part
from dissemination.coverage.doors import Doors, doors
from dissemination.web.paging import PER_PAGE, Page

SILENT_SHOWN: Final = 12
_FEW: Final = 50
# Beyond this many arrivals the chart takes longer than all else, and comes by itself.
DRAWN_AT_ONCE: Final = 50_000


@dataclass(frozen=True)
class Board:
    """`figures` and `states`: the whole part; `page`, `listed`: the list and its totals."""

    tab: str
    figures: Figures
    states: States
    substitutes: int
    conflicts: int
    doors: Doors
    page: Page[Row]
    listed: Figures
    listed_states: States
    silent: list[Row]
    last_scans: dict[int, datetime]
    unit_id: int | None
    way: list[tuple[int, str]]
    districts: list[tuple[int, str]]
    parents: frozenset[int]
    arrivals: Arrivals | None
    has_moved: bool = False


def board(part: Part, asked: Asked) -> Board:
    """All of it in a dozen statements."""
    figures, states = board_queries.totals(part)
    tab = asked.tab or _first_tab(part, states)
    unit_id = asked.unit_id
    if tab == "unit" and not unit_id:
        unit_id = board_queries.only_root(part.held_on)
    rows, page, listed, listed_states = _listed(part, asked, tab, unit_id, (figures, states))
    silent = _silent(part, asked)
    shown_at_once = figures.attended <= DRAWN_AT_ONCE
    return Board(
        tab=tab,
        figures=figures,
        states=states,
        substitutes=board_queries.substitutes(part),
        conflicts=names.conflicts(part),
        doors=doors(part),
        page=page,
        listed=listed,
        listed_states=listed_states,
        silent=silent,
        last_scans=board_queries.last_scans([row.key for row in silent]),
        unit_id=unit_id,
        way=board_queries.way_to(unit_id, part.held_on) if unit_id else [],
        districts=board_queries.districts(part.held_on) if tab == "point" else [],
        parents=_parents(part, tab, page),
        arrivals=arrivals(part) if shown_at_once else None,
        has_moved=bool(asked.shown) and [row.key for row in rows] != list(asked.shown),
    )


def _first_tab(part: Part, states: States) -> str:
    """A few points are listed at once; else districts, where there are any."""
    many = states.points > _FEW
    return "district" if many and board_queries.has_districts(part.held_on) else "point"


def _listed(
    part: Part, asked: Asked, tab: str, unit_id: int | None, whole: Counted
) -> tuple[list[Row], Page[Row], Figures, States]:
    """The rows in their order now, the page to show, and the totals of the whole list.

    A reader who has lines before him gets those, where they stood.
    """
    if tab == "point":
        return _listed_points(part.narrowed(unit_id), asked)
    if tab == "district":
        groups = board_queries.by_district(part, whole)
    else:
        groups = board_queries.by_unit(part, unit_id)
    found = [row for row in arranged(groups, asked.sort, asked.text) if _has(row, asked.state)]
    page = cut(found, asked.page)
    rows = list(page.rows)
    if asked.shown:
        by_key = {row.key: row for row in groups}
        kept = [by_key[key] for key in asked.shown if key in by_key]
        page = Page(kept, page.page, page.total)
    states = sum((row.states for row in found), States())
    return rows, page, total(row.figures for row in found), states


def _listed_points(part: Part, asked: Asked) -> tuple[list[Row], Page[Row], Figures, States]:
    listed, states = board_queries.totals(part, asked.points)
    number = max(1, min(asked.page, -(-states.points // PER_PAGE)))
    rows = board_queries.points(
        part, asked.points, asked.sort, limit=PER_PAGE, offset=(number - 1) * PER_PAGE
    )
    shown = board_queries.points_by_id(part, asked.shown) if asked.shown else rows
    return rows, Page(shown, number, states.points), listed, states


def _silent(part: Part, asked: Asked) -> list[Row]:
    """The silent points; those a reader has before him stay, whatever has become of them."""
    if asked.silent:
        return board_queries.points_by_id(part, asked.silent)
    return board_queries.silent_points(part, SILENT_SHOWN)


def _parents(part: Part, tab: str, page: Page[Row]) -> frozenset[int]:
    if tab != "unit":
        return frozenset()
    return frozenset(board_queries.parents_among([row.key for row in page.rows], part.held_on))


def _has(row: Row, state: PointState | None) -> bool:
    return state is None or getattr(row.states, state.value) > 0


def cut(rows: Sequence[Any], number: int) -> Page[Any]:
    """One page of rows that are all here."""
    number = max(1, min(number, -(-len(rows) // PER_PAGE)))
    start = (number - 1) * PER_PAGE
    return Page(rows[start : start + PER_PAGE], number, len(rows))
