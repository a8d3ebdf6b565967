"""Mounts the pages of briefings, and what they add to the pages of units, directives and evidence."""

from flask import Flask
from flask_babel import gettext as _

from dissemination.plans import (
    briefing_belonging_views,
    briefing_duty_views,
    briefing_tree_views,
    briefing_views,
)
from dissemination.plans.briefing_blueprint import blueprint
from dissemination.web.actions import Action
from dissemination.web.navigation import Group, add_entry

# Importing them is what adds their views to the blueprint.
VIEWS = (briefing_tree_views, briefing_views)


def init_app(app: Flask) -> None:
    """Mount them."""
    app.register_blueprint(blueprint)
    briefing_belonging_views.mount()
    briefing_duty_views.mount()
    add_entry(lambda: _("Quán triệt"), "briefings.index", Action.VIEW_BRIEFINGS, group=Group.WORK)
