"""Mounts the pages of plans and tasks."""

from flask import Flask
from flask_babel import pgettext

# All of them add their pages to the same few blueprints.
from dissemination.plans import (  # noqa: F401
    editor_views,
    evidence_pages,
    list_views,
    paper_views,
    plan_duty_views,
    plan_views,
    sheet_views,
    task_list_views,
    task_views,
    wording,
)
from dissemination.plans.blueprint import blueprint, tasks
from dissemination.web.actions import Action
from dissemination.web.navigation import Group, add_entry


def init_app(app: Flask) -> None:
    """Register the blueprints, the menu's entries and the words of templates."""
    for one in (blueprint, tasks):
        app.register_blueprint(one)
    evidence_pages.init()
    plan_duty_views.mount()
    app.add_template_filter(wording.plan_kind, "plan_kind")
    app.add_template_filter(wording.field_word, "plan_field")
    add_entry(
        lambda: pgettext("menu", "Kế hoạch"), "plans.index", Action.VIEW_PLANS, group=Group.WORK
    )
    add_entry(
        lambda: pgettext("menu", "Nhiệm vụ"), "tasks.index", Action.VIEW_PLANS, group=Group.WORK
    )
