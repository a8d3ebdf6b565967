"""Flask-Security: passwords by argon2, TOTP, recovery; and the person behind each request."""

from pathlib import Path
from typing import Any

from flask import Flask, redirect, request, url_for
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, current_user
from werkzeug.wrappers import Response

from dissemination.accounts.decision import decide
from dissemination.accounts.models import User
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.access import gate
from dissemination.web.audit import Actor, act_as

TRANSLATIONS = Path(__file__).parents[2] / "translations"


class UnusedRole(RoleMixin):  # type: ignore[misc]  # Flask-Security ships no types
    """Flask-Security asks for a role model; ours are grants."""


def init_app(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(security_settings(settings))
    datastore = SQLAlchemyUserDatastore(db, User, UnusedRole)
    app.extensions["accounts"] = Security(app, datastore)
    gate.decide = decide
    gate.is_signed_in = lambda: bool(current_user.is_authenticated)
    gate.sign_in = _to_sign_in
    app.before_request(_say_who_acts)


def security_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_REQUIRED": False,
        "SECURITY_TOTP_SECRETS": {"1": settings.secret_key},
        "SECURITY_TOTP_ISSUER": "Quán triệt nghị quyết",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_I18N_DIRNAME": ["builtin", str(TRANSLATIONS)],
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_EMAIL_SENDER": settings.mail_sender,
        "SECURITY_FLASH_MESSAGES": True,
        "SECURITY_ANONYMOUS_USER_DISABLED": False,
    }


def _to_sign_in() -> Response:
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


def _say_who_acts() -> None:
    if request.path.startswith(("/api/", "/static/", "/healthz", "/readyz", "/metrics")):
        act_as(Actor("program"))
    elif current_user.is_authenticated:
        act_as(Actor(current_user.email, current_user.post))
    else:
        act_as(Actor("nobody"))
