"""One page of a list. Fifty rows; the total is exact up to a limit, because counting is not free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from dissemination.database import db

Row = TypeVar("Row")

PER_PAGE = 50
COUNTED_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of page number `page` (from 1). `is_capped`: there are more than `total`."""

    rows: Sequence[Row]
    page: int
    total: int
    per_page: int = PER_PAGE
    is_capped: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def page_number(text: str | None) -> int:
    """The page an address asks for; the first when it asks for none."""
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 10 else 1


def cut(query: sa.Select[Any], page: int, *, total: int | None = None) -> Page[Any]:
    """The rows of one page of a query of one entity. Give `total` when it is known already.

    A page beyond the last shows the last.
    """
    if total is not None:
        return _cut(query, page, total, counted=total)
    if page == 1:
        rows = db.session.scalars(query.limit(PER_PAGE + 1)).all()
        counted = _counted(query) if len(rows) > PER_PAGE else len(rows)
        return Page(rows[:PER_PAGE], 1, _shown(counted), is_capped=counted > COUNTED_AT_MOST)
    counted = _counted(query)
    return _cut(query, page, _shown(counted), counted=counted)


def _cut(query: sa.Select[Any], page: int, total: int, *, counted: int) -> Page[Any]:
    page = min(page, max(1, -(-total // PER_PAGE)))
    rows = db.session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Page(rows, page, total, is_capped=counted > total)


def _shown(counted: int) -> int:
    return min(counted, COUNTED_AT_MOST)


def _counted(query: sa.Select[Any]) -> int:
    """How many rows, at most one more than are counted."""
    bare = query.order_by(None).with_only_columns(sa.literal(1), maintain_column_froms=True)
    some = bare.limit(COUNTED_AT_MOST + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
