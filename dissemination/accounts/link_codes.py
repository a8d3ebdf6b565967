"""A link as a QR code: one SVG path, for the page that shows it and for letters."""

import re
from dataclasses import dataclass
from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# Trying all eight masks takes 30 ms, one takes 4; links are random enough for any of them.
_MASK = 0
_DARK_RUN = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True)
class Code:
    """`path` draws the dark modules in a box of side × side, without the quiet zone."""

    side: int
    path: str

    @property
    def svg(self) -> str:
        """As a picture of its own."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}">'
            f'<path d="{self.path}"/></svg>'
        )


def code_of(text: str) -> Code:
    """The smallest QR code that holds the text; up to 15% of it may be worn."""
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text)
    code.make(fit=True)
    rows = [bytes(map(bool, row)) for row in code.get_matrix()]
    path = "".join(
        f"M{run.start()} {number}h{len(run[0])}v1h-{len(run[0])}z"
        for number, row in enumerate(rows)
        for run in _DARK_RUN.finditer(row)
    )
    return Code(len(rows), path)
