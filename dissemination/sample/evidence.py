"""What units attach to their reports in the sample: four papers, each kept as a file like any other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final, Protocol, cast

import docx
import sqlalchemy as sa
import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

from dissemination.database import Base, db
from dissemination.papers.typesetting import font_directory
from dissemination.plans.evidence_models import Evidence, EvidenceFolder, EvidenceKind
from dissemination.reporting.models import Report
from dissemination.sample import bulk
from dissemination.web import file_keeping
from dissemination.web.file_keeping import Stored

# Of a hundred reports; the rest break their threads here, as they do in life.
_WITH_EVIDENCE: Final = 64
# A country of 31,000 units need not fill a disk: beyond these reports none has a file.
MOST_REPORTS: Final = 600
_SAMPLE: Final = "TÀI LIỆU MẪU — chỉ để thử hệ thống"
_SHEET: Final = (827, 1169)  # A4 at 100 dots an inch
_COLUMNS: Final = (
    "folder_id", "added_at", "added_by", "added_post", "title", "file_name", "content_type",
    "size", "sha256", "stored_name",
)  # fmt: skip


class Version(Protocol):
    """A version of a report, which was drafted at `changed_at`."""

    @property
    def id(self) -> int: ...
    @property
    def changed_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as a unit has it on its desk."""

    name: str
    content: bytes


def attach(versions: Iterable[Version], documents: Path, author: str, seed: int) -> None:
    """Give many of these reports one to three files, in the folder where all documents lie."""
    chosen = list(_chosen(versions, seed))
    first = bulk.next_id(_table(EvidenceFolder))
    folders = {version.id: first + place for place, (version, _rng) in enumerate(chosen)}
    rows = [(folder_id, EvidenceKind.REPORT) for folder_id in folders.values()]
    bulk.insert(_table(EvidenceFolder), ("id", "kind"), rows)
    bulk.continue_ids(_table(EvidenceFolder))
    bulk.insert(
        _table(Evidence),
        _COLUMNS,
        (
            (folders[version.id], at, author, "Cán bộ theo dõi", kept.label, *_of_file(kept))
            for version, rng in chosen
            for at, kept in _kept(version, rng, documents)
        ),
    )
    if folders:
        pairs = [{"id": key, "evidence_folder_id": value} for key, value in folders.items()]
        db.session.execute(sa.update(Report), pairs)


def _chosen(versions: Iterable[Version], seed: int) -> Iterator[tuple[Version, Random]]:
    for version in list(versions)[:MOST_REPORTS]:
        rng = Random(f"{seed} evidence {version.id}")
        if rng.randrange(100) < _WITH_EVIDENCE:
            yield version, rng


def _kept(version: Version, rng: Random, documents: Path) -> Iterator[tuple[datetime, Stored]]:
    """The files of one report, added in the hours after it was begun."""
    for paper in rng.sample(papers(), rng.choice((1, 1, 2, 3))):
        stored = file_keeping.store(documents, BytesIO(paper.content), paper.name)
        assert isinstance(stored, Stored), paper.name
        yield version.changed_at + timedelta(minutes=rng.randrange(20, 300)), stored


def _of_file(kept: Stored) -> tuple[object, ...]:
    columns = kept.columns()
    return tuple(columns[name] for name in _COLUMNS[5:])


# --- the papers ---------------------------------------------------------------------------------


@cache
def papers() -> tuple[Paper, ...]:
    """Minutes as a scan, a photograph, a list, a summary: made once, they say that they are samples."""
    return (
        Paper("Biên bản rà soát quy hoạch cán bộ.pdf", _scan()),
        Paper("Ảnh buổi sinh hoạt chuyên đề.png", _photograph()),
        Paper("Danh sách lớp bồi dưỡng.xlsx", _list()),
        Paper("Kết quả thực hiện trong quý.docx", _summary()),
    )


def _scan() -> bytes:
    """A typed sheet, laid a little askew on the glass."""
    sheet = Image.new("L", _SHEET, 250)
    draw = ImageDraw.Draw(sheet)
    lines = (
        (_font(17), "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (_font(22), "BIÊN BẢN"),
        (_font(17), "rà soát, bổ sung quy hoạch cán bộ"),
        (_font(15), _SAMPLE),
    )
    for place, (font, text) in enumerate(lines):
        draw.text((_SHEET[0] / 2, 110 + 42 * place), text, fill=40, font=font, anchor="mm")
    for line in range(22):
        end = 720 - (line * 83) % 190
        draw.line((110, 330 + 30 * line, end, 330 + 30 * line), fill=120, width=3)
    return _saved(sheet.rotate(0.7, fillcolor=235), "PDF")


def _photograph() -> bytes:
    """A hall seen from the door: the stage, the flag, rows of heads."""
    picture = Image.new("RGB", (640, 420), "#d9c8a9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 640, 170), fill="#8e1b1b")
    draw.text((320, 60), "SINH HOẠT CHUYÊN ĐỀ", fill="#ffd94a", font=_font(30), anchor="mm")
    draw.text((320, 110), _SAMPLE, fill="#ffffff", font=_font(16), anchor="mm")
    for row in range(4):
        for seat in range(11):
            left, top = 30 + 54 * seat + 14 * (row % 2), 200 + 52 * row
            draw.ellipse((left, top, left + 30, top + 34), fill="#3b2c24")
            draw.rectangle((left - 6, top + 34, left + 36, top + 52), fill="#27415e")
    return _saved(picture, "PNG")


def _list() -> bytes:
    """How many went to which course: numbers, nobody's name."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Lớp bồi dưỡng")
        sheet.set_column(0, 0, 48)
        sheet.write_row(0, 0, (_SAMPLE,))
        sheet.write_row(1, 0, ("Lớp", "Số cán bộ cử đi"))
        sheet.write_row(2, 0, ("Trung cấp lý luận chính trị", 3))
        sheet.write_row(3, 0, ("Bồi dưỡng cấp ủy viên cơ sở", 7))
    return target.getvalue()


def _summary() -> bytes:
    document = docx.Document()
    document.add_heading("Kết quả thực hiện trong quý", 1)
    document.add_paragraph(_SAMPLE)
    document.add_paragraph("Đã rà soát, bổ sung quy hoạch; phân công người kèm cặp cán bộ trẻ.")
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"{font_directory()}/BeVietnamPro-Regular.ttf", size)


def _saved(picture: Image.Image, form: str) -> bytes:
    target = BytesIO()
    picture.save(target, form)
    return target.getvalue()


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
