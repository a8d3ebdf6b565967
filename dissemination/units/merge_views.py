"""Pages that merge units."""

from datetime import timedelta
from typing import Final

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.database import db
from dissemination.units import mergers, picking
from dissemination.units.confirming_views import (
    Answer,
    Change,
    Line,
    answer,
    page,
    profile_or_404,
    settle,
    typed_reason,
)
from dissemination.units.edit_views import not_found
from dissemination.units.forms import MergeForm
from dissemination.units.mergers import Merging
from dissemination.units.models import UnitMerger
from dissemination.units.views import blueprint
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.filters import day as shown_day

_A_DAY: Final = timedelta(days=1)


@blueprint.route("/<int:unit_id>/merge", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def merge(unit_id: int) -> Answer:
    """Other units go into this one."""
    profile = profile_or_404(unit_id)
    form = MergeForm()
    change = Change(
        form,
        _("Sáp nhập đơn vị khác vào %(unit)s", unit=profile.last.name),
        profile,
        lambda: _merge(unit_id, form),
        lambda: _lines(form),
        _("Đã ghi việc sáp nhập."),
    )
    if "more" in request.form:
        form.units.append_entry()
        return page(change)
    return settle(change)


@blueprint.post("/<int:unit_id>/mergers/<int:merger_id>/undo")
@requires(Action.MANAGE_UNITS)
def undo_merger(unit_id: int, merger_id: int) -> Response:
    """Forget a merger of this unit with another, seen from either side."""
    merger = db.session.get(UnitMerger, merger_id)
    if merger is None or unit_id not in (merger.from_unit_id, merger.into_unit_id):
        abort(404)
    refused = mergers.undo(merger_id, typed_reason())
    return answer(refused, _("Đã hoàn tác việc sáp nhập."), unit_id)


def _merge(unit_id: int, form: MergeForm) -> object:
    from_ids = _picked(form)
    if form.errors:
        return None
    merging = Merging(
        from_ids, unit_id, form.day(), bool(form.part_only.data), bool(form.lives_on.data)
    )
    return mergers.merge(merging, form.reason.data or "")


def _picked(form: MergeForm) -> list[int]:
    """The units typed, as they were called the day before; each must be the person's to manage."""
    picked = []
    for entry in form.units:
        if not entry.data:
            continue
        unit_id = picking.picked(entry.data, form.day() - _A_DAY)
        if unit_id is not None and may(Action.MANAGE_UNITS, unit_id=unit_id):
            picked.append(unit_id)
            continue
        wrong = _("Đồng chí không được giao quản lý đơn vị này.") if unit_id else None
        entry.errors = [wrong or not_found(entry.data)]
        form.units.errors = [*form.units.errors, *entry.errors]
    return picked


def _lines(form: MergeForm) -> list[Line]:
    """Each unit with what becomes of it."""
    ends = not (form.part_only.data and form.lives_on.data)
    rest = _("kết thúc hoạt động") if ends else _("tiếp tục hoạt động")
    how = _("nhập một phần, phần còn lại %(rest)s", rest=rest) if form.part_only.data else rest
    day_before = form.day() - _A_DAY
    lines = [(picking.label_of(unit_id, day_before), "", how) for unit_id in _picked(form)]
    return [*lines, (_("Sáp nhập từ ngày"), "", shown_day(form.on.data))]
