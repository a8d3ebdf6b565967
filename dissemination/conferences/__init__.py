"""Conferences, points, delegates, roster import and passes."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
    from dissemination.conferences import (
        belonging_views,
        home_views,
        letter_views,
        pages,
        pass_delegate_views,
        pass_views,
        queries,
    )
    from dissemination.web.access import gate

    gate.resolvers["conference_id"] = queries.scope_of_conference
    gate.resolvers["point_id"] = queries.scope_of_point
    app.register_blueprint(home_views.blueprint)
    pages.init_app(app)
    app.register_blueprint(pass_views.blueprint)
    app.register_blueprint(pass_delegate_views.blueprint)
    app.register_blueprint(letter_views.blueprint)
    belonging_views.add_finders()
