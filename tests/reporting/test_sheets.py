"""The form goes out as a workbook and comes back with what was filled in; the list goes out too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting import services
from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import Obligation
from dissemination.reporting.services import Content
from tests.conftest import SignIn
from tests.reporting.conftest import FEBRUARY, MARCH, Office
from tests.reporting.test_services import drafted

D, H = Capacity.DRAFTER, Capacity.HEAD
ABOVE, BELOW, SAID = 5, 6, 7


@dataclass
class Desk:
    """The officer's browser and the draft for March, February's filed before it."""

    office: Office
    officer: FlaskClient
    march: Obligation

    @property
    def address(self) -> str:
        return f"/units/{self.march.unit_id}/reports/{self.march.id}"

    def download(self) -> Workbook:
        return load_workbook(BytesIO(self.officer.get(f"{self.address}/form.xlsx").data))

    def upload(self, book: Workbook) -> str:
        """What the page says after the file was sent."""
        out = BytesIO()
        book.save(out)
        data = {"file": (BytesIO(out.getvalue()), "bao-cao.xlsx")}
        return self.officer.post(f"{self.address}/upload", data=data, follow_redirects=True).text


@pytest.fixture
def desk(office: Office, opened: Callable[..., Obligation], signed_in: SignIn) -> Iterator[Desk]:
    before = opened(FEBRUARY)
    drafted(office, before)
    office.walk(before, (Step.APPROVE, H), (Step.SUBMIT, H))
    march = opened(MARCH)
    office.walk(march, (Step.DRAFT, D))
    db.session.commit()
    with time_machine.travel("2026-04-06T02:00:00Z", tick=False):
        yield Desk(office, signed_in(Role.UNIT_OFFICER, unit_id=march.unit_id), march)


def line(book: Workbook, start: str) -> int:
    """The row whose key begins so."""
    keys = [str(row[0].value) for row in book.active.iter_rows()]
    return 1 + next(place for place, key in enumerate(keys) if key.startswith(start))


def test_what_is_filled_in_comes_back(desk: Desk) -> None:
    book = desk.download()
    row = line(book, "CT-")
    assert [cell.value for cell in book.active[row]][2:6] == [9, 10, None, None]
    book.active.cell(row, ABOVE).value = "1.234"
    book.active.cell(row, BELOW).value = 1300
    book.active.cell(row, SAID).value = "Sáp nhập"
    book.active.cell(line(book, "CH-"), SAID).value = "Mỗi chi bộ một việc"
    book.active.cell(line(book, "KK"), SAID).value = "Mất điện"
    book.active.move_range(f"A{row}:G{row}", rows=30)
    assert "Đã nhập số liệu từ tệp." in desk.upload(book)
    db.session.expire_all()
    [report] = desk.march.reports
    [figure] = report.figures
    assert (figure.numerator, figure.denominator, figure.comment) == (
        Decimal(1234),
        Decimal(1300),
        "Sáp nhập",
    )
    assert [answer.text for answer in report.answers] == ["Mỗi chi bộ một việc"]
    assert report.difficulties == "Mất điện"


def test_a_stale_form_overwrites_nothing(desk: Desk) -> None:
    book = desk.download()
    services.save(desk.march.id, desk.office.doer(D), 1, Content(difficulties="Mới"))
    db.session.commit()
    assert "đã được lưu sau khi tải biểu mẫu" in desk.upload(book)
    db.session.expire_all()
    assert desk.march.reports[0].difficulties == "Mới"


def test_what_is_not_the_form_is_told(desk: Desk) -> None:
    book = desk.download()
    book.active.cell(line(book, "CT-"), ABOVE).value = "mười"
    assert "không phải là số" in desk.upload(book)
    book.active.cell(line(book, "BC-"), 1).value = "BC-999-1-1"
    assert "không phải biểu mẫu của báo cáo đang mở" in desk.upload(book)
    empty = Workbook()
    empty.active["A1"] = "Ghi chú"
    assert "không phải biểu mẫu của báo cáo đang mở" in desk.upload(empty)
    broken = {"file": (BytesIO(b"x"), "a.xlsx")}
    answer = desk.officer.post(f"{desk.address}/upload", data=broken, follow_redirects=True)
    assert "notice-late" in answer.text


def test_the_list_holds_only_what_one_may_see(desk: Desk, signed_in: SignIn) -> None:
    def units(client: FlaskClient, query: str = "") -> list[object]:
        data = client.get(f"/reports/export.xlsx{query}").data
        rows = load_workbook(BytesIO(data)).active.iter_rows(min_row=2, values_only=True)
        return [row[0] for row in rows]

    inspector = signed_in(Role.INSPECTOR)
    own, other = (commune.code for commune in desk.office.communes)
    assert set(units(inspector)) == {own, other}
    assert set(units(desk.officer)) == {own}
    assert units(inspector, "?stands=submitted") == [own]
    assert units(desk.officer, "?of=received") == []
    neighbour = signed_in(Role.UNIT_OFFICER, unit_id=desk.office.communes[1].id)
    assert neighbour.get(f"{desk.address}/form.xlsx").status_code == 403
