"""The boards of a directive: time and statements, at the province's size and at larger ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.world import World

_DAY = "2025-12-20"
PAGES = {
    "units × duties": "/boards/{}",
    "units × duties, a past day": f"/boards/{{}}?on={_DAY}",
    "units × duties, sorted": "/boards/{}?sort=-attended",
    "trend, last 12 periods": "/boards/{}/trend",
    "ranking, last 12 periods": "/boards/{}/ranking",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One board of one world: milliseconds in the median, statements, and the bar in milliseconds."""

    what: str
    milliseconds: float
    statements: int
    bar: float


def readings(name: str, world: World, months: int, bar: float) -> Iterator[Reading]:
    """After every unit was given a plan and a report a month."""
    filled = world.python("five_years", str(months))
    where = f"{filled['units']:,} units × {months} months, {name}"
    pages = {what: path.format(filled["directive"]) for what, path in PAGES.items()}
    seen = world.python("page_times", *pages.values())
    for what, path in pages.items():
        found = seen[path]
        yield Reading(f"{what}: {where}", found["median"], int(found["statements"]), bar)


def print_readings(readings: list[Reading], small: int) -> None:
    """Each board beside its bar; from the second world on, beside the same board of the first."""
    print("\n| board | ms | × the province's | statements | bar | |\n|---|---:|---:|---:|---:|---|")
    for number, one in enumerate(readings):
        ratio = one.milliseconds / readings[number % small].milliseconds
        verdict = "holds" if one.milliseconds <= one.bar else "MISSED"
        print(
            f"| {one.what} | {one.milliseconds:.0f} | {ratio:.1f} | {one.statements} "
            f"| {one.bar:g} | {verdict} |",
            flush=True,
        )
