"""What everybody reads of a directive: only what was chosen, only while it is open, and no small groups."""

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from dissemination import clock
from dissemination.accounts.models import Role
from dissemination.coverage import (
    attainment,
    public_figures,
    public_pages,
    public_queries,
    publishing,
)
from dissemination.coverage.publishing import Terms
from dissemination.database import db
from dissemination.directives.models import Operator, Target, TargetValue
from dissemination.reporting.rates import Pooled
from dissemination.units.models import Unit, UnitLevel
from dissemination.units.queries import tree_at
from dissemination.web import audit
from dissemination.web.models import AuditEntry
from tests.conftest import Cast, SignIn
from tests.guards.world import World

PARTS = ("", "/units", "/plans", "/comments")


@pytest.fixture
def world(app: Flask, cast: Cast, session: scoped_session[Session]) -> World:
    world = World(cast, session)
    world.populate()
    return world


@pytest.fixture
def directive(world: World) -> int:
    return int(world.values["directive_id"])


def test_what_is_open_is_read_without_signing_in(client: FlaskClient, directive: int) -> None:
    assert "Nghị quyết số 116-NQ/TU" in client.get("/public/").text
    for part in PARTS:
        page = client.get(f"/public/{directive}{part}")
        assert page.status_code == 200, part
        assert "116-NQ/TU" in page.text


def test_it_speaks_english_too(client: FlaskClient, directive: int) -> None:
    client.set_cookie("language", "en")
    page = client.get(f"/public/{directive}").text
    assert 'lang="en"' in page
    assert "Unit by unit" in page
    assert "Từng đơn vị" not in page


def test_it_is_gone_at_once_for_everybody(
    client: FlaskClient, signed_in: SignIn, directive: int, session: scoped_session[Session]
) -> None:
    secretariat = signed_in(Role.SECRETARIAT)
    secretariat.post(f"/publications/{directive}/close")
    for part in (*PARTS, "/comments/new"):
        assert client.get(f"/public/{directive}{part}").status_code == 404
        assert secretariat.get(f"/public/{directive}{part}").status_code == 404
    assert "116-NQ/TU" not in client.get("/public/").text
    assert "Bản xem trước" in secretariat.get(f"/publications/{directive}/preview").text
    secretariat.post(f"/publications/{directive}/open")
    assert client.get(f"/public/{directive}").status_code == 200
    entries = sa.select(AuditEntry.verb).where(AuditEntry.subject == "publication")
    assert session.scalars(entries).all() == ["unpublish", "publish"]


def test_only_what_was_chosen_is_shown(
    client: FlaskClient, directive: int, session: scoped_session[Session]
) -> None:
    publishing.save(
        directive,
        Terms(shows_targets=False, shows_plans=False, shows_coverage=False, shows_reports=True),
    )
    session.commit()
    page = client.get(f"/public/{directive}").text
    assert 'id="reports"' in page
    assert not [part for part in ("targets", "coverage", "plans") if f'id="{part}"' in page]
    assert client.get(f"/public/{directive}/plans").status_code == 404
    units = client.get(f"/public/{directive}/units").text
    assert "Báo cáo kỳ gần nhất" in units
    assert "Đã phổ biến" not in units


def test_units_beneath_the_chosen_level_are_counted_and_not_named(
    client: FlaskClient, directive: int, session: scoped_session[Session]
) -> None:
    publishing.save(directive, Terms(lowest_level=UnitLevel.DISTRICT))
    session.commit()
    page = client.get(f"/public/{directive}/units").text
    assert "Huyện Chi Lăng" in page
    assert "Xã Vân An" not in page
    assert "/2</span>" in page, "the district with its commune"
    assert "Xã Vân An" not in client.get(f"/public/{directive}/comments").text


def names_on(page: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]+)</th>', page)


