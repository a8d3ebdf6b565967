"""How long somebody stays signed in, and what signing in leaves behind.

A session ends after four idle hours (the cookie's own signature tells the time) and after sixteen
hours in any case. A new `fs_uniquifier` (password changed, account ended) ends all of a person's.
"""

from datetime import timedelta

import structlog
from flask import Flask, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_security import (
    logout_user,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
)
from flask_security.signals import user_failed_authn
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts.models import User
from dissemination.web import audit

IDLE = timedelta(hours=4)
LONGEST = timedelta(hours=16)
_SINCE = "signed_in_at"
_OWES_A_PASSWORD = "owes_a_password"
# Signed in anew by what one did oneself while signed in; nobody came.
_STAYING = (["change"], ["session"])
_OPEN_WITHOUT_PASSWORD = {
    "security.change_password",
    "security.logout",
    "languages.choose",
    "appearance.choose",
}

log = structlog.get_logger("dissemination")


class Sessions(SecureCookieSessionInterface):
    """A page's pictures and scripts need not renew the cookie."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if request.endpoint == "static" and not session.modified:
            return False
        return super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    app.config["PERMANENT_SESSION_LIFETIME"] = IDLE
    app.before_request(end_if_too_old)
    user_authenticated.connect(_entered, app)
    user_failed_authn.connect(_failed, app)
    password_changed.connect(_password_chosen, app)
    password_reset.connect(_password_reset, app)
    tf_profile_changed.connect(_second_step_set, app)
    tf_disabled.connect(_second_step_dropped, app)


def end_if_too_old() -> None:
    """Sixteen hours after signing in the session is over, however busy."""
    if "_user_id" not in session:
        return
    now = clock.now().timestamp()
    if now - session.setdefault(_SINCE, now) > LONGEST.total_seconds():
        logout_user()
        session.clear()


def owe_a_password(user: User) -> None:
    """Whoever comes in by a link must choose a password before anything else."""
    session[_OWES_A_PASSWORD] = user.fs_uniquifier


def ask_for_password() -> Response | None:
    """Sends those who owe a password to where one is chosen; after the gate."""
    signed_in = session.get("_user_id")
    owing = signed_in is not None and session.get(_OWES_A_PASSWORD) == signed_in
    if not owing or request.endpoint in _OPEN_WITHOUT_PASSWORD | {"static"}:
        return None
    return redirect(url_for("security.change_password"))


def _entered(_app: Flask, user: User, authn_via: list[str] | None, **_more: object) -> None:
    session.permanent = True
    session[_SINCE] = clock.now().timestamp()
    if authn_via not in _STAYING:
        user.last_seen_at = clock.now()
        _record("sign_in", user, after={"by": ", ".join(authn_via or ["two_step"])})


def _failed(_app: Flask, user: User, auth_type: str, tfa: bool, **_more: object) -> None:
    # Logged and not audited: writing for real names only would tell them from invented ones.
    log.warning("sign-in failed", user_id=user.id, by=auth_type, second_step=tfa)


def _password_chosen(_app: Flask, user: User, **_more: object) -> None:
    session.pop(_OWES_A_PASSWORD, None)
    _record("change_password", user)


def _password_reset(_app: Flask, user: User, **_more: object) -> None:
    _record("reset_password", user)


def _second_step_set(_app: Flask, user: User, **_more: object) -> None:
    _record("set_two_step", user)


def _second_step_dropped(_app: Flask, user: User, **_more: object) -> None:
    _record("drop_two_step", user)


def _record(verb: str, user: User, after: dict[str, str] | None = None) -> None:
    audit.act_as(audit.Actor(user.email, user.post))
    audit.record(verb, "user", user.id, after=after)
