"""Who signs in, what they may do and for which units."""

from flask import Flask

from dissemination.config import Settings


def prepare(app: Flask, settings: Settings) -> None:
    """Sign-in and the decision behind the gate; before any feature's page."""
    from dissemination.accounts import security

    security.init_app(app, settings)


def init_app(app: Flask) -> None:
    """Mount the pages."""
