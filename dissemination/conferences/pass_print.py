"""Passes on paper: sheets of ten cards to cut, or one badge a page, set by Typst."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from dissemination.conferences import pass_codes
from dissemination.conferences.pass_fitting import Box, fit
from dissemination.conferences.passes import ConferenceLine, PassCard, grouped
from dissemination.papers.typesetting import merge, typeset
from dissemination.text import nfc, sort_key

Layout = Literal["cards", "badges"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
Progress = Callable[[int, int], None]

_TEMPLATE = Path(__file__).with_name("pass_cards.typ")
_LONGEST_FIELD = 300
_ON_A_PAGE: Mapping[Layout, int] = {"cards": 10, "badges": 1}
# Cards set by one process of Typst, which needs 0.1 MB for each and 0.1 s to start.
_BATCH = 300
_PROCESSES = 2


def _tries(lines: int, *sizes: float) -> tuple[tuple[float, int], ...]:
    return tuple((size, lines) for size in sizes)


# Widths in mm and sizes in points; where each box stands is the template's business.
_HEADING = Box(150, _tries(1, 11, 10, 9, 8), "Bold")
_BOXES: Mapping[Layout, Mapping[str, Box]] = {
    "cards": {
        "title": Box(63, _tries(2, 7, 6.5, 6), "SemiBold"),
        "name": Box(51.5, (*_tries(1, 15, 13.5), *_tries(2, 15, 13, 11, 9.5)), "Bold"),
        "position": Box(51.5, _tries(2, 8, 7.5, 7, 6.5), "Medium"),
        "unit": Box(51.5, _tries(2, 8, 7.5, 7, 6.5)),
        "point": Box(51.5, _tries(2, 8, 7.5, 7, 6.5)),
        "seat": Box(31, _tries(1, 10, 9, 8, 7, 6), "Bold"),
        "substitute_for": Box(51.5, _tries(1, 8, 7.5, 7, 6.5), "SemiBold"),
    },
    "badges": {
        "title": Box(91, _tries(3, 12, 11, 10, 9), "SemiBold"),
        "name": Box(91, (*_tries(1, 25, 22), *_tries(2, 21, 19, 16, 13)), "Bold"),
        "position": Box(91, (*_tries(1, 11), *_tries(2, 10, 9, 8)), "Medium"),
        "unit": Box(91, (*_tries(1, 11), *_tries(2, 10, 9, 8))),
        "point": Box(60, _tries(2, 11, 10, 9, 8)),
        "seat": Box(27, _tries(2, 12, 11, 10, 9, 8), "Bold"),
        "substitute_for": Box(91, _tries(1, 11, 10, 9, 8), "SemiBold"),
    },
}


def print_passes(
    cards: Sequence[PassCard],
    conference: ConferenceLine,
    layout: Layout,
    progress: Progress | None = None,
) -> bytes:
    """A PDF of all `cards`: point by point in the order given, names in Vietnamese order.

    `cards` fill A4 sheets by ten, each point beginning a new sheet headed by its name; `badges` are
    A6, one on a page. `progress` hears (cards done, cards in all). Raises ValueError for no cards.
    """
    if not cards:
        raise ValueError("there is no pass to print")
    done = 0
    batches = _batches(_pages(cards, _ON_A_PAGE[layout]))
    with TemporaryDirectory() as folder:
        parts: list[Path] = []
        for pdf, count in _ahead(lambda pages: _typeset(pages, conference, layout), batches):
            parts.append(Path(folder, f"{len(parts)}.pdf"))
            parts[-1].write_bytes(pdf)
            done += count
            if progress is not None:
                progress(done, len(cards))
        if len(parts) == 1:
            return parts[0].read_bytes()
        merge(parts, whole := Path(folder, "whole.pdf"))
        return whole.read_bytes()


@dataclass(frozen=True, slots=True)
class _Page:
    """Cards that stand together on paper, and which page of their point it is."""

    cards: Sequence[PassCard]
    number: int
    pages_of_point: int
    cards_of_point: int


def _pages(cards: Iterable[PassCard], on_a_page: int) -> Iterator[_Page]:
    for group in _by_point(cards):
        starts = range(0, len(group), on_a_page)
        for number, start in enumerate(starts, start=1):
            yield _Page(group[start : start + on_a_page], number, len(starts), len(group))


def _by_point(cards: Iterable[PassCard]) -> Iterable[list[PassCard]]:
    groups: dict[int, list[PassCard]] = {}
    for card in cards:
        groups.setdefault(card.point_id, []).append(card)
    for group in groups.values():
        group.sort(key=lambda card: (sort_key(card.name), card.delegate_id))
    return groups.values()


def _batches(pages: Iterable[_Page]) -> Iterator[list[_Page]]:
    """Pages in runs of about `_BATCH` cards."""
    batch: list[_Page] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.cards)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _ahead(
    set_pages: Callable[[Sequence[_Page]], bytes], batches: Iterable[list[_Page]]
) -> Iterator[tuple[bytes, int]]:
    """The PDF of each batch in order, with its number of cards; some are set ahead of the first."""
    waiting: deque[tuple[Future[bytes], int]] = deque()
    with ThreadPoolExecutor(_PROCESSES) as pool:
        for pages in batches:
            if len(waiting) >= _PROCESSES:
                first, count = waiting.popleft()
                yield first.result(), count
            count = sum(len(page.cards) for page in pages)
            waiting.append((pool.submit(set_pages, pages), count))
        for future, count in waiting:
            yield future.result(), count


def _typeset(pages: Sequence[_Page], conference: ConferenceLine, layout: Layout) -> bytes:
    boxes = _BOXES[layout]
    data = {
        "layout": layout,
        "title": _printable(conference.title),
        "conference": {
            "title": _fitted(_printable(conference.title), boxes["title"]),
            "day": f"{conference.day:%d/%m/%Y}",
        },
        "pages": [_page(page, boxes) for page in pages],
    }
    return typeset(_TEMPLATE, data)


def _page(page: _Page, boxes: Mapping[str, Box]) -> dict[str, object]:
    return {
        "heading": _fitted(_heading(page.cards[0].point), _HEADING),
        "size": page.cards_of_point,
        "number": page.number,
        "count": page.pages_of_point,
        "cards": [_card(card, boxes) for card in page.cards],
    }


def _card(card: PassCard, boxes: Mapping[str, Box]) -> dict[str, object]:
    """A pass as the template reads it; a text that is empty is left out."""
    texts = {
        "name": _printable(card.name),
        "position": _printable(card.position),
        "unit": _printable(card.unit),
        "point": _heading(card.point),
        "seat": _labelled("Ghế", card.seat),
        "substitute_for": _labelled("Đi thay:", card.substitute_for),
    }
    return {
        "grouped": grouped(card.digits),
        "code": pass_codes.svg(card.digits),
        **{key: _fitted(text, boxes[key]) for key, text in texts.items() if text},
    }


def _fitted(text: str, box: Box) -> dict[str, object]:
    fitted = fit(text, box)
    return {"size": fitted.size, "lines": fitted.lines}


def _labelled(label: str, text: str) -> str:
    return f"{label} {clean}" if (clean := _printable(text)) else ""


def _heading(point: str) -> str:
    """The point as a label, named once: "xã Vân An" and "Điểm cầu xã Vân An" print the same."""
    name = _printable(point)
    return name if name.casefold().startswith("điểm cầu") else f"Điểm cầu {name}"


def _printable(text: str) -> str:
    return nfc(text)[:_LONGEST_FIELD]
