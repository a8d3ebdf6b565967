"""create_app(): the table of contents of the whole system."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from dissemination import (
    accounts,
    checkin,
    conferences,
    coverage,
    directives,
    plans,
    reporting,
    units,
)
from dissemination.config import Settings, from_environment
from dissemination.database import db, prepare_engine
from dissemination.web import (
    access,
    appearance,
    certificate_views,
    delivery,
    errors,
    filters,
    headers,
    health,
    jobs,
    languages,
    logs,
    navigation,
    proxies,
    transactions,
)
from dissemination.web.extensions import csrf, limiter

ROOT = Path(__file__).parents[1]
FEATURES = (units, directives, conferences, checkin, plans, reporting, coverage, accounts)
LARGEST_UPLOAD = 25 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment."""
    settings = settings or from_environment()
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    configure(app, settings)
    prepare_edge(app, settings)
    for feature in FEATURES:
        feature.init_app(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 20, "max_overflow": 20},
        METRICS_TOKEN=settings.metrics_token,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.address.startswith("https://"),
        MAIL_SERVER=settings.mail_server or "localhost",
        MAIL_PORT=settings.mail_port,
        TESTING=settings.testing,
        WTF_CSRF_ENABLED=not settings.testing,
        RATELIMIT_ENABLED=not settings.testing,
    )


def prepare_edge(app: Flask, settings: Settings) -> None:
    """What every request meets, in this order; answers pass it in the reverse order."""
    logs.configure(settings.log_level)
    proxies.init_app(app, settings.trusted_proxies)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    app.before_request(transactions.begin)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    headers.init_app(app)
    logs.init_app(app)
    languages.init_app(app)
    appearance.init_app(app)
    errors.init_app(app)
    accounts.prepare(app, settings)
    access.gate.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    transactions.init_app(app)
    delivery.init_app(app)
    filters.init_app(app)
    navigation.init_app(app)
    jobs.init_app(app, settings)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(certificate_views.blueprint)
