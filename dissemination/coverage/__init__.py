"""Boards and exports, which only read; and what of it all is public, with what citizens say."""

from flask import Flask
from flask_babel import gettext as _


def init_app(app: Flask) -> None:
    """Mount the pages, the menu entry and the tab of each conference."""
    from dissemination.conferences import closing, tabs
    from dissemination.coverage import (  # noqa: F401  # more of the boards
        conference_paper_views,
        course_views,
        door_views,
        export_views,
        fact_views,
        follow_up_pages,
        freezes,
        heat_views,
        name_views,
        paper_views,
        progress_views,
        saved_views,
        views,
    )
    from dissemination.web import belongings, navigation
    from dissemination.web.actions import Action

    if freezes.at_close not in closing.listeners:
        closing.listeners.append(freezes.at_close)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(name_views.blueprint)
    app.register_blueprint(door_views.blueprint)
    app.register_blueprint(export_views.blueprint)
    follow_up_pages.init_app(app)
    app.register_blueprint(conference_paper_views.blueprint)
    app.register_blueprint(heat_views.blueprint)
    for module in (paper_views, progress_views, fact_views):
        app.register_blueprint(module.blueprint)
    navigation.add_entry(
        lambda: _("Báo cáo tổng hợp"),
        "progress.index",
        Action.VIEW_REPORTS,
        group=navigation.Group.REPORTS,
    )
    belongings.add_finder("unit", "fact_sheet", lambda: _("Văn bản"), fact_views.on_the_units_page)
    navigation.add_entry(lambda: _("Bảng theo dõi"), "coverage.current", Action.VIEW_BOARD)
    navigation.add_entry(lambda: _("Tổng hợp thực hiện"), "boards.index", Action.VIEW_REPORTS)
    tabs.add_tab(
        lambda: _("Bảng theo dõi"),
        "coverage.board",
        Action.VIEW_BOARD,
        "coverage_names.show",
        "coverage_doors.show",
    )
    tabs.add_tab(lambda: _("Văn bản, hồ sơ"), "conference_papers.show", Action.VIEW_BOARD)
    _mount_public(app)


def _mount_public(app: Flask) -> None:
    """The pages for everybody and where they are chosen and answered; duties; what the clock does."""
    from dissemination.coverage import (  # noqa: F401  # citizens' pages join those of public_views
        citizen_views,
        comment_duty_views,
        comment_jobs,
        moderation_views,
        public_views,
        publication_views,
    )
    from dissemination.web import navigation
    from dissemination.web.actions import Action

    for module in (public_views, publication_views, moderation_views):
        app.register_blueprint(module.blueprint)
    comment_duty_views.mount()
    navigation.add_entry(
        lambda: _("Công khai"), "publications.index", Action.PUBLISH, group=navigation.Group.OFFICE
    )
