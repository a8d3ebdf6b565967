"""Scanners, scans, attendance, the desk and the scanner's API."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Follow the rosters, mount the API and the desk."""
    from dissemination.checkin import tallies
    from dissemination.conferences import roster

    if tallies.recount not in roster.listeners:
        roster.listeners.append(tallies.recount)
