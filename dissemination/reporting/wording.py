"""Steps, states, periods and refusals of reports in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dissemination.reporting.flags import Flag
from dissemination.reporting.lifecycle import Step
from dissemination.reporting.models import (
    DayKind,
    DueRule,
    ObligationState,
    ObligedBy,
    PeriodKind,
)
from dissemination.reporting.refusals import Refusal

STATES: dict[ObligationState, LazyString] = {
    ObligationState.SCHEDULED: _l("Chưa đến kỳ"),
    ObligationState.OPEN: _l("Chưa lập"),
    ObligationState.DRAFT: _l("Đang soạn"),
    ObligationState.APPROVED: _l("Đã duyệt, chưa gửi"),
    ObligationState.SUBMITTED: _l("Đã gửi"),
    ObligationState.RETURNED: _l("Trả lại"),
    ObligationState.ACCEPTED: _l("Đã tiếp nhận"),
    ObligationState.CONSOLIDATED: _l("Đã tổng hợp"),
    ObligationState.WAIVED: _l("Được miễn"),
    ObligationState.TRANSFERRED: _l("Đã chuyển đơn vị khác"),
}
STEPS: dict[Step, LazyString] = {
    Step.OPEN: _l("Mở kỳ"),
    Step.DRAFT: _l("Soạn báo cáo"),
    Step.APPROVE: _l("Duyệt"),
    Step.HAND_BACK: _l("Đề nghị soạn lại"),
    Step.SUBMIT: _l("Gửi báo cáo"),
    Step.RETURN: _l("Trả lại báo cáo"),
    Step.ACCEPT: _l("Tiếp nhận"),
    Step.CONSOLIDATE: _l("Đưa vào báo cáo tổng hợp"),
    Step.CORRECT: _l("Đính chính báo cáo"),
    Step.WAIVE: _l("Miễn báo cáo"),
    Step.TRANSFER: _l("Chuyển cho đơn vị khác"),
    Step.RESTORE: _l("Bỏ miễn báo cáo"),
    Step.EXTEND: _l("Gia hạn"),
}
OBLIGED: dict[ObligedBy, LazyString] = {
    ObligedBy.SUBTREE: _l("Mọi đơn vị cấp dưới"),
    ObligedBy.LEVEL: _l("Các đơn vị của một cấp"),
    ObligedBy.LIST: _l("Theo danh sách"),
}
STANDS: dict[str, LazyString] = {
    "unsent": _l("Chưa gửi"),
    "overdue": _l("Quá hạn"),
    "submitted": _l("Đã gửi, chờ tiếp nhận"),
    "returned": _l("Trả lại"),
    "accepted": _l("Đã tiếp nhận"),
    "came": _l("Đã gửi ít nhất một lần"),
    "in_force": _l("Đã từng tiếp nhận"),
    "excused": _l("Được miễn, đã chuyển"),
}
FLAGS: dict[Flag, LazyString] = {
    Flag.UNCHANGED: _l("Lời văn giống hệt kỳ trước"),
    Flag.COPIED: _l("Lời văn giống đơn vị khác"),
    Flag.BACKWARDS: _l("Chỉ tiêu đi lùi"),
}
PERIODS: dict[PeriodKind, LazyString] = {
    PeriodKind.MONTHLY: _l("Hằng tháng"),
    PeriodKind.QUARTERLY: _l("Hằng quý"),
    PeriodKind.HALF_YEARLY: _l("Sáu tháng"),
    PeriodKind.YEARLY: _l("Hằng năm"),
    PeriodKind.ONCE: _l("Một lần"),
}
DUE_RULES: dict[DueRule, LazyString] = {
    DueRule.WORKING_DAYS: _l("số ngày làm việc sau khi hết kỳ"),
    DueRule.DAY_OF_MONTH: _l("ngày của tháng sau"),
}
DAYS: dict[DayKind, LazyString] = {
    DayKind.HOLIDAY: _l("Ngày nghỉ"),
    DayKind.WORKED: _l("Ngày làm bù"),
}
WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ nhật"),
)
_REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NOT_THE_DRAFTER: _l("Việc này của cán bộ theo dõi của đơn vị."),
    Refusal.NOT_THE_HEAD: _l("Việc này của người đứng đầu đơn vị."),
    Refusal.NOT_OF_THE_UNIT: _l("Việc này của đơn vị báo cáo."),
    Refusal.NOT_THE_RECEIVER: _l("Việc này của cấp trên tiếp nhận báo cáo."),
    Refusal.SAME_PERSON_DRAFTED: _l("Người soạn không tự duyệt, không tự tiếp nhận báo cáo."),
    Refusal.SAME_PERSON_SENT: _l("Người duyệt hoặc gửi không tự tiếp nhận báo cáo."),
    Refusal.OF_ANOTHER_UNIT: _l("Báo cáo này của đơn vị khác."),
    Refusal.STEP_DOES_NOT_FOLLOW: _l("Báo cáo vừa đổi trạng thái; hãy xem lại rồi làm tiếp."),
    Refusal.NOT_YET_OPEN: _l("Chưa đến ngày mở kỳ báo cáo."),
    Refusal.WITH_THE_HEAD: _l("Người đứng đầu đã duyệt; muốn sửa phải đề nghị soạn lại."),
    Refusal.WITH_THE_RECEIVER: _l("Báo cáo đã gửi; chỉ sửa được khi cấp trên trả lại."),
    Refusal.ACCEPTED: _l("Báo cáo đã được tiếp nhận; muốn sửa phải lập bản đính chính."),
    Refusal.WAIVED: _l("Đơn vị được miễn báo cáo kỳ này."),
    Refusal.TRANSFERRED: _l("Báo cáo kỳ này đã chuyển cho đơn vị khác."),
    Refusal.CHANGED_MEANWHILE: _l(
        "Người khác vừa lưu báo cáo này. Nội dung đồng chí nhập vẫn còn ở dưới, chưa lưu;"
        " đối chiếu rồi lưu lại."
    ),
    Refusal.TEXT_CHANGED: _l(
        "Báo cáo vừa được lưu lại sau khi đồng chí mở trang; hãy đọc bản mới rồi quyết định."
    ),
    Refusal.REASON_MISSING: _l("Hãy ghi lý do."),
    Refusal.FIGURE_UNEXPLAINED: _l(
        "Chỉ tiêu thiếu số liệu hoặc tăng, giảm nhiều phải có giải trình."
    ),
    Refusal.ANSWER_MISSING: _l("Còn câu hỏi bắt buộc chưa trả lời."),
    Refusal.ATTACHMENT_MISSING: _l("Còn thiếu tài liệu gửi kèm theo yêu cầu."),
    Refusal.NOT_A_NUMBER: _l("Có ô không phải là số; nội dung vẫn còn ở dưới, chưa lưu."),
    Refusal.UNIT_MISSING: _l("Chọn đơn vị nhận."),
    Refusal.UNIT_OWES_ALREADY: _l("Đơn vị nhận đã có báo cáo của kỳ này."),
    Refusal.UNIT_ELSEWHERE: _l("Đơn vị nhận không báo cáo theo chế độ này."),
    Refusal.DAY_IS_PAST: _l("Hạn phải từ hôm nay trở đi."),
    Refusal.DAY_NOT_LATER: _l("Hạn mới phải sau hạn hiện nay."),
    Refusal.TIME_IS_UP: _l("Đã quá hạn nên không gia hạn được; việc chậm vẫn được ghi nhận."),
    Refusal.LEVEL_MISSING: _l("Chọn cấp phải báo cáo."),
    Refusal.LIST_MISSING: _l("Ghi các đơn vị phải báo cáo, mỗi dòng một đơn vị."),
    Refusal.LIST_OUTSIDE: _l("Danh sách có đơn vị không trực thuộc đơn vị nhận báo cáo."),
    Refusal.END_MISSING: _l("Báo cáo một lần phải có ngày kết thúc."),
    Refusal.END_BEFORE_START: _l("Ngày kết thúc phải sau ngày bắt đầu."),
    Refusal.ALREADY_OPENED: _l(
        "Đã mở kỳ báo cáo nên không đổi được văn bản, loại kỳ, ngày chốt và ngày bắt đầu."
    ),
    Refusal.ITEM_ANSWERED: _l("Có câu hỏi đã được trả lời nên không bỏ được."),
    Refusal.PERIOD_OPENED: _l("Kỳ này đã mở."),
    Refusal.NOBODY_OBLIGED: _l("Chế độ này chưa có đơn vị nào phải báo cáo."),
    Refusal.REGIME_ENDED: _l("Chế độ báo cáo đã kết thúc."),
    Refusal.DAY_KNOWN: _l("Ngày này đã có trong lịch."),
    Refusal.DAY_UNKNOWN: _l("Ngày này không có trong lịch."),
    Refusal.NOT_A_WEEKEND: _l("Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."),
    Refusal.RUNG_TWICE: _l("Mỗi ngày chỉ ghi một lần; gộp người nhận vào một dòng."),
    Refusal.RUNG_TOO_FAR: _l("Chỉ nhắc trong khoảng từ 60 ngày trước hạn đến 90 ngày sau hạn."),
    Refusal.TOO_MANY_RUNGS: _l("Tối đa 8 lần nhắc cho mỗi kỳ báo cáo."),
}


def step_word(step: str) -> str:
    """A step as it stands in the history."""
    return str(STEPS[Step(step)])


def explain(refusal: Refusal) -> str:
    """The sentence for one who must do it otherwise."""
    return str(_REFUSALS[refusal])
