"""Flask-Security: passwords by argon2, TOTP, recovery; and the person behind each request."""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, redirect, request, url_for
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, current_user
from werkzeug.wrappers import Response as AnyResponse

from dissemination.accounts import limits, looks, sessions
from dissemination.accounts.decision import decide, reach
from dissemination.accounts.mail import Outbox
from dissemination.accounts.models import User
from dissemination.accounts.sign_in_forms import (
    OneUseTotp,
    Passwords,
    RescueForm,
    SecondStepForm,
    SignInForm,
    recovery_code_key,
)
from dissemination.accounts.wording import OurWords
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web.access import gate, public, signed_in
from dissemination.web.audit import Actor, act_as

# Every route that Flask-Security brings. One that is not here answers nobody, and a guard fails.
# The second step comes before one is signed in: those views check what the first step left behind.
RULES = {
    "security.login": public,
    "security.logout": public,
    "security.forgot_password": public,
    "security.reset_password": public,
    "security.two_factor_token_validation": public,
    "security.two_factor_rescue": public,
    "security.mf_recovery": public,
    "security.tf_select": public,
    "security.verify": signed_in,
    "security.change_password": signed_in,
    "security.two_factor_setup": signed_in,
    "security.two_factor_setup_validate": signed_in,
    "security.mf_recovery_codes": signed_in,
}


class UnusedRole(RoleMixin):
    """Flask-Security asks for a role model; ours are grants."""


def init_app(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(security_settings(settings))
    sessions.init_app(app)
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, UnusedRole),
        login_form=SignInForm,
        two_factor_setup_form=SecondStepForm,
        two_factor_rescue_form=RescueForm,
        mail_util_cls=Outbox,
        password_util_cls=Passwords,
        totp_cls=OneUseTotp,
    )
    app.extensions["accounts"] = security
    adapt(app, security, settings)
    limits.limit(app, "security.")
    for endpoint, ruled in RULES.items():
        app.view_functions[endpoint] = ruled(app.view_functions[endpoint])
    bind_gate(app)
    looks.init_app()


def adapt(app: Flask, security: Security, settings: Settings) -> None:
    """Our words, pages only (no JSON, no tokens), and links that begin with our own address."""
    security.i18n_domain = OurWords(app)  # type: ignore[no-untyped-call]
    app.jinja_env.globals["_fsdomain"] = security.i18n_domain.gettext
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(lambda _request: None)
    security.mail_context_processor(lambda: {"address": settings.address})
    app.before_request(_refuse_json)


def bind_gate(app: Flask) -> None:
    gate.decide = decide
    gate.reach = reach
    gate.is_signed_in = lambda: bool(current_user.is_authenticated)
    gate.sign_in = _to_sign_in
    app.before_request(_say_who_acts)
    app.before_request(sessions.ask_for_password)


def security_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": "",
        "SECURITY_CLI_ROLES_NAME": "",
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": _as_signed_in}}],
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        **_password_settings(settings),
        **_second_step_settings(settings),
    }


def _password_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        # OWASP's least: a morning's sign-ins must fit beside the server in little memory.
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 19_456,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=4),
        "SECURITY_CHANGEABLE": True,
        "SECURITY_EMAIL_SENDER": settings.mail_sender,
        "SECURITY_EMAIL_HTML": False,
    }


def _second_step_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 60,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": settings.secret_key},
        "SECURITY_TOTP_ISSUER": "Quán triệt nghị quyết",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [recovery_code_key(settings.secret_key)],
    }


def _as_signed_in(identity: str) -> str:
    return identity.strip().lower()


def _refuse_json() -> None:
    """Flask-Security would read it; nothing here sends it."""
    if request.is_json and request.blueprint == "security":
        abort(415)


def _to_sign_in() -> AnyResponse:
    """The sign-in page, from where one comes back; a script is told in its own way."""
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("security.login")})
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        abort(401)
    return redirect(url_for("security.login", next=here))


def _say_who_acts() -> None:
    if request.path.startswith(("/api/", "/static/", "/healthz", "/readyz", "/metrics")):
        act_as(Actor("program"))
    elif current_user.is_authenticated:
        act_as(Actor(current_user.email, current_user.post, current_user.shown_name))
    else:
        act_as(Actor("nobody"))
