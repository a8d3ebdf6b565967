"""Whether the process lives, whether it can serve, and what it counts."""

import hmac
import ipaddress
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from dissemination.database import db
from dissemination.web.access import public

blueprint = Blueprint("health", __name__)
MIGRATIONS = Path(__file__).parents[2] / "migrations"


@blueprint.get("/healthz")
@public
def alive() -> str:
    return "ok\n"


@blueprint.get("/readyz")
@public
def ready() -> tuple[str, int]:
    """200 when the database answers and stands at the newest migration."""
    try:
        current = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.SQLAlchemyError:
        return "database does not answer or is not migrated\n", 503
    if current != newest_migration():
        return "database is not migrated: run flask db upgrade\n", 503
    return "ready\n", 200


def newest_migration() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus text for this machine, or for who holds METRICS_TOKEN."""
    if not (_holds_token() or _is_local()):
        abort(403)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _holds_token() -> bool:
    token: str = current_app.config["METRICS_TOKEN"]
    offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(offered.encode(), token.encode())


def _is_local() -> bool:
    """Straight from this machine: a proxy's word does not count."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return not forwarded and ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback
