"""The pages of directives, as the right person and as the wrong one."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.directives import services
from dissemination.directives.models import Directive, SolutionGroup, Target
from tests.conftest import Cast, SignIn

FACTS = json.loads((files("dissemination.sample") / "data" / "resolution_116.json").read_text())
NEW = {
    "kind": "instruction",
    "number": "12-CT/TU",
    "issued_on": "2024-03-01",
    "issuer": "Ban Thường vụ Tỉnh ủy",
    "subject": "Tăng cường công tác cán bộ",
    "horizons": "2030, 2025",
}


@pytest.fixture
def secretary(app: Flask, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SECRETARIAT)


@pytest.fixture
def officer(app: Flask, cast: Cast, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.UNIT_OFFICER, unit_id=cast.unit("187", "Huyện Chi Lăng").id)


@pytest.fixture
def resolution(app: Flask) -> Directive:
    loaded = services.load_directive(FACTS)
    db.session.commit()
    assert isinstance(loaded, list)
    return loaded[0]


def target_form(*rows: tuple[str, str, str, str], **more: str) -> dict[str, str]:
    """A filled-in form; a row is year, operator, amount, upper bound."""
    form = {"code": "T9", "title": "Tỷ lệ luân chuyển", "level": "province", "measure": "%", **more}
    for number, row in enumerate(rows):
        for name, text in zip(("year", "operator", "amount", "upper"), row, strict=True):
            form[f"rows-{number}-{name}"] = text
    return form


def test_an_empty_list_says_the_next_step(secretary: FlaskClient, officer: FlaskClient) -> None:
    assert "Thêm văn bản" in secretary.get("/directives").text
    assert "Thêm văn bản" not in officer.get("/directives").text


def test_a_directive_is_shown_with_what_it_promises(
    officer: FlaskClient, resolution: Directive, cast: Cast
) -> None:
    page = officer.get(f"/directives/{resolution.id}").text
    assert "Nghị quyết số 116-NQ/TU" in page
    for promise in ("ít nhất 10%", "duy trì 25%", "trong khoảng 10–15%"):
        assert promise in page
    assert page.count('class="breakthrough"') == 1


def test_a_directive_names_the_conferences_one_may_see(
    secretary: FlaskClient, officer: FlaskClient, resolution: Directive, cast: Cast
) -> None:
    cast.conference("Hội nghị quán triệt toàn tỉnh").directives = [resolution]
    db.session.commit()
    address = f"/directives/{resolution.id}"
    assert "Hội nghị quán triệt toàn tỉnh" in secretary.get(address).text
    assert "Hội nghị quán triệt toàn tỉnh" not in officer.get(address).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=116", ["116-NQ/TU"]),
        ("q=doi+ngu+can+bo", ["08-ĐA/TU", "116-NQ/TU"]),
        ("kind=scheme", ["08-ĐA/TU"]),
        ("kind=conclusion", []),
    ],
)
def test_the_list_is_searched_and_filtered(
    officer: FlaskClient, resolution: Directive, query: str, found: list[str]
) -> None:
    page = officer.get(f"/directives?{query}").text
    assert re.findall(r'href="/directives/\d+">([^<]+)<', page) == found


def test_a_directive_is_made_and_changed(secretary: FlaskClient) -> None:
    address = secretary.post("/directives/new", data=NEW).location
    (directive,) = db.session.scalars(sa.select(Directive))
    assert (address, directive.horizons) == (f"/directives/{directive.id}", [2025, 2030])
    secretary.post(f"{address}/edit", data={**NEW, "subject": "Nội dung khác"})
    db.session.refresh(directive)
    assert directive.subject == "Nội dung khác"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"number": ""}, "number", "Chưa nhập mục này"),
        ({"number": "116-nq/tu"}, "number", "Đã có văn bản mang số này"),
        ({"issued_on": "hôm qua"}, "issued_on", "Nhập ngày"),
        ({"issued_on": "0203-07-04"}, "issued_on", "Năm không đúng"),
        ({"horizons": "sang năm"}, "horizons", "cách nhau bằng dấu phẩy"),
        ({"horizons": "20255"}, "horizons", "Năm không đúng"),
        ({"kind": "poem"}, "kind", "Chọn một mục"),
    ],
)
def test_errors_stand_at_their_field(
    secretary: FlaskClient, resolution: Directive, typed: dict[str, str], field: str, sentence: str
) -> None:
    response = secretary.post("/directives/new", data={**NEW, **typed})
    assert response.status_code == 422
    assert sentence in response.text
    assert f'id="{field}-error"' in response.text


def test_a_target_is_typed_as_numbers_are_written_here(
    secretary: FlaskClient, resolution: Directive
) -> None:
    rows = (
        ("2025", "at_least", "12,5", ""),
        ("2030", "range", "10", "15,25"),
        ("", "at_least", "", ""),
    )
    address = f"/directives/{resolution.id}/targets/new"
    assert secretary.post(address, data=target_form(*rows)).status_code == 303
    page = secretary.get(f"/directives/{resolution.id}").text
    assert "ít nhất 12,5%" in page
    assert "trong khoảng 10–15,25%" in page


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        (("2025", "at_least", "", ""), "rows-0-amount", "Chưa nhập giá trị"),
        (("", "at_least", "10", ""), "rows-0-year", "Chưa nhập mục này"),
        (("2025", "at_least", "mười", ""), "rows-0-amount", "Nhập một số"),
        (("2025", "at_least", "Infinity", ""), "rows-0-amount", "Nhập một số"),
        (("2025", "at_least", "150", ""), "rows-0-amount", "từ 0 đến 100"),
        (("2025", "range", "15", "10"), "rows-0-amount", "không lớn hơn mức cuối"),
        (("20255", "at_least", "10", ""), "rows-0-year", "Nhập số từ 1930 đến 2200"),
    ],
)
def test_errors_of_a_year_stand_in_its_row(
    secretary: FlaskClient,
    resolution: Directive,
    row: tuple[str, str, str, str],
    field: str,
    sentence: str,
) -> None:
    address = f"/directives/{resolution.id}/targets/new"
    response = secretary.post(address, data=target_form(row))
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text
    assert sentence in response.text
    assert "Chưa lưu được" in response.text


def test_one_more_year_keeps_what_was_typed(secretary: FlaskClient, resolution: Directive) -> None:
    form = target_form(("2025", "at_least", "12,5", ""), more="1")
    page = secretary.post(f"/directives/{resolution.id}/targets/new", data=form).text
    assert 'value="12,5"' in page
    assert 'name="rows-1-year"' in page
    assert len(db.session.scalars(sa.select(Target)).all()) == 5


def test_a_target_is_offered_for_change_as_it_is(
    secretary: FlaskClient, resolution: Directive
) -> None:
    target = resolution.targets[-1]
    page = secretary.get(f"/directives/{resolution.id}/targets/{target.id}").text
    assert 'value="15"' in page
    assert re.search(r'<option selected value="range"', page)


def test_groups_are_added_changed_and_removed(
    secretary: FlaskClient, resolution: Directive
) -> None:
    groups = f"/directives/{resolution.id}/groups"
    assert 'value="9"' in secretary.get(f"{groups}/new").text
    made = {"number": "9", "title": "Nhóm mới", "is_breakthrough": "y"}
    assert secretary.post(f"{groups}/new", data=made).status_code == 303
    assert secretary.post(f"{groups}/new", data=made).status_code == 422
    group = db.session.scalars(sa.select(SolutionGroup).where(SolutionGroup.number == 9)).one()
    secretary.post(f"{groups}/{group.id}", data={"number": "9", "title": "Tên khác"})
    assert not db.session.get_one(SolutionGroup, group.id, populate_existing=True).is_breakthrough
    secretary.post(f"{groups}/{group.id}/delete")
    assert db.session.get(SolutionGroup, group.id) is None


def test_parts_of_another_directive_are_not_found(
    secretary: FlaskClient, resolution: Directive
) -> None:
    details = services.details_of(resolution)
    other = services.create(replace(details, number="1-KL/TU"))
    assert isinstance(other, Directive)
    db.session.commit()
    target, group = resolution.targets[0].id, resolution.solution_groups[0].id
    assert secretary.get(f"/directives/{other.id}/targets/{target}").status_code == 404
    assert secretary.post(f"/directives/{other.id}/groups/{group}/delete").status_code == 404


def test_a_directive_in_use_is_kept_and_says_why(
    secretary: FlaskClient, resolution: Directive, cast: Cast
) -> None:
    cast.conference().directives = [resolution]
    db.session.commit()
    answer = secretary.post(f"/directives/{resolution.id}/delete", follow_redirects=True)
    assert "Không xóa được" in answer.text
    assert db.session.get(Directive, resolution.id) is not None


def test_an_unused_directive_can_go(secretary: FlaskClient, resolution: Directive) -> None:
    assert secretary.post(f"/directives/{resolution.id}/delete").location == "/directives"
    assert db.session.get(Directive, resolution.id) is None


def test_an_officer_changes_nothing(officer: FlaskClient, resolution: Directive) -> None:
    page = f"/directives/{resolution.id}"
    target, group = resolution.targets[0].id, resolution.solution_groups[0].id
    for address in ("/directives/new", f"{page}/edit", f"{page}/targets/new", f"{page}/groups/new"):
        assert officer.get(address).status_code == 403
    for button in ("delete", f"targets/{target}/delete", f"groups/{group}/delete"):
        assert officer.post(f"{page}/{button}").status_code == 403
    assert "Sửa" not in officer.get(page).text


def test_a_secretary_of_one_district_changes_no_directive_of_the_province(
    resolution: Directive, cast: Cast, signed_in: SignIn
) -> None:
    local = signed_in(Role.SECRETARIAT, unit_id=cast.unit("187", "Huyện Chi Lăng").id)
    assert local.get(f"/directives/{resolution.id}").status_code == 200
    assert local.get(f"/directives/{resolution.id}/edit").status_code == 403
