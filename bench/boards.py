"""Every board: time and statements at the province's size and at a larger one, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.world import World
from tools.postgres import Server

PROVINCE: Final = (267, 10_300)  # points, delegates
LARGER: Final = (12_000, 24_000)
COUNTRY: Final = (31_000, 1_900_000)
_BARS: Final = (100, 300)  # milliseconds at the province's size, and at any other
_MONTHS: Final = (60, 4)
_PAGES: Final = {
    "/": "the front page",
    "/conferences/1/board": "board of the conference",
    "/conferences/1/board?tab=district": "the same by district",
    "/conferences/1/board?tab=unit": "the same by unit",
    "/conferences/1/board?tab=point": "the same by point",
    "/conferences/1/board/projector": "projector view",
    "/boards/{directive}": "units × duties",
    "/boards/{directive}?on=2023-12-20": "the same on a past day",
    "/boards/{directive}?sort=-attended": "the same by attendance",
    "/boards/{directive}?sort=period-{period}": "the same by a period",
    "/boards/{directive}?state=missing": "the same, reports missing",
    "/boards/{directive}/trend": "trend of 12 periods",
    "/boards/{directive}/ranking": "ranking over 12 periods",
    "/directives/{directive}/targets/3/thread": "a target's thread",
    "/directives/{directive}/targets/3/thread?on=2024-03-20": "the same on a past day",
    "/directives/{directive}/groups/3/thread": "a solution group's thread",
    "/units/2/thread/{directive}": "a unit's thread",
    "/directives/{directive}/attainment": "attainment of all targets",
    "/directives/{directive}/targets/3/attainment": "attainment of a target",
    "/directives/{directive}/targets/3/attainment?units=is": "the same by today's units",
    "/briefings/{directive}": "cascade map",
    "/briefings/{directive}?date=2023-12-20": "the same on a past day",
    "/briefings/{directive}?state=silent": "the silent units",
    "/briefings/{directive}/list": "cascade map on paper",
    "/public/{directive}": "public page",
    "/public/{directive}/units": "public page by unit",
    "/public/{directive}/plans": "public plans",
    "/public/{directive}/comments/new": "a citizen's comment",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One board at both sizes: what `page_times` says of it."""

    what: str
    few: dict[str, float]
    many: dict[str, float]

    @property
    def growth(self) -> float:
        return self.many["median"] / self.few["median"]

    @property
    def holds(self) -> bool:
        seen = (self.few["median"], self.many["median"])
        return all(one <= bar for one, bar in zip(seen, _BARS, strict=True))


def print_boards(folder: Path, server: Server, *, large: bool) -> None:
    """On each database, with everybody present, plans, and reports month by month."""
    size = COUNTRY if large else LARGER
    print(f"\nBars: {_BARS[0]} ms at 267 points, {_BARS[1]} ms at {size[0]:,}")
    print(
        f"\n| board | {PROVINCE[0]:,} points, {PROVINCE[1]:,} delegates, {_MONTHS[0]} months: ms "
        f"| statements | {size[0]:,} points, {size[1]:,} delegates, {_MONTHS[1]} months: ms "
        "| statements | × | KiB | |\n|---|---:|---:|---:|---:|---:|---:|---|"
    )
    for name, few, many in _worlds(folder, server):
        for one in _seen(few, many, size):
            print(
                f"| {one.what}, {name} | {one.few['median']:.0f} "
                f"| {one.few['statements']} | {one.many['median']:.0f} "
                f"| {one.many['statements']} | {one.growth:.1f} "
                f"| {one.many['bytes'] / 1024:.0f} | {'holds' if one.holds else 'MISSED'} |",
                flush=True,
            )


def _worlds(folder: Path, server: Server) -> Iterator[tuple[str, World, World]]:
    """New ones, so that what the others measure stays as it was."""
    for kind in ("SQLite", "PostgreSQL"):
        places = [folder / f"{kind}-{size}" for size in ("few", "many")]
        few, many = (
            World(
                place,
                f"sqlite:///{place / 'dissemination.db'}"
                if kind == "SQLite"
                else server.create(place.name.lower().replace("-", "_")),
            )
            for place in places
        )
        yield kind, few, many


def _seen(few: World, many: World, size: tuple[int, int]) -> Iterator[Seen]:
    small = _times(few, PROVINCE, _MONTHS[0])
    large = _times(many, size, _MONTHS[1])
    return (Seen(what, small[path], large[path]) for path, what in _PAGES.items())


def _times(world: World, size: tuple[int, int], months: int) -> dict[str, dict[str, float]]:
    world.load(*size)
    world.python("everybody_came")
    made = world.python("monthly_duties", str(months))
    paths = {path: path.format(**made) for path in _PAGES}
    seen = world.python("page_times", *paths.values())
    return {path: seen[asked] for path, asked in paths.items()}
