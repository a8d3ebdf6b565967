"""The pages of threads: every figure equals a recount in SQL, for today and for past days."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.directives.models import Directive, SolutionGroup, Target
from dissemination.plans.evidence_models import Evidence, EvidenceFolder, EvidenceKind
from dissemination.reporting.models import Report, ReportTask
from dissemination.sample.load import Wanted as Sample
from dissemination.sample.load import load
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import SignIn
from tests.coverage.recounts import recount, tiles

Db = scoped_session[Session]
DAYS = ("2023-12-08", "2024-01-10", "2024-03-20", "2026-11-26")
# The levels of which a target of a level is asked, written out once more.
ASKED = {
    UnitLevel.PROVINCE: ("province",),
    UnitLevel.DISTRICT: ("province", "district"),
    UnitLevel.COMMUNE: ("province", "district", "commune"),
}
# What happened by the end of :day; `d(x)` is the day of a moment in Việt Nam.
KNOWN = """
WITH step AS (
  SELECT version_id, max(id) AS id FROM plan_transitions WHERE d(at) <= :day GROUP BY version_id
), version AS (
  SELECT v.id, p.unit_id, coalesce(t.to_state, 'draft') AS state
    FROM plan_versions v JOIN plans p ON p.id = v.plan_id
    LEFT JOIN step s ON s.version_id = v.id LEFT JOIN plan_transitions t ON t.id = s.id
   WHERE p.directive_id = :directive
), issued AS (SELECT * FROM version WHERE state IN ('active', 'closed')),
asked AS (
  SELECT u.unit_id FROM unit_versions u
   WHERE u.valid_from <= '2023-11-15' AND (u.valid_to IS NULL OR u.valid_to > '2023-11-15')
     AND u.level IN :levels
), opened AS (
  SELECT p.* FROM reporting_periods p JOIN reporting_regimes r ON r.id = p.regime_id
   WHERE r.directive_id = :directive AND d(p.opened_at) <= :day
), newest AS (
  SELECT * FROM opened
   WHERE ends_on >= coalesce((SELECT max(ends_on) FROM opened WHERE due_on < :day), '1900-01-01')
), owed AS (
  SELECT o.id, o.unit_id, o.due_on, n.id AS period_id,
         (SELECT max(t.ordinal) FROM report_transitions t
           WHERE t.obligation_id = o.id AND t.step = 'submit' AND d(t.at) <= :day) AS sent,
         (SELECT max(t.ordinal) FROM report_transitions t
           WHERE t.obligation_id = o.id AND t.step = 'accept' AND d(t.at) <= :day) AS accepted,
         EXISTS (SELECT 1 FROM report_transitions t
           WHERE t.obligation_id = o.id AND t.step = 'waive' AND d(t.at) <= :day) AS waived
    FROM obligations o JOIN newest n ON n.id = o.period_id
), ranked AS (
  SELECT owed.*, row_number() OVER (
           PARTITION BY unit_id
           ORDER BY CASE WHEN sent IS NULL THEN 1 ELSE 0 END,
                    CASE WHEN sent IS NOT NULL THEN -period_id ELSE period_id END) AS place
    FROM owed
), due AS (
  SELECT k.*, r.id AS report_id, r.evidence_folder_id AS folder
    FROM ranked k LEFT JOIN reports r ON r.obligation_id = k.id AND r.ordinal = k.sent
   WHERE place = 1 AND NOT waived AND (sent IS NOT NULL OR due_on < :day)
)
"""
OF_A_TARGET = """
SELECT (SELECT count(*) FROM asked WHERE unit_id IN (SELECT unit_id FROM issued)),
       (SELECT count(*) FROM asked),
       (SELECT count(*) FROM asked WHERE unit_id IN (
          SELECT i.unit_id FROM issued i JOIN plan_targets t ON t.version_id = i.id
           WHERE t.target_id = :thing)),
       (SELECT count(*) FROM asked),
       (SELECT count(*) FROM due JOIN report_figures f ON f.report_id = due.report_id
         WHERE f.target_id = :thing AND f.numerator IS NOT NULL AND f.denominator IS NOT NULL),
       (SELECT count(*) FROM due),
       (SELECT count(*) FROM due JOIN report_figures f ON f.report_id = due.report_id
         WHERE f.target_id = :thing AND f.numerator IS NOT NULL AND EXISTS (
           SELECT 1 FROM evidence e WHERE e.folder_id = due.folder AND d(e.added_at) <= :day)),
       (SELECT count(*) FROM due),
       (SELECT count(*) FROM due WHERE accepted = sent), (SELECT count(*) FROM due)
"""
OF_A_GROUP = """
SELECT (SELECT count(*) FROM asked WHERE unit_id IN (SELECT unit_id FROM issued)),
       (SELECT count(*) FROM asked),
       (SELECT count(*) FROM asked WHERE unit_id IN (
          SELECT i.unit_id FROM issued i JOIN plan_tasks t ON t.version_id = i.id
           WHERE t.solution_group_id = :thing)),
       (SELECT count(*) FROM asked),
       (SELECT count(*) FROM due WHERE EXISTS (
          SELECT 1 FROM report_tasks r JOIN plan_tasks t ON t.line = r.line
            JOIN version v ON v.id = t.version_id
           WHERE r.report_id = due.report_id AND v.unit_id = due.unit_id
             AND t.solution_group_id = :thing)),
       (SELECT count(*) FROM due)
