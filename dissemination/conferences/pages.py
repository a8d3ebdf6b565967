"""Mounts the pages of conferences, points and delegates, their menu entry and their tabs."""

from flask import Flask, current_app
from flask_babel import gettext as _
from flask_babel import pgettext

from dissemination.conferences import (
    blueprint,
    delegate_change_views,
    delegate_views,
    document_views,
    point_batch_views,
    point_views,
    programme_views,
    roster_mapping_views,
    roster_pages,
    roster_views,
    tabs,
    views,
    words,
)
from dissemination.web import navigation
from dissemination.web.actions import Action

# Each holds views of one of the blueprints; importing it is what adds them.
VIEWS = (
    views,
    programme_views,
    document_views,
    point_views,
    point_batch_views,
    delegate_views,
    delegate_change_views,
    roster_views,
    roster_mapping_views,
)


def init_app(app: Flask) -> None:
    """Mount the blueprints; say where the pages are found and what their words are."""
    for mounted in (
        blueprint.blueprint,
        blueprint.points_blueprint,
        blueprint.delegates_blueprint,
        roster_pages.blueprint,
    ):
        app.register_blueprint(mounted)
    tabs.init_app(app)
    app.jinja_env.globals.update(words=words, has_page=has_page)
    navigation.add_entry(
        lambda: pgettext("menu", "Hội nghị"), "conferences.index", Action.VIEW_CONFERENCE
    )
    tabs.add_tab(lambda: _("Tổng quan"), "conferences.show", Action.VIEW_CONFERENCE)
    tabs.add_tab(lambda: _("Điểm cầu"), "points.index", Action.VIEW_CONFERENCE)
    tabs.add_tab(lambda: _("Đại biểu"), "delegates.index", Action.VIEW_ROSTER)
    tabs.add_tab(lambda: _("Thẻ đại biểu"), "passes.show", Action.PRINT_PASSES, "passes.show_point")
    tabs.add_tab(lambda: _("Giấy báo tài khoản"), "letters.show", Action.PRINT_LETTERS)


def has_page(endpoint: str) -> bool:
    """Whether a page of a feature above is there to be linked to."""
    return endpoint in current_app.view_functions
