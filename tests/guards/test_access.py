"""No route without a rule, and every rule kept: walked as every role and as nobody."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from flask import Flask, render_template, render_template_string
from icalendar import Calendar, Event
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.mail import compose
from dissemination.accounts.models import Role
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.database import db
from dissemination.papers import typesetting
from dissemination.papers.document import Paper
from dissemination.papers.forms import Form, write
from dissemination.papers.rulesets import PARTY, ruleset
from dissemination.sheets import writing
from dissemination.sheets.writing import Column, Table
from dissemination.web.access import public, requires, rule_of
from dissemination.web.actions import Action
from tests.conftest import Cast
from tests.guards import world_public
from tests.guards.planted import told_in
from tests.guards.walking import NOBODY, Step, Walk, Walker, complaint, is_lawful, worth_walking
from tests.guards.world import World


@pytest.fixture
def walk(
    app: Flask, cast: Cast, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> Walk:
    """Through a populated system, in which nothing that is done lasts."""
    world = World(cast, session)
    world.populate()
    monkeypatch.setattr(typesetting, "_process", _no_paper)
    return Walk(app, world)


def _no_paper(_work: str, *paths: Path, text: str = "") -> bytes:
    """Nothing is set, which takes its time; what would stand on the paper stays to be searched."""
    content = b"%PDF" + text.encode()
    for path in paths[:1]:
        if path.suffix == ".pdf":
            path.write_bytes(content)
    return content


def complaints(walk: Walk, walkers: list[Walker], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is wrong on the way of these walkers."""
    steps = list(walk.steps())
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    found: dict[str, list[str]] = {}
    for step in steps:
        for walker in worth_walking(walkers, step):
            if wrong := _tried(walk, walker, step):
                found.setdefault(f"{step} {wrong}", []).append(str(walker))
    return [f"{wrong}: {', '.join(whom)}" for wrong, whom in found.items()]


def _tried(walk: Walk, walker: Walker, step: Step) -> str | None:
    try:
        return complaint(walker, step, walk.go(walker, step))
    except Exception as error:  # noqa: BLE001  # any fault of a view is a finding here
        return f"fails with {error!r}"


