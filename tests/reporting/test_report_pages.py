"""One report from its opening to its acceptance, each by the person whose step it is."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import time_machine
from flask.testing import FlaskClient

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.reporting.models import ItemKind, Obligation, ObligationState, RegimeItem
from dissemination.units.models import UnitLevel
from tests.conftest import Cast, SignIn
from tests.reporting.conftest import FEBRUARY, LONG, MARCH, Desks

S = ObligationState
Opened = Callable[..., Obligation]


def test_a_report_goes_from_the_officer_to_the_receiver(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    assert "Chưa lập" in desks.officer.get("/reports").text
    assert "Đang soạn" in desks.step(desks.officer, obligation, "draft")
    assert desks.save(obligation).status_code == 303
    page = desks.officer.get(desks.at(obligation)).text
    assert 'value="9"' in page
    assert "90,0%" in page
    assert "Đã duyệt, chưa gửi" in desks.step(desks.head, obligation, "approve")
    desks.step(desks.officer, obligation, "submit")
    assert "Xã" in desks.secretary.get("/reports/queue").text
    assert "Hãy ghi lý do." in desks.step(desks.secretary, obligation, "return")
    returned = desks.step(desks.secretary, obligation, "return", reason="Sai", until="2026-04-20")
    assert "sửa đến 20/04/2026" in returned
    desks.step(desks.officer, obligation, "draft")
    page = desks.officer.get(desks.at(obligation)).text
    assert "Được trả lại để sửa" in page
    desks.save(obligation, n="8")
    desks.step(desks.head, obligation, "approve")
    desks.step(desks.head, obligation, "submit")
    assert "Đã tiếp nhận" in desks.step(desks.secretary, obligation, "accept")
    assert obligation.state is S.ACCEPTED
    assert obligation.reports[1].figures[0].numerator == Decimal(8)
    page = desks.officer.get(desks.at(obligation) + "?version=1").text
    assert "Đây là bản thứ 1" in page
    assert "9/10" in page


def test_the_last_period_stands_beside_each_cell(desks: Desks, opened: Opened) -> None:
    desks.send(opened(FEBRUARY))
    march = opened(MARCH)
    desks.step(desks.officer, march, "draft")
    page = desks.officer.get(desks.at(march)).text
    assert "9/10" in page
    assert "90,0%" in page
    desks.save(march, n="5")
    assert "phải có giải trình" in desks.step(desks.head, march, "approve")
    desks.save(march, n="5", revision="2", **{f"c-{desks.office.target.id}": "Sáp nhập chi bộ"})
    desks.step(desks.head, march, "approve")
    assert march.state is S.APPROVED


def test_what_is_no_number_is_told_and_nothing_typed_is_lost(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    desks.step(desks.officer, obligation, "draft")
    answer = desks.save(obligation, n="mười")
    assert answer.status_code == 422
    assert "không phải là số" in answer.text
    assert 'value="mười"' in answer.text
    assert LONG in answer.text


def test_of_two_who_write_the_second_is_told_what_the_first_wrote(
    desks: Desks, opened: Opened
) -> None:
    obligation = opened()
    desks.step(desks.officer, obligation, "draft")
    by_itself = {"X-Requested-With": "autosave"}
    address, cell = desks.at(obligation), f"n-{desks.office.target.id}"
    first = desks.officer.post(address, data=desks.typed("9"), headers=by_itself)
    assert (first.status_code, first.json["revision"]) == (200, 2)  # type: ignore[index]
    late = desks.officer.post(address, data=desks.typed("7"), headers=by_itself)
    assert late.status_code == 409
    told = late.get_json()
    assert (told["revision"], told["cells"][cell]) == (2, "9")
    by_hand = desks.officer.post(address, data=desks.typed("7"))
    assert by_hand.status_code == 409
    assert 'value="7"' in by_hand.text
    db.session.expire_all()
    assert obligation.reports[0].figures[0].numerator == Decimal(9)


def test_a_report_returned_while_it_is_edited_is_not_overwritten(
    desks: Desks, opened: Opened
) -> None:
    obligation = opened()
    desks.send(obligation)
    late = desks.save(obligation, n="1", revision="2")
    assert late.status_code == 409
    assert "chỉ sửa được khi cấp trên trả lại" in late.text
    desks.step(desks.secretary, obligation, "return", reason="Sai")
    assert desks.save(obligation, n="1", revision="2").status_code == 409
    assert obligation.reports[0].figures[0].numerator == Decimal(9)


def test_a_page_left_open_does_not_overwrite_the_next_version(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    desks.step(desks.officer, obligation, "draft")
    left_open = str(obligation.reports[0].revision)
    desks.save(obligation)
    for who, step in ((desks.head, "approve"), (desks.officer, "submit")):
        desks.step(who, obligation, step)
    desks.step(desks.secretary, obligation, "return", reason="Sai")
    desks.step(desks.officer, obligation, "draft")
    assert desks.save(obligation, n="1", revision=left_open).status_code == 409
    assert obligation.reports[1].figures[0].numerator == Decimal(9)


def test_nobody_decides_on_a_text_he_has_not_read(desks: Desks, opened: Opened) -> None:
    """The head reads; the officer saves once more; the head presses the button of the old page."""
    obligation = opened()
    desks.step(desks.officer, obligation, "draft")
    desks.save(obligation)
    read = str(obligation.reports[0].revision)
    assert f'name="revision" value="{read}"' in desks.head.get(desks.at(obligation)).text
    desks.save(obligation, n="8")
    told = desks.step(desks.head, obligation, "approve", revision=read)
    assert "hãy đọc bản mới rồi quyết định" in told
    assert obligation.state is S.DRAFT
    newest = str(obligation.reports[0].revision)
    assert "Đã duyệt" in desks.step(desks.head, obligation, "approve", revision=newest)


def test_others_neither_read_nor_touch_it(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    desks.send(obligation)
    assert desks.neighbour.get(desks.at(obligation)).status_code == 403
    assert desks.neighbour.post(desks.at(obligation), data=desks.typed()).status_code == 403
    assert desks.neighbour.post(desks.at(obligation) + "/accept").status_code == 403
    own = f"/units/{desks.office.communes[1].id}/reports/{obligation.id}"
    assert desks.neighbour.get(own).status_code == 404
    assert desks.at(obligation) not in desks.neighbour.get("/reports").text
    assert desks.at(obligation) not in desks.neighbour.get("/reports/queue").text


def test_an_inspector_reads_all_and_changes_nothing(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    desks.send(obligation)
    assert desks.at(obligation) in desks.inspector.get("/reports").text
    page = desks.inspector.get(desks.at(obligation))
    assert LONG in page.text
    assert "Tiếp nhận</button>" not in page.text
    assert desks.inspector.post(desks.at(obligation) + "/accept").status_code == 403
    assert desks.inspector.post(desks.at(obligation), data=desks.typed()).status_code == 403
    assert obligation.state is S.SUBMITTED


def test_a_unit_above_receives_but_not_its_own(
    desks: Desks, opened: Opened, cast: Cast, signed_in: SignIn
) -> None:
    root = desks.office.regime.root_unit_id
    above = signed_in(Role.UNIT_OFFICER, unit_id=root)
    obligation = opened()
    desks.send(obligation)
    assert desks.at(obligation) in above.get("/reports/queue").text
    assert "Đã tiếp nhận" in desks.step(above, obligation, "accept")
    assert "Chờ tôi tiếp nhận" in above.get("/reports").text
    assert desks.at(obligation) not in desks.officer.get("/reports/queue").text


def test_the_queue_flags_what_is_worth_a_second_look(desks: Desks, opened: Opened) -> None:
    february = opened(FEBRUARY)
    desks.send(february)
    desks.step(desks.secretary, february, "accept")
    march = opened(MARCH)
    desks.send(march, n="8", **{f"c-{desks.office.target.id}": "Luân chuyển"})
    page = desks.secretary.get("/reports/queue").text
    assert "Lời văn giống hệt kỳ trước" in page
    assert "−10" in page
    assert "Chỉ tiêu đi lùi" not in page, "the target has no direction yet"
    assert "Cần xem kỹ" in desks.secretary.get(desks.at(march)).text


def test_more_time_and_transfers_and_waivers_are_the_receivers(
    desks: Desks, opened: Opened, cast: Cast
) -> None:
    obligation = opened()
    heir = cast.unit("187", "Xã hợp nhất", UnitLevel.COMMUNE, desks.office.regime.root_unit)
    ask = {"reason": "Bão", "until": "2026-04-12"}
    assert "Việc này của cấp trên" in desks.step(desks.officer, obligation, "extend", **ask)
    desks.step(desks.secretary, obligation, "extend", **ask)
    assert obligation.due_on == date(2026, 4, 12)
    desks.step(desks.secretary, obligation, "waive", reason="Bão")
    assert "Được miễn" in desks.officer.get(desks.at(obligation)).text
    desks.step(desks.secretary, obligation, "restore", reason="Nhầm")
    desks.step(desks.secretary, obligation, "transfer", reason="Sáp nhập", successor="không có")
    assert obligation.transferred_to is None
    desks.step(desks.secretary, obligation, "transfer", reason="Sáp nhập", successor=heir.code)
    assert obligation.state is S.TRANSFERRED
    assert "Xã hợp nhất" in desks.secretary.get("/reports").text


def test_evidence_is_attached_while_the_report_is_written(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    item = RegimeItem(position=3, kind=ItemKind.ATTACHMENT, text="Bản có chữ ký")
    desks.office.regime.items.append(item)
    db.session.commit()
    desks.step(desks.officer, obligation, "draft")
    desks.save(obligation)
    assert "Còn thiếu tài liệu" in desks.step(desks.head, obligation, "approve")
    [report] = obligation.reports

    def attach(who: FlaskClient) -> int:
        pdf = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "ban-ky.pdf")
        return who.post(f"/evidence/report/{report.id}", data={"file": pdf}).status_code

    assert attach(desks.neighbour) == 403
    assert attach(desks.head) == 403
    assert attach(desks.officer) == 303
    assert "ban-ky" in desks.head.get(desks.at(obligation)).text
    desks.step(desks.head, obligation, "approve")
    assert obligation.state is S.APPROVED
    attach(desks.officer)
    assert desks.officer.get(desks.at(obligation)).text.count("evidence-files") == 1


def test_lists_are_narrowed_by_the_address(desks: Desks, opened: Opened) -> None:
    obligation = opened()
    desks.send(obligation)
    for query, shown in [
        ("stands=submitted", True),
        ("stands=unsent", False),
        ("stands=came", True),
        ("stands=in_force", False),
        (f"period={obligation.period_id}", True),
        ("period=999", False),
        ("q=khong+co", False),
        ("stands=overdue", False),
    ]:
        found = desks.at(obligation) in desks.secretary.get(f"/reports?{query}").text
        assert found is shown, query


def test_what_is_overdue_is_found(desks: Desks, opened: Opened, signed_in: SignIn) -> None:
    obligation = opened()
    desks.send(obligation)
    with time_machine.travel("2026-04-09T02:00:00Z", tick=False):
        late = signed_in(Role.INSPECTOR).get("/reports?stands=overdue").text
    assert "Quá hạn" in late
    assert desks.at(obligation) not in late
    assert desks.at(desks.office.owed(commune=1)) in late


def test_the_front_page_says_what_waits(desks: Desks, opened: Opened, signed_in: SignIn) -> None:
    obligation = opened()
    page = desks.officer.get("/").text
    assert desks.at(obligation) in page
    assert "còn 1 ngày" in page
    assert "/reports/queue" not in page
    desks.send(obligation)
    assert desks.at(obligation) not in desks.officer.get("/").text
    page = desks.secretary.get("/").text
    assert "1 báo cáo chờ tiếp nhận" in page
    assert "cấp dưới" not in page
    with time_machine.travel("2026-04-09T02:00:00Z", tick=False):
        late = signed_in(Role.SECRETARIAT).get("/").text
        assert "1 báo cáo cấp dưới" in late
        assert (
            "Quá hạn"
            in signed_in(Role.UNIT_OFFICER, unit_id=desks.office.communes[1].id).get("/").text
        )
