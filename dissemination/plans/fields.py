"""What the rows of a plan consist of, and how each field is read from text and told as text. Pure.

One register for the editor, spreadsheets and pasted tables, so that a value means the same in all.
"""

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dissemination.directives.models import Operator
from dissemination.plans.models import CommentPlace
from dissemination.plans.refusals import Refusal
from dissemination.text import nfc

_LARGEST: Final = Decimal(10) ** 8
_YEARS: Final = (1945, 2200)
_PLACES: Final = Decimal("0.0001")


class Sort(enum.StrEnum):
    """How a field is typed."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    YES = "yes"
    CHOICE = "choice"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row; `longest` letters; a choice is an id or the line of another row."""

    name: str
    sort: Sort
    longest: int = 0


PLAN_FIELDS: Final = (Field("title", Sort.LINE, 500), Field("goals", Sort.TEXT, 10_000))
TARGET_FIELDS: Final = (
    Field("target_id", Sort.CHOICE),
    Field("no_target_reason", Sort.LINE, 500),
    Field("title", Sort.LINE, 500),
    Field("measure", Sort.LINE, 32),
    Field("operator", Sort.OPERATOR),
    Field("baseline", Sort.NUMBER),
    Field("numerator", Sort.LINE, 500),
    Field("denominator", Sort.LINE, 500),
)
TASK_FIELDS: Final = (
    Field("content", Sort.TEXT, 5_000),
    Field("lead", Sort.LINE, 255),
    Field("lead_user_id", Sort.CHOICE),
    Field("partners", Sort.LINE, 500),
    Field("due_on", Sort.DAY),
    Field("responsible", Sort.LINE, 255),
    Field("product", Sort.LINE, 500),
    Field("authority", Sort.LINE, 500),
    Field("solution_group_id", Sort.CHOICE),
    Field("is_breakthrough", Sort.YES),
    Field("parent_line", Sort.CHOICE),
    Field("required_evidence", Sort.LINE, 500),
)
# Rõ người, rõ việc, rõ thời gian, rõ trách nhiệm, rõ sản phẩm, rõ thẩm quyền.
SIX_CLEAR: Final = ("lead", "content", "due_on", "responsible", "product", "authority")

FIELDS: Final[Mapping[CommentPlace, Mapping[str, Field]]] = {
    place: {field.name: field for field in fields}
    for place, fields in (
        (CommentPlace.PLAN, PLAN_FIELDS),
        (CommentPlace.TARGET, TARGET_FIELDS),
        (CommentPlace.TASK, TASK_FIELDS),
    )
}


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at in one year: `value`, or `low` and `high` of a range."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def read(field: Field, text: str) -> Any:  # noqa: ANN401  # what the field's column holds
    """The value a text means, or a Refusal. An empty text means nothing."""
    return _READERS[field.sort](field, text)


def tell(value: object) -> str:
    """A value as `read` takes it: days as 2024-01-31, numbers with a comma."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case date():
            return value.isoformat()
    return str(value)


def read_aim(text: str, operator: Operator) -> Aim | None | Refusal:
    """ "12,5" or, for a range, "10–15"; None for an empty text."""
    parts = re.split(r"\s*(?:[–—;]|(?<=\d)\s*-|đến)\s*", nfc(text))
    numbers = [number_typed(part) for part in parts if part]
    if any(isinstance(number, Refusal) for number in numbers) or len(numbers) > 2:
        return Refusal.NOT_A_NUMBER
    match [number for number in numbers if isinstance(number, Decimal)]:
        case []:
            return None
        case [one] if operator is Operator.RANGE:
            return Aim(low=one, high=one)
        case [one]:
            return Aim(value=one)
        case [low, high] if operator is Operator.RANGE:
            return Aim(low=low, high=high) if low <= high else Refusal.BOUNDS_CROSSED
    return Refusal.NOT_A_NUMBER


def tell_aim(aim: Aim | None) -> str:
    if aim is None:
        return ""
    return tell(aim.value) if aim.low is None else f"{tell(aim.low)}–{tell(aim.high)}"


def number_typed(text: str) -> Decimal | Refusal:
    """A number as written in Việt Nam (1.234,5) or elsewhere (1234.5)."""
    bare = text.replace(" ", "").rstrip("%")
    plain = bare.replace(".", "").replace(",", ".") if "," in bare else bare
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return Refusal.NOT_A_NUMBER
    if not number.is_finite() or abs(number) >= _LARGEST:
        return Refusal.NOT_A_NUMBER
    return number.quantize(_PLACES)


def day_typed(text: str) -> date | None:
    """31/1/2024, 31-1-2024, 31.1.2024 or 2024-01-31; "1/2024" and "tháng 1/2024" mean its last day."""
    tidy = re.sub(r"[.\-]", "/", nfc(text).casefold().removeprefix("tháng").strip())
    for form in ("%d/%m/%Y", "%Y/%m/%d"):
        try:
            return _sensible(datetime.strptime(tidy, form).date())
        except ValueError:
            continue
    month = re.fullmatch(r"(\d{1,2})/(\d{4})", tidy)
    if month and 1 <= int(month[1]) <= 12:
        return _sensible(last_day(int(month[2]), int(month[1])))
    return None


def last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _sensible(day: date) -> date | None:
    return day if _YEARS[0] <= day.year <= _YEARS[1] else None


# --- one reader a sort --------------------------------------------------------------------------


def _line(field: Field, text: str) -> str | Refusal:
    tidy = nfc(text)
    return tidy if len(tidy) <= field.longest else Refusal.TOO_LONG


def _text(field: Field, text: str) -> str | Refusal:
    tidy = "\n".join(nfc(line) for line in text.splitlines()).strip()
    return tidy if len(tidy) <= field.longest else Refusal.TOO_LONG


def _day(_field: Field, text: str) -> date | None | Refusal:
    if not text.strip():
        return None
    return day_typed(text) or Refusal.NOT_A_DAY


def _number(_field: Field, text: str) -> Decimal | None | Refusal:
    return number_typed(text) if text.strip() else None


def _yes(_field: Field, text: str) -> bool | Refusal:
    match nfc(text).casefold():
        case "" | "0" | "không" | "false":
            return False
        case "1" | "x" | "có" | "true" | "on" | "đột phá":
            return True
    return Refusal.NOT_A_CHOICE


def _choice(_field: Field, text: str) -> int | None | Refusal:
    tidy = text.strip()
    if not tidy:
        return None
    return int(tidy) if tidy.isdecimal() and len(tidy) < 10 else Refusal.NOT_A_CHOICE


def _operator(_field: Field, text: str) -> Operator | Refusal:
    return Operator(text) if text in set(Operator) else Refusal.NOT_A_CHOICE


_READERS: Final[Mapping[Sort, Callable[[Field, str], Any]]] = {
    Sort.LINE: _line,
    Sort.TEXT: _text,
    Sort.DAY: _day,
    Sort.NUMBER: _number,
    Sort.YES: _yes,
    Sort.CHOICE: _choice,
    Sort.OPERATOR: _operator,
}
