"""What a report still lacks before others should read it. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Protocol

from dissemination.reporting.refusals import Refusal

# A share that moves by more than this since the last period wants a word of explanation.
JUMP: Final = Decimal("0.2")


class Figure(Protocol):
    """A target's two figures and what is said about them."""

    @property
    def target_id(self) -> int: ...
    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def comment(self) -> str: ...


def ratio(figure: Figure | None) -> Decimal | None:
    """Numerator ÷ denominator; None when either is missing or there is nothing to divide by."""
    if figure is None or figure.numerator is None or not figure.denominator:
        return None
    return figure.numerator / figure.denominator


def is_missing(figure: Figure) -> bool:
    return figure.numerator is None or figure.denominator is None


def jumps(figure: Figure, before: Figure | None) -> bool:
    """Whether the share moved much since the last period; without a last period nothing does."""
    now, then = ratio(figure), ratio(before)
    return now is not None and then is not None and abs(now - then) > JUMP


def wants_comment(figure: Figure, before: Figure | None) -> bool:
    return is_missing(figure) or jumps(figure, before)


def gap(
    figures: Iterable[Figure],
    before: Mapping[int, Figure],
    required: Iterable[int],
    answers: Mapping[int, str],
) -> Refusal | None:
    """The first thing missing; `required` are the questions that must be answered."""
    for figure in figures:
        if wants_comment(figure, before.get(figure.target_id)) and not figure.comment.strip():
            return Refusal.FIGURE_UNEXPLAINED
    if any(not answers.get(item, "").strip() for item in required):
        return Refusal.ANSWER_MISSING
    return None
