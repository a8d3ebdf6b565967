"""Read-only boards and exports."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
