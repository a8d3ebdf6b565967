"""Vietnamese unless the reader chose English."""

from flask import Blueprint, Flask, g, redirect, request
from flask_babel import Babel
from werkzeug.wrappers import Response

from dissemination.web.access import public

LANGUAGES = ("vi", "en")
COOKIE = "language"
blueprint = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.root_path) + "/../translations"
    Babel(app, locale_selector=chosen_language)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"language": chosen_language()})


def chosen_language() -> str:
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "vi") if request else "vi"
        g.language = chosen if chosen in LANGUAGES else "vi"
    language: str = g.language
    return language


@blueprint.post("/language/<any(vi, en):language>")
@public
def choose(language: str) -> Response:
    """Remember the reader's language and go back to where he was."""
    back = request.form.get("back", "/")
    answer = redirect(back if back.startswith("/") and not back.startswith("//") else "/")
    answer.set_cookie(COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True)
    return answer
