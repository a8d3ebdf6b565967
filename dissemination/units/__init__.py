"""The organisation tree and its history."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Resolve unit ids for the gate; mount the pages."""
    from dissemination.web.access import gate
    from dissemination.web.actions import Scope

    gate.resolvers["unit_id"] = lambda unit_id: Scope(unit_id=unit_id)
