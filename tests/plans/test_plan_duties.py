"""The front page says whose turn it is, and which tasks press."""

from dissemination.database import db
from tests.plans.conftest import CLEAR, Office


def home(office: Office, who: str) -> str:
    return office[who].get("/").text


def test_each_is_told_of_a_plan_when_it_is_his_turn(office: Office) -> None:
    version = office.begin()
    office.write(version, version.tasks[0], **CLEAR)
    turns = (
        ("present", "officer", "soạn tiếp rồi trình"),
        ("submit", "head", "xem rồi ký gửi, hoặc trả lại"),
        ("return", "receiver", "xem rồi tiếp nhận, hoặc trả lại"),
        ("present", "officer", "sửa theo ý kiến rồi trình lại"),
        ("submit", "head", "xem rồi ký gửi, hoặc trả lại"),
        ("accept", "secretariat", "xem rồi tiếp nhận, hoặc trả lại"),
    )
    for step, whose, said in turns:
        for who in ("officer", "head", "receiver", "neighbour", "inspector"):
            theirs = who == whose or (whose == "secretariat" and who == "receiver")
            assert (said in home(office, who)) is theirs, (step, who)
        office.step(whose, step, version, reason="Theo quy định")
    assert "ký, cho số và ban hành" in home(office, "head")


def test_late_tasks_press_their_unit_and_requests_for_time_its_superior(office: Office) -> None:
    version = office.issued()
    page = f"{office.page(version)}/tasks/{version.tasks[0].id}"
    ask = {"until": "2199-01-31", "reason": "Chờ hướng dẫn"}
    office["officer"].post(f"{page}/extensions", data=ask)
    db.session.rollback()
    assert "1 nhiệm vụ của đơn vị" in home(office, "officer")
    assert "1 nhiệm vụ xin gia hạn" in home(office, "receiver")
    assert "nhiệm vụ" not in home(office, "neighbour").partition("<main")[2]