"""


@pytest.fixture
def sample(session: Db) -> Db:
    """The sample, in which three reports have evidence and one of them tells of tasks."""
    load(Sample(points=267, delegates=540))
    for number, report in enumerate(
        session.scalars(sa.select(Report).order_by(Report.id)).all()[-43:-40]
    ):
        folder = EvidenceFolder(kind=EvidenceKind.REPORT)
        session.add(folder)
        session.flush()
        report.evidence_folder_id = folder.id
        report.tasks = [ReportTask(line=line, content="x", percentage=1) for line in range(1, 12)]
        session.add(
            Evidence(
                folder_id=folder.id,
                added_at=datetime(2024, 3, 18 + number, 5, tzinfo=UTC),
                title="Biên bản",
                file_name="bb.pdf",
                content_type="application/pdf",
                size=1,
                sha256="0" * 64,
                stored_name=f"x{number}",
            )
        )
    session.commit()
    return session


@pytest.mark.both_databases
def test_every_figure_of_a_thread_equals_a_recount(sample: Db, signed_in: SignIn) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    directive = sample.scalars(sa.select(Directive)).first()
    assert directive is not None
    every = tuple(level.value for level in UnitLevel)
    seen = set()
    for day in DAYS:
        named = {"day": date.fromisoformat(day), "directive": directive.id}
        for target in sample.scalars(sa.select(Target).order_by(Target.code)).all()[:3]:
            page = secretary.get(f"/directives/{directive.id}/targets/{target.id}/thread?on={day}")
            counted = recount(
                sample, KNOWN + OF_A_TARGET, levels=ASKED[target.level], thing=target.id, **named
            )
            assert tiles(page.text) == counted, (day, target.code)
            seen.add(tuple(counted))
        group = sample.scalars(sa.select(SolutionGroup).order_by(SolutionGroup.number)).first()
        assert group is not None
        page = secretary.get(f"/directives/{directive.id}/groups/{group.id}/thread?on={day}")
        counted = recount(sample, KNOWN + OF_A_GROUP, levels=every, thing=group.id, **named)
        assert tiles(page.text)[:6] == counted, day
    assert counted[4], "and the reports that tell of tasks"
    assert len(seen) == 3 * len(DAYS), "each day has figures of its own"
    assert any(figures[6] for figures in seen), "and some evidence"


def test_a_thread_is_narrowed_to_its_breaks_and_to_a_branch(sample: Db, signed_in: SignIn) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    target = sample.scalars(sa.select(Target).where(Target.code == "T3")).one()
    address = f"/directives/{target.directive_id}/targets/{target.id}/thread"
    whole = secretary.get(address).text
    assert target.title in whole
    [n, _of] = tiles(whole)[:2]
    without = secretary.get(f"{address}?broken=plan").text
    assert "Chưa có kế hoạch" in without
    assert "Có trong kế hoạch" not in without
    assert 'broken=plan">' in whole
    district = sample.scalars(sa.select(Unit).where(Unit.code == "180")).one()
    beneath = tiles(secretary.get(f"{address}?beneath={district.id}").text)
    assert 0 < beneath[0] < n
    assert tiles(secretary.get(f"{address}?beneath=x&broken=y&on=z&level=q").text) == tiles(whole)


def test_who_may_see_only_a_district_follows_only_its_threads(
    sample: Db, signed_in: SignIn
) -> None:
    district, other = (
        sample.scalars(sa.select(Unit.id).where(Unit.code == code)).one() for code in ("180", "181")
    )
    head = signed_in(Role.HEAD_OF_UNIT, unit_id=district)
    target = sample.scalars(sa.select(Target).where(Target.code == "T3")).one()
    address = f"/directives/{target.directive_id}/targets/{target.id}/thread"
    beneath = signed_in(Role.SECRETARIAT).get(f"{address}?beneath={district}")
    assert tiles(head.get(address).text) == tiles(beneath.text)
    assert tiles(head.get(f"{address}?beneath={other}").text) != tiles(head.get(address).text)
    assert head.get(f"/units/{district}/thread/{target.directive_id}").status_code == 200
    assert head.get(f"/units/{other}/thread/{target.directive_id}").status_code == 403
    assert head.get(f"/directives/999/targets/{target.id}/thread").status_code == 404


def test_a_unit_is_followed_across_all_its_duties(sample: Db, signed_in: SignIn) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    directive_id, unit_id = 1, sample.scalars(sa.select(Unit.id).where(Unit.code == "180")).one()
    page = secretary.get(f"/units/{unit_id}/thread/{directive_id}").text
    for heading in ("Dự hội nghị", "Phổ biến, quán triệt tiếp", "Chỉ tiêu", "Các kỳ báo cáo"):
        assert heading in page
    assert page.count("knot") >= 5 * 13
    early = secretary.get(f"/units/{unit_id}/thread/{directive_id}?on=2023-11-01").text
    assert "Chưa có kế hoạch" in early
    assert "Chưa có kỳ báo cáo nào phải gửi" in early
    assert "Không có điểm cầu riêng" in early


def test_a_break_leads_to_where_it_is_mended(sample: Db, signed_in: SignIn) -> None:
    """By everyone's own ways: the unit begins its plan, its superior finds those without one."""
    target = sample.scalars(sa.select(Target).where(Target.code == "T3")).one()
    address = f"/directives/{target.directive_id}/targets/{target.id}/thread?broken=plan"
    page = signed_in(Role.SECRETARIAT).get(address).text
    [unit] = re.findall(
        r'/units/(\d+)/thread/\d+">[^<]*</a>(?:(?!<tr).)*?Chưa có kế hoạch', page, re.DOTALL
    )[:1]
    own = signed_in(Role.UNIT_OFFICER, unit_id=int(unit)).get(address).text
    assert f"/units/{unit}/plans/new" in own
    assert "state=none" in page
    links = set(re.findall(r'<td class="knot[^"]*"><a href="([^"#]+)', page))
    client: FlaskClient = signed_in(Role.SECRETARIAT)
    assert links
    for link in sorted(links)[:4]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link
