"""What follows from counts, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from dissemination.coverage.arrivals import in_slots
from dissemination.coverage.board import (
    Figures,
    PointState,
    Row,
    States,
    arranged,
    total,
    with_rest,
)
from dissemination.web.filters import percent


def test_present_and_absent_add_up_to_the_summoned() -> None:
    figures = Figures(expected=10, excused=3, own_attended=6, excused_attended=1)
    assert (figures.absent, figures.absent_excused, figures.absent_unexcused) == (4, 2, 2)
    assert figures.own_attended + figures.absent == figures.expected


def test_an_excused_person_who_came_is_not_absent() -> None:
    figures = Figures(expected=1, excused=1, own_attended=1, excused_attended=1, attended=1)
    assert figures.absent_excused == 0
    assert figures.state is PointState.FULL


@pytest.mark.parametrize(
    ("figures", "state"),
    [
        (Figures(), PointState.EMPTY),
        (Figures(walk_ins=1, attended=1), PointState.EMPTY),
        (Figures(expected=5), PointState.SILENT),
        (Figures(expected=5, excused=5), PointState.SILENT),
        (Figures(expected=5, own_attended=5), PointState.SILENT),  # all came elsewhere
        (Figures(expected=5, attended=1, guests=1), PointState.SHORT),
        (Figures(expected=5, excused=1, own_attended=4, attended=4), PointState.FULL),
    ],
)
def test_the_state_of_a_point(figures: Figures, state: PointState) -> None:
    assert figures.state is state


def test_the_share_of_nobody_is_a_dash(app: object) -> None:
    assert percent(0, Figures().expected) == "—"


def test_totals_are_sums() -> None:
    figures = [Figures(expected=2, guests=1), Figures(expected=3, present=2)]
    assert total(figures) == Figures(expected=5, guests=1, present=2)
    assert total([]) == Figures()


def test_what_belongs_to_no_group_is_the_rest() -> None:
    group = Row(7, "Huyện Chi Lăng", Figures(expected=4), States(points=2, silent=2))
    rows = with_rest([group], (Figures(expected=9), States(points=3, silent=2, full=1)))
    assert rows[1] == Row(0, "", Figures(expected=5), States(points=1, full=1))
    assert with_rest([group], (group.figures, group.states)) == [group]


def test_groups_are_found_without_accents_and_sorted() -> None:
    rows = [
        Row(1, "Huyện Hữu Lũng", Figures(expected=5, own_attended=5)),
        Row(0, "", Figures(expected=1)),
        Row(2, "Huyện Chi Lăng", Figures(expected=5, own_attended=1)),
    ]
    assert [row.key for row in arranged(rows)] == [2, 1, 0]
    assert [row.key for row in arranged(rows, "-share")] == [1, 2, 0]
    assert [row.key for row in arranged(rows, text="huu LUNG")] == [1]


def test_equal_rows_stay_in_the_order_of_names() -> None:
    rows = [Row(n, name, Figures(expected=5)) for n, name in enumerate("BAC", start=1)]
    assert [row.name for row in arranged(rows, "expected")] == ["A", "B", "C"]


def at(hour: int, minute: int) -> datetime:
    return datetime(2023, 11, 15, hour, minute, tzinfo=UTC)


def test_arrivals_are_gathered_by_five_local_minutes() -> None:
    found = in_slots({at(0, 31): 2, at(0, 34): 3, at(0, 35): 4, at(0, 46): 1})
    assert [slot.arrived for slot in found.slots[:4]] == [5, 4, 0, 1]
    assert found.slots[0].start.hour == 7
    assert found.slots[0].start.minute == 30
    assert found.peak == found.slots[0]
    assert (found.arrived, found.elsewhen) == (10, 0)


def test_a_stray_arrival_does_not_flatten_the_chart() -> None:
    found = in_slots({at(0, 30): 50, at(0, 30) - timedelta(days=3): 1})
    assert (found.arrived, found.elsewhen) == (50, 1)
    assert len(found.slots) <= 60


def test_nobody_has_arrived() -> None:
    assert in_slots({}).peak is None
