"""What units owe: regimes, periods, obligations, reports, and how well they are kept."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages, and let the clock open what is due."""
    from flask_babel import gettext as _

    from dissemination.reporting import calendar_views, clockwork, models, regime_views  # noqa: F401
    from dissemination.web.actions import Action
    from dissemination.web.navigation import add_entry

    for module in (regime_views, calendar_views):
        app.register_blueprint(module.blueprint)
    add_entry(lambda: _("Chế độ báo cáo"), "regimes.index", Action.MANAGE_REGIMES)
