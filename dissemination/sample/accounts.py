"""One account of each role for the sample, and links to try them with: flask users sample-links."""

import json
from dataclasses import asdict, dataclass

import click
import sqlalchemy as sa

from dissemination.accounts import services
from dissemination.accounts.commands import as_json_option, issued
from dissemination.accounts.models import Role, User
from dissemination.accounts.queries import by_sign_in
from dissemination.accounts.services import Person, PersonRefusal
from dissemination.conferences.models import Conference, Point
from dissemination.database import db
from dissemination.sample import reminders
from dissemination.sample.facts import NOTE
from dissemination.units.models import UnitLevel, UnitVersion
from dissemination.web.actions import Scope
from dissemination.web.transactions import commit


@dataclass(frozen=True, slots=True)
class Post:
    """A role as somebody of the sample holds it."""

    role: Role
    sign_in: str
    name: str
    post: str
    part: Scope
    to_try: str


@dataclass(frozen=True, slots=True)
class SampleLink:
    """What is printed: who it lets in, what to try there, and the link."""

    role: str
    name: str
    to_try: str
    link: str


@click.command("sample-links")
@as_json_option
def sample_links(as_json: bool) -> None:
    """Print a fresh one-time link for each role of the sample; makes their accounts when missing,
    with what they were reminded of.

    Prints nothing where the sample is not loaded. Accounts that were ended stay so.
    """
    posts = _posts()
    found = [row for post in posts if (row := _link(post)) is not None]
    if found:
        reminders.store()
    commit()
    if as_json:
        click.echo(json.dumps([asdict(row) for row in found], ensure_ascii=False))
        return
    if found:
        click.echo("Come in by a one-time link (each works once; new ones at every start):\n")
    for row in found:
        click.echo(f"  {row.role:<14}{row.name} — {row.to_try}\n  {'':<14}{row.link}\n")


def _posts() -> list[Post]:
    """The people of the sample's conference, those at a point in a commune; none without it."""
    query = (
        sa.select(Point)
        .join(Point.conference)
        .join(UnitVersion, UnitVersion.unit_id == Point.unit_id)
        .where(Conference.notes == NOTE)
        .order_by(Conference.id, UnitVersion.level != UnitLevel.COMMUNE, Point.is_main, Point.id)
    )
    point = db.session.scalar(query.limit(1))
    if point is None:
        return []
    return [*_of_everything(), *_of_the_conference(point), *_of_a_unit(point)]


def _of_everything() -> list[Post]:
    everything = Scope()
    return [
        Post(
            Role.ADMINISTRATOR,
            "mau-quan-tri",
            "Hoàng Văn Thái",
            "Chuyên viên Văn phòng Tỉnh ủy",
            everything,
            "units, accounts, the audit trail: everything",
        ),
        Post(
            Role.SECRETARIAT,
            "mau-thu-ky",
            "Nông Thị Hằng",
            "Phó Trưởng phòng, Ban Tổ chức Tỉnh ủy",
            everything,
            "the conference and its board",
        ),
        Post(
            Role.INSPECTOR,
            "mau-kiem-tra",
            "Vi Văn Sơn",
            "Ủy viên Ủy ban Kiểm tra Tỉnh ủy",
            everything,
            "reads everything, changes nothing",
        ),
    ]


def _of_the_conference(point: Point) -> list[Post]:
    whole = Scope(point.conference_id)
    here = Scope(point.conference_id, point.id, point.unit_id)
    return [
        Post(
            Role.ORGANISER,
            "mau-to-chuc",
            "Lương Thị Mai",
            "Chuyên viên Ban Tuyên giáo Tỉnh ủy",
            whole,
            "rosters, passes, letters of the conference",
        ),
        Post(
            Role.COORDINATOR,
            "mau-dau-moi",
            "Hứa Văn Dũng",
            "Văn phòng cấp ủy",
            here,
            f"{point.name}: its roster, devices and desk",
        ),
        Post(
            Role.DESK,
            "mau-diem-danh",
            "Triệu Thị Lan",
            "Văn phòng cấp ủy",
            here,
            f"{point.name}: checking people in",
        ),
    ]


def _of_a_unit(point: Point) -> list[Post]:
    above = sa.select(UnitVersion.parent_id).where(UnitVersion.unit_id == point.unit_id)
    part = Scope(unit_id=db.session.scalar(above.limit(1)) or point.unit_id)
    to_try = "reads what concerns the unit and all beneath it"
    return [
        Post(
            Role.UNIT_OFFICER,
            "mau-can-bo",
            "Lý Thị Thu",
            "Cán bộ Ban Tổ chức cấp ủy",
            part,
            to_try,
        ),
        Post(Role.HEAD_OF_UNIT, "mau-lanh-dao", "Dương Văn Minh", "Bí thư cấp ủy", part, to_try),
    ]


def _link(post: Post) -> SampleLink | None:
    """A fresh link for the post, whose account is made when there is none; None when it ended."""
    user = services.create_person(Person(post.name, post.post, post.sign_in))
    if isinstance(user, PersonRefusal):
        known = by_sign_in(post.sign_in)
        return _row(post, known) if known and known.active else None
    services.give_role(user, post.role, post.part, "flask users sample-links")
    return _row(post, user)


def _row(post: Post, user: User) -> SampleLink:
    return SampleLink(str(post.role), user.name, post.to_try, issued(user).link)
