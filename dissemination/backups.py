"""flask backup, flask restore: the database and every kept file in one archive.

SQLite is copied through its own backup interface while the system serves; PostgreSQL through
pg_dump. The archive holds personal data and the secret key: it is made readable by its owner only.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from dissemination import clock
from dissemination.config import Settings
from dissemination.database import db, reading
from dissemination.units.models import Unit

MANIFEST = "manifest.json"
DATABASE = "database"
# Of DATA_DIR, what can be made again or was only passing through.
NOT_KEPT = {"prints", "letters", "mail"}


class BackupFailedError(Exception):
    """Says in one sentence what stands in the way; nothing was changed."""


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write the database and every kept file to FILE, while the system serves."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; a backup overwrites nothing.")
    if file.absolute().is_relative_to(_settings().data_dir):
        raise click.ClickException("Write the backup outside DATA_DIR: best on another machine.")
    try:
        write_backup(_settings(), file)
    except BackupFailedError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Wrote {file} ({file.stat().st_size:,} bytes). Keep it safe: it names people.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace what the database holds now.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put back what `flask backup` wrote; stop the server first."""
    if not replace and _holds_data():
        raise click.ClickException(
            "The database holds data. Restore into an empty one, or say --replace."
        )
    try:
        read_backup(_settings(), file)
    except BackupFailedError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Restored {file}. Run `flask db upgrade`, then start the server.")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _holds_data() -> bool:
    try:
        with reading():
            return db.session.scalar(sa.select(Unit.id).limit(1)) is not None
    except sa.exc.SQLAlchemyError:
        return False  # not migrated yet: nothing to lose
    finally:
        db.session.remove()


def write_backup(settings: Settings, file: Path) -> None:
    """One gzipped tar with a manifest of checksums; appears under its name only when complete."""
    with tempfile.TemporaryDirectory(dir=file.absolute().parent) as folder:
        dump = Path(folder) / DATABASE
        _dump(settings, dump)
        draft = Path(folder) / "archive"
        draft.touch(mode=0o600)
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            sums = {DATABASE: _add(archive, dump, DATABASE)}
            for path in _kept_files(settings):
                name = f"files/{path.relative_to(settings.data_dir)}"
                sums[name] = _add(archive, path, name)
            _add_manifest(archive, settings, sums)
        os.replace(draft, file)


def read_backup(settings: Settings, file: Path) -> None:
    """Check the whole archive against its manifest, then put the database and files back."""
    with _unpacked(file) as folder:
        manifest = _manifest(folder, file)
        _check(folder, manifest)
        if manifest["database"] != _kind(settings):
            raise BackupFailedError(
                f"The backup is of {manifest['database']}, this system uses {_kind(settings)}."
            )
        db.session.remove()
        db.engine.dispose()
        _load(settings, folder / DATABASE)
        for name in manifest["sha256"]:
            if name.startswith("files/"):
                target = settings.data_dir / name.removeprefix("files/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / name, target)


def _kind(settings: Settings) -> str:
    return "sqlite" if settings.is_sqlite else "postgresql"


def _kept_files(settings: Settings) -> Iterator[Path]:
    """Everything in DATA_DIR but the database itself and what `NOT_KEPT` names."""
    database = Path(settings.database_url.removeprefix("sqlite:///")).name
    for kept in sorted(settings.data_dir.iterdir()):
        if kept.name in NOT_KEPT or (settings.is_sqlite and kept.name.startswith(database)):
            continue
        yield from [kept] if kept.is_file() else sorted(p for p in kept.rglob("*") if p.is_file())


def _dump(settings: Settings, target: Path) -> None:
    if settings.is_sqlite:
        source = settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as copy:
            ours.backup(copy)
        return
    _run("pg_dump", "--format=custom", f"--file={target}", _libpq_url(settings))


def _load(settings: Settings, dump: Path) -> None:
    if settings.is_sqlite:
        target = settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(dump)) as copy, closing(sqlite3.connect(target)) as ours:
            copy.backup(ours)
        return
    url = _libpq_url(settings)
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={url}",
        str(dump),
    )


def _libpq_url(settings: Settings) -> str:
    return settings.database_url.replace("postgresql+psycopg://", "postgresql://")


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if not found:
        raise BackupFailedError(f"{program} is missing: install PostgreSQL's client programs.")
    done = subprocess.run([found, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise BackupFailedError(f"{program} failed: {done.stderr.strip().splitlines()[-1]}")


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    archive.add(path, name, recursive=False)
    return _sha256(path)


def _add_manifest(archive: tarfile.TarFile, settings: Settings, sums: dict[str, str]) -> None:
    content = {"made_at": clock.now().isoformat(), "database": _kind(settings), "sha256": sums}
    text = json.dumps(content, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(text)
    archive.addfile(entry, io.BytesIO(text))


@contextmanager
def _unpacked(file: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(file, "r:gz") as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError):
            raise BackupFailedError(f"{file} is not a whole backup; nothing was changed.") from None
        yield Path(folder)


def _manifest(folder: Path, file: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupFailedError(f"{file} is not a backup of this system.") from None
    return manifest


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    for name, expected in manifest["sha256"].items():
        path = folder / name
        if not path.is_file() or _sha256(path) != expected:
            raise BackupFailedError(f"{name} in the backup is damaged; nothing was changed.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
