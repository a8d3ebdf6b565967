"""Pages that change one delegate. The services judge; these ask, call and answer."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.conferences import delegates, lifecycle, point_queries
from dissemination.conferences.answers import answer, blame, done
from dissemination.conferences.blueprint import delegates_blueprint
from dissemination.conferences.delegate_forms import (
    DelegateForm,
    MoveForm,
    PersonForm,
    SubstituteForm,
)
from dissemination.conferences.delegate_views import delegate_at
from dissemination.conferences.models import Delegate, Point
from dissemination.conferences.point_views import reached_points
from dissemination.conferences.refusals import Refusal
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.access import may, requires
from dissemination.web.actions import Action
from dissemination.web.forms import Choice, Form

Answer = tuple[str, int] | Response
_AT = "/points/<int:point_id>/delegates"
_ONE = f"{_AT}/<int:delegate_id>"


@delegates_blueprint.route(f"{_AT}/new", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER)
def new(conference_id: int, point_id: int) -> Answer:
    """A summoned delegate by hand, before the conference runs."""
    form = DelegateForm()
    if form.validate_on_submit():
        added = delegates.add(point_id, form.details())
        if not isinstance(added, Refusal):
            return done(_("Đã thêm %(name)s vào danh sách.", name=added.name), _page(added))
        blame(form, added)
    return _form_page("new", form, db.get_or_404(Point, point_id), None)


@delegates_blueprint.route(f"{_AT}/walk-in", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER)
def walk_in(conference_id: int, point_id: int) -> Answer:
    """A person on no roster who has come."""
    form = PersonForm()
    if form.validate_on_submit():
        name, position, unit_name = _person(form)
        added = delegates.add_walk_in(point_id, name, position, unit_name)
        if not isinstance(added, Refusal):
            return done(
                _("Đã ghi nhận đại biểu phát sinh %(name)s.", name=added.name), _page(added)
            )
        blame(form, added)
    return _form_page("walk_in", form, db.get_or_404(Point, point_id), None)


@delegates_blueprint.route(f"{_ONE}/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER, writes=True)
def edit(conference_id: int, point_id: int, delegate_id: int) -> Answer:
    """Correct what is known of a delegate."""
    delegate = _opened(point_id, delegate_id)
    form = DelegateForm.of(delegate)
    if form.validate_on_submit():
        refused = delegates.edit(delegate_id, form.details(), form.reason.data or "")
        if refused is None:
            return done(_("Đã lưu."), _page(delegate))
        blame(form, refused)
    return _form_page("edit", form, delegate.point, delegate)


@delegates_blueprint.route(f"{_ONE}/substitute", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER, writes=True)
def substitute(conference_id: int, point_id: int, delegate_id: int) -> Answer:
    """Record who comes instead, and on whose word."""
    delegate = _opened(point_id, delegate_id)
    form = SubstituteForm()
    if form.validate_on_submit():
        name, position, unit_name = _person(form)
        sent = delegates.substitute(delegate_id, name, position, unit_name, form.word.data or "")
        if not isinstance(sent, Refusal):
            message = _("%(name)s đi thay %(other)s.", name=sent.name, other=delegate.name)
            return done(message, _page(sent))
        blame(form, sent)
    return _form_page("substitute", form, delegate.point, delegate)


@delegates_blueprint.route(f"{_ONE}/move", methods=["GET", "POST"])
@requires(Action.MANAGE_ROSTER, writes=True)
def move(conference_id: int, point_id: int, delegate_id: int) -> Answer:
    """Move a delegate to another point that this person manages."""
    delegate = _opened(point_id, delegate_id)
    form = MoveForm()
    within = sa.and_(reached_points(Action.MANAGE_ROSTER), Point.id != point_id)
    form.point.choices = [
        Choice(str(other_id), name)
        for other_id, name in point_queries.choices(conference_id, within)
    ]
    if form.validate_on_submit():
        refused = delegates.move(delegate_id, form.point.data, form.reason.data or "")
        if refused is None:
            message = _("Đã chuyển %(name)s sang điểm cầu mới.", name=delegate.name)
            return done(message, _page(delegate))
        blame(form, refused)
    return _form_page("move", form, delegate.point, delegate)


@delegates_blueprint.post(f"{_ONE}/excuse")
@requires(Action.MANAGE_ROSTER)
def excuse(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """Record an absence with its reason."""
    return _pressed(point_id, delegate_id, delegates.excuse, _("Đã ghi vắng có lý do."))


@delegates_blueprint.post(f"{_ONE}/excuse/withdraw")
@requires(Action.MANAGE_ROSTER)
def withdraw_excuse(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """The delegate will come after all."""
    delegate = delegate_at(point_id, delegate_id)
    refused = delegates.withdraw_excuse(delegate_id)
    return answer(refused, _("Đã bỏ ghi vắng."), _page(delegate))


@delegates_blueprint.post(f"{_ONE}/withdraw")
@requires(Action.MANAGE_ROSTER)
def withdraw(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """Take a delegate off the roster; the record stays."""
    return _pressed(point_id, delegate_id, delegates.withdraw, _("Đã rút khỏi danh sách."))


@delegates_blueprint.post(f"{_ONE}/restore")
@requires(Action.MANAGE_ROSTER)
def restore(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """Put a delegate back on the roster."""
    return _pressed(point_id, delegate_id, delegates.restore, _("Đã đưa lại vào danh sách."))


@delegates_blueprint.post(f"{_ONE}/substitute/undo")
@requires(Action.MANAGE_ROSTER)
def undo_substitution(conference_id: int, point_id: int, delegate_id: int) -> Response:
    """The substitute leaves, the delegate returns."""
    return _pressed(point_id, delegate_id, delegates.undo_substitution, _("Đã hủy việc đi thay."))


def _pressed(
    point_id: int, delegate_id: int, do: Callable[[int, str], Refusal | None], message: str
) -> Response:
    """A button with a reason."""
    delegate = delegate_at(point_id, delegate_id)
    return answer(do(delegate_id, request.form.get("reason", "")), message, _page(delegate))


def _opened(point_id: int, delegate_id: int) -> Delegate:
    """The delegate whose data a form is about to show: that too is on record."""
    delegate = delegate_at(point_id, delegate_id)
    if request.method == "GET":
        audit.record("read", "delegate", delegate_id)
    return delegate


def _person(form: PersonForm) -> tuple[str, str, str]:
    return form.name.data or "", form.position.data or "", form.unit_name.data or ""


def _form_page(kind: str, form: Form, point: Point, delegate: Delegate | None) -> tuple[str, int]:
    state = point.conference.state
    page = render_template(
        f"conferences/delegate_{kind}.html",
        form=form,
        conference=point.conference,
        point=point,
        delegate=delegate,
        needs_reason=lifecycle.needs_correction_reason(state),
    )
    return page, 422 if form.errors else 200


def _page(delegate: Delegate) -> str:
    """Where the delegate is now, if the person may follow him there."""
    conference_id, point_id = delegate.conference_id, delegate.point_id
    if not may(Action.VIEW_ROSTER, conference_id=conference_id, point_id=point_id):
        return url_for("points.index", conference_id=conference_id)
    return url_for(
        "delegates.show", conference_id=conference_id, point_id=point_id, delegate_id=delegate.id
    )
