"""One meaning, one look; figures as Vietnamese officials write them."""

import enum
import re

import pytest

from dissemination.conferences.models import ConferenceState, Standing
from tests.components.conftest import Show

KINDS = ("done", "waiting", "risk", "late", "none", "excused")


def drawing(html: str) -> str:
    """What of an icon remains in greyscale: its shapes."""
    return "".join(re.findall(r"<(?:circle|rect|path)[^>]*>", html))


def test_states_differ_by_shape_and_not_by_colour_alone(show: Show) -> None:
    drawings = {drawing(show("states", f"{{{{ c.state('{kind}', 'x') }}}}")) for kind in KINDS}
    assert "" not in drawings
    assert len(drawings) == len(KINDS)


def test_a_state_says_its_word_and_its_detail(show: Show) -> None:
    html = show("states", "{{ c.attendance('present', '7 giờ 42 tại cửa số 1') }}")
    assert "Có mặt" in html
    assert "7 giờ 42 tại cửa số 1" in html
    assert "state-done" in html


@pytest.mark.parametrize(
    ("macro", "states"), [("conference_state", ConferenceState), ("standing", Standing)]
)
def test_every_stored_state_has_its_word(
    show: Show, macro: str, states: type[enum.StrEnum]
) -> None:
    words = {show("states", f"{{{{ c.{macro}(value) }}}}", value=value) for value in states}
    assert len(words) == len(states)
    assert not any(value.value in word.split(">") for value in states for word in words)


def test_a_state_nobody_named_is_shown_rather_than_hidden(show: Show) -> None:
    html = show("states", "{{ c.attendance('teleported') }}")
    assert "teleported" in html
    assert "state-none" in html


def test_a_ratio_is_written_with_its_percentage(show: Show) -> None:
    html = show("figures", "{{ c.ratio(10112, 10300) }}")
    assert "10.112/10.300" in html
    assert "98,2%" in html
    assert "<a" not in html


def test_a_ratio_of_nothing_has_no_percentage(show: Show) -> None:
    html = show("figures", "{{ c.ratio(0, 0) }}")
    assert "0/0" in html
    assert "—" in html
    assert "%" not in html


def test_a_figure_leads_to_the_people_it_counts_unless_there_are_none(show: Show) -> None:
    assert 'href="/absent"' in show("figures", "{{ c.count(38, '/absent') }}")
    assert "href" not in show("figures", "{{ c.count(0, '/absent') }}")


def test_a_bar_stays_within_its_frame(show: Show) -> None:
    assert 'class="bar-part" width="100"' in show("figures", "{{ c.bar(12, 10) }}")
    assert 'class="bar-part" width="0"' in show("figures", "{{ c.bar(5, 0) }}")


@pytest.mark.parametrize("call", ["c.state('late', x)", "c.notice('late', x)"])
def test_html_in_a_word_is_shown_as_text(show: Show, call: str) -> None:
    html = show("states", f"{{{{ {call} }}}}", x="<script>alert(1)</script>")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
