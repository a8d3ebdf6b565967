"""What a point still lacks before the day. Pure."""

import enum
from dataclasses import dataclass


class Gap(enum.StrEnum):
    """One thing a point lacks; `words.py` says what to do about it."""

    NO_CONTACT = "no_contact"
    NO_ROSTER = "no_roster"
    NO_CAPACITY = "no_capacity"
    HALL_TOO_SMALL = "hall_too_small"
    NO_SCANNER = "no_scanner"


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What readiness is judged by."""

    has_contact: bool
    capacity: int | None
    expected: int
    scanners: int


def gaps(facts: PointFacts) -> list[Gap]:
    """What is missing, the most urgent first; an empty list: ready.

    A paired scanner is no must: the desk page of a signed-in person does as well.
    """
    found = {
        Gap.NO_ROSTER: facts.expected == 0,
        Gap.NO_CONTACT: not facts.has_contact,
        Gap.NO_CAPACITY: facts.capacity is None,
        Gap.HALL_TOO_SMALL: facts.capacity is not None and facts.capacity < facts.expected,
        Gap.NO_SCANNER: facts.scanners == 0,
    }
    return [gap for gap, applies in found.items() if applies]
