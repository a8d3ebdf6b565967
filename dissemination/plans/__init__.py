"""What follows a conference in a unit: onward briefings, plans and tasks."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
    from dissemination.plans import models  # noqa: F401
