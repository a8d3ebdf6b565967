"""Scanners, scans, attendance, the desk and the scanner's API."""

from flask import Flask
from flask_babel import gettext as _


def init_app(app: Flask) -> None:
    """Follow the rosters, mount the API and the desk."""
    from dissemination.checkin import (
        api,
        conflict_views,
        desk_views,
        handover_views,
        head_count_views,
        scanner_page_views,
        scanner_views,
        self_views,
        tallies,
    )
    from dissemination.checkin.doorkeeping import Doorkeeper
    from dissemination.checkin.ledger import Ledger
    from dissemination.conferences import door, roster, tabs
    from dissemination.database import db
    from dissemination.web import proxies
    from dissemination.web.actions import Action

    if tallies.recount not in roster.listeners:
        roster.listeners.append(tallies.recount)
    door.install(Doorkeeper())
    with app.app_context():
        ledger = Ledger(db.engine)
        door_api = api.create_api(db.engine, ledger, app)
        proxies.init_app(door_api, app.config["SETTINGS"].trusted_proxies)
    app.extensions["ledger"] = ledger
    app.extensions["api"] = door_api
    app.wsgi_app = api.mounted(app.wsgi_app, door_api)  # type: ignore[method-assign]
    app.register_blueprint(desk_views.blueprint)
    app.register_blueprint(scanner_views.blueprint)
    app.register_blueprint(handover_views.blueprint)
    app.register_blueprint(scanner_page_views.blueprint)
    app.register_blueprint(conflict_views.blueprint)
    app.register_blueprint(head_count_views.blueprint)
    app.register_blueprint(self_views.blueprint)
    tabs.add_tab(
        lambda: _("Điểm danh trùng"),
        "conflicts.index",
        Action.MANAGE_CONFERENCE,
        "conflicts.decide",
    )
