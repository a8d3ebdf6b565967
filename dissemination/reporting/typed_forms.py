"""What a person typed on the report form: read as it stands, refused whole when a cell is no number."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from dissemination.reporting.refusals import Refusal
from dissemination.reporting.services import Content, Told
from dissemination.text import nfc

_LARGEST: Final = Decimal(10) ** 11
_LONGEST_TEXT: Final = 20_000


def number(text: str, mark: str = ",") -> Decimal | None | Refusal:
    """ "1.234,5", "1.234", "98,2" and "98.2" are numbers; nothing is None, which is not zero.

    `mark` is the reader's decimal mark; the other one groups thousands where it stands before
    exactly three digits.
    """
    tidy = re.sub(r"\s", "", text)
    if not tidy:
        return None
    other = "." if mark == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+(\{mark}\d+)?", tidy):
        tidy = tidy.replace(other, "")
    try:
        found = Decimal(tidy.replace(",", "."))
    except InvalidOperation:
        return Refusal.NOT_A_NUMBER
    return found if found.is_finite() and 0 <= found < _LARGEST else Refusal.NOT_A_NUMBER


def content(form: Mapping[str, str], mark: str = ",") -> Content | Refusal:
    """Cells are named n-, d-, c- and the target's id; answers a- and the item's."""
    figures = {}
    for target_id in _ids(form, "n-"):
        above = number(form[f"n-{target_id}"], mark)
        below = number(form.get(f"d-{target_id}", ""), mark)
        if isinstance(above, Refusal) or isinstance(below, Refusal):
            return Refusal.NOT_A_NUMBER
        figures[target_id] = Told(above, below, _lines(form.get(f"c-{target_id}", "")))
    return Content(
        figures,
        {item_id: _lines(form[f"a-{item_id}"]) for item_id in _ids(form, "a-")},
        _lines(form.get("difficulties", "")),
        _lines(form.get("proposals", "")),
    )


def _ids(form: Mapping[str, str], prefix: str) -> list[int]:
    ends = [name.removeprefix(prefix) for name in form if name.startswith(prefix)]
    return [int(end) for end in ends if end.isdecimal() and len(end) < 10]


def _lines(text: str) -> str:
    return "\n".join(nfc(line) for line in text[:_LONGEST_TEXT].splitlines()).strip()
