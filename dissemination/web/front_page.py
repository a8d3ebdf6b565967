"""What features add to the front page, beneath the reader's duties: each a template and its figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page; its template finds the rest as `section.shown`."""

    template: str
    shown: Any


# What the person of this request sees of it; None: nothing.
Finder = Callable[[], Section | None]

_finders: dict[str, Finder] = {}


def add_section(name: str, find: Finder) -> None:
    """A feature adds what it shows; a name adds once."""
    _finders.setdefault(name, find)


def sections() -> list[Section]:
    """Those with something for the reader, in the order in which features came."""
    found = (find() for find in _finders.values())
    return [section for section in found if section is not None]
