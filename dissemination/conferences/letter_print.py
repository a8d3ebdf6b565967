"""Account letters on paper: a page a person, set by Typst."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dissemination.accounts.link_codes import code_of
from dissemination.accounts.models import Role
from dissemination.clock import local
from dissemination.conferences.account_letters import NAMELESS, Letter
from dissemination.papers.typesetting import merge, typeset
from dissemination.text import nfc

_TEMPLATE = Path(__file__).with_name("account_letters.typ")
_AT_ONCE = 100
_TASKS = {
    Role.COORDINATOR: "Phụ trách điểm cầu: danh sách đại biểu, thẻ, thiết bị và điểm danh",
    Role.DESK: "Điểm danh đại biểu tại điểm cầu",
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on every letter. `issuer`: the unit whose system it is; `base`: its address."""

    issuer: str
    conference: str
    held_on: date
    printed_on: date
    base: str


def print_letters(
    letters: Sequence[Letter], heading: Heading, progress: Progress | None = None
) -> bytes:
    """A PDF of A4 letters in the order given; `progress` hears (letters done, letters in all).

    Raises ValueError for no letters.
    """
    if not letters:
        raise ValueError("there is no letter to print")
    with TemporaryDirectory() as folder:
        parts: list[Path] = []
        for start in range(0, len(letters), _AT_ONCE):
            some = letters[start : start + _AT_ONCE]
            parts.append(Path(folder, f"{len(parts)}.pdf"))
            parts[-1].write_bytes(typeset(_TEMPLATE, _data(some, heading)))
            if progress:
                progress(start + len(some), len(letters))
        if len(parts) == 1:
            return parts[0].read_bytes()
        merge(parts, whole := Path(folder, "whole.pdf"))
        return whole.read_bytes()


def _data(letters: Sequence[Letter], heading: Heading) -> dict[str, object]:
    return {
        "issuer": nfc(heading.issuer).upper(),
        "conference": nfc(heading.conference),
        "held_on": f"{heading.held_on:%d/%m/%Y}",
        "day": official_date(heading.printed_on),
        "base": heading.base,
        "letters": [_letter(one) for one in letters],
    }


def official_date(day: date) -> str:
    """As official papers write it: a nought before days below 10 and before January and February."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _addressee(one: Letter) -> str:
    """The comrade by name, or the task when nobody was named for it."""
    name = nfc(one.name)
    return name if name == NAMELESS[one.role] else f"Đồng chí {name}"


def _letter(one: Letter) -> dict[str, str]:
    return {
        "addressee": _addressee(one),
        "task": _TASKS[one.role],
        "point": nfc(one.point),
        "sign_in": one.sign_in,
        "link": one.link,
        "code": code_of(one.link).svg,
        "until": f"{local(one.expires_at):%d/%m/%Y}",
    }
