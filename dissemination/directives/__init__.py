"""Resolutions, their targets and solution groups."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
    from flask_babel import pgettext

    from dissemination.directives import views
    from dissemination.web.actions import Action
    from dissemination.web.navigation import add_entry

    app.register_blueprint(views.blueprint)
    add_entry(lambda: pgettext("menu", "Văn bản"), "directives.index", Action.VIEW_DIRECTIVES)
