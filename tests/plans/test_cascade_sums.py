"""What the database sums of plain units is what the rule says of every unit by itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from dissemination.plans import briefing_coverage, briefing_queries
from dissemination.plans.briefing_cascade import Cascade, is_named
from dissemination.plans.briefing_coverage import REACHED_RANK, Coverage, Reached
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingForm,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.plans.briefing_past import AFTER
from dissemination.plans.briefing_sums import Part
from dissemination.units.levels import RANK
from dissemination.units.models import Unit, UnitLevel
from dissemination.units.queries import tree_at
from tests.conftest import Cast
from tests.plans.briefings import directive

Db = scoped_session[Session]
DAY = date(2024, 1, 1)
FIRST = datetime(2023, 11, 1, 5, tzinfo=UTC)
WAYS = (
    (),
    (BriefingStep.SUBMIT,),
    (BriefingStep.SUBMIT, BriefingStep.VERIFY),
    (BriefingStep.SUBMIT, BriefingStep.RETURN),
    (BriefingStep.SUBMIT, BriefingStep.RETURN, BriefingStep.SUBMIT, BriefingStep.VERIFY),
)


@pytest.fixture
def units(cast: Cast) -> list[Unit]:
    """Three levels, a department with nobody beneath it, and cells beneath some communes."""
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    made = [root, cast.unit("20-01", "Sở Y tế", UnitLevel.GRASSROOTS, root)]
    for d in range(2):
        made.append(district := cast.unit(f"18{d}", f"Huyện {d}", UnitLevel.DISTRICT, root))
        for c in range(6):
            code = f"06{d}{c}"
            made.append(commune := cast.unit(code, f"Xã {code}", UnitLevel.COMMUNE, district))
            if c < 3:
                made += [
                    cast.unit(f"{code}-{n}", f"Chi bộ {n}", UnitLevel.GRASSROOTS, commune)
                    for n in range(5)
                ]
    return made


def tell(session: Db, units: list[Unit], directive_id: int, luck: Random) -> None:
    """Most units brief once, some twice or together, and some correct what they said."""
    for unit in units:
        for _ in range(luck.choice((0, 1, 1, 1, 1, 2))):
            joint = luck.random() < 0.3
            other = luck.choice([one for one in units if one is not unit])
            due = luck.randrange(40)
            briefing = OnwardBriefing(
                directive_id=directive_id,
                unit_id=unit.id,
                form=BriefingForm.JOINT if joint else BriefingForm.HALL,
                other_unit_id=other.id if joint else None,
                held_on=date(2023, 11, luck.randrange(1, 4)),
                members_total=luck.choice((None, due + 2)),
                created_at=FIRST,
                essays=luck.choice((None, 0, 7)),
                present_cadres=luck.choice((None, 3)),
            )
            if briefing.members_total:
                briefing.members_exempt = 2
                briefing.present_members = luck.choice((None, due))
            another = luck.choice([one.id for one in units if one is not unit])
            briefing.entries = list(_history(briefing, another, luck))
            session.add(briefing)
    session.commit()


def _history(briefing: OnwardBriefing, another: int, luck: Random) -> Iterator[BriefingEntry]:
    """What a correction changed: how many wrote, with whom it was held, or when."""
    at, state = FIRST, BriefingState.DRAFT
    told: list[dict[str, Any]] = [
        {"essays": [5, briefing.essays]},
        {"other_unit_id": [luck.choice((None, another)), briefing.other_unit_id]},
        {"held_on": ["2023-11-02", briefing.held_on.isoformat()]},
    ]
    for step in luck.choice(WAYS):
        at += timedelta(days=luck.randrange(1, 30))
        state = AFTER[step]
        corrected = step is BriefingStep.SUBMIT and luck.random() < 0.3
        changes = luck.choice(told) if corrected else {}
        yield BriefingEntry(step=step, at=at, by="x", changes=changes)
    briefing.state = state


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_as_the_rule_says_it(session: Db, units: list[Unit], seed: int) -> None:
    about = directive()
    tell(session, units, about.id, Random(seed))
    district = {one.id for one in units if one.code.startswith(("180", "060"))}
    for until in (None, FIRST + timedelta(days=20), FIRST + timedelta(days=45)):
        for within in (None, frozenset(district), frozenset({units[-1].id})):
            _compare(Part(about.id, DAY, until, within))


@pytest.mark.both_databases
def test_who_was_named_then_and_is_no_more_still_shares_the_conference_of_that_day(
    session: Session, units: list[Unit]
) -> None:
    about = directive()
    corrected = FIRST + timedelta(days=30)
    for unit, named in ((units[1], None), (units[-1], units[1].id)):
        steps = [
            BriefingEntry(step=BriefingStep.SUBMIT, at=FIRST, by="x"),
            BriefingEntry(step=BriefingStep.VERIFY, at=FIRST + timedelta(days=1), by="x"),
        ]
        if named:
            changes = {"other_unit_id": [named, None]}
            steps.append(BriefingEntry(step=None, at=corrected, by="x", changes=changes))
        session.add(
            OnwardBriefing(
                directive_id=about.id,
                unit_id=unit.id,
                form=BriefingForm.HALL,
                state=BriefingState.VERIFIED,
                held_on=date(2023, 11, 1),
                created_at=FIRST,
                entries=steps,
            )
        )
    session.commit()
    then = Part(about.id, DAY, corrected, None)
    now = Part(about.id, DAY, None, None)
    assert [Cascade(part).whole.conferences for part in (then, now)] == [1, 2]
    for part in (then, now):
        _compare(part)


def _compare(part: Part) -> None:
    seen = [n for n in tree_at(DAY).nodes.values() if part.within is None or n.id in part.within]
    tree = type(tree_at(DAY))(seen)
    if part.until is None:
        held = briefing_queries.held(part.directive_id)
    else:
        held = briefing_queries.held_at(part.directive_id, part.until)
    ruled = briefing_coverage.cover(tree, held)
    cascade = Cascade(part)
    assert _told(cascade.whole) == _told(briefing_coverage.total(tree.nodes, held))
    assert len(cascade.tree.nodes) < len(tree.nodes) or len(tree.nodes) == 1
    ways = [[node] for node in cascade.children(None)]
    met = set()
    while ways:
        *above, node = way = ways.pop()
        met.add(node.id)
        assert (cascade.covered[node.id].own, *_told(cascade.covered[node.id])) == (
            ruled[node.id].own, *_told(ruled[node.id]),
        )  # fmt: skip
        assert tree.ancestors(node.id) == above
        assert cascade.way(node.id) == way
        assert cascade.counts.get(node.id, 0) == len(tree.children.get(node.id, ()))
        ways += [[*way, child] for child in cascade.children(node.id)]
    assert met == tree.nodes.keys()
    for text, level, state in (
        ("chi bo 2", None, None),
        ("", None, Reached.SILENT),
        ("06", UnitLevel.COMMUNE, None),
    ):
        kept = [
            node.id
            for node in sorted(seen, key=lambda one: (REACHED_RANK[ruled[one.id].own], -ruled[one.id].silent, RANK[one.level], one.code))
            if is_named(node, text) and level in (None, node.level) and state in (None, ruled[node.id].own)
        ]  # fmt: skip
        assert Cascade(part).found(text, level, state, None) == kept


def _told(one: Coverage) -> tuple[object, ...]:
    return (
        one.units, one.by_state, one.conferences, one.waiting_conferences, one.present, one.due,
        one.essays, one.writers,
    )  # fmt: skip
