"""People and what each may do: the list, a person's page, roles given and taken back."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.accounts import links, parts, queries, rights, services, usernames, words
from dissemination.accounts.forms import NewPersonForm, PersonForm, ReasonForm, RoleForm
from dissemination.accounts.link_codes import code_of
from dissemination.accounts.models import Grant, Role, User
from dissemination.accounts.queries import PeopleFilter
from dissemination.accounts.services import Person
from dissemination.accounts.views import base_address
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action, Scope
from dissemination.web.paging import page_number

blueprint = Blueprint("people", __name__, url_prefix="/people")
manages_people = requires(Action.MANAGE_PEOPLE, anywhere=True)
reads_people = requires(Action.MANAGE_PEOPLE, anywhere=True, writes=True)


@blueprint.get("/")
@reads_people
def index() -> str:
    """People with a role somewhere within one's own part; the administrator sees all."""
    own = rights.own_reach()
    wanted = _wanted()
    page = queries.people(own, wanted, page_number(request.args.get("page")))
    audit.record("read", "people", after={"text": wanted.text, "rows": len(page.rows)})
    places = parts.places([one for user in page.rows for one in user.grants])
    return render_template(
        "accounts/people.html",
        page=page,
        held={user.id: rights.visible(user, places, own) for user in page.rows},
        places=places,
        roles=[(role.value, words.role_name(role)) for role in Role],
        conferences=parts.open_conferences(own),
        words=words,
    )


