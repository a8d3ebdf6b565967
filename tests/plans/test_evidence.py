"""Evidence: files that belong to a thing, and are seen and changed by who may see and change it."""

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.plans import evidence, evidence_keepers
from dissemination.plans.briefing_models import OnwardBriefing
from dissemination.plans.evidence_keepers import Keeper
from dissemination.plans.evidence_models import Evidence, EvidenceFolder, EvidenceKind
from dissemination.web import audit
from dissemination.web.audit import Actor
from dissemination.web.file_kinds import FileFault
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.guards.world import World
from tests.guards.world_briefings import held

PDF = b"%PDF-1.7 bien ban"


@pytest.fixture
def briefing(cast: Cast, session: scoped_session[Session]) -> OnwardBriefing:
    """A unit's briefing without any file yet."""
    world = World(cast, session)
    world.populate()
    made = OnwardBriefing(unit_id=world.values["unit_id"], **held(world.values["directive_id"]))
    db.session.add(made)
    db.session.commit()
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the feature answers about the reader; tests change it."""
    answers: dict[str, Any] = {"see": True, "change": True, "lock": None}
    keeper = Keeper(
        OnwardBriefing,
        lambda _owner: answers["see"],
        lambda _owner: answers["change"],
        lambda _owner: answers["lock"],
        lambda owner: f"/briefings/{owner.id}",
    )
    kept = {**evidence_keepers._keepers, EvidenceKind.BRIEFING: keeper}
    monkeypatch.setattr(evidence_keepers, "_keepers", kept)
    return answers


@pytest.fixture
def someone(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.DESK)


def add(
    client: FlaskClient, briefing: OnwardBriefing, *files: tuple[bytes, str], **more: Any
) -> Any:  # noqa: ANN401  # the answer
    sent = {"file": [(io.BytesIO(content), name) for content, name in files]}
    return client.post(f"/evidence/briefing/{briefing.id}", data=sent, **more)


def kept(briefing: OnwardBriefing) -> list[str]:
    db.session.expire_all()
    return [one.title for one in evidence.of(briefing)]


def files_on_disk(app: Flask) -> list[Path]:
    return list((app.config["SETTINGS"].data_dir / "documents").iterdir())


@pytest.mark.both_databases
def test_files_belong_to_one_thing_with_who_added_them_and_their_digest(
    briefing: OnwardBriefing, tmp_path: Path
) -> None:
    audit.act_as(Actor("Vi Văn Sơn", "Văn phòng Đảng ủy"))
    first = evidence.attach(briefing, EvidenceKind.BRIEFING, tmp_path, io.BytesIO(PDF), "a.exe")
    again = evidence.attach(
        briefing, EvidenceKind.BRIEFING, tmp_path, io.BytesIO(PDF), "b.pdf", "Ảnh hội nghị"
    )
    db.session.commit()
    assert isinstance(first, Evidence)
    assert isinstance(again, Evidence)
    assert first.folder_id == again.folder_id == briefing.evidence_folder_id
    assert (first.file_name, first.title, again.title) == ("a.pdf", "a", "Ảnh hội nghị")
    assert (first.added_by, first.added_post) == ("Vi Văn Sơn", "Văn phòng Đảng ủy")
    assert len(first.sha256) == 64
    assert evidence.counts([briefing]) == {briefing.id: 2}
    told = db.session.scalars(sa.select(AuditEntry).filter_by(verb="add_evidence")).all()
    assert {(entry.subject, entry.subject_id) for entry in told} == {("briefing", str(briefing.id))}


@pytest.mark.both_databases
def test_the_database_refuses_a_file_of_nothing_and_a_folder_of_two(
    briefing: OnwardBriefing,
) -> None:
    columns = {"title": "x", "file_name": "x", "content_type": "x", "size": 1, "sha256": "x"}
    stray = Evidence(folder_id=999_999, stored_name="y", added_at=briefing.created_at, **columns)
    db.session.add(stray)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    taken = db.session.scalar(sa.select(EvidenceFolder.id))
    briefing.evidence_folder_id = taken
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_refused_file_leaves_nothing(briefing: OnwardBriefing, tmp_path: Path) -> None:
    outcome = evidence.attach(
        briefing, EvidenceKind.BRIEFING, tmp_path / "x", io.BytesIO(b"<html>"), "a.pdf"
    )
    assert outcome is FileFault.KIND
    assert briefing.evidence_folder_id is None


def test_several_files_are_sent_at_once_and_each_bad_one_is_named(
    app: Flask, briefing: OnwardBriefing, asked: dict[str, Any], someone: FlaskClient
) -> None:
    answer = add(someone, briefing, (PDF, "Biên bản.pdf"), (b"<html>", "trang.pdf"))
    assert answer.headers["Location"].endswith(f"/briefings/{briefing.id}#evidence")
    assert kept(briefing) == ["Biên bản"]
    with someone.session_transaction() as session:
        [(kind, sentence)] = session["_flashes"]
    assert kind == "error"
    assert sentence.startswith("trang.pdf: Nội dung tệp không phải PDF")


def test_the_script_gets_the_list_or_one_sentence(
    briefing: OnwardBriefing, asked: dict[str, Any], someone: FlaskClient
) -> None:
    by_script = {"headers": {"X-Requested-With": "evidence"}}
    answer = add(someone, briefing, (PDF, "Biên bản.pdf"), **by_script)
    assert answer.status_code == 200
    assert "Biên bản" in answer.text
    assert "<html" not in answer.text
    refused = add(someone, briefing, (b"MZ", "may.exe"), **by_script)
    assert (refused.status_code, kept(briefing)) == (422, ["Biên bản"])
    assert refused.text.startswith("may.exe: ")


def test_a_file_is_only_ever_saved_and_goes_when_taken_away(
    app: Flask, briefing: OnwardBriefing, asked: dict[str, Any], someone: FlaskClient
) -> None:
    add(someone, briefing, (PDF, "Biên bản.pdf"))
    [file] = evidence.of(briefing)
    answer = someone.get(f"/evidence/{file.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    assert len(files_on_disk(app)) == 1
    someone.post(f"/evidence/{file.id}/remove")
    assert kept(briefing) == []
    assert files_on_disk(app) == []


def test_the_thing_it_belongs_to_decides_who_sees_and_changes(
    app: Flask, briefing: OnwardBriefing, asked: dict[str, Any], someone: FlaskClient
) -> None:
    add(someone, briefing, (PDF, "Biên bản.pdf"))
    [file] = evidence.of(briefing)
    asked["change"] = False
    assert add(someone, briefing, (PDF, "khác.pdf")).status_code == 403
    assert someone.post(f"/evidence/{file.id}/remove").status_code == 403
    asked |= {"change": True, "lock": "Đã gửi nên không sửa được."}
    add(someone, briefing, (PDF, "khác.pdf"))
    someone.post(f"/evidence/{file.id}/remove")
    assert kept(briefing) == ["Biên bản"]
    asked["see"] = False
    assert someone.get(f"/evidence/{file.id}").status_code == 403
    assert app.test_client().get(f"/evidence/{file.id}").status_code == 302


def test_what_no_feature_keeps_is_not_there(someone: FlaskClient) -> None:
    assert someone.post("/evidence/report/1").status_code == 404
    assert someone.get("/evidence/1").status_code == 404
