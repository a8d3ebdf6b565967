"""What higher features keep about a thing of a lower one, for its page: they add finders to it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Belonging:
    """One thing: its name, the address of its page ("" for none), more about it."""

    title: str
    href: str = ""
    detail: str = ""


# The things that belong to the one with this id and that the person of this request may see.
Finder = Callable[[int], Sequence[Belonging]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things of one sort; `heading` is called late, so that it speaks the reader's language."""

    heading: Callable[[], str]
    find: Finder


_shelves: dict[str, dict[str, Shelf]] = defaultdict(dict)


def add_finder(subject: str, name: str, heading: Callable[[], str], find: Finder) -> None:
    """Show more on the page of a subject ("unit", "directive"), under a heading; a name adds once."""
    _shelves[subject].setdefault(name, Shelf(heading, find))


def belongings(subject: str, subject_id: int) -> list[tuple[str, Sequence[Belonging]]]:
    """Headings and what stands under them, those with something only."""
    shelves = _shelves[subject].values()
    found = ((shelf.heading(), shelf.find(subject_id)) for shelf in shelves)
    return [(heading, things) for heading, things in found if things]
