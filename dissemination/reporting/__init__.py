"""What units owe: regimes, periods, obligations, reports, and how well they are kept."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Make the tables known."""
    from dissemination.reporting import models  # noqa: F401
