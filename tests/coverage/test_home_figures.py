"""The front page's figures and the attainment of targets: each equals a recount in SQL, on any day."""

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Grant, Role
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.directives.models import Directive, Operator, Target, TargetValue
from dissemination.plans.models import PlanTarget, PlanTargetValue
from dissemination.sample.load import Wanted as Sample
from dissemination.sample.load import load
from dissemination.units import mergers
from dissemination.units.mergers import Merging
from dissemination.units.models import Unit
from dissemination.web.actions import Action
from tests.conftest import Cast, SignIn
from tests.coverage.recounts import recount, tiles

Db = scoped_session[Session]
DAYS = ("2023-12-01", "2024-01-10", "2024-03-28", "2026-11-26")
# What was known of the newest period that was due by the end of :day.
KNOWN = """
WITH period AS (
  SELECT p.id, p.opens_on FROM reporting_periods p JOIN reporting_regimes r ON r.id = p.regime_id
   WHERE r.directive_id = :directive AND d(p.opened_at) <= :day AND p.due_on < :day
   ORDER BY p.ends_on DESC LIMIT 1
), owed AS (
  SELECT o.id, o.unit_id, o.due_on, o.grace_until, o.state AS state_now,
         CASE WHEN d(o.first_submitted_at) <= :day THEN d(o.first_submitted_at) END AS came,
         CASE WHEN d(o.accepted_at) <= :day THEN d(o.accepted_submitted_at) END AS in_force,
         (SELECT t.step FROM report_transitions t WHERE t.obligation_id = o.id AND d(t.at) <= :day
           ORDER BY t.id DESC LIMIT 1) AS step,
         (SELECT max(t.ordinal) FROM report_transitions t WHERE t.obligation_id = o.id
             AND t.step = 'accept' AND d(t.at) <= :day) AS accepted
    FROM obligations o JOIN period ON period.id = o.period_id
), obliged AS (SELECT * FROM owed WHERE step IS NULL OR step <> 'waive'),
node AS (
  SELECT u.unit_id, u.parent_id FROM unit_versions u
   WHERE u.valid_from <= '2023-11-15' AND (u.valid_to IS NULL OR u.valid_to > '2023-11-15')
), briefing AS (
  SELECT b.unit_id, (SELECT e.step FROM briefing_entries e WHERE e.briefing_id = b.id
             AND e.step IS NOT NULL AND d(e.at) <= :day ORDER BY e.id DESC LIMIT 1) AS step
    FROM onward_briefings b WHERE b.directive_id = :directive
), version AS (
  SELECT p.unit_id, (SELECT t.to_state FROM plan_transitions t WHERE t.version_id = v.id
             AND d(t.at) <= :day ORDER BY t.id DESC LIMIT 1) AS state
    FROM plan_versions v JOIN plans p ON p.id = v.plan_id WHERE p.directive_id = :directive
)
"""
OF_HOME = """
SELECT (SELECT count(*) FROM tallies WHERE own_attended > 0 AND expected > 0),
       (SELECT count(*) FROM tallies WHERE expected > 0),
       (SELECT count(DISTINCT unit_id) FROM briefing WHERE step = 'verify'),
       (SELECT count(*) FROM node),
       (SELECT count(DISTINCT unit_id) FROM version WHERE state IN ('active', 'closed')),
       (SELECT count(*) FROM node),
       (SELECT count(*) FROM obliged WHERE in_force <= due_on
           OR (came <= due_on AND in_force <= grace_until)),
       (SELECT count(*) FROM obliged),
       (SELECT count(*) FROM node WHERE unit_id NOT IN (
          SELECT unit_id FROM briefing WHERE step IN ('submit', 'verify', 'return'))),
       (SELECT count(*) FROM node),
       (SELECT count(*) FROM obliged WHERE in_force IS NULL AND step IS DISTINCT FROM 'submit'
           AND :day > CASE WHEN came IS NULL OR grace_until IS NULL OR grace_until < due_on
                           THEN due_on ELSE grace_until END),
       (SELECT count(*) FROM obliged)
"""
# Those nearest beneath the root that owed: two levels down where the one between was excused.
OF_A_TARGET = """
SELECT sum(CASE WHEN f.denominator IS NOT NULL THEN f.numerator END),
       sum(CASE WHEN f.numerator IS NOT NULL THEN f.denominator END),
       count(CASE WHEN f.numerator IS NOT NULL AND f.denominator IS NOT NULL THEN 1 END),
       count(*)
  FROM obliged o JOIN node n ON n.unit_id = o.unit_id
  LEFT JOIN node above ON above.unit_id = n.parent_id
  LEFT JOIN reports r ON r.obligation_id = o.id AND r.ordinal = o.accepted
  LEFT JOIN report_figures f ON f.report_id = r.id AND f.target_id = :target
 WHERE n.parent_id = :root
    OR (above.parent_id = :root AND n.parent_id NOT IN (SELECT unit_id FROM obliged))
"""


