"""Who signs in, what they may do and for which units."""

from flask import Flask

from dissemination.config import Settings


def prepare(app: Flask, settings: Settings) -> None:
    """Sign-in and the decision behind the gate; before any feature's page."""
    from dissemination.accounts import security

    security.init_app(app, settings)


def init_app(app: Flask) -> None:
    """Mount the pages."""
    from flask_babel import gettext as _

    from dissemination.accounts import audit_views, limits, people_views, views
    from dissemination.web.actions import Action
    from dissemination.web.navigation import Group, add_entry

    for blueprint in (views.blueprint, people_views.blueprint, audit_views.blueprint):
        app.register_blueprint(blueprint)
    limits.limit(app, "accounts.")
    add_entry(lambda: _("Tài khoản"), "people.index", Action.MANAGE_PEOPLE, group=Group.OFFICE)
    add_entry(lambda: _("Nhật ký"), "audit.index", Action.VIEW_AUDIT, group=Group.OFFICE)
