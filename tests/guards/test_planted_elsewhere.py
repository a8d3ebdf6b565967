"""What no request answers is searched too: papers made in the background, and letters that are sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.conferences import reach
from dissemination.conferences.models import Conference
from dissemination.coverage import paper_making, paper_rights
from dissemination.coverage.paper_models import PaperKind, PaperOrder
from dissemination.database import db
from dissemination.papers import typesetting
from dissemination.papers.rulesets import PARTY
from dissemination.reporting import reminder_wording
from dissemination.reporting.reminder_models import Digest
from tests.conftest import Cast
from tests.coverage.conftest import close
from tests.guards.planted import PLANTED, told_in
from tests.guards.walking import Walk, Walker, leaked_in
from tests.guards.world import World

FORMS = {
    PaperKind.ATTENDANCE: ("docx", "pdf", "xlsx"),
    PaperKind.CONFERENCE_FILE: ("pdf", "zip"),
    PaperKind.PROGRESS: ("docx", "pdf", "xlsx"),
    PaperKind.FACT_SHEET: ("docx", "pdf"),
}


@pytest.fixture
def walk(
    app: Flask, cast: Cast, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> Walk:
    world = World(cast, session)
    world.populate()
    close(session.get_one(Conference, world.values["conference_id"]))
    monkeypatch.setattr(typesetting, "_process", _only_the_text)
    return Walk(app, world)


def _only_the_text(_work: str, *paths: Path, text: str = "") -> bytes:
    """Nothing is set, which takes its time; what would stand on the paper stays to be searched."""
    content = b"%PDF" + text.encode()
    for path in paths[:1]:
        if path.suffix == ".pdf":
            path.write_bytes(content)
    return content


def _orders(walk: Walk, walker: Walker) -> Iterator[PaperOrder]:
    values = walk.world.values
    for kind, forms in FORMS.items():
        of_conference = kind in (PaperKind.ATTENDANCE, PaperKind.CONFERENCE_FILE)
        for form in forms:
            yield PaperOrder(
                user=walker.user,
                kind=kind,
                form=form,
                rules=PARTY,
                conference=db.session.get(Conference, values["conference_id"])
                if of_conference
                else None,
                conference_id=values["conference_id"] if of_conference else None,
                unit_id=None if of_conference else values["unit_id"],
                period=None if of_conference else walk.period(),
                title="x",
                ordered_at=clock.now(),
                heard_at=clock.now(),
            )


@pytest.mark.parametrize("role", list(Role))
def test_no_paper_tells_what_its_orderer_may_not_read(walk: Walk, role: Role) -> None:
    made = set()
    for walker in walk.walkers(role):
        for order in _orders(walk, walker):
            if file := _made(order):
                made.add(order.kind)
                assert leaked_in(walker, told_in(file)) is None, (str(walker), order.kind)
    assert made >= {PaperKind.ATTENDANCE, PaperKind.CONFERENCE_FILE} or role is Role.DESK


def _made(order: PaperOrder) -> bytes | None:
    """The file, when its orderer has any right to it."""
    right = paper_rights.right_to(order)
    return paper_making.make(order, right, lambda *_: None) if right else None


def test_no_letter_names_anybody_but_its_recipient(walk: Walk, app: Flask) -> None:
    digest = db.session.query(Digest).one()
    letter = bytes(reminder_wording.write(digest, app.config["SETTINGS"]))
    told = told_in(letter, "message/rfc822")
    others = [one.text for one in PLANTED if one.text not in (digest.user.name, digest.user.email)]
    assert not [text for text in others if text in told]
    assert "Đôn đốc" in told


def test_the_guard_finds_a_name_in_a_paper(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken once: the grants that show names are taken to be all that the person holds."""
    monkeypatch.setattr(paper_rights, "_reaches_a_point", lambda *_: True)
    monkeypatch.setattr(reach, "points_within", lambda *_: db.true())
    outsider = next(
        one
        for one in walk.walkers(Role.COORDINATOR)
        if one.part == "another point of the conference"
    )
    files = [file for order in _orders(walk, outsider) if (file := _made(order))]
    assert any(leaked_in(outsider, told_in(file)) for file in files)
