"""The sample's public page: the first resolution with all its parts, and comments in every state.

Nobody wrote them: names and numbers are invented like all others here.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from dissemination import clock
from dissemination.coverage.comment_guard import receipt_hash
from dissemination.coverage.comment_services import due_on
from dissemination.coverage.public_models import (
    CitizenComment,
    CommentState,
    Publication,
    Topic,
)
from dissemination.database import db
from dissemination.directives.models import Directive

ANSWER_DAYS: Final = 15
FOREWORD: Final = (
    "Cấp ủy công khai tình hình phổ biến, quán triệt và thực hiện nghị quyết để cán bộ, đảng viên "
    "và Nhân dân cùng theo dõi, góp ý."
)


class Said(NamedTuple):
    """One comment: how long ago it came, about what, and what became of it."""

    days_ago: int
    topic: Topic
    text: str
    state: CommentState = CommentState.HELD
    published: str = ""
    answer: str = ""
    reason: str = ""
    author: str = ""
    contact: str = ""


SAID: Final = (
    Said(
        2,
        Topic.IMPLEMENTATION,
        "Kế hoạch của xã ghi đào tạo cán bộ trẻ nhưng chưa nói rõ bao nhiêu người và học ở đâu.",
    ),
    Said(
        40,
        Topic.DISSEMINATION,
        "Hội nghị quán triệt tổ chức giờ hành chính nên nhiều đảng viên đi làm xa không dự được. "
        "Xin gọi 0900 000 116 nếu cần trao đổi.",
        author="Nông Văn Mẫu",
        contact="0900 000 116",
    ),
    Said(
        30,
        Topic.RESULTS,
        "Tỷ lệ cán bộ trẻ tính cả người mới tuyển hay chỉ người đã được bổ nhiệm?",
        CommentState.PUBLISHED,
        "Tỷ lệ cán bộ trẻ tính cả người mới tuyển hay chỉ người đã được bổ nhiệm?",
    ),
    Said(
        75,
        Topic.DISSEMINATION,
        "Đề nghị gửi tài liệu tóm tắt nghị quyết cho các chi bộ thôn trước hội nghị.",
        CommentState.ANSWERED,
        "Đề nghị gửi tài liệu tóm tắt nghị quyết cho các chi bộ thôn trước hội nghị.",
        "Tài liệu tóm tắt đã được gửi qua đảng ủy các xã; chi bộ chưa nhận được thì liên hệ văn "
        "phòng đảng ủy xã.",
    ),
    Said(
        90,
        Topic.RESULTS,
        "Trang này có công khai kết quả đến từng xã không?",
        CommentState.ANSWERED,
        "Trang này có công khai kết quả đến từng xã không?",
        "Có: mục “Từng đơn vị” nêu mức phủ, kế hoạch và tình hình gửi báo cáo của từng xã.",
    ),
    Said(
        60,
        Topic.IMPLEMENTATION,
        "Xin hỏi thủ tục cấp lại giấy chứng nhận quyền sử dụng đất.",
        CommentState.REFUSED,
        reason="Không thuộc phạm vi nghị quyết; đề nghị liên hệ bộ phận một cửa của xã.",
    ),
)


def store(directive: Directive) -> None:
    """Publish a directive and store what was said of it."""
    now = clock.now()
    db.session.add(
        Publication(
            directive_id=directive.id,
            opened_at=now - timedelta(days=120),
            foreword=FOREWORD,
            shows_tasks=True,
            answer_days=ANSWER_DAYS,
        )
    )
    db.session.add_all(
        _comment(directive, said, number, now) for number, said in enumerate(SAID, start=1)
    )
    db.session.flush()


def _comment(directive: Directive, said: Said, number: int, now: datetime) -> CitizenComment:
    received = now - timedelta(days=said.days_ago)
    is_settled = said.state is not CommentState.HELD
    return CitizenComment(
        directive_id=directive.id,
        topic=said.topic,
        state=said.state,
        receipt=receipt_hash(f"MAU{number}"),
        text=said.text,
        published_text=said.published,
        answer=said.answer,
        reason=said.reason,
        author=said.author,
        contact=said.contact,
        received_at=received,
        due_on=due_on(clock.local(received).date(), ANSWER_DAYS),
        settled_at=received + timedelta(days=7) if is_settled else None,
        settled_by="Bộ phận thư ký" if is_settled else "",
    )
