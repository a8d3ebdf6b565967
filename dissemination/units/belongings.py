"""What other features keep about a unit, for its page: they add finders, units know no feature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Belonging:
    """One thing of a unit: its name, the address of its page ("" for none), more about it."""

    title: str
    href: str = ""
    detail: str = ""


# The things of one unit that the person of this request may see.
Finder = Callable[[int], Sequence[Belonging]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things of one sort; `heading` is called late, so that it speaks the reader's language."""

    heading: Callable[[], str]
    find: Finder


_shelves: dict[str, Shelf] = {}


def add_finder(name: str, heading: Callable[[], str], find: Finder) -> None:
    """Show more on the unit page, under a heading; a name adds once."""
    _shelves.setdefault(name, Shelf(heading, find))


def belongings(unit_id: int) -> list[tuple[str, Sequence[Belonging]]]:
    """Headings and what stands under them, those with something only."""
    found = ((shelf.heading(), shelf.find(unit_id)) for shelf in _shelves.values())
    return [(heading, things) for heading, things in found if things]
