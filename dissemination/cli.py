"""flask commands. Each prints data with --json, and ends non-zero with one clear sentence."""

from flask import Flask

from dissemination.accounts.commands import audit_group, users
from dissemination.backups import backup, restore
from dissemination.checkin.commands import checkin, scanners
from dissemination.conferences.commands import conferences
from dissemination.conferences.pass_commands import passes
from dissemination.conferences.roster_commands import delegates
from dissemination.coverage.commands import points
from dissemination.reporting.commands import reporting
from dissemination.sample.accounts import sample_links
from dissemination.sample.commands import demo
from dissemination.serving import serve
from dissemination.units.commands import units


def init_app(app: Flask) -> None:
    """Mount every group of commands."""
    users.add_command(sample_links)
    groups = (
        demo,
        units,
        conferences,
        points,
        delegates,
        passes,
        scanners,
        checkin,
        reporting,
        users,
        audit_group,
    )
    for command in (*groups, serve, backup, restore):
        app.cli.add_command(command)
