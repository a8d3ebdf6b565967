"""How public pages speak: topics, states, doubts and refusals."""

from decimal import Decimal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dissemination.coverage.comment_guard import Doubt
from dissemination.coverage.comment_lifecycle import Refusal, Step
from dissemination.coverage.public_figures import TargetLine
from dissemination.coverage.public_models import CommentState, Topic
from dissemination.directives.asking import SHARE
from dissemination.directives.wording import number_text
from dissemination.web.filters import DASH, number

TOPICS: dict[Topic, LazyString] = {
    Topic.DISSEMINATION: _l("Việc phổ biến, quán triệt"),
    Topic.IMPLEMENTATION: _l("Việc tổ chức thực hiện"),
    Topic.RESULTS: _l("Kết quả thực hiện"),
}
STATES: dict[CommentState, LazyString] = {
    CommentState.HELD: _l("Chờ xem xét"),
    CommentState.PUBLISHED: _l("Đã công khai, chờ trả lời"),
    CommentState.ANSWERED: _l("Đã trả lời"),
    CommentState.REFUSED: _l("Không công khai"),
}
STEPS: dict[Step, LazyString] = {
    Step.ANSWER: _l("Trả lời và công khai"),
    Step.PUBLISH: _l("Công khai, trả lời sau"),
    Step.REFUSE: _l("Không công khai"),
    Step.TAKE_UP: _l("Xem xét lại"),
}
DONE: dict[Step, LazyString] = {
    Step.ANSWER: _l("Đã công khai ý kiến cùng câu trả lời."),
    Step.PUBLISH: _l("Đã công khai ý kiến. Vẫn còn phải trả lời."),
    Step.REFUSE: _l("Đã ghi lý do không công khai. Người gửi đọc được khi tra mã biên nhận."),
    Step.TAKE_UP: _l("Đã đưa về chờ xem xét; trang công khai không còn ý kiến này."),
}
_REFUSALS: dict[Refusal, LazyString] = {
    Refusal.STEP_DOES_NOT_FOLLOW: _l("Ý kiến này vừa được người khác xử lý. Xem lại rồi làm tiếp."),
    Refusal.TEXT_MISSING: _l("Nội dung công khai không được để trống."),
    Refusal.CONTACT_LEFT: _l(
        "Còn thư điện tử hoặc dãy số giống số điện thoại, giấy tờ. Xóa đi, hoặc đánh dấu là được phép công khai."
    ),
    Refusal.ANSWER_MISSING: _l("Ghi câu trả lời."),
    Refusal.REASON_MISSING: _l("Ghi lý do; người gửi sẽ đọc được."),
}
_DOUBTS: dict[Doubt, LazyString] = {
    Doubt.EXPIRED: _l("Trang này mở đã lâu. Nội dung vẫn còn ở dưới; bấm gửi lần nữa."),
    Doubt.TOO_SOON: _l("Gửi nhanh quá. Đọc lại nội dung rồi bấm gửi lần nữa."),
    Doubt.UNPROVEN: _l("Kết quả phép cộng chưa đúng."),
    Doubt.TRAPPED: _l(
        "Có một ô phải để trống đã bị điền tự động. Nội dung vẫn còn; bấm gửi lần nữa."
    ),
    Doubt.TOO_MANY: _l("Đã có quá nhiều ý kiến gửi từ mạng này. Hãy thử lại sau vài giờ."),
}


def explain(refusal: Refusal) -> str:
    return str(_REFUSALS[refusal])


def explain_doubt(doubt: Doubt) -> str:
    return str(_DOUBTS[doubt])


def actual_text(line: TargetLine) -> str:
    """ "30,1%", "12 người"; a dash while nobody has told, or too few."""
    if line.actual is None:
        return DASH
    text = _figure(round(line.actual, 1))
    return f"{text}%" if line.target.measure == SHARE else f"{text} {line.target.measure}"


def counted_text(line: TargetLine) -> str:
    """ "688/2.286"."""
    if line.pooled is None or not line.pooled.denominator:
        return DASH
    return f"{_figure(line.pooled.numerator)}/{_figure(line.pooled.denominator)}"


def _figure(value: Decimal) -> str:
    """Whole numbers in groups, others as they are asked for."""
    return number(int(value)) if value == int(value) else number_text(value)
