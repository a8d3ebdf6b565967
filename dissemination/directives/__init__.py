"""Resolutions, their targets and solution groups."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages."""