@pytest.fixture
def sample(session: Db) -> Db:
    """The sample; to a third of the points nobody came, and one target is hard to reach."""
    load(Sample(points=267, delegates=540))
    hard = session.scalars(sa.select(Target).where(Target.code == "T1")).one()
    aims = sa.select(PlanTarget.id).where(PlanTarget.target_id == hard.id)
    for made, ours in (
        (TargetValue, TargetValue.target_id == hard.id),
        (PlanTargetValue, PlanTargetValue.plan_target_id.in_(aims)),
    ):
        session.execute(sa.update(made).where(ours, made.year == 2025).values(value=40))
    session.execute(sa.text("UPDATE tallies SET own_attended = expected WHERE point_id % 3 > 0"))
    session.commit()
    return session


def on_the_front_page(page: str) -> list[int]:
    """The figures of the directive, without those of conferences."""
    return tiles(page.partition('id="figures"')[2].partition("</section>")[0])


def figures(page: str) -> list[str]:
    """n/N of a table's cells, in order."""
    return re.findall(r'<span class="figure">([\d.,]+/[\d.,]+)</span>', page)


def told(number: Decimal) -> str:
    return f"{int(number):,}".replace(",", ".")


@pytest.mark.both_databases
def test_every_figure_of_the_front_page_and_of_attainment_equals_a_recount(
    sample: Db, signed_in: SignIn
) -> None:
    secretary = signed_in(Role.SECRETARIAT)
    directive = sample.scalars(sa.select(Directive).where(Directive.number == "116-NQ/TU")).one()
    root = sample.scalars(sa.select(Unit.id).where(Unit.code == "20")).one()
    for day in DAYS:
        named = {"day": date.fromisoformat(day), "directive": directive.id}
        home = on_the_front_page(secretary.get(f"/?directive={directive.id}&on={day}").text)
        counted = recount(sample, KNOWN + OF_HOME, **named)
        page = secretary.get(f"/directives/{directive.id}/attainment?on={day}").text
        met = judged = 0
        expected = []
        for target in directive.targets:
            above, below, given, asked = recount(
                sample, KNOWN + OF_A_TARGET, target=target.id, root=root, **named
            )
            if given:
                [aim] = [one for one in target.values if one.year == 2025]
                assert aim.operator is Operator.AT_LEAST
                judged += 1
                met += Decimal(above) * 100 >= (aim.value or 0) * Decimal(below)
                expected.append(f"{told(above)}/{told(below)}")
            if asked:
                expected.append(f"{given}/{asked}")
        assert home == [*counted[:8], met, judged, *counted[8:]], day
        assert figures(page) == expected, day
    assert judged == len(directive.targets)
    assert 0 < met < judged


def test_who_leads_a_district_sees_the_same_of_his_own_part(sample: Db, signed_in: SignIn) -> None:
    """Nothing of others is counted, and he can go no higher."""
    district, root = (
        sample.scalars(sa.select(Unit.id).where(Unit.code == code)).one() for code in ("187", "20")
    )
    head = signed_in(Role.HEAD_OF_UNIT, unit_id=district)
    home = head.get("/")
    assert "Huyện Chi Lăng" in home.text
    beneath = recount(
        sample,
        "SELECT count(*) FROM unit_versions WHERE unit_id = :unit OR parent_id = :unit",
        unit=district,
    )
    assert on_the_front_page(home.text)[3] == beneath[0] < 40
    page = head.get(f"/directives/1/attainment?unit={root}").text
    assert "Huyện Chi Lăng" in page
    assert "Tỉnh Lạng Sơn" not in page
    whole = signed_in(Role.SECRETARIAT).get(f"/directives/1/attainment?unit={district}").text
    assert figures(page) == figures(whole) != []


def test_who_follows_two_unrelated_units_chooses_whose_targets_he_reads(
    sample: Db, cast: Cast
) -> None:
    """Two districts that have nothing to do with each other: each has figures of its own."""
    ids = [
        sample.scalars(sa.select(Unit.id).where(Unit.code == code)).one() for code in ("187", "181")
    ]
    user = cast.user("hai-noi@example.vn", Role.HEAD_OF_UNIT, unit_id=ids[0])
    sample.add(Grant(user_id=user.id, role=Role.INSPECTOR, unit_id=ids[1], granted_at=clock.now()))
    sample.commit()
    client = cast.sign_in(user)
    reached = []
    for unit_id, name, other in (
        (ids[0], "Huyện Chi Lăng", "Huyện Bình Gia"),
        (ids[1], "Huyện Bình Gia", "Huyện Chi Lăng"),
    ):
        page = client.get(f"/?directive=1&unit={unit_id}").text
        assert f'<span aria-current="true">{name}</span>' in page
        assert re.search(rf'<a href="[^"]*">{other}</a>', page)
        assert f"attainment?unit={unit_id}" in page
        reached.append(re.findall(r"<strong>([\d.,]+%)</strong>", page))
        page = client.get(f"/directives/1/attainment?unit={unit_id}").text
        assert f"<strong>{name}</strong>" in page
        assert re.search(rf'<a href="[^"]*">{other}</a>', page)
    assert len(reached[0]) == len(reached[1]) == 5
    assert reached[0] != reached[1]


