"""One directive that is public with all its parts, and what citizens said of it."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from dissemination.coverage.public_models import (
    CitizenComment,
    CommentState,
    Publication,
    Topic,
)
from dissemination.plans.models import PlanTask

NOON = datetime(2023, 12, 1, 5, tzinfo=UTC)
SECRET_CITIZEN = "Ẩn Danh Công Dân"
SECRET_CONTACT = "0987 654 321"
SECRET_TEXT = "Nguyên văn chỉ người xem xét đọc"
SECRET_DOER = "Ẩn Danh Chủ Trì"
SECRET_NUMBER = "0955 666 777"


def populate(session: scoped_session[Session], directive_id: int, unit_id: int) -> dict[str, Any]:
    session.add(
        Publication(directive_id=directive_id, opened_at=NOON, shows_tasks=True, foreword="Lời dẫn")
    )
    for task in session.query(PlanTask):
        task.responsible = SECRET_DOER
        task.content = f"Giao {SECRET_DOER} ({SECRET_NUMBER}) soạn thảo"
    held = comment(directive_id, unit_id, "1", CommentState.HELD)
    session.add_all(
        (
            held,
            comment(directive_id, None, "2", CommentState.PUBLISHED, published_text="Xã làm chậm."),
            comment(
                directive_id,
                unit_id,
                "3",
                CommentState.ANSWERED,
                published_text="Hội nghị ở đâu?",
                answer="Tại hội trường xã.",
            ),
            comment(directive_id, None, "4", CommentState.REFUSED, reason="Không thuộc văn bản"),
        )
    )
    session.flush()
    return {"citizen_comment_id": held.id}


def grow(session: scoped_session[Session], values: dict[str, Any]) -> None:
    """A dozen more, held and answered."""
    for number in range(12):
        answered = number % 2 == 1
        session.add(
            comment(
                values["directive_id"],
                values["unit_id"],
                f"more {number}",
                CommentState.ANSWERED if answered else CommentState.HELD,
                published_text="Ý kiến" if answered else "",
                answer="Trả lời" if answered else "",
            )
        )


def comment(
    directive_id: int, unit_id: int | None, receipt: str, state: CommentState, **more: object
) -> CitizenComment:
    return CitizenComment(
        directive_id=directive_id,
        unit_id=unit_id,
        topic=Topic.DISSEMINATION,
        state=state,
        receipt=receipt,
        text=SECRET_TEXT,
        author=SECRET_CITIZEN,
        contact=SECRET_CONTACT,
        received_at=NOON,
        due_on=date(2023, 12, 22),
        settled_at=None if state is CommentState.HELD else NOON,
        **more,
    )
