"""Where a thread breaks: each link by what is known of one unit."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.coverage.thread import (
    Link,
    PlanFact,
    ReportFact,
    Stand,
    Strand,
    Why,
    breaks,
    chain,
    counts,
)
from dissemination.plans.models import PlanState
from dissemination.reporting.models import ObligationState
from dissemination.reporting.rates import Rate
from dissemination.web.actions import Action

DAY = date(2024, 4, 1)
PLAN = PlanFact(1, 1, 1, PlanState.ACTIVE)
SENT = ReportFact(1, 1, 1, ObligationState.ACCEPTED, date(2024, 3, 20), 1, is_accepted=True)
WHOLE = Strand(1, plan=PLAN, lines=1, report=SENT, told=1, numerator=Decimal(3),
               denominator=Decimal(10), files=1)  # fmt: skip
UNSENT = replace(SENT, report_id=None, is_accepted=False, state=ObligationState.DRAFT)
UNREPORTED = replace(WHOLE, report=UNSENT)


def test_a_whole_thread_breaks_nowhere() -> None:
    found = chain(WHOLE, DAY)
    assert {knot.stand for knot in found.knots.values()} == {Stand.KEPT}
    assert found.broken is None
    assert not found.breaks_at(None)


@pytest.mark.parametrize(
    ("strand", "link", "stand", "why"),
    [
        (replace(WHOLE, plan=None), Link.PLAN, Stand.BROKEN, Why.NO_PLAN),
        (replace(WHOLE, plan=replace(PLAN, state=PlanState.SUBMITTED)), Link.PLAN, Stand.WAITING, Why.PLAN_WAITS),
        (replace(WHOLE, plan=replace(PLAN, state=PlanState.RETURNED)), Link.PLAN, Stand.BROKEN, Why.PLAN_NOT_ISSUED),
        (replace(WHOLE, lines=0), Link.LINE, Stand.BROKEN, Why.NOT_IN_PLAN),
        (replace(WHOLE, lines=0, omitted="Không có cấp ủy"), Link.LINE, Stand.LEFT_OUT, Why.LEFT_OUT),
        (replace(WHOLE, report=UNSENT), Link.REPORT, Stand.BROKEN, Why.NOT_REPORTED),
        (replace(WHOLE, told=0), Link.REPORT, Stand.BROKEN, Why.NO_FIGURE),
        (replace(WHOLE, files=0), Link.EVIDENCE, Stand.BROKEN, Why.NO_EVIDENCE),
        (replace(WHOLE, report=replace(SENT, is_accepted=False, state=ObligationState.SUBMITTED)), Link.VERDICT, Stand.WAITING, Why.NOT_RECEIVED),
        (replace(WHOLE, report=replace(SENT, is_accepted=False, state=ObligationState.RETURNED)), Link.VERDICT, Stand.BROKEN, Why.RETURNED),
    ],
)  # fmt: skip
def test_a_break_is_where_it_can_be_mended(
    strand: Strand, link: Link, stand: Stand, why: Why
) -> None:
    found = chain(strand, DAY)
    assert (found[link].stand, found[link].why) == (stand, why)
    assert found.broken is link
    assert [one for one in Link if found[one].is_break] == [link], "nothing breaks twice"


def test_what_is_not_asked_or_not_due_is_no_break() -> None:
    not_mine = chain(Strand(1, asks_plan=False, plan=PLAN), DAY)
    assert {knot.stand for knot in not_mine.knots.values()} == {Stand.NOT_ASKED}
    early = chain(replace(WHOLE, report=UNSENT), date(2024, 3, 20))
    assert early[Link.REPORT].why is Why.NOT_DUE
    waived = chain(replace(WHOLE, report=replace(UNSENT, state=ObligationState.WAIVED)), DAY)
    assert waived[Link.VERDICT].stand is Stand.NOT_ASKED
    assert not waived.breaks_at(None)


def test_a_line_that_nobody_asked_for_counts_once_it_is_written() -> None:
    found = chain(replace(WHOLE, asks_plan=False), DAY)
    assert found[Link.PLAN].stand is found[Link.LINE].stand is Stand.KEPT


def test_a_correction_under_way_leaves_the_accepted_report_in_force() -> None:
    corrected = replace(WHOLE, report=replace(SENT, state=ObligationState.DRAFT))
    assert chain(corrected, DAY)[Link.VERDICT].stand is Stand.KEPT


def test_figures_count_those_asked_and_breaks_those_to_mend() -> None:
    strands = (WHOLE, Strand(2), Strand(3, asks_plan=False))
    chains = Counter(chain(one, DAY) for one in strands)
    assert counts(chains)[Link.PLAN] == Rate(1, 2)
    assert counts(chains)[Link.LINE] == Rate(1, 2), "without a plan there is no line either"
    assert breaks(chains)[Link.LINE] == 0, "but it is mended at the plan"
    assert str(counts({})[Link.PLAN]) == "—"


def test_zero_of_a_denominator_is_a_figure_without_a_share() -> None:
    nobody = replace(WHOLE, numerator=Decimal(0), denominator=Decimal(0))
    assert chain(nobody, DAY)[Link.REPORT].stand is Stand.KEPT
    assert nobody.share is None


def test_whoever_follows_a_thread_may_read_all_its_links() -> None:
    readers = [actions for actions in ROLE_ACTIONS.values() if Action.VIEW_REPORTS in actions]
    links = {Action.VIEW_PLANS, Action.VIEW_BRIEFINGS, Action.VIEW_ROSTER, Action.VIEW_DIRECTIVES}
    assert all(links <= actions for actions in readers)
