"""How briefings speak: states, forms, steps, refusals and gaps, in the reader's language."""

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.plans.briefing_coverage import Coverage, Reached
from dissemination.plans.briefing_models import BriefingForm, BriefingState, BriefingStep
from dissemination.plans.briefing_numbers import Fault
from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.plans.briefing_refusals import Gap
from dissemination.web.filters import DASH, number

FORMS: dict[BriefingForm, LazyString] = {
    BriefingForm.HALL: _l("Hội nghị tại đơn vị"),
    BriefingForm.VIDEO: _l("Hội nghị trực tuyến"),
    BriefingForm.JOINT: _l("Tổ chức chung với đơn vị khác"),
    BriefingForm.DOCUMENTS: _l("Gửi tài liệu nghiên cứu"),
}
STATES: dict[BriefingState, LazyString] = {
    BriefingState.DRAFT: _l("Bản nháp"),
    BriefingState.SUBMITTED: _l("Đã gửi, chờ xác nhận"),
    BriefingState.VERIFIED: _l("Đã xác nhận"),
    BriefingState.RETURNED: _l("Trả lại"),
}
REACHED: dict[Reached, LazyString] = {
    Reached.SILENT: _l("Im lặng"),
    Reached.RETURNED: _l("Trả lại"),
    Reached.WAITING: _l("Chờ xác nhận"),
    Reached.VERIFIED: _l("Đã xác nhận"),
}
STEPS: dict[BriefingStep, LazyString] = {
    BriefingStep.SUBMIT: _l("Gửi cấp trên"),
    BriefingStep.WITHDRAW: _l("Rút lại để sửa"),
    BriefingStep.VERIFY: _l("Xác nhận"),
    BriefingStep.RETURN: _l("Trả lại đơn vị"),
    BriefingStep.CORRECT: _l("Đính chính"),
}
DONE: dict[BriefingStep, LazyString] = {
    BriefingStep.SUBMIT: _l("Đã gửi cấp trên xác nhận."),
    BriefingStep.WITHDRAW: _l("Đã rút lại. Sửa xong thì gửi lại."),
    BriefingStep.VERIFY: _l("Đã xác nhận kết quả."),
    BriefingStep.RETURN: _l("Đã trả lại đơn vị."),
    BriefingStep.CORRECT: _l("Đã mở để đính chính. Sửa xong thì gửi lại để xác nhận."),
}
COLUMNS: dict[str, LazyString] = {
    "held_on": _l("Ngày tổ chức"),
    "form": _l("Hình thức"),
    "other_unit_id": _l("Đơn vị cùng tổ chức"),
    "conference_id": _l("Hội nghị trong hệ thống"),
    "place": _l("Địa điểm"),
    "presenter": _l("Báo cáo viên"),
    "documents_used": _l("Tài liệu sử dụng"),
    "notes": _l("Ghi chú"),
    "members_total": _l("Tổng số đảng viên"),
    "members_exempt": _l("Được miễn, tạm vắng có lý do"),
    "present_members": _l("Đảng viên có mặt"),
    "present_cadres": _l("Cán bộ, công chức, viên chức chưa là đảng viên"),
    "present_union": _l("Đoàn viên, hội viên"),
    "present_others": _l("Thành phần khác"),
    "essays": _l("Bài thu hoạch đã nộp"),
}
_GAPS: dict[Gap, LazyString] = {
    Gap.PRESENTER: _l("Báo cáo viên"),
    Gap.MEMBERS_TOTAL: _l("Tổng số đảng viên"),
    Gap.MEMBERS_EXEMPT: _l("Được miễn, tạm vắng có lý do (không có thì ghi 0)"),
    Gap.PRESENT_MEMBERS: _l("Đảng viên có mặt"),
    Gap.ESSAYS: _l("Bài thu hoạch đã nộp"),
}
_REFUSALS: dict[Refusal, LazyString] = {
    Refusal.STEP_DOES_NOT_FOLLOW: _l(
        "Tình trạng của kết quả này vừa thay đổi. Xem lại rồi làm tiếp."
    ),
    Refusal.REASON_MISSING: _l("Cần ghi lý do."),
    Refusal.NOT_SUPERIOR: _l(
        "Chỉ cấp trên trực tiếp quản lý hoặc bộ phận thư ký xác nhận, trả lại."
    ),
    Refusal.SENT_BY_ONESELF: _l("Đồng chí đã gửi kết quả này nên người khác phải xác nhận."),
    Refusal.SENT_BY_OWN_UNIT: _l(
        "Đơn vị của đồng chí đã gửi kết quả này nên cấp trên hoặc bộ phận khác phải xác nhận."
    ),
    Refusal.INCOMPLETE: _l("Chưa gửi được: còn mục chưa nhập."),
    Refusal.SUBMITTED: _l("Đã gửi cấp trên nên không sửa được. Rút lại thì sửa được."),
    Refusal.VERIFIED: _l(
        "Đã xác nhận nên không sửa được. Bấm Đính chính và nêu lý do thì sửa được."
    ),
    Refusal.ALREADY_SENT: _l("Đã từng gửi cấp trên nên không xóa được; rút lại rồi sửa."),
    Refusal.HELD_IN_FUTURE: _l("Ngày này chưa đến. Ghi kết quả sau khi đã tổ chức."),
    Refusal.HELD_BEFORE_ISSUE: _l("Ngày này trước ngày ban hành văn bản."),
    Refusal.OTHER_MISSING: _l("Ghi đơn vị cùng tổ chức; gõ mã hoặc vài chữ của tên rồi chọn."),
    Refusal.OTHER_IS_ITSELF: _l("Đơn vị cùng tổ chức phải là đơn vị khác."),
    Refusal.CONFERENCE_NOT_ITS_OWN: _l(
        "Hội nghị này không phải của đơn vị, hoặc không về văn bản này."
    ),
    Refusal.CONFERENCE_TAKEN: _l("Đã có kết quả khác lấy số liệu từ hội nghị này."),
}