def _wanted() -> PeopleFilter:
    role, conference = request.args.get("role", ""), request.args.get("conference", "")
    return PeopleFilter(
        text=request.args.get("q", "")[:100],
        role=next((known for known in Role if known.value == role), None),
        conference_id=int(conference) if conference.isdecimal() and len(conference) < 10 else None,
        status=request.args.get("status", ""),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@manages_people
def new() -> str | Response:
    """A person, the first role, and the link to come in by, all at once."""
    form = NewPersonForm(data=request.args.to_dict() if request.method == "GET" else None)
    rights.offer_choices(form)
    if form.validate_on_submit() and (part := rights.allowed_part(form)) is not None:
        return _added(form, part)
    return render_template("accounts/person_new.html", form=form, words=words, Role=Role)


def _added(form: NewPersonForm, part: Scope) -> str | Response:
    """The role for a new person, or for the one who already signs in with that address."""
    sign_in = form.sign_in.data or services.free_username(usernames.stem(form.name.data or ""))
    user = services.create_person(Person(form.name.data or "", form.post.data or "", sign_in))
    is_new = isinstance(user, User)
    known = user if isinstance(user, User) else queries.by_sign_in(sign_in) or abort(409)
    services.give_role(known, Role(form.role.data), part, form.reason.data or "")
    if is_new:
        return _shown_link(known)
    flash(_("Người này đã có tài khoản; đã giao thêm quyền cho tài khoản đó."), "success")
    return redirect(url_for("people.show", user_id=known.id))


@blueprint.get("/<int:user_id>")
@reads_people
def show(user_id: int) -> str:
    """Who it is, what he may do in words, and what can be done about it."""
    user = rights.seen_person(user_id)
    audit.record("read", "user", user.id)
    form = RoleForm()
    rights.offer_choices(form)
    return _page(user, form)


@blueprint.route("/<int:user_id>/edit", methods=["GET", "POST"])
@manages_people
def edit(user_id: int) -> str | Response:
    """Name, post and what one signs in with."""
    user = rights.touchable_person(user_id)
    form = PersonForm(data={"name": user.name, "post": user.post, "sign_in": user.email})
    if form.validate_on_submit():
        person = Person(form.name.data or "", form.post.data or "", form.sign_in.data or user.email)
        if services.change_person(user, person) is None:
            flash(_("Đã lưu."), "success")
            return redirect(url_for("people.show", user_id=user.id))
        form.sign_in.errors = [_("Đã có tài khoản khác dùng địa chỉ này.")]
    return render_template("accounts/person_edit.html", form=form, user=user)


@blueprint.post("/<int:user_id>/grants")
@manages_people
def grant(user_id: int) -> str | Response:
    """Give one more role; nobody gives any to himself."""
    user = rights.seen_person(user_id)
    if rights.is_oneself(user):
        abort(403)
    form = RoleForm()
    rights.offer_choices(form)
    if form.validate_on_submit() and (part := rights.allowed_part(form)) is not None:
        given = services.give_role(user, Role(form.role.data), part, form.reason.data or "")
        if isinstance(given, Grant):
            flash(_("Đã giao quyền."), "success")
            return redirect(url_for("people.show", user_id=user.id))
        form.role.errors = [_("Người này đã có quyền đó.")]
    return _page(user, form)


@blueprint.post("/<int:user_id>/grants/<int:grant_id>/revoke")
@manages_people
def revoke(user_id: int, grant_id: int) -> Response:
    """Take back a role that one could have given."""
    user = rights.seen_person(user_id)
    held = next((one for one in user.grants if one.id == grant_id and one.is_in_force), None)
    if held is None:
        abort(404)
    part = parts.places([held])[held.id].scope
    if rights.is_oneself(user) or not rights.may_give(held.role, part):
        abort(403)
    return _with_reason(
        user, lambda reason: services.take_back(held, reason), _("Đã thu hồi quyền.")
    )


@blueprint.post("/<int:user_id>/link")
@manages_people
def new_link(user_id: int) -> str:
    """A fresh link, shown once; older unused ones are void."""
    return _shown_link(rights.touchable_person(user_id))


@blueprint.post("/<int:user_id>/deactivate")
@manages_people
def deactivate(user_id: int) -> Response:
    """Nobody signs in as this person any more."""
    user = rights.touchable_person(user_id)
    return _with_reason(
        user, lambda reason: services.deactivate(user, reason), _("Đã ngừng tài khoản.")
    )


@blueprint.post("/<int:user_id>/reactivate")
@manages_people
def reactivate(user_id: int) -> Response:
    """The account works again."""
    user = rights.touchable_person(user_id)
    return _with_reason(
        user, lambda reason: services.reactivate(user, reason), _("Đã mở lại tài khoản.")
    )


@blueprint.post("/<int:user_id>/two-step/reset")
@manages_people
def reset_two_step(user_id: int) -> Response:
    """For who lost the telephone and the recovery codes."""
    user = rights.touchable_person(user_id)
    return _with_reason(
        user,
        lambda reason: services.forget_second_step(user, reason),
        _("Đã bỏ xác thực hai bước; lần sau chỉ cần mật khẩu."),
    )


def _page(user: User, form: RoleForm) -> str:
    own = rights.own_reach()
    places = parts.places(user.grants)
    shown = [one for one in user.grants if rights.lies_within(places[one.id], own)]
    objection = rights.objection_to(user)
    return render_template(
        "accounts/person.html",
        user=user,
        form=form,
        held=[one for one in shown if one.is_in_force],
        past=[one for one in shown if not one.is_in_force],
        more_elsewhere=len(shown) < len(user.grants),
        places=places,
        revocable={one.id for one in shown if rights.may_give(one.role, places[one.id].scope)},
        objection=_(words.OBJECTIONS[objection]) if objection else "",
        oneself=rights.is_oneself(user),
        link=queries.usable_link(user.id, clock.now()),
        words=words,
    )


def _shown_link(user: User) -> str:
    """The link, told this once and never kept."""
    token, link = links.issue(user)
    address = links.address(base_address(), token)
    return render_template(
        "accounts/new_link.html", user=user, address=address, code=code_of(address), link=link
    )


def _with_reason(user: User, change: Callable[[str], None], done: str) -> Response:
    """Carry out a change that needs a reason, or say that the reason is missing."""
    form = ReasonForm()
    if form.validate_on_submit():
        change(form.reason.data or "")
        flash(done, "success")
    else:
        flash(_("Chưa thực hiện: hãy ghi lý do."), "error")
    return redirect(url_for("people.show", user_id=user.id))
