"""The sample's onward briefings: believable, the same every time, and counted as SQL counts them."""

from collections import Counter
from datetime import date, timedelta
from typing import Final

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import briefing_coverage, briefing_queries
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.sample.briefing_rows import DUE_ON
from dissemination.sample.load import Wanted, load
from dissemination.units import queries as unit_queries

Db = scoped_session[Session]
SMALL = Wanted(points=2, delegates=60, seed=116)

# Every unit with all above it, and itself; nothing of the application's own reckoning.
RECOUNT: Final = sa.text("""
WITH RECURSIVE above(unit_id, upper_id) AS (
  SELECT unit_id, unit_id FROM unit_versions
  UNION ALL
  SELECT above.unit_id, unit_versions.parent_id FROM above
    JOIN unit_versions ON unit_versions.unit_id = above.upper_id
   WHERE unit_versions.parent_id IS NOT NULL
),
steps AS (
  SELECT MAX(id) AS id, briefing_id FROM briefing_entries
   WHERE at < :until GROUP BY briefing_id
),
told AS (
  SELECT onward_briefings.*, briefing_entries.step FROM onward_briefings
    JOIN steps ON steps.briefing_id = onward_briefings.id
    JOIN briefing_entries ON briefing_entries.id = steps.id
   WHERE directive_id = :directive_id
),
verified AS (
  SELECT unit_id, MAX(members_total - members_exempt) AS due, SUM(present_members) AS present,
         SUM(essays) AS essays,
         SUM(present_members + present_cadres + present_union + present_others) AS writers
    FROM told WHERE step = 'verify'
   GROUP BY unit_id
),
spoken AS (
  SELECT DISTINCT unit_id FROM told
)
SELECT above.upper_id, COUNT(*), COUNT(verified.unit_id), COUNT(*) - COUNT(spoken.unit_id),
       COALESCE(SUM(verified.present), 0), COALESCE(SUM(verified.due), 0),
       COALESCE(SUM(verified.essays), 0), COALESCE(SUM(verified.writers), 0)
  FROM above
  LEFT JOIN verified ON verified.unit_id = above.unit_id
  LEFT JOIN spoken ON spoken.unit_id = above.unit_id
 GROUP BY above.upper_id
""").bindparams(sa.bindparam("until", type_=BriefingEntry.at.type))


@pytest.fixture
def loaded(session: Db) -> Db:
    load(SMALL)
    session.commit()
    return session


@pytest.mark.both_databases
def test_coverage_of_every_unit_equals_a_recount(loaded: Db) -> None:
    """Today and at the end of three past days, of which one saw a part only."""
    tree = unit_queries.tree_at(DUE_ON)
    verified = {}
    for day in (date(2023, 11, 25), date(2023, 12, 10), DUE_ON, clock.today()):
        until = clock.at_local(day + timedelta(days=1), 0)
        for directive_id in loaded.scalars(sa.select(Directive.id)).all():
            held = briefing_queries.held_at(directive_id, until)
            covered = briefing_coverage.cover(tree, held)
            asked = {"directive_id": directive_id, "until": until}
            recount = loaded.execute(RECOUNT, asked).all()
            assert len(recount) == len(covered) == 267
            for unit_id, *figures in recount:
                one = covered[unit_id]
                reckoned = [one.units, one.verified, one.silent, one.present, one.due]
                reckoned += [one.essays, one.writers]
                assert [int(figure) for figure in figures] == reckoned, (day, tree.nodes[unit_id])
            verified[day, directive_id] = briefing_coverage.total(tree.nodes, held).verified
    of_the_first = [number for (_, one), number in verified.items() if one == directive_id]
    assert sorted(set(of_the_first)) == of_the_first, "more day by day"
    now = briefing_coverage.total(tree.nodes, briefing_queries.held(directive_id))
    assert now.verified == of_the_first[-1], "the history leads to the present"


@pytest.mark.both_databases
def test_most_units_were_verified_and_some_are_in_every_other_state(loaded: Db) -> None:
    resolution = loaded.scalars(sa.select(Directive).where(Directive.number == "116-NQ/TU")).one()
    held = briefing_queries.held(resolution.id)
    states = Counter(briefing.state for briefing in held)
    assert states[BriefingState.VERIFIED] > 200
    assert all(states[state] >= 3 for state in BriefingState), states
    whole = briefing_coverage.total(unit_queries.tree_at(DUE_ON).nodes, held)
    assert 5 <= whole.silent <= 30
    assert whole.conferences < whole.verified, "some were held together"
    assert 0.96 < whole.present / whole.due < 1


def test_what_was_returned_has_its_reason_and_who_gave_it(loaded: Db) -> None:
    query = sa.select(BriefingEntry).where(BriefingEntry.step == BriefingStep.RETURN)
    returns = loaded.scalars(query).all()
    assert len(returns) > 20
    assert all(entry.reason and entry.by and entry.post for entry in returns)
    assert "Huyện ủy Chi Lăng" in {entry.post for entry in returns}


def test_the_same_seed_tells_the_same(loaded: Db) -> None:
    def told() -> list[tuple[object, ...]]:
        columns = (OnwardBriefing.unit_id, OnwardBriefing.state, OnwardBriefing.present_members)
        rows = loaded.execute(sa.select(*columns, OnwardBriefing.presenter).order_by("id"))
        return [tuple(row) for row in rows]

    first = told()
    for table in reversed(db.metadata.sorted_tables):
        if table.name != "alembic_version":
            loaded.execute(table.delete())
    load(SMALL)
    again = told()
    ids = {unit: place for place, unit in enumerate(dict.fromkeys(row[0] for row in first))}
    renamed = {unit: place for place, unit in enumerate(dict.fromkeys(row[0] for row in again))}
    assert [(ids[row[0]], *row[1:]) for row in first] == [
        (renamed[row[0]], *row[1:]) for row in again
    ]
