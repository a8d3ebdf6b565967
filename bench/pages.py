"""What people wait for: import, passes, search, the board, the export, and memory."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.world import World, memory, served


@dataclass(frozen=True, slots=True)
class Wait:
    """One line of the table: what, how long or how much, and the bar it is held against."""

    what: str
    value: float
    unit: str
    bar: float

    @property
    def holds(self) -> bool:
        return self.value <= self.bar


def waits(name: str, world: World, folder: Path) -> Iterator[Wait]:
    """On the sample after a morning's scans."""
    yield Wait(f"10.300 passes as PDF, {name}", _seconds(lambda: _passes(world, folder)), "s", 20)
    book = folder / "roster.xlsx"
    second = world.python("second_conference", str(book))
    importing = _seconds(
        lambda: world.flask("delegates", "import", "--conference", str(second), str(book))
    )
    yield Wait(f"import 10.300 rows of Excel, {name}", importing, "s", 5)
    seen = world.python(
        "page_times",
        board := "/conferences/1/board",
        projector := "/conferences/1/board/projector",
        search := "/conferences/1/delegates?q=nguyen+van",
        export := "/conferences/1/board.xlsx",
    )
    yield Wait(f"the board, 267 points, {name}", seen[board]["median"], "ms", 100)
    yield Wait(f"the projector view, {name}", seen[projector]["median"], "ms", 100)
    yield Wait(f"page of people named 'nguyen van', {name}", seen[search]["median"], "ms", 100)
    yield Wait(f"export 10.300 with attendance, {name}", seen[export]["median"] / 1000, "s", 3)
    found = world.python("search_times", "nguyen van")
    yield Wait(f"search 'nguyen van' in 10.300, {name}", found["median"], "ms", 20)
    with served(world) as server:
        world.python("page_times", board)
        yield Wait(f"memory of the whole system, {name}", memory(server.pid) / 2**20, "MiB", 350)


def _passes(world: World, folder: Path) -> None:
    world.flask("passes", "print", "--conference", "1", "-o", str(folder / "passes.pdf"))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# What boards are measured on, and their bar in milliseconds.
_FOLLOWED = {
    "/": "the front page",
    "/directives/1/targets/3/thread": "a target's thread",
    "/directives/1/targets/3/thread?on=2024-03-20": "the same for a past day",
    "/directives/1/groups/3/thread": "a solution group's thread",
    "/units/2/thread/1": "one unit's thread",
    "/directives/1/attainment": "attainment of all targets",
    "/directives/1/targets/3/attainment": "attainment of one target",
    "/directives/1/targets/3/attainment?units=is": "the same by today's units",
    "/briefings/1": "the cascade map",
    "/briefings/1/list": "the cascade map on paper",
    "/briefings/1?state=silent": "the silent units",
    "/briefings/1?date=2023-12-20": "the cascade map of a past day",
    "/public/1": "the public page",
    "/public/1/units": "the public page, unit by unit",
    "/public/1/plans": "the public plans",
    "/public/1/plans/1": "one public plan",
    "/public/1/comments/new": "a citizen's comment",
}
_BOARD_BAR = 100
_LARGE_BOARD_BAR = 300


@dataclass(frozen=True, slots=True)
class Growth:
    """One board at the province's size and at a larger one: milliseconds, statements, bytes."""

    what: str
    small: dict[str, float]
    large: dict[str, float]

    @property
    def times(self) -> float:
        return self.large["median"] / self.small["median"]

    @property
    def holds(self) -> bool:
        return self.small["median"] <= _BOARD_BAR and self.large["median"] <= _LARGE_BOARD_BAR


def growths(small: World, large: World, *, units: int = 12_000) -> Iterator[Growth]:
    """Boards of 267 units with 60 monthly periods, and of so many units with two."""
    small.python("months_of_reports", "60")
    large.python("many_units", str(units))
    large.python("months_of_reports", "2")
    for world in (small, large):
        world.python("publish")
    few, many = (world.python("page_times", *_FOLLOWED) for world in (small, large))
    for path, what in _FOLLOWED.items():
        yield Growth(what, few[path], many[path])
