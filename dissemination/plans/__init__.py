"""What follows a conference in a unit: onward briefings, plans and tasks."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
    from dissemination.plans import briefing_pages, evidence_views, models  # noqa: F401

    app.register_blueprint(evidence_views.blueprint)
    briefing_pages.init_app(app)
