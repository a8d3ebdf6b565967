"""What was backed up comes back exactly, and a damaged archive changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination.conferences.models import Delegate, Pass
from dissemination.config import Settings
from dissemination.database import db
from tests.conftest import Cast


@contextmanager
def saved(app: Flask, file: Path) -> Iterator[None]:
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["backup", str(file)])
    assert done.exit_code == 0, done.output
    yield
    db.session.rollback()


def people() -> list[tuple[str, str]]:
    rows = db.session.execute(
        sa.select(Delegate.name, Pass.digits).join(Pass).order_by(Delegate.id)
    )
    found = [(name, digits) for name, digits in rows]
    db.session.rollback()
    return found


@pytest.fixture
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup") / "b.tar.gz"


@pytest.fixture
def document(settings: Settings) -> Path:
    path = settings.data_dir / "documents" / "abc"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes("Nghị quyết 116".encode())
    return path


@pytest.mark.both_databases
def test_names_passes_and_files_come_back(
    app: Flask, cast: Cast, archive: Path, document: Path
) -> None:
    point = cast.point(cast.conference(), cast.unit("06040", "Xã Vân An"), "Vân An")
    cast.delegate(point, "Nguyễn Văn Ân")
    before = people()
    with saved(app, archive):
        db.session.execute(sa.update(Delegate).values(name="khác"))
        db.session.commit()
        document.unlink()
    done = app.test_cli_runner().invoke(args=["restore", str(archive), "--replace"])
    assert done.exit_code == 0, done.output
    assert people() == before
    assert document.read_text() == "Nghị quyết 116"


def test_only_its_owner_may_read_a_backup(app: Flask, archive: Path) -> None:
    with saved(app, archive):
        assert archive.stat().st_mode & 0o077 == 0


def test_a_full_database_is_not_replaced_unasked(app: Flask, cast: Cast, archive: Path) -> None:
    cast.unit("06040", "Xã Vân An")
    with saved(app, archive):
        done = app.test_cli_runner().invoke(args=["restore", str(archive)])
    assert done.exit_code != 0
    assert "--replace" in done.output


def test_a_damaged_backup_is_refused_whole(
    app: Flask, cast: Cast, archive: Path, document: Path
) -> None:
    cast.unit("06040", "Xã Vân An")
    with saved(app, archive):
        whole = archive.read_bytes()
        (archive.with_name("half.tar.gz")).write_bytes(whole[: len(whole) // 2])
    done = app.test_cli_runner().invoke(
        args=["restore", str(archive.with_name("half.tar.gz")), "--replace"]
    )
    assert done.exit_code != 0
    assert "nothing was changed" in done.output
    assert document.exists()


def test_a_backup_is_not_kept_beside_what_it_saves(app: Flask, settings: Settings) -> None:
    done = app.test_cli_runner().invoke(args=["backup", str(settings.data_dir / "b.tar.gz")])
    assert done.exit_code != 0
    assert "outside DATA_DIR" in done.output


def test_a_backup_overwrites_nothing(app: Flask, archive: Path) -> None:
    archive.write_text("precious")
    done = app.test_cli_runner().invoke(args=["backup", str(archive)])
    assert done.exit_code != 0
    assert archive.read_text() == "precious"


def test_a_backup_of_another_kind_of_database_is_refused(
    app: Flask, settings: Settings, archive: Path
) -> None:
    with saved(app, archive):
        pass
    app.config["SETTINGS"] = replace(settings, database_url="postgresql+psycopg://x/y")
    done = app.test_cli_runner().invoke(args=["restore", str(archive), "--replace"])
    assert done.exit_code != 0
    assert "sqlite" in done.output
