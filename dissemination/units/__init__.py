"""The organisation tree and its history."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Resolve unit ids for the gate; mount the pages."""
    from flask_babel import pgettext

    # All of them add their pages to one blueprint.
    from dissemination.units import edit_views, import_views, merge_views, views  # noqa: F401
    from dissemination.web.access import gate
    from dissemination.web.actions import Action, Scope
    from dissemination.web.navigation import Group, add_entry

    gate.resolvers["unit_id"] = lambda unit_id: Scope(unit_id=unit_id)
    app.register_blueprint(views.blueprint)
    add_entry(
        lambda: pgettext("menu", "Đơn vị"), "units.index", Action.VIEW_UNITS, group=Group.OFFICE
    )
