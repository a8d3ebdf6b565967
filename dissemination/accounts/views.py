"""Coming in by a one-time link, and one's own account."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import Security, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from dissemination.accounts import links, parts, services, sessions, words
from dissemination.accounts.decision import grants_of_request
from dissemination.accounts.links import LinkState
from dissemination.accounts.models import User
from dissemination.config import Settings
from dissemination.web import audit
from dissemination.web.access import public, signed_in

blueprint = Blueprint("accounts", __name__)


def base_address() -> str:
    """What links begin with: PUBLIC_URL, or how the reader himself reached this page."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/") or request.url_root.rstrip("/")


@blueprint.get(f"{links.PATH}<token>")
@public
def show_link(token: str) -> str | tuple[str, int]:
    """Says whose link it is and offers one button: mail scanners open pages, not press buttons."""
    link, state = links.look(token)
    if link is None or state is not LinkState.GOOD:
        return _refused(state)
    return render_template("accounts/link.html", link=link, user=link.user, token=token)


@blueprint.post(f"{links.PATH}<token>")
@public
def use_link(token: str) -> Response | tuple[str, int]:
    """Lets the holder in, once; a second step that was set up is still asked for."""
    if current_user.is_authenticated:
        logout_user()
    user = links.use(token)
    if isinstance(user, LinkState):
        return _refused(user)
    sessions.owe_a_password(user)
    security: Security = current_app.extensions["accounts"]
    second_step = security.two_factor_plugins.tf_enter(user, False, "link", next_loc=None)
    if second_step is not None:
        return current_app.make_response(second_step)
    login_user(user, authn_via=["link"])
    return redirect(url_for("security.change_password"))


def _refused(state: LinkState) -> tuple[str, int]:
    status = 404 if state is LinkState.UNKNOWN else 410
    reason = _(words.LINK_STATES[state])
    return render_template("accounts/link_refused.html", reason=reason), status


@blueprint.get("/account/")
@signed_in
def me() -> str:
    """One's own name, post, grants, password and second step."""
    held = grants_of_request()
    return render_template(
        "accounts/me.html", user=_person(), held=held, places=parts.places(held), words=words
    )


@blueprint.post("/account/end-sessions")
@signed_in
def end_sessions() -> Response:
    """Signs the person out everywhere but here."""
    user = _person()
    services.end_sessions(user)
    audit.record("end_sessions", "user", user.id)
    login_user(user, authn_via=["session"])
    flash(_("Đã kết thúc các phiên đăng nhập trên máy khác."), "success")
    return redirect(url_for("accounts.me"))


def _person() -> User:
    user: User = current_user._get_current_object()
    return user
