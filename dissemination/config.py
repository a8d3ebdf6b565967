"""Typed settings, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment may decide. `docs/configuration.md` explains each."""

    data_dir: Path = Path("var")
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    public_url: str = ""
    https: bool = False
    trusted_proxies: int = 0
    metrics_token: str = field(default="", repr=False)
    mail_server: str = ""
    mail_port: int = 25
    mail_sender: str = "dissemination@localhost"
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    log_level: str = "INFO"
    testing: bool = False

    @property
    def address(self) -> str:
        """Where people reach the system: `PUBLIC_URL`, or the address it listens on."""
        scheme = "https" if self.https else "http"
        return (self.public_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this process; generates and keeps a secret key when none is given.

    Raises SettingsError for a number that is none, or an unknown database.
    """
    data_dir = Path(environ.get("DATA_DIR", "var")).absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    return Settings(
        data_dir=data_dir,
        database_url=database_url(environ.get("DATABASE_URL", ""), data_dir),
        secret_key=environ.get("SECRET_KEY") or kept_secret(data_dir / "secret_key"),
        host=environ.get("HOST", "127.0.0.1"),
        port=_number(environ, "PORT", 8000),
        workers=_number(environ, "WORKERS", 2),
        public_url=environ.get("PUBLIC_URL", ""),
        https=environ.get("HTTPS", "") not in ("", "0"),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0),
        metrics_token=environ.get("METRICS_TOKEN", ""),
        mail_server=environ.get("MAIL_SERVER", ""),
        mail_port=_number(environ, "MAIL_PORT", 25),
        mail_sender=environ.get("MAIL_SENDER", "dissemination@localhost"),
        mail_username=environ.get("MAIL_USERNAME", ""),
        mail_password=environ.get("MAIL_PASSWORD", ""),
        log_level=environ.get("LOG_LEVEL", "INFO").upper(),
    )


def database_url(given: str, data_dir: Path) -> str:
    """A SQLAlchemy URL: SQLite in the data directory unless PostgreSQL or SQLite is named."""
    if not given:
        return f"sqlite:///{data_dir / 'dissemination.db'}"
    for prefix in ("postgresql://", "postgres://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    if given.startswith(("postgresql+psycopg://", "sqlite:///")):
        return given
    raise SettingsError("DATABASE_URL must begin with postgresql:// or sqlite:///")


def kept_secret(path: Path) -> str:
    """The secret in `path`, created once with mode 600, safe when processes race for it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # fails when another process was first: never a half-written key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise SettingsError(f"{name} must be a whole number above 0, not {text!r}")
    return int(text)
