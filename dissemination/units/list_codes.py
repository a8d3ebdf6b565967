"""Codes that lost their leading zeros in a spreadsheet, and what they were. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from dissemination.units.levels import CODE_WIDTHS
from dissemination.units.lists import Line
from dissemination.units.models import UnitLevel


def repaired(
    lines: Sequence[Line], known: Collection[str]
) -> tuple[list[Line], dict[int, tuple[str, str]]]:
    """The lines with whole codes, and by line number what a code was and what it became.

    A code is completed when a known unit has it so, or when all codes of its level are digits as
    wide as official codes are once their zeros are back.
    """
    widths = _official_widths(lines)
    bare = _without_zeros(known)
    whole: dict[str, str] = {}
    for line in lines:
        code = line.code
        if code not in known and code.isdecimal():
            whole[code] = bare.get(code) or code.zfill(widths.get(line.level, 0))
    changes = {
        line.line: (line.code, whole[line.code])
        for line in lines
        if whole.get(line.code, line.code) != line.code
    }
    complete = {old: new for old, new in changes.values()}
    parents = {**_without_zeros(known), **_without_zeros(complete.values())}
    given = {complete.get(line.code, line.code) for line in lines} | set(known)
    mended = [_mended(line, complete, parents, given) for line in lines]
    return mended, changes


def _mended(line: Line, complete: dict[str, str], parents: dict[str, str], given: set[str]) -> Line:
    parent = line.parent
    if parent and parent not in given:
        parent = parents.get(parent, parent)
    return replace(line, code=complete.get(line.code, line.code), parent=parent)


def _without_zeros(codes: Iterable[str]) -> dict[str, str]:
    """Codes with leading zeros by what a spreadsheet leaves of them, where only one can be meant."""
    meant: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        if code.isdecimal() and code.startswith("0"):
            meant[code.lstrip("0")].add(code)
    return {bare: next(iter(codes)) for bare, codes in meant.items() if len(codes) == 1}


def _official_widths(lines: Iterable[Line]) -> dict[UnitLevel | None, int]:
    """Levels whose codes look like official ones that may have lost zeros: level → width."""
    by_level: dict[UnitLevel | None, list[str]] = defaultdict(list)
    for line in lines:
        by_level[line.level].append(line.code)
    return {
        level: width
        for level, width in CODE_WIDTHS.items()
        if (codes := by_level[level]) and _are_official(codes, width)
    }


def _are_official(codes: Collection[str], width: int) -> bool:
    longest = max(map(len, codes))
    return all(code.isdecimal() for code in codes) and width - 1 <= longest <= width
