"""An official paper as data: written once, then set in Word, as PDF and as a workbook.

Figures in tables are values, not texts, so that each form shows and adds them in its own way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from dissemination.papers.rulesets import Ruleset

DASH: Final = "—"
TOTAL: Final = "Tổng cộng"
# What a cell may hold; None is missing, which is not zero.
Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Head:
    """What the heading says. `superior` may be ""; `about` is what a letter without a title is about.

    Without `number` and `issued_on` there are blanks for them; `year` is what stands behind the date's.
    """

    superior: str
    issuer: str
    kind: str
    suffix: str
    place: str
    year: str
    number: str = ""
    issued_on: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """T/M BAN THƯỜNG VỤ ("": for himself), then the post; the name is written by who signs."""

    on_behalf: str
    post: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` in millimetres.

    `adds`: its numbers add up. `share_of`: it shows one column divided by another, which are named by
    their places; its own cells are left None.
    """

    title: str
    width: float
    is_figure: bool = False
    adds: bool = False
    share_of: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """BÁO CÁO, and beneath it what it is about."""

    title: str
    subject: str


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a part; `level` 1 is the highest."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """Kính gửi."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Closing:
    """Nơi nhận, without the signs between its lines, and who signs."""

    recipients: Sequence[str]
    signature: Signature


@dataclass(frozen=True, slots=True)
class Appendix:
    """A new page with a title of its own; `across`: it lies on its side, for wide tables."""

    title: str
    subject: str
    across: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; `name` is its sheet's in a workbook. `has_totals`: a last row adds them up."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    name: str = ""
    has_totals: bool = False

    @property
    def key(self) -> int:
        """The place of the column that names a row: the widest."""
        return max(range(len(self.columns)), key=lambda place: self.columns[place].width)

    def told(self) -> list[list[str]]:
        """The rows as they are read on paper, the totals at the end."""
        rows = [self._told(row) for row in self.rows]
        return [*rows, self._told(self.totals())] if self.has_totals else rows

    def totals(self) -> list[Cell]:
        """Sums of what adds up; the label stands in the first column that is no figure."""
        label = next((n for n, one in enumerate(self.columns) if not one.is_figure), 0)
        cells: list[Cell] = ["" for _ in self.columns]
        for place, column in enumerate(self.columns):
            if column.adds:
                cells[place] = total(row[place] for row in self.rows)
        cells[label] = TOTAL
        return cells

    def _told(self, row: Sequence[Cell]) -> list[str]:
        return [
            told_share(row, column.share_of) if column.share_of else told(cell)
            for column, cell in zip(self.columns, row, strict=True)
        ]


Block = Head | Title | Section | Text | Addressees | Closing | Appendix | Table


@dataclass(slots=True)
class Paper:
    """A paper that grows from the top down; `name` is the title among the file's properties."""

    rules: Ruleset
    name: str
    blocks: list[Block] = field(default_factory=list)

    def heading(self, head: Head) -> None:
        """Issuer and number on the left, the motto, place and date on the right."""
        self.blocks.append(head)

    def title(self, title: str, subject: str) -> None:
        self.blocks.append(Title(title, subject))

    def section(self, text: str, level: int = 1) -> None:
        self.blocks.append(Section(text, level))

    def text(self, text: str) -> None:
        self.blocks.append(Text(text))

    def addressees(self, names: Sequence[str]) -> None:
        self.blocks.append(Addressees(names))

    def closing(self, recipients: Sequence[str], signature: Signature) -> None:
        self.blocks.append(Closing(recipients, signature))

    def appendix(self, title: str, subject: str, *, across: bool = False) -> None:
        self.blocks.append(Appendix(title, subject, across))

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        name: str = "",
        *,
        has_totals: bool = False,
    ) -> None:
        self.blocks.append(Table(columns, list(rows), name, has_totals))


@dataclass(frozen=True, slots=True)
class Part:
    """A section's heading and what stands beneath it: for pages that show what a paper says."""

    heading: str
    blocks: list[Text | Table]


def parts(paper: Paper) -> list[Part]:
    """The texts and tables of a paper by its sections."""
    found: list[Part] = []
    for block in paper.blocks:
        if isinstance(block, Section):
            found.append(Part(block.text, []))
        elif isinstance(block, Text | Table) and found:
            found[-1].blocks.append(block)
    return found


def addressee_lines(names: Sequence[str]) -> list[str]:
    """Kính gửi: one on the same line, several beneath each other."""
    if len(names) == 1:
        return [f"Kính gửi: {names[0]}"]
    return ["Kính gửi:", *(f"- {name}," for name in names[:-1]), f"- {names[-1]}."]


def recipient_lines(rules: Ruleset, names: Sequence[str]) -> list[str]:
    """- Như trên, … - Lưu Văn phòng."""
    ends = [rules.closing.separator] * (len(names) - 1) + ["."]
    return [f"- {name}{end}" for name, end in zip(names, ends, strict=True)]


def number_line(rules: Ruleset, head: Head) -> str:
    """Số 05-BC/TU, or with the blank that the clerk fills in."""
    if head.number:
        return rules.heading.issued.format(number=head.number)
    return rules.heading.number.format(kind=head.kind, suffix=head.suffix)


def place_and_date(rules: Ruleset, head: Head) -> str:
    """Lạng Sơn, ngày 05 tháng 11 năm 2023, or with blanks."""
    place, day = head.place or "…………", head.issued_on
    if day is None:
        return rules.heading.place_and_date.format(place=place, year=head.year)
    return f"{place}, ngày {day:%d} tháng {day:%m} năm {day.year}"


# --- figures ------------------------------------------------------------------------------------


def told(cell: Cell) -> str:
    """A value as Vietnamese papers write it: 10.300, 98,2, 15/11/2023."""
    if cell is None:
        return DASH
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, str):
        return cell
    # The fewest digits that say it, grouped the Vietnamese way.
    plain = f"{cell:,}" if isinstance(cell, int) else f"{round(cell, 2).normalize():,f}"
    return plain.translate(str.maketrans(",.", ".,"))


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """part of whole as "98,2%"; a dash when there is no whole."""
    return f"{Decimal(100) * part / whole:.1f}%".replace(".", ",") if whole else DASH


def told_share(row: Sequence[Cell], share_of: tuple[int, int]) -> str:
    """What a share column shows of its row."""
    part, whole = (row[place] for place in share_of)
    if isinstance(part, int | Decimal) and isinstance(whole, int | Decimal):
        return percent(part, whole)
    return DASH


def total(cells: Iterable[Cell]) -> int | Decimal:
    """The sum of what is given; what is missing adds nothing."""
    found: int | Decimal = 0
    for cell in cells:
        if isinstance(cell, int | Decimal):
            found += cell
    return found
