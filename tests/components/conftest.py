"""A small application that has nothing but the components: no database, nobody signed in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from dissemination.web import filters, languages

ROOT = Path(__file__).parents[2]
Show = Callable[..., str]


@pytest.fixture(scope="session")
def bare() -> Flask:
    app = Flask("components", root_path=str(ROOT / "dissemination"))
    app.template_folder = str(ROOT / "templates")
    app.config.update(TESTING=True, SECRET_KEY="only here", WTF_CSRF_ENABLED=False)
    languages.init_app(app)
    filters.init_app(app)
    return app


@pytest.fixture
def show(bare: Flask) -> Show:
    """`show("states", "{{ state('done', 'Có mặt') }}")`: HTML with a component's macros at hand."""

    def render(component: str, source: str, address: str = "/", **values: object) -> str:
        with bare.test_request_context(address):
            text = f'{{% import "components/{component}.html" as c %}}{source}'
            return render_template_string(text, **values)

    return render
