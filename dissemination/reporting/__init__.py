"""What units owe: regimes, periods, obligations, reports, and how well they are kept."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Mount the pages, and let the clock open what is due."""
    from flask_babel import gettext as _
    from flask_babel import pgettext

    from dissemination.plans import evidence_keepers
    from dissemination.plans.evidence_models import EvidenceKind
    from dissemination.reporting import (
        calendar_views,
        daily_jobs,  # noqa: F401  # registers the hourly job
        models,  # noqa: F401
        period_views,
        regime_views,
        reminder_views,
        report_duty_views,
        report_views,
        settling_views,
        sheet_views,
        silence_views,
        views,
    )
    from dissemination.web.actions import Action
    from dissemination.web.navigation import Group, add_entry

    own = (
        views,
        report_views,
        settling_views,
        sheet_views,
        period_views,
        regime_views,
        calendar_views,
    )
    for module in own:
        app.register_blueprint(module.blueprint)
    report_duty_views.mount()
    reminder_views.init_app(app)
    app.register_blueprint(silence_views.blueprint)
    evidence_keepers.register(EvidenceKind.REPORT, report_views.KEEPER)
    parts = [module.blueprint.name for module in own]
    add_entry(
        lambda: pgettext("menu", "Báo cáo"),
        "reports.index",
        Action.VIEW_REPORTS,
        *parts,
        group=Group.REPORTS,
    )
    add_entry(
        lambda: _("Đôn đốc báo cáo"), "silence.index", Action.VIEW_REPORTS, group=Group.REPORTS
    )