def explain(refusal: Refusal) -> str:
    """The sentence for one who must do it otherwise."""
    return str(_REFUSALS[refusal])


def explain_fault(fault: Fault) -> str:
    """Why a number or a day cannot be, with the numbers it was held against."""
    named = {"given": number(fault.given), "most": number(fault.most)}
    match fault.why:
        case Refusal.MORE_EXEMPT_THAN_MEMBERS:
            return str(_("Được miễn %(given)s, nhiều hơn tổng số %(most)s đảng viên.", **named))
        case Refusal.MORE_PRESENT_THAN_DUE:
            return str(
                _(
                    "Có mặt %(given)s, nhưng chỉ còn %(most)s đảng viên thuộc diện dự "
                    "(tổng số trừ số được miễn và số đã dự ở lần khác).",
                    **named,
                )
            )
        case Refusal.MORE_ESSAYS_THAN_PEOPLE:
            return str(_("%(given)s bài, nhiều hơn %(most)s người dự.", **named))
    return explain(fault.why)


def gap_words(gaps: list[Gap]) -> str:
    return "; ".join(str(_GAPS[gap]) for gap in gaps)


def exact_percent(part: int, whole: int) -> str:
    """99,16%: reports give this share with two decimals."""
    if not whole:
        return DASH
    text = f"{100 * part / whole:.2f}%"
    return text if str(get_locale()) == "en" else text.replace(".", ",")


def headline(coverage: Coverage) -> str:
    """The line that every report on briefings begins with."""
    if not coverage.conferences:
        return str(_("Chưa có hội nghị nào được xác nhận."))
    return str(
        _(
            "%(conferences)s hội nghị; %(present)s/%(due)s đảng viên tham gia, đạt %(share)s.",
            conferences=number(coverage.conferences),
            present=number(coverage.present),
            due=number(coverage.due),
            share=exact_percent(coverage.present, coverage.due),
        )
    )
