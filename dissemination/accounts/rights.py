"""What the person of this request may see of, give to and do with other people.

Every view of `people_views` begins here: its rule lets in whoever manages people anywhere, and
these functions refuse what lies outside that person's own part.
"""

from flask import abort
from flask_babel import gettext as _
from flask_security import current_user

from dissemination.accounts import granting, parts, queries, words
from dissemination.accounts.decision import Reach, answering_in_request, grants_for, reach
from dissemination.accounts.forms import RoleForm
from dissemination.accounts.granting import Objection
from dissemination.accounts.models import Grant, Role, User
from dissemination.accounts.part_finding import Unclear, find_part
from dissemination.accounts.parts import Place
from dissemination.web.actions import Action, Scope


def own_reach() -> Reach:
    return reach(Action.MANAGE_PEOPLE)


def may_give(role: Role, part: Scope) -> bool:
    return granting.may_give(grants_for(Action.MANAGE_PEOPLE), role, part, answering_in_request)


def lies_within(place: Place, own: Reach) -> bool:
    """Whether what a grant is for belongs to one's own part."""
    scope = place.scope
    return own.everything or (
        scope.conference_id in own.conferences
        or scope.point_id in own.points
        or scope.unit_id in own.units
    )


def visible(user: User, places: dict[int, Place], own: Reach) -> list[Grant]:
    """The grants in force of a person that one may see."""
    return [one for one in user.grants if one.is_in_force and lies_within(places[one.id], own)]


def seen_person(user_id: int) -> User:
    """Somebody with a role within one's own part; anybody for who manages everything."""
    user = queries.person(user_id) or abort(404)
    own = own_reach()
    if not own.everything and not visible(user, parts.places(user.grants), own):
        abort(403)
    return user


def touchable_person(user_id: int) -> User:
    """Somebody whose account itself one may change."""
    user = seen_person(user_id)
    if objection_to(user) is not None:
        abort(403)
    return user


def is_oneself(user: User) -> bool:
    return bool(user.id == current_user.id)


def objection_to(user: User) -> Objection | None:
    """Why the account itself may not be changed by who asks; None: it may."""
    held = [one for one in user.grants if one.is_in_force]
    places = parts.places(held)
    return granting.objection(
        grants_for(Action.MANAGE_PEOPLE),
        [(one.role, places[one.id].scope) for one in held],
        answering_in_request,
        oneself=is_oneself(user),
    )


def offer_choices(form: RoleForm) -> None:
    """Only the roles and the kinds of part that one may give."""
    own = own_reach()
    kinds = {
        "point": True,
        "conference": own.everything or bool(own.conferences),
        "unit": own.everything or bool(own.units),
        "all": own.everything,
    }
    roles = granting.givable_roles(grants_for(Action.MANAGE_PEOPLE))
    form.offer(
        roles, [kind for kind, fits in kinds.items() if fits], list(parts.open_conferences(own))
    )


def allowed_part(form: RoleForm) -> Scope | None:
    """The part that a filled-in form means; None, with the error at its field, when it may not be."""
    found = find_part(
        form.part.data, form.unit_code.data or "", form.conference.data or "", form.point.data or ""
    )
    if isinstance(found, Unclear):
        form[found.field].errors = [_unclear(found)]
        return None
    if not may_give(Role(form.role.data), found):
        form.role.errors = [_(words.OBJECTIONS[Objection.BEYOND_ONES_OWN])]
        return None
    return found


def _unclear(found: Unclear) -> str:
    if found.candidates:
        names = "; ".join(found.candidates)
        return str(_("Có nhiều điểm cầu phù hợp, hãy ghi rõ hơn: %(names)s.", names=names))
    sentences = {
        "unit_code": _("Không có đơn vị mang mã này."),
        "conference": _("Chọn một hội nghị."),
        "point": _("Không có điểm cầu nào mang mã hoặc tên này trong hội nghị."),
    }
    return str(sentences[found.field])
