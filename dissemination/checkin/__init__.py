"""Scanners, scans, attendance, the desk and the scanner's API."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Follow the rosters, mount the API and the desk."""
    from dissemination.checkin import api, tallies
    from dissemination.checkin.doorkeeping import Doorkeeper
    from dissemination.conferences import door, roster

    if tallies.recount not in roster.listeners:
        roster.listeners.append(tallies.recount)
    door.install(Doorkeeper())
    api.init_app(app)
