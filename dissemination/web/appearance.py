"""How pages look to the reader: theme and text size.

A cookie keeps the choice in every browser, also where nobody has signed in or the database is away;
scripts read it too. Whoever signs in finds his own choice on every device: accounts remembers it, and
each page that knows the person brings it into that browser's cookie.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Flask, g, redirect, request
from werkzeug.wrappers import Response

from dissemination.web.access import public

COOKIE: Final = "appearance"
A_YEAR: Final = 31_536_000
# Ends a choice that a script made and the server has not acknowledged yet.
_WAITING: Final = "!"
THEMES: Final = ("auto", "light", "dark")
SIZES: Final = range(-1, 5)  # as in static/css/tokens.css and static/js/appearance.js
blueprint = Blueprint("appearance", __name__)


@dataclass(frozen=True, slots=True)
class Appearance:
    """A reader's choice, written as "dark.2"."""

    theme: str = "auto"
    size: int = 0

    def __str__(self) -> str:
        return f"{self.theme}.{self.size}"

    @property
    def base_theme(self) -> str:
        """What a page begins with; early.js turns "auto" into what the device prefers."""
        return "dark" if self.theme == "dark" else "light"

    @property
    def step(self) -> int:
        """The size as people count: from 1."""
        return self.size - SIZES.start + 1


def read(text: str) -> Appearance | None:
    """The choice that was written so; None when nobody offers that."""
    theme, _, digits = text.partition(".")
    sizes = {str(size): size for size in SIZES}
    if theme not in THEMES or digits not in sizes:
        return None
    return Appearance(theme, sizes[digits])


def pressed(now: Appearance, theme: str, text_size: str) -> Appearance:
    """The choice after one of the buttons; an unknown one changes nothing."""
    if theme in THEMES:
        return replace(now, theme=theme)
    steps = {"smaller": now.size - 1, "normal": 0, "larger": now.size + 1}
    size = steps.get(text_size, now.size)
    return replace(now, size=size) if size in SIZES else now


class Memory:
    """What accounts knows and keeps of the person of this request; without accounts, nothing."""

    def __init__(self) -> None:
        self.is_kept: Callable[[], bool] = lambda: False
        self.recall: Callable[[], str] = lambda: ""
        self.keep: Callable[[str], None] = lambda _choice: None


memory = Memory()


def chosen() -> Appearance:
    """The person's own choice, else this browser's, else the usual; asked of nobody twice.

    What this browser has chosen and could not tell us yet is newer than what the person has kept.
    """
    if "appearance" not in g:
        kept, written = memory.recall(), request.cookies.get(COOKIE, "")
        here = written.removesuffix(_WAITING)
        order = (here, kept) if here != written else (kept, here)
        g.appearance = read(order[0]) or read(order[1]) or Appearance()
    appearance: Appearance = g.appearance
    return appearance


@blueprint.post("/appearance")
@public
def choose() -> Response:
    """Remember a choice: a script sends it whole, a form the button that was pressed."""
    form = request.form
    whole = read(form.get("choice", ""))
    now = whole or pressed(chosen(), form.get("theme", ""), form.get("text_size", ""))
    memory.keep(str(now))
    g.appearance = now
    back = form.get("back", "/")
    safe = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = Response(status=204) if whole else redirect(back if safe else "/")
    _remember(answer, now)
    return answer


def _remember(response: Response, appearance: Appearance) -> None:
    response.set_cookie(
        COOKIE,
        str(appearance),
        max_age=A_YEAR,
        samesite="Lax",
        secure=request.is_secure,
        httponly=False,  # static/js/early.js reads it before the first paint
    )


def follow(response: Response) -> Response:
    """Bring into this browser what the person chose on another device."""
    known = g.get("appearance")
    usual = request.cookies.get(COOKIE, str(Appearance())).removesuffix(_WAITING)
    if known is not None and request.method == "GET" and str(known) != usual:
        _remember(response, known)
    return response


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.after_request(follow)
    app.context_processor(
        lambda: {
            "appearance": chosen(),
            "appearance_is_kept": memory.is_kept(),
            "text_sizes": len(SIZES),
        }
    )
