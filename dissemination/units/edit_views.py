"""Pages that make units and change what is dated about them."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.database import db
from dissemination.units import picking, queries, services
from dissemination.units.confirming_views import (
    Answer,
    Change,
    Line,
    answer,
    profile_or_404,
    settle,
    typed_reason,
)
from dissemination.units.forms import CorrectionForm, DetailsForm, EndForm, NewUnitForm
from dissemination.units.models import Unit, UnitLevel, UnitVersion
from dissemination.units.profiles import Profile
from dissemination.units.refusals import Refusal
from dissemination.units.services import Details
from dissemination.units.views import blueprint
from dissemination.units.wording import kind_word, level_word
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.filters import day as shown_day

FormType = TypeVar("FormType", bound=DetailsForm)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def new_top() -> Answer:
    """A unit that stands under none."""
    return _new(None, _("Thêm đơn vị"))


@blueprint.route("/<int:unit_id>/new", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def new(unit_id: int) -> Answer:
    """A unit beneath this one."""
    above = profile_or_404(unit_id)
    return _new(above, _("Thêm đơn vị trực thuộc %(unit)s", unit=above.node.name))


@blueprint.route("/<int:unit_id>/change", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def change(unit_id: int) -> Answer:
    """Another name, level, kind or parent from a day on."""
    profile = profile_or_404(unit_id)
    last = profile.last
    form = _filled(DetailsForm, last, clock.today())

    def act(details: Details) -> object:
        return services.change(unit_id, details, form.day(), form.reason.data or "")

    return settle(
        Change(
            form,
            _("Thay đổi của %(unit)s", unit=last.name),
            profile,
            lambda: _with_parent(form, last.parent_id, act),
            lambda: [*_differences(last, form), (_("Từ ngày"), "", shown_day(form.since.data))],
            _("Đã ghi thay đổi."),
        )
    )


@blueprint.route("/<int:unit_id>/versions/<int:version_id>/correct", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def correct(unit_id: int, version_id: int) -> Answer:
    """Mend what was recorded wrongly."""
    profile = profile_or_404(unit_id)
    version = db.session.get(UnitVersion, version_id)
    if version is None or version.unit_id != unit_id:
        abort(404)
    form = _filled(CorrectionForm, version, version.valid_from)
    if not form.is_submitted():
        form.code.data = profile.node.code
    return settle(
        Change(
            form,
            _("Sửa sai sót về %(unit)s", unit=version.name),
            profile,
            lambda: _with_parent(
                form, version.parent_id, lambda details: _correct(version, form, details)
            ),
            lambda: _corrections(profile, version, form),
            _("Đã sửa."),
        )
    )


@blueprint.route("/<int:unit_id>/end", methods=["GET", "POST"])
@requires(Action.MANAGE_UNITS)
def end(unit_id: int) -> Answer:
    """The unit is no more from a day on."""
    profile = profile_or_404(unit_id)
    form = EndForm()
    return settle(
        Change(
            form,
            _("Kết thúc hoạt động của %(unit)s", unit=profile.last.name),
            profile,
            lambda: services.end(unit_id, form.day(), form.reason.data or ""),
            lambda: [(_("Kết thúc từ ngày"), "", shown_day(form.on.data))],
            _("Đã ghi kết thúc hoạt động."),
            danger=True,
        )
    )


@blueprint.post("/<int:unit_id>/undo-change")
@requires(Action.MANAGE_UNITS)
def undo_change(unit_id: int) -> Response:
    """Forget the last change."""
    refused = services.undo_change(unit_id, typed_reason())
    return answer(refused, _("Đã hoàn tác thay đổi gần nhất."), unit_id)


@blueprint.post("/<int:unit_id>/restore")
@requires(Action.MANAGE_UNITS)
def restore(unit_id: int) -> Response:
    """Undo an ending."""
    refused = services.restore(unit_id, typed_reason())
    return answer(refused, _("Đơn vị tiếp tục hoạt động."), unit_id)


@blueprint.post("/<int:unit_id>/delete")
@requires(Action.MANAGE_UNITS)
def delete(unit_id: int) -> Response:
    """Forget a unit that was made by mistake."""
    parent_id = profile_or_404(unit_id).last.parent_id
    if refused := services.delete(unit_id, typed_reason()):
        return answer(refused, "", unit_id)
    flash(_("Đã xóa đơn vị."), "success")
    if parent_id is not None:
        return redirect(url_for(".show", unit_id=parent_id), 303)
    return redirect(url_for(".index"), 303)


def _new(above: Profile | None, title: str) -> Answer:
    form = NewUnitForm()
    if not form.is_submitted():
        form.since.data = clock.today()
        if above:
            form.parent.data = picking.label(above.node.code, above.node.name)
            form.level.data = _level_below(above.node.level).value

    def act(details: Details) -> object:
        return services.create(form.code.data or "", details, form.day())

    def lines() -> list[Line]:
        code = (_("Mã đơn vị"), "", form.code.data or "")
        return [code, *_differences(None, form), (_("Từ ngày"), "", shown_day(form.since.data))]

    done = _("Đã thêm đơn vị.")
    return settle(Change(form, title, above, lambda: _with_parent(form, None, act), lines, done))


def _level_below(level: UnitLevel) -> UnitLevel:
    levels = list(UnitLevel)
    return levels[min(levels.index(level) + 1, len(levels) - 1)]


def _filled(kind: type[FormType], version: UnitVersion, since: date) -> FormType:
    """A form of that class with what the version says."""
    form = kind()
    form.offer_kind(version.kind)
    if not form.is_submitted():
        form.name.data = version.name
        form.level.data = version.level.value
        form.kind.data = version.kind
        form.parent.data = picking.label_of(version.parent_id, since)
        form.since.data = since
    return form


def _with_parent(
    form: DetailsForm, present_id: int | None, act: Callable[[Details], object]
) -> object:
    """Do it with the unit that the parent's field means, if the person may put units there."""
    typed = form.parent.data or ""
    parent_id = picking.picked(typed, form.day()) if typed else None
    if typed and parent_id is None:
        form.parent.errors = [*form.parent.errors, not_found(typed)]
        return None
    if parent_id != present_id and not _may_put_under(parent_id):
        form.parent.errors = [
            *form.parent.errors,
            _("Đồng chí không được giao quản lý đơn vị này."),
        ]
        return None
    return act(form.details(parent_id))


