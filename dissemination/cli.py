"""flask commands. Each prints data with --json, and ends non-zero with one clear sentence."""

from flask import Flask

from dissemination.checkin.commands import checkin, scanners
from dissemination.conferences.commands import conferences
from dissemination.conferences.pass_commands import passes
from dissemination.coverage.commands import points
from dissemination.sample.commands import demo
from dissemination.serving import serve


def init_app(app: Flask) -> None:
    """Mount every group of commands."""
    for command in (demo, conferences, points, passes, scanners, checkin, serve):
        app.cli.add_command(command)