def test_a_commune_without_units_beneath_sees_its_own_figures(
    sample: Db, signed_in: SignIn
) -> None:
    query = "SELECT max(unit_id) FROM unit_versions WHERE level = 'commune'"
    [commune] = recount(sample, query)
    page = signed_in(Role.HEAD_OF_UNIT, unit_id=commune).get("/directives/1/attainment").text
    given = [figure for figure in figures(page) if figure in ("0/1", "1/1")]
    assert len(given) == 5


def test_a_desk_sees_no_figures_of_directives(sample: Db, signed_in: SignIn) -> None:
    assert 'id="figures"' not in signed_in(Role.ORGANISER, conference_id=1).get("/").text


def test_after_a_merger_figures_are_read_as_it_was_and_as_it_is(
    sample: Db, signed_in: SignIn
) -> None:
    """Two communes become one: beneath the district their figures stand apart, or together."""
    secretary = signed_in(Role.SECRETARIAT)
    district = sample.scalars(sa.select(Unit.id).where(Unit.code == "187")).one()
    target = sample.scalars(sa.select(Target).where(Target.code == "T3")).one()
    address = f"/directives/{target.directive_id}/targets/{target.id}/attainment?unit={district}"
    before = secretary.get(address).text
    rows = re.findall(r'<th scope="row" class="key">([^<]+)<?[^>]*', before)
    query = "SELECT unit_id FROM unit_versions WHERE parent_id = :unit ORDER BY unit_id LIMIT 2"
    one, other = (row[0] for row in sample.execute(sa.text(query), {"unit": district}))
    made = mergers.merge(Merging([one], other, date(2025, 7, 1)), "Sắp xếp đơn vị hành chính")
    assert isinstance(made, list)
    sample.commit()
    was = secretary.get(address).text
    assert figures(was) == figures(before), "what was reported stays as it was"
    now = secretary.get(f"{address}&units=is").text
    merged = re.findall(r'<th scope="row" class="key">([^<]+)<?[^>]*', now)
    assert len(merged) == len(rows) - 1
    assert "gộp 2 đơn vị" in now
    whole = r"<dt>Kết quả</dt><dd>.*?</dd>"
    assert re.findall(whole, now) == re.findall(whole, was), "the sum is the same"
    assert "gộp 2 đơn vị" not in secretary.get(f"{address}&units=is&on=2025-06-30").text


def test_shares_of_very_few_people_are_in_no_table_and_no_chart_without_the_right_to_names(
    sample: Db, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither beside the unit's name, nor by taking the others from the sum, nor in what a chart draws."""
    target = sample.scalars(sa.select(Target).where(Target.code == "T3")).one()
    district = sample.scalars(sa.select(Unit.id).where(Unit.code == "187")).one()
    address = f"/directives/{target.directive_id}/targets/{target.id}/attainment?unit={district}"
    few = """
        UPDATE report_figures SET numerator = 3, denominator = 4 WHERE target_id = :target
           AND report_id IN (SELECT r.id FROM reports r JOIN obligations o ON o.id = r.obligation_id
            WHERE o.unit_id = (SELECT min(unit_id) FROM unit_versions WHERE parent_id = :unit))"""
    sample.execute(sa.text(few), {"target": target.id, "unit": district})
    sample.commit()
    whole = signed_in(Role.INSPECTOR).get(address).text
    monkeypatch.setitem(
        ROLE_ACTIONS, Role.INSPECTOR, ROLE_ACTIONS[Role.INSPECTOR] - {Action.VIEW_ROSTER}
    )
    blind = signed_in(Role.INSPECTOR).get(address).text
    assert "3/4" in figures(whole)
    assert "Dưới 5 người" not in whole
    assert "3/4" not in blind
    assert "75%" not in blind
    assert blind.count("Dưới 5 người") == 1
    sums = [re.search(r"<dt>Kết quả</dt><dd>(.*?)</dd>", page) for page in (whole, blind)]
    (n, of), (told_n, told_of) = (
        figures(found[1])[0].replace(".", "").split("/") for found in sums if found
    )
    assert (int(n) - int(told_n), int(of) - int(told_of)) == (3, 4)
    drawn = re.search(r'data-chart="([^"]+)"', blind)
    assert drawn
    actual = json.loads(unescape(drawn[1]))["points"][-1]["actual"]
    assert actual == round(100 * int(told_n) / int(told_of), 2)
