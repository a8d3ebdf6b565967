"""flask commands. Each prints data with --json, and ends non-zero with one clear sentence."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount every group of commands."""