def test_every_route_has_a_rule(app: Flask) -> None:
    bare = {rule.endpoint for rule in app.url_map.iter_rules() if not rule_of(app, rule.endpoint)}
    assert not bare, "give each a rule: @requires(...), @signed_in or @public (web/access.py)"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_where_it_may_and_nowhere_else(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    found = complaints(walk, list(walk.walkers(role)), monkeypatch)
    assert not found, "\n".join(found)


def test_nobody_gets_where_it_is_public_and_nowhere_else(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = complaints(walk, [Walker(None, NOBODY)], monkeypatch)
    assert not found, "\n".join(found)


# --- the guard itself ---------------------------------------------------------------------


def _page() -> str:
    return "trang"


def _walk_one(walk: Walk, walker: Walker, endpoint: str) -> str | None:
    [step] = [one for one in walk.steps() if one.rule.endpoint == endpoint]
    return complaint(walker, step, walk.go(walker, step))


def test_the_guard_finds_a_route_without_a_rule(walk: Walk) -> None:
    walk.app.add_url_rule("/new", "bare", lambda: _page())
    administrator = next(walk.walkers(Role.ADMINISTRATOR))
    assert walk.go(administrator, _step(walk, "bare")).status_code == 403
    assert _walk_one(walk, administrator, "bare") == "has no rule"


def _step(walk: Walk, endpoint: str) -> Step:
    return next(one for one in walk.steps() if one.rule.endpoint == endpoint)


@pytest.mark.parametrize("lost", ["letters.show", "people.index", "delegates.of_point"])
def test_the_guard_finds_a_rule_that_was_removed(walk: Walk, lost: str) -> None:
    view = walk.app.view_functions[lost]

    def the_same_without_a_rule(**values: Any) -> Any:  # noqa: ANN401
        return view(**values)

    walk.app.view_functions[lost] = the_same_without_a_rule
    walker = next(walk.walkers(Role.SECRETARIAT))
    assert _walk_one(walk, walker, lost) == "has no rule"


def test_the_guard_finds_a_view_that_answers_more_than_its_rule(walk: Walk) -> None:
    """The gate is bypassed: what the rule forbids is answered all the same."""
    walk.app.add_url_rule(
        "/conferences/<int:conference_id>/extra",
        "extra",
        requires(Action.PRINT_LETTERS)(lambda conference_id: _page()),
    )
    walk.app.before_request_funcs[None].remove(walk.app.extensions["gate"].check)
    walkers = {walker.part: walker for walker in walk.walkers(Role.ORGANISER)}
    assert _walk_one(walk, walkers["the conference"], "extra") is None
    for part in ("another conference", "the point", "the unit"):
        assert _walk_one(walk, walkers[part], "extra") == "must refuse, answers 200"


def test_the_guard_finds_names_on_a_page_that_is_open_to_too_many(walk: Walk) -> None:
    walk.app.add_url_rule("/open", "open", public(lambda: "Ẩn Danh Đại Biểu"))
    walkers = {walker.part: walker for walker in walk.walkers(Role.COORDINATOR)}
    assert _walk_one(walk, walkers["the point"], "open") is None
    wrong = _walk_one(walk, walkers["another point of the conference"], "open")
    assert wrong == "shows 'Ẩn Danh Đại Biểu'"


SECRET = world_public.SECRET_CITIZEN  # whom not even the point's coordinator may read
# Every kind of answer that could tell it, each as the application makes it.
WAYS: dict[str, Callable[[], Any]] = {
    "a workbook": lambda: writing.as_xlsx(Table("1", [Column(SECRET)], [])),
    "a file name": lambda: ("", {"Content-Disposition": f"filename*=UTF-8''{quote(SECRET)}"}),
    "JSON": lambda: {"by": SECRET},
    "the data of a chart": lambda: render_template_string(
        """<div data-chart="{{ points|tojson|forceescape }}"></div>""", points=[{"name": SECRET}]
    ),
    "a tooltip": lambda: render_template_string("<td title='{{ one }}'></td>", one=SECRET),
    "an address": lambda: render_template_string(
        "<a href='{{ url_for(\"units.index\", q=one) }}'></a>", one=SECRET
    ),
    "letters as numbers": lambda: "".join(f"&#{ord(letter)};" for letter in SECRET),
    "marked letters": lambda: SECRET.replace("Danh", "<mark>Danh</mark>"),
    "another spelling": lambda: normalize("NFD", SECRET),
    "a table of text": lambda: (f"so;ten\r\n1;{SECRET}\r\n", {"Content-Type": "text/csv"}),
    "a calendar": lambda: _calendar(SECRET),
    "a Word paper": lambda: write(_paper(SECRET), Form.WORD, date(2024, 1, 1)),
    "a bundle of files": lambda: _zipped(writing.as_xlsx(Table("1", [Column(SECRET)], []))),
    "an error page": lambda: (render_template("errors/500.html", request_id=SECRET), 500),
    "a refusal": lambda: (SECRET, 403),
}


def _calendar(text: str) -> tuple[bytes, dict[str, str]]:
    """Long enough that its lines are folded in the middle of the name."""
    event = Event()
    event.add("summary", f"{'Nhiệm vụ ' * 5}{text}")
    calendar = Calendar()
    calendar.add_component(event)
    return calendar.to_ical(), {"Content-Type": "text/calendar"}


def _paper(text: str) -> Paper:
    paper = Paper(ruleset(PARTY), "Báo cáo")
    paper.text(text)
    return paper


def _zipped(content: bytes) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as files:
        files.writestr("bảng.xlsx", content)
    return kept.getvalue()


@pytest.mark.parametrize("way", WAYS)
def test_the_guard_finds_what_stands_in_every_kind_of_answer(walk: Walk, way: str) -> None:
    walk.app.add_url_rule("/open", "open", public(WAYS[way]))
    coordinator = next(one for one in walk.walkers(Role.COORDINATOR) if one.part == "the point")
    moderator = next(walk.walkers(Role.SECRETARIAT))
    for walker in (Walker(None, NOBODY), coordinator):
        assert f"shows {SECRET!r}" == _walk_one(walk, walker, "open")
    assert f"shows {SECRET!r}" != _walk_one(walk, moderator, "open")


def test_the_guard_searches_what_it_is_refused_with(walk: Walk) -> None:
    def refusing() -> Any:  # noqa: ANN401
        return SECRET, 403

    walk.app.add_url_rule("/shut", "shut", requires(Action.MODERATE)(refusing))
    coordinator = next(walk.walkers(Role.COORDINATOR))
    walk.app.before_request_funcs[None].remove(walk.app.extensions["gate"].check)
    assert _walk_one(walk, coordinator, "shut") == f"shows {SECRET!r}"


def test_the_guard_reads_a_paper_as_its_reader_does() -> None:
    assert SECRET in told_in(write(_paper(SECRET), Form.PDF, date(2024, 1, 1)))


def test_the_guard_reads_a_letter_as_its_reader_does() -> None:
    letter = compose(f"Gửi {SECRET}", "a@example.vn", "b@example.vn", f"{'x' * 60} {SECRET}")
    assert told_in(bytes(letter), "message/rfc822").count(SECRET) >= 2


@pytest.mark.parametrize(
    ("role", "part", "names", "lawful"),
    [
        (Role.COORDINATOR, "the point", "point", True),
        (Role.COORDINATOR, "another point of the conference", "point", False),
        (Role.COORDINATOR, "the point", "conference", False),
        (Role.ORGANISER, "the conference", "point", True),
        (Role.ORGANISER, "the conference", "nothing", False),
        (Role.DESK, "everything", "point", False),
    ],
)
def test_what_is_lawful_is_what_one_would_say(
    role: Role, part: str, names: str, lawful: bool
) -> None:
    view = requires(Action.VIEW_ROSTER)(lambda: _page())
    access = view.access_rule  # type: ignore[attr-defined]
    assert is_lawful(Walker(role, part), access, names) is lawful


def test_every_action_is_somebodys() -> None:
    """And every role is good for something."""
    assert frozenset().union(*ROLE_ACTIONS.values()) == frozenset(Action)
    assert set(ROLE_ACTIONS) == set(Role)
    assert all(ROLE_ACTIONS.values())
