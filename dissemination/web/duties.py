"""What waits for the reader, whichever feature it comes from: for the front page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

# Kinds of `templates/components/states.html`, what presses most first.
URGENCY: Final = ("late", "risk", "none", "waiting")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: how it stands, what it is, where it is done, and more about it."""

    kind: str
    word: str
    title: str
    href: str
    detail: str = ""


# What waits for the person of this request.
Finder = Callable[[], Sequence[Duty]]

_finders: dict[str, Finder] = {}


def add_finder(name: str, find: Finder) -> None:
    """A feature adds what it knows of; a name adds once."""
    _finders.setdefault(name, find)


def duties() -> list[Duty]:
    """What waits for the reader, what presses most first."""
    found = [duty for find in _finders.values() for duty in find()]
    return sorted(found, key=lambda duty: URGENCY.index(duty.kind))
