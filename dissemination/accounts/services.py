"""Changing people and what they may do; every change is recorded. Who may, `granting` says."""

import enum
from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

from dissemination import clock
from dissemination.accounts import usernames
from dissemination.accounts.models import Grant, Role, User
from dissemination.accounts.queries import by_sign_in
from dissemination.database import db
from dissemination.text import nfc
from dissemination.web import audit
from dissemination.web.actions import Scope

_USER = "user"


class PersonRefusal(enum.StrEnum):
    """Why a person or a grant is not kept."""

    SIGN_IN_TAKEN = "sign_in_taken"
    ALREADY_GRANTED = "already_granted"


@dataclass(frozen=True, slots=True)
class Person:
    """What is written down about somebody. `sign_in`: an address or a user name, stored small."""

    name: str
    post: str = ""
    sign_in: str = ""

    def tidied(self) -> "Person":
        return Person(nfc(self.name), nfc(self.post), nfc(self.sign_in).lower())


def create_person(person: Person) -> User | PersonRefusal:
    """A new account that nobody can enter before a one-time link is used."""
    person = person.tidied()
    if by_sign_in(person.sign_in):
        return PersonRefusal.SIGN_IN_TAKEN
    user = User(
        email=person.sign_in,
        name=person.name,
        post=person.post,
        active=True,
        fs_uniquifier=uuid4().hex,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    audit.record("create", _USER, user.id, after=_summary(user))
    return user


def free_username(beginning: str) -> str:
    """A user name that nobody has, made of this beginning."""
    taken = db.session.scalars(
        sa.select(User.email).where(User.email.startswith(beginning, autoescape=True))
    )
    return usernames.free(beginning, set(taken))


def change_person(user: User, person: Person) -> PersonRefusal | None:
    """Another name, post or sign-in. A new sign-in ends all sessions and open recoveries."""
    person = person.tidied()
    other = by_sign_in(person.sign_in)
    if other is not None and other.id != user.id:
        return PersonRefusal.SIGN_IN_TAKEN
    before = _summary(user)
    if user.email != person.sign_in:
        end_sessions(user)
    user.email, user.name, user.post = person.sign_in, person.name, person.post
    db.session.flush()
    if _summary(user) != before:
        audit.record("edit", _USER, user.id, before=before, after=_summary(user))
    return None


def _summary(user: User) -> dict[str, str]:
    return {"sign_in": user.email, "name": user.name, "post": user.post}


def give_role(user: User, role: Role, part: Scope, reason: str = "") -> Grant | PersonRefusal:
    """A role for a part: the narrowest thing that the part names, or everything."""
    grant = Grant(user_id=user.id, role=role, **_narrowest(part))
    if any(_same(grant, known) for known in user.grants if known.is_in_force):
        return PersonRefusal.ALREADY_GRANTED
    grant.granted_at = clock.now()
    grant.granted_by = audit.current_actor().name
    user.grants.append(grant)
    db.session.flush()
    audit.record("grant", _USER, user.id, after=_grant_summary(grant), reason=reason)
    return grant


def _narrowest(part: Scope) -> dict[str, int]:
    if part.point_id is not None:
        return {"point_id": part.point_id}
    if part.conference_id is not None:
        return {"conference_id": part.conference_id}
    return {} if part.unit_id is None else {"unit_id": part.unit_id}


def _same(one: Grant, other: Grant) -> bool:
    return _grant_summary(one) == _grant_summary(other)


def _grant_summary(grant: Grant) -> dict[str, int | str | None]:
    return {
        "role": str(grant.role),
        "unit_id": grant.unit_id,
        "conference_id": grant.conference_id,
        "point_id": grant.point_id,
    }


def take_back(grant: Grant, reason: str) -> None:
    """End a grant; the record of it stays."""
    grant.revoked_at = clock.now()
    db.session.flush()
    audit.record("revoke", _USER, grant.user_id, before=_grant_summary(grant), reason=reason)


def deactivate(user: User, reason: str) -> None:
    """Nobody signs in as this person any more, and whoever is in is out."""
    user.active = False
    end_sessions(user)
    audit.record("deactivate", _USER, user.id, reason=reason)


def reactivate(user: User, reason: str) -> None:
    user.active = True
    db.session.flush()
    audit.record("reactivate", _USER, user.id, reason=reason)


def forget_second_step(user: User, reason: str) -> None:
    """For who lost the telephone and the recovery codes: the password alone counts again."""
    user.tf_primary_method = None
    user.tf_totp_secret = None
    user.tf_last_counter = None
    user.mf_recovery_codes = None
    end_sessions(user)
    audit.record("reset_two_step", _USER, user.id, reason=reason)


def end_sessions(user: User) -> None:
    """Every cookie and every open password recovery of this person is worthless from now on."""
    user.fs_uniquifier = uuid4().hex
    db.session.flush()
