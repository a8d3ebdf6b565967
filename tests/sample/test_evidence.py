"""The sample's evidence: real files where all documents lie, and threads that hold or break everywhere."""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.coverage import thread_queries, thread_reports
from dissemination.coverage.thread import At, Link, breaks, chain, counts
from dissemination.coverage.threads import Loom
from dissemination.directives.models import Directive
from dissemination.plans.evidence_models import Evidence, EvidenceFolder
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import Report, ReportTransition
from dissemination.sample.evidence import papers
from dissemination.sample.load import Wanted, load
from dissemination.units.queries import tree_at
from dissemination.web import file_keeping, file_kinds

Db = scoped_session[Session]
DAY = date(2024, 4, 30)


@pytest.fixture
def documents(session: Db, tmp_path: Path) -> Path:
    """The folder of all documents, with what the sample's units attached."""
    folder = file_keeping.folder_in(tmp_path)
    load(Wanted(points=100, delegates=200), documents=folder)
    session.commit()
    return folder


def test_every_piece_is_a_file_as_its_row_says(session: Db, documents: Path) -> None:
    rows = session.scalars(sa.select(Evidence)).all()
    assert {row.stored_name for row in rows} == {path.name for path in documents.iterdir()}
    for row in rows:
        content = (documents / row.stored_name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row.size, row.sha256)
        with (documents / row.stored_name).open("rb") as file:
            assert file_kinds.judge(file) == (row.content_type, Path(row.file_name).suffix)
    assert {Path(row.file_name).suffix for row in rows} == {".pdf", ".png", ".xlsx", ".docx"}
    assert len({paper.name for paper in papers()}) == 4


def test_evidence_came_while_the_report_was_written(session: Db, documents: Path) -> None:
    """So a thread read for a past day has no evidence before there was a report."""
    query = (
        sa.select(Report.changed_at, Evidence.added_at, ReportTransition.at)
        .join(EvidenceFolder, EvidenceFolder.id == Report.evidence_folder_id)
        .join(Evidence, Evidence.folder_id == EvidenceFolder.id)
        .join(
            ReportTransition,
            sa.and_(
                ReportTransition.obligation_id == Report.obligation_id,
                ReportTransition.ordinal == Report.ordinal,
                ReportTransition.step == Step.SUBMIT,
            ),
        )
    )
    rows = session.execute(query).all()
    assert rows
    assert all(begun < added < sent for begun, added, sent in rows)


def test_threads_hold_to_the_end_and_break_at_every_link(session: Db, documents: Path) -> None:
    directive = session.scalars(sa.select(Directive).where(Directive.number == "116-NQ/TU")).one()
    at = At(DAY, clock.at_local(DAY, 23), is_past=True)
    ground = thread_queries.ground(directive.id, at)
    counting = thread_reports.counting(ground.opened, at)
    nodes = tree_at(date(2023, 11, 15)).nodes
    loom = Loom(directive.id, nodes, at, counting, ground.owing)
    strands = [
        *loom.of_targets(directive.targets).values(),
        *loom.of_groups(directive.solution_groups).values(),
    ]
    found = Counter(chain(one, DAY) for some in strands for one in some)
    assert any(one.broken is None and one[Link.EVIDENCE].stand == "kept" for one in found)
    broken = breaks(found)
    assert all(broken[link] for link in Link), broken
    evidence = counts(found)[Link.EVIDENCE]
    assert 0.3 < evidence.n / evidence.of < 0.7


def test_without_a_folder_no_report_has_evidence(session: Db) -> None:
    load(Wanted(points=3, delegates=10))
    assert session.scalars(sa.select(Evidence.id)).first() is None
