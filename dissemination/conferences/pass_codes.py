"""The QR code of a pass: version 1, correction H, digits only, as modules and as an outline."""

import re
from functools import lru_cache
from typing import Any, Final, TypeAlias

from qrcode.constants import ERROR_CORRECT_H
from qrcode.main import QRCode
from qrcode.util import QRData

from dissemination.conferences.passes import LENGTH

SIDE: Final = 21
QUIET: Final = 4

# The library tries all eight masks and needs 17 s for 10,300 codes; one mask needs 1.5 s. Masks
# break up the patterns of regular data, but here all 72 data bits are random digits and none is
# padding: on 400 codes rendered small, turned, blurred and noisy (2,000 pictures), zxing missed 188 of
# mask 0 and 188 of the masks the standard's penalties prefer.
_MASK: Final = 0
_DARK_RUN: Final = re.compile(b"\x01+")

Matrix: TypeAlias = tuple[tuple[bool, ...], ...]


def matrix(digits: str) -> Matrix:
    """The 21 rows of 21 modules, dark is True, without the quiet zone of 4 modules around.

    Raises ValueError unless `digits` are 16 ASCII digits, all that version 1 is used for.
    """
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a pass code holds exactly 16 digits")
    code: QRCode[Any] = QRCode(
        version=1, error_correction=ERROR_CORRECT_H, border=0, mask_pattern=_MASK
    )
    code.add_data(QRData(digits))  # digits alone choose the numeric mode
    code.make(fit=False)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def outline(digits: str) -> str:
    """The dark modules as one SVG path in a box of 21 × 21: one path shows no seams in print."""
    rows = enumerate(matrix(digits))
    return "".join(f"M0 {row}{_across(bytes(modules))}" for row, modules in rows)


def svg(digits: str, quiet: int = 0) -> str:
    """The code as an SVG image with `quiet` light modules around."""
    side = SIDE + 2 * quiet
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-quiet} {-quiet} {side} {side}">'
        f'<path d="{outline(digits)}"/></svg>'
    )


@lru_cache(maxsize=16_384)
def _across(modules: bytes) -> str:
    """The dark runs of a row as path steps from its left end; most rows are alike in many codes."""
    steps, at = [], 0
    for run in _DARK_RUN.finditer(modules):
        width = len(run[0])
        steps.append(f"m{run.start() - at} 0h{width}v1h-{width}z")
        at = run.start()
    return "".join(steps)
