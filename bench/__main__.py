"""`make bench`: every figure of one run, side by side. Nothing here passes or fails a test.

python -m bench             the reference case: 267 points, 10,300 delegates
python -m bench --large     also 31,000 points and 1,900,000 delegates: takes long
python -m bench --kill 100  kill the server in mid-load as often, and count what is missing
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.boards import COUNTRY, PROVINCE, print_boards
from bench.driver import Run
from bench.kills import killed
from bench.pages import Wait, waits
from bench.scanner import scanner_waits
from bench.scans import BATCH, CONNECTIONS, Figure, empty_views, scan_figures
from bench.world import World
from tools.postgres import Server, private_server
from tools.provide import CannotProvide


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--large", action="store_true", help="also the country's size")
    asked.add_argument("--kill", type=int, default=0, metavar="N", help="kill the server N times")
    wanted = asked.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder, private_server(durable=True) as server:
        bench(Path(folder), server, wanted)


def bench(folder: Path, server: Server, wanted: argparse.Namespace) -> None:
    worlds = {
        "SQLite": World(folder / "a", f"sqlite:///{folder / 'a' / 'dissemination.db'}"),
        "PostgreSQL": World(folder / "b", server.create("bench")),
    }
    for name, world in worlds.items():
        print(f"The sample loads in {world.load(*PROVINCE):.1f} s on {name}")
    if wanted.kill:
        for name, world in worlds.items():
            print(f"{name}: {killed(world, wanted.kill)}")
        return
    empty = empty_views()
    print_scans(empty, (figure for name in worlds for figure in scan_figures(name, worlds[name])))
    for name, world in worlds.items():
        print(f"\nTallies equal a recount on {name}: {world.python('agrees')}")
    print_waits(wait for name in worlds for wait in waits(name, worlds[name], folder))
    print_waits(scanner_waits(worlds["SQLite"], folder))
    print_boards(folder, server, large=wanted.large)
    if wanted.large:
        compare_sizes(folder, worlds["SQLite"])


def print_scans(empty: dict[int, Run], figures: Iterator[Figure]) -> None:
    print("\n| what | connections | scans/s | × empty view | p50 ms | p95 ms | p99 ms | failed |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for connections in CONNECTIONS:
        run = empty[connections]
        print(f"| the empty view (requests/s) | {connections} | {run.rate:,.0f} | 1 {_tail(run)}")
    for figure in figures:
        ratio = figure.scans / empty[figure.connections].rate
        print(
            f"| {figure.what} | {figure.connections} | {figure.scans:,.0f} | {ratio:.2f} "
            f"{_tail(figure.run)}",
            flush=True,
        )
    print(
        f"\nBars at 32 connections: one a request ≥ 0.25 and p99 ≤ 50 ms; {BATCH} a request ≥ 1.3."
    )


def _tail(run: Run) -> str:
    return f"| {run.p50:.1f} | {run.p95:.1f} | {run.p99:.1f} | {run.failed} |"


def print_waits(figures: Iterator[Wait]) -> None:
    print("\n| what | measured | bar | |\n|---|---:|---:|---|")
    for wait in figures:
        verdict = "holds" if wait.holds else "MISSED"
        print(
            f"| {wait.what} | {wait.value:.1f} {wait.unit} | {wait.bar:g} | {verdict} |", flush=True
        )


def compare_sizes(folder: Path, small: World) -> None:
    """A check-in at the country's size beside the province's."""
    large = World(folder / "c", f"sqlite:///{folder / 'c' / 'dissemination.db'}")
    print(f"\n1,900,000 delegates load in {large.load(*COUNTRY):.0f} s")
    small.python("forget")
    few, many = (world.python("one_by_one", "3000")["median"] for world in (small, large))
    print(f"A check-in: {few:.0f} µs at 10,300, {many:.0f} µs at 1,900,000: {many / few:.2f}×")


@contextmanager
def sentence() -> Iterator[None]:
    """End with the sentence where the machine lacks something."""
    try:
        yield
    except CannotProvide as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    with sentence():
        main()
