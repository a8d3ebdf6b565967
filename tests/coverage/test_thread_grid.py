"""Of which kind a unit's strand is: SQL says it of all units as the rule says it of one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.coverage import (
    asked_units,
    thread_grid,
    thread_queries,
    thread_reports,
    thread_things,
)
from dissemination.coverage.asked_units import Asked
from dissemination.coverage.thread import At, Chain, Link, chain_of
from dissemination.coverage.thread_grid import Narrowed, keeps
from dissemination.coverage.thread_kinds import KINDS, Kind, Reported
from dissemination.coverage.thread_things import Thing
from dissemination.coverage.threads import Loom, Strands
from dissemination.directives.models import Directive
from dissemination.sample.load import Wanted as Sample
from dissemination.sample.load import load
from dissemination.units.models import Unit
from dissemination.units.queries import latest_nodes
from tests.conftest import Cast
from tests.coverage import threadworld

Db = scoped_session[Session]


def at_end_of(day: date) -> At:
    return At(day, clock.at_local(day + timedelta(days=1), 0), day < clock.today())


def told_twice(
    session: Db, directive: Directive, day: date
) -> Iterator[tuple[Asked, Thing, Mapping[int, Kind]]]:
    """Each target and group, with each unit's kind as the rule sees it, and as SQL does."""
    at = at_end_of(day)
    ground = thread_queries.ground(directive.id, at)
    counting = thread_reports.counting(ground.opened, at)
    asked = asked_units.asked(directive.id, at, None)
    nodes = asked_units.nodes(asked, list(session.scalars(sa.select(Unit.id))))
    loom = Loom(directive.id, nodes, at, counting, ground.owing)

    def both(strands: Strands, thing: Thing) -> tuple[Asked, Thing, Mapping[int, Kind]]:
        [found] = strands.values()
        grid = thread_grid.grid(asked, Narrowed(), thing)
        told = {row.unit_id: KINDS[row.kind] for row in session.execute(sa.select(grid))}
        ruled = {strand.unit_id: strand.kind(day) for strand in found}
        assert told == ruled, day
        return asked, thing, told

    for target in directive.targets:
        of_target = ground.owing.by_target.get(target.id, frozenset())
        periods = [one for one in counting if one.regime_id in of_target]
        yield both(loom.of_targets([target]), thread_things.of_target(target, periods))
    for group in directive.solution_groups:
        periods = [one for one in counting if one.regime_id in ground.owing.for_tasks]
        thing = thread_things.of_group(directive.id, group.id, periods)
        yield both(loom.of_groups([group]), thing)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(2))
def test_every_strand_is_of_the_kind_that_the_rule_says(session: Db, cast: Cast, seed: int) -> None:
    world = threadworld.made(session, cast, seed)
    seen: Counter[Kind] = Counter()
    for day in (*threadworld.DAYS, clock.today()):
        for _asked, _thing, kinds in told_twice(session, world.directive, day):
            seen.update(kinds.values())
    for part in zip(*seen, strict=True):
        assert len(set(part)) > 1
    assert {kind.plan for kind in seen} | {kind.report for kind in seen} >= {0, 1, 2, 3, 4, 5, 6}
    assert len(seen) > 40


def test_every_strand_of_the_sample_is_of_the_kind_that_the_rule_says(session: Db) -> None:
    load(Sample(points=267, delegates=540))
    directive = session.scalars(sa.select(Directive).where(Directive.number == "116-NQ/TU")).one()
    for day in (date(2023, 12, 8), date(2024, 1, 10), date(2024, 3, 20), clock.today()):
        assert sum(len(kinds) == 267 for *_, kinds in told_twice(session, directive, day)) == 13


@pytest.mark.both_databases
def test_before_anybody_owed_a_report_there_are_threads_too(session: Db, cast: Cast) -> None:
    world = threadworld.made(session, cast, 3)
    day = threadworld.FIRST - timedelta(days=10)
    for asked, thing, kinds in told_twice(session, world.directive, day):
        assert {kind.report for kind in kinds.values()} == {Reported.NOT_OWED}
        page = thread_grid.threads(asked, Narrowed(), thing, "", page=1)
        assert len(page.unit_ids) == len(kinds)


@pytest.mark.both_databases
def test_a_page_has_the_earliest_breaks_first_and_counts_all(
    session: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = threadworld.made(session, cast, 7)
    monkeypatch.setattr(thread_grid, "PER_PAGE", 10)
    for asked, thing, kinds in told_twice(session, world.directive, threadworld.DAYS[1]):
        chains = {unit_id: chain_of(kind) for unit_id, kind in kinds.items()}
        nodes = latest_nodes(chains.keys(), asked.at.day)
        for broken in ("", "any", *Link):
            kept = [unit_id for unit_id, chain in chains.items() if keeps(chain, broken)]
            kept.sort(
                key=lambda one: (
                    _place(chains[one]),
                    list(type(nodes[one].level)).index(nodes[one].level),
                    nodes[one].code,
                )
            )
            pages = [
                thread_grid.threads(asked, Narrowed(), thing, broken, page=n) for n in (1, 2, 3)
            ]
            assert [one for page in pages for one in page.unit_ids] == kept[:30], broken
            assert pages[0].chains == Counter(chains.values())


def _place(chain: Chain) -> int:
    return list(Link).index(chain.broken) if chain.broken else len(Link)