@pytest.mark.both_databases
def test_units_stand_in_the_order_of_the_tree_page_by_page(
    client: FlaskClient, directive: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = next(iter(tree_at(clock.today()).roots))
    for code, name in (("899", "Huyện Cuối"), ("001", "Huyện Đầu")):
        district = cast.unit(code, name, UnitLevel.DISTRICT, db.session.get(Unit, root.id))
        cast.unit(f"{code}9", "Xã Tân Lập", parent=district)
        commune = cast.unit(f"{code}1", f"Xã Mới {name}", parent=district)
        cast.unit(f"{code}0", "Chi bộ", UnitLevel.GRASSROOTS, commune)
    tree = tree_at(clock.today())
    nodes = [node for top in tree.roots for node in tree.subtree(top.id)]
    nodes = [node for node in nodes if node.level is not UnitLevel.GRASSROOTS]
    address = f"/public/{directive}/units"
    assert names_on(client.get(address).text) == [node.name for node in nodes]
    communes = [node.name for node in nodes if node.level is UnitLevel.COMMUNE]
    assert names_on(client.get(f"{address}?level=commune").text) == communes
    assert names_on(client.get(f"{address}?q=moi+xa&level=commune").text) == [
        "Xã Mới Huyện Đầu", "Xã Mới Huyện Cuối",
    ]  # fmt: skip
    monkeypatch.setattr(public_pages, "PER_PAGE", 2)
    assert names_on(client.get(f"{address}?page=2").text) == [node.name for node in nodes[2:4]]
    last = names_on(client.get(f"{address}?page=99").text)
    assert last == [node.name for node in nodes[(len(nodes) - 1) // 2 * 2 :]]


def test_a_list_of_units_is_searched_without_accents(client: FlaskClient, directive: int) -> None:
    page = client.get(f"/public/{directive}/units?q=van+an").text
    assert "Xã Vân An" in page
    assert "Huyện Hữu Lũng" not in page
    assert "Không có đơn vị nào khớp" in client.get(f"/public/{directive}/units?q=khongco").text


def test_a_browser_keeps_its_copy_until_something_changes(
    client: FlaskClient, directive: int, session: scoped_session[Session]
) -> None:
    client.get(f"/public/{directive}")  # the first visit begins a session
    first = client.get(f"/public/{directive}")
    seen = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"/public/{directive}", headers=seen)
    assert (again.status_code, again.data) == (304, b"")
    client.set_cookie("language", "en")
    assert client.get(f"/public/{directive}", headers=seen).status_code == 200
    client.set_cookie("language", "vi")
    audit.record("edit", "unit", 1)
    session.commit()
    assert client.get(f"/public/{directive}", headers=seen).status_code == 200


def test_plans_need_not_show_their_tasks(
    client: FlaskClient, world: World, directive: int, session: scoped_session[Session]
) -> None:
    publishing.save(directive, Terms(shows_tasks=False))
    session.commit()
    plan = world.values["plan_id"]
    assert client.get(f"/public/{directive}/plans/{plan}").status_code == 404


@pytest.mark.parametrize(
    ("people", "told"), [(Decimal(4), False), (Decimal(5), True), (Decimal(0), False)]
)
def test_a_share_of_fewer_than_five_people_is_not_told(people: Decimal, told: bool) -> None:
    target = Target(code="T1", title="Cán bộ trẻ", level=UnitLevel.PROVINCE, measure="%")
    target.values = [TargetValue(year=2025, operator=Operator.AT_LEAST, value=Decimal(10))]
    line = public_figures.target_line(target, Pooled(Decimal(1), people, 1, 1), 2024)
    assert (line.actual is not None) is told
    assert line.is_too_small is not told
    assert (line.is_met is None) is not told


def test_what_is_asked_is_that_of_the_nearest_year_to_come() -> None:
    values = [TargetValue(year=year) for year in (2025, 2030)]
    assert attainment.aim_in(values, 2024) is values[0]
    assert attainment.aim_in(values, 2026) is values[1]
    assert attainment.aim_in(values, 2031) is values[1]
    assert attainment.aim_in([], 2024) is None


def test_the_figures_are_those_of_everybody_else(world: World, directive: int) -> None:
    """Counted anew from the rows, by hand."""
    publication = public_queries.publication(directive)
    assert publication is not None
    ground = public_figures.ground(publication, clock.today())
    rows = world.session.execute(
        sa.text(
            "SELECT count(DISTINCT unit_id) FROM onward_briefings"
            " WHERE state = 'verified' AND directive_id = :directive"
        ),
        {"directive": directive},
    )
    assert ground.whole.verified == rows.scalar_one()
    planned = world.session.execute(
        sa.text(
            "SELECT count(DISTINCT p.unit_id) FROM plans p JOIN plan_versions v ON v.plan_id = p.id"
            " WHERE v.state = 'active' AND p.directive_id = :directive"
        ),
        {"directive": directive},
    )
    assert ground.plans.n == planned.scalar_one()


def test_choosing_is_the_secretariats_and_nothing_at_all_cannot_be_chosen(
    signed_in: SignIn, directive: int
) -> None:
    secretariat = signed_in(Role.SECRETARIAT)
    nothing = {"lowest_level": "commune", "answer_days": "10"}
    answer = secretariat.post(f"/publications/{directive}", data=nothing)
    assert (answer.status_code, "Chọn ít nhất một phần" in answer.text) == (422, True)
    only_tasks = nothing | {"shows_tasks": "y", "shows_reports": "y"}
    answer = secretariat.post(f"/publications/{directive}", data=only_tasks)
    assert (answer.status_code, "phải công khai kế hoạch" in answer.text) == (422, True)
    good = nothing | {"shows_reports": "y"}
    assert secretariat.post(f"/publications/{directive}", data=good).status_code == 303
