"""flask users …, flask audit …"""

import json
from dataclasses import asdict, dataclass
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import selectinload

from dissemination.accounts import links, parts, services
from dissemination.accounts.mail import is_sign_in
from dissemination.accounts.models import Role, User
from dissemination.accounts.parts import Place
from dissemination.accounts.queries import by_sign_in
from dissemination.accounts.services import Person
from dissemination.config import Settings
from dissemination.database import db
from dissemination.units.queries import by_code
from dissemination.web.access import gate
from dissemination.web.actions import Scope
from dissemination.web.audit_queries import chain
from dissemination.web.transactions import commit

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link as commands print it; it is told this once."""

    sign_in: str
    name: str
    link: str
    expires_at: str


@click.group()
def users() -> None:
    """People who sign in."""


@users.command("create")
@click.option("--email", "sign_in", required=True, help="An address, or a user name without @.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--unit", "unit_code", help="Only for this unit and all beneath it: its code.")
@click.option("--conference", "conference_id", type=int, help="Only for this conference: its id.")
@click.option("--point", "point_id", type=int, help="Only for this point: its id.")
@click.option("--name", default="", help="The person's name.")
@click.option("--post", default="", help="The person's post.")
@as_json_option
def create(
    sign_in: str,
    role: str,
    unit_code: str | None,
    conference_id: int | None,
    point_id: int | None,
    name: str,
    post: str,
    as_json: bool,
) -> None:
    """Give somebody a role and print a one-time link to come in by.

    Whoever has an account already gets the role as well. Without --unit, --conference or --point
    the role is for everything.
    """
    if not is_sign_in(sign_in):
        raise click.ClickException(f"{sign_in!r} is neither an address nor a user name.")
    part = _part(unit_code, conference_id, point_id)
    user = services.create_person(Person(name, post, sign_in))
    known = user if isinstance(user, User) else by_sign_in(sign_in.strip().lower())
    if known is None:
        raise click.ClickException(f"{sign_in!r} cannot be used.")
    services.give_role(known, Role(role), part, "flask users create")
    _print_link(known, as_json)


@users.command("link")
@click.option("--email", "sign_in", required=True, help="What the person signs in with.")
@as_json_option
def link(sign_in: str, as_json: bool) -> None:
    """Print a fresh one-time link; older unused ones are void."""
    user = by_sign_in(sign_in.strip())
    if user is None:
        raise click.ClickException(f"Nobody signs in with {sign_in!r}.")
    if not user.active:
        raise click.ClickException(f"The account {sign_in!r} has ended.")
    _print_link(user, as_json)


@users.command("list")
@as_json_option
def list_users(as_json: bool) -> None:
    """Everybody, with the roles in force."""
    found = db.session.scalars(
        sa.select(User).options(selectinload(User.grants)).order_by(User.sort_key, User.id)
    ).all()
    places = parts.places([grant for user in found for grant in user.grants])
    rows = [_row(user, places) for user in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        roles = "; ".join(f"{one['role']} for {one['part']}" for one in row["grants"])
        click.echo(f"{row['sign_in']}\t{row['name']}\t{row['status']}\t{roles}")


def _row(user: User, places: dict[int, Place]) -> dict[str, Any]:
    status = "active" if user.has_entered else "waiting"
    return {
        "sign_in": user.email,
        "name": user.name,
        "post": user.post,
        "status": status if user.active else "ended",
        "grants": [
            {"role": str(grant.role), "part": _part_name(places[grant.id])}
            for grant in user.grants
            if grant.is_in_force
        ],
    }


def _part_name(place: Place) -> str:
    return ", ".join(filter(None, (place.point, place.conference, place.unit))) or "everything"


def _part(unit_code: str | None, conference_id: int | None, point_id: int | None) -> Scope:
    """The one part that the options name. Raises ClickException for several or for none such."""
    if sum(given is not None for given in (unit_code, conference_id, point_id)) > 1:
        raise click.ClickException("Name one of --unit, --conference and --point, not several.")
    if unit_code is not None:
        unit = by_code(unit_code)
        if unit is None:
            raise click.ClickException(f"There is no unit with the code {unit_code!r}.")
        return Scope(unit_id=unit.id)
    for name, number in (("conference", conference_id), ("point", point_id)):
        if number is not None:
            found = gate.resolvers[f"{name}_id"](number)
            if found is None:
                raise click.ClickException(f"There is no {name} {number}.")
            return found
    return Scope()


def issued(user: User) -> IssuedLink:
    """A fresh link under the address that people reach the system by."""
    settings: Settings = current_app.config["SETTINGS"]
    token, record = links.issue(user)
    address = links.address(settings.address, token)
    return IssuedLink(user.email, user.name, address, record.expires_at.isoformat())


def _print_link(user: User, as_json: bool) -> None:
    fresh = issued(user)
    commit()
    click.echo(json.dumps(asdict(fresh), ensure_ascii=False) if as_json else fresh.link)


@click.group("audit")
def audit_group() -> None:
    """The record of who did and read what."""


@audit_group.command("verify")
@as_json_option
def verify(as_json: bool) -> None:
    """Reckon the whole chain anew; exit 1 when an entry was altered or removed.

    Entries cut off at the end leave no gap: compare the number and the last seal with those of an
    earlier run, kept elsewhere.
    """
    found = chain()
    if as_json:
        click.echo(json.dumps(asdict(found)))
    elif found.broken:
        numbers = ", ".join(map(str, found.broken))
        click.echo(f"The chain is broken at entries {numbers}.")
    else:
        click.echo(f"{found.entries} entries, unbroken; last seal {found.last_seal}.")
    if found.broken:
        raise SystemExit(1)
