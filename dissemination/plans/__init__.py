"""What follows a conference in a unit: onward briefings, plans and tasks."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
    from dissemination.plans import briefing_pages, evidence_views, pages

    app.register_blueprint(evidence_views.blueprint)
    briefing_pages.init_app(app)
    pages.init_app(app)
