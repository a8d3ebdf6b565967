"""Boards kept under a name: each person's own, and only boards."""

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination.accounts.models import Role
from dissemination.coverage.saved_models import SavedView
from dissemination.database import db
from tests.conftest import SignIn
from tests.plans.briefings import directive

ADDRESS = "/boards/{}?on=2023-12-20&level=commune&sort=-planned"


def test_a_board_is_kept_opened_and_let_go_by_its_person_alone(
    app: Flask, signed_in: SignIn
) -> None:
    address = ADDRESS.format(directive().id)
    db.session.commit()
    secretary, inspector = signed_in(Role.SECRETARIAT), signed_in(Role.INSPECTOR)
    kept = {"name": "  Cấp xã cuối   năm ", "address": address}
    assert secretary.post("/boards/saved", data=kept).headers["Location"].endswith(address)
    menu = secretary.get("/boards").get_data(as_text=True)
    assert "Cấp xã cuối năm" in menu
    assert address.replace("&", "&amp;") in menu
    assert "Cấp xã cuối năm" not in inspector.get("/boards").get_data(as_text=True)
    saved_id = db.session.scalars(sa.select(SavedView.id)).one()
    assert inspector.post(f"/boards/saved/{saved_id}/delete").status_code == 404
    assert secretary.post(f"/boards/saved/{saved_id}/delete").status_code == 303
    assert (
        "Cấp xã cuối năm"
        not in secretary.get("/boards").get_data(as_text=True).split("<main")[1].split("đã xóa")[0]
    )
    assert db.session.scalar(sa.select(sa.func.count(SavedView.id))) == 0


def test_a_name_is_given_once(app: Flask, signed_in: SignIn) -> None:
    address = ADDRESS.format(directive().id)
    db.session.commit()
    secretary = signed_in(Role.SECRETARIAT)
    for name in ("Bảng tuần", "bảng tuần", ""):
        secretary.post("/boards/saved", data={"name": name, "address": address})
    assert list(db.session.scalars(sa.select(SavedView.name))) == ["Bảng tuần"]
    assert "Ghi tên để lưu bảng" in secretary.get("/boards").get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    ["https://example.com/boards/1", "//example.com/boards/1", "/units", "/boards/1/heat.xlsx", ""],
)
def test_nothing_but_a_board_is_kept(app: Flask, signed_in: SignIn, address: str) -> None:
    answer = signed_in(Role.SECRETARIAT).post(
        "/boards/saved", data={"name": "Bảng", "address": address}
    )
    assert answer.status_code == 400
