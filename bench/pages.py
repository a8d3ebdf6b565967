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
