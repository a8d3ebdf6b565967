"""What reading a roster gives: people, lines refused with their reason, lines that are no people."""

import enum
from dataclasses import dataclass, field


class LineRefusal(enum.StrEnum):
    """Why a line is not imported; `RefusedLine.details` says what about it."""

    NAME_MISSING = "name_missing"
    NOT_A_NAME = "not_a_name"
    ODD_CHARACTERS = "odd_characters"
    UNCLEAR = "unclear"
    TOO_LONG = "too_long"
    CELL_ERROR = "cell_error"
    BAD_CITIZEN_ID = "bad_citizen_id"
    ENCODING_UNSURE = "encoding_unsure"
    REPEATED = "repeated"
    POINT_MISSING = "point_missing"
    UNKNOWN_POINT = "unknown_point"
    OTHER_POINT = "other_point"
    AT_TWO_POINTS = "at_two_points"
    AT_OTHER_POINT = "at_other_point"
    WITHDRAWN = "withdrawn"


class LineKind(enum.StrEnum):
    """Lines of a sheet that hold no person and are left out without complaint."""

    HEADER = "header"
    SECTION = "section"
    TOTAL = "total"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A person as the file has him. `citizen_id` is 9 or 12 digits or empty, never stored."""

    sheet: str
    line: int
    name: str
    position: str = ""
    unit: str = ""
    point_text: str = ""
    section: str = ""
    seat: str = ""
    category: str = ""
    note: str = ""
    citizen_id: str = field(default="", repr=False)
    cells: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not imported, with its cells as they came, citizen numbers masked."""

    sheet: str
    line: int
    reason: LineRefusal
    details: dict[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedLine:
    """A heading, a total or a signature: shown, so that a person can object."""

    sheet: str
    line: int
    kind: LineKind
    text: str


@dataclass(slots=True)
class SheetLines:
    """Everything one sheet held."""

    people: list[RosterLine] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    skipped: list[SkippedLine] = field(default_factory=list)
