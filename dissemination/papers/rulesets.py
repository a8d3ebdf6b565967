"""The measures of official papers, one version a file; a paper keeps to the one it names."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).with_name("rulesets")

PARTY: Final = "party-2018"
STATE: Final = "state-2020"


@dataclass(frozen=True, slots=True)
class Page:
    """Millimetres."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def inside(self) -> float:
        """What the margins leave of the width."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True)
class Body:
    """Running text: type, the least line and the space after a paragraph in points, indent in mm."""

    size: float
    line: float
    after: float
    first_line: float


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on top. Lengths in millimetres; a rule of 0 is none."""

    left: float
    motto: tuple[str, ...]
    rule: float
    issuer_mark: str
    issuer_rule: float
    number: str
    issued: str
    place_and_date: str
    title_mark: str


@dataclass(frozen=True, slots=True)
class End:
    """Beneath the text: how Nơi nhận is written, what parts its lines, whether the post is bold."""

    recipients: str
    separator: str
    post_bold: bool


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One version of a form. `size` holds points by what is set in them."""

    name: str
    source: str
    valid_from: date
    font: str
    page: Page
    body: Body
    heading: Heading
    closing: End
    size: Mapping[str, float]


@cache
def ruleset(key: str) -> Ruleset:
    """A ruleset by its file's name. Raises FileNotFoundError for none of ours."""
    told = tomllib.loads((_FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    heading = told.pop("heading")
    return Ruleset(
        page=Page(**told.pop("page")),
        body=Body(**told.pop("body")),
        closing=End(**told.pop("closing")),
        heading=Heading(**{**heading, "motto": tuple(heading["motto"])}),
        **told,
    )
