"""How text is made to fit its box on a pass: it shrinks, it wraps, and at the last it is cut off.

Measured here and not in Typst, which needs ten times as long and 3.8 GB to measure 10,300 passes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from PIL import ImageFont

from dissemination.papers.typesetting import font_directory

Weight = Literal["Regular", "Medium", "SemiBold", "Bold"]

_MM_TO_PT: Final = 72 / 25.4
# Widths are measured once, large; a little room is kept for rounding and kerning across words.
_MEASURED_AT: Final = 100
_ROOM: Final = 0.98


@dataclass(frozen=True, slots=True)
class Box:
    """Room for one text: a width in mm, and what to try in turn, each (points, lines)."""

    width: float
    tries: tuple[tuple[float, int], ...]
    weight: Weight = "Regular"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it will stand: its size in points and its lines, none wider than the box."""

    size: float
    lines: tuple[str, ...]


@lru_cache(maxsize=4096)
def fit(text: str, box: Box) -> Fitted:
    """The first try of `box` that holds the whole text; else the last, ended by an ellipsis."""
    for size, most_lines in box.tries:
        lines = tuple(_wrapped(text, box.weight, _room(box, size)))
        if len(lines) <= most_lines:
            return Fitted(size, lines)
    return Fitted(size, _cut(lines[:most_lines], box.weight, _room(box, size)))


def _room(box: Box, size: float) -> float:
    """The width of the box in units of the measuring size."""
    return box.width * _MM_TO_PT * _ROOM * _MEASURED_AT / size


def _wrapped(text: str, weight: Weight, room: float) -> Iterator[str]:
    space = _width(" ", weight)
    line, used = "", 0.0
    for word in _pieces(text, weight, room):
        width = _width(word, weight)
        if line and used + space + width > room:
            yield line
            line, used = word, width
        else:
            line, used = (f"{line} {word}", used + space + width) if line else (word, width)
    if line:
        yield line


def _pieces(text: str, weight: Weight, room: float) -> Iterator[str]:
    """The words of a text, those too long for any line broken into pieces that fit."""
    for word in text.split(" "):
        rest = word
        while _width(rest, weight) > room and len(rest) > 1:
            size = _longest_beginning(rest, weight, room)
            yield rest[:size]
            rest = rest[size:]
        yield rest


def _cut(lines: tuple[str, ...], weight: Weight, room: float) -> tuple[str, ...]:
    last = lines[-1][: _longest_beginning(lines[-1] + "…", weight, room - _width("…", weight))]
    return (*lines[:-1], last.rstrip(" ,;-") + "…")


def _longest_beginning(text: str, weight: Weight, room: float) -> int:
    """How many leading characters fit, at least one."""
    size = len(text)
    while size > 1 and _width(text[:size], weight) > room:
        size -= 1
    return size


@lru_cache(maxsize=20_000)
def _width(text: str, weight: Weight) -> float:
    return _font(weight).getlength(text)


@lru_cache(maxsize=4)
def _font(weight: Weight) -> ImageFont.FreeTypeFont:
    path = f"{font_directory()}/BeVietnamPro-{weight}.ttf"
    return ImageFont.truetype(path, _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