def not_found(typed: str) -> str:
    """For a unit's field whose text means no unit, or several."""
    return str(
        _("Không có, hoặc có nhiều đơn vị mang tên “%(typed)s” vào ngày này. Ghi mã.", typed=typed)
    )


def _may_put_under(parent_id: int | None) -> bool:
    if parent_id is None:
        return may(Action.MANAGE_UNITS)
    return may(Action.MANAGE_UNITS, unit_id=parent_id)


def _correct(version: UnitVersion, form: CorrectionForm, details: Details) -> object:
    """The code and the dated details are mended together or not at all."""
    code, reason = form.code.data or "", form.reason.data or ""
    renumbered = queries.by_code(code) != db.session.get(Unit, version.unit_id)
    if renumbered and (refused := services.correct_code(version.unit_id, code, reason)):
        return refused
    outcome = services.correct(version.id, details, form.day(), reason)
    return None if renumbered and outcome is Refusal.NOTHING_CHANGES else outcome


def _corrections(profile: Profile, version: UnitVersion, form: CorrectionForm) -> list[Line]:
    lines = _differences(version, form)
    if form.code.data != profile.node.code:
        lines.insert(0, (_("Mã đơn vị"), profile.node.code, form.code.data or ""))
    if form.since.data != version.valid_from:
        lines.append((_("Từ ngày"), shown_day(version.valid_from), shown_day(form.since.data)))
    return lines


def _differences(version: UnitVersion | None, form: DetailsForm) -> list[Line]:
    """What the form changes of a version, or all it says of a new unit."""
    details = form.details(picking.picked(form.parent.data or "", form.day()))
    after = _said(details, form.day())
    before = _said(services.details_of(version), version.valid_from) if version else ("",) * 4
    words = (_("Tên đơn vị"), _("Cấp"), _("Loại"), _("Đơn vị cấp trên"))
    lines = zip(words, before, after, strict=True)
    return [line for line in lines if line[1] != line[2]]


def _said(details: Details, day: date) -> tuple[str, ...]:
    parent = picking.label_of(details.parent_id, day)
    return details.name, level_word(details.level), kind_word(details.kind), parent
