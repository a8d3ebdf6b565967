"""What officers write into a progress report: kept part by part, so that nobody overwrites another."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from dissemination import clock
from dissemination.coverage.paper_models import ProgressPart, ProgressReport, ProgressText
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit

LONGEST: Final = 20_000
_SUBJECT: Final = "progress_report"


def find(period_id: int, unit_id: int) -> ProgressReport | None:
    """What was written for a period; None when nobody has begun."""
    query = (
        sa.select(ProgressReport)
        .where(ProgressReport.period_id == period_id, ProgressReport.unit_id == unit_id)
        .options(selectinload(ProgressReport.texts), joinedload(ProgressReport.changed_by))
    )
    return db.session.scalar(query.execution_options(populate_existing=True))


def words(report: ProgressReport | None) -> dict[ProgressPart, str]:
    """The words of each part that has any."""
    return {one.part: one.text for one in report.texts if one.text} if report else {}


def save(
    period_id: int, unit_id: int, user_id: int, revision: int, texts: Mapping[ProgressPart, str]
) -> ProgressReport | None:
    """Keep all parts; None when somebody saved since `revision`, 0 being before anybody did."""
    audit.take_turn()
    report = find(period_id, unit_id)
    if revision != (report.revision if report else 0):
        return None
    if report is None:
        report = ProgressReport(period_id=period_id, unit_id=unit_id, revision=0)
        db.session.add(report)
    changed = _assign(report, texts)
    report.revision += 1
    report.changed_at, report.changed_by_id = clock.now(), user_id
    db.session.flush()
    about = {"period_id": period_id, "unit_id": unit_id, "parts": changed}
    audit.record("edit", _SUBJECT, report.id, after=about)
    return report


def _assign(report: ProgressReport, texts: Mapping[ProgressPart, str]) -> list[str]:
    """The parts that changed."""
    known = {one.part: one for one in report.texts}
    changed = []
    for part, typed in texts.items():
        text = _tidy(typed)
        if part not in known:
            report.texts.append(known.setdefault(part, ProgressText(part=part, text="")))
        if known[part].text != text:
            known[part].text = text
            changed.append(part.value)
    return changed


def _tidy(typed: str) -> str:
    """Lines end in one way, letters are stored in one way; paragraphs stay apart."""
    lines = typed.replace("\r\n", "\n").split("\n")
    return "\n".join(nfc(line) for line in lines).strip()[:LONGEST]
