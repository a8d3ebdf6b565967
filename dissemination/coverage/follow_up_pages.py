"""Mounts what follows a directive up: threads, attainment, and the front page's figures."""

from flask import Flask

from dissemination.coverage import (
    attainment_views,
    home_views,
    thread_belonging_views,
    thread_views,
)


def init_app(app: Flask) -> None:
    """More than once does no harm to what others share."""
    app.register_blueprint(thread_views.blueprint)
    app.register_blueprint(attainment_views.blueprint)
    thread_belonging_views.mount()
    home_views.mount(app)
