"""How plans speak: kinds, steps, fields, refusals, in the reader's language."""

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.directives.models import Directive, Operator
from dissemination.directives.wording import KINDS as DIRECTIVE_KINDS
from dissemination.directives.wording import OPERATORS
from dissemination.plans.copying import Source
from dissemination.plans.lateness import Timing
from dissemination.plans.lifecycle import Lock, Step
from dissemination.plans.models import CommentPlace, PlanKind, PlanState, TaskStatus
from dissemination.plans.refusals import Refusal
from dissemination.plans.sheet_reading import SheetRefusal
from dissemination.sheets.refusals import FileRefusal, sentence

KINDS: dict[PlanKind, LazyString] = {
    PlanKind.PROGRAMME: _l("Chương trình"),
    PlanKind.PLAN: _l("Kế hoạch"),
}
SOURCES: dict[Source, LazyString] = {
    Source.DIRECTIVE: _l("Mẫu theo văn bản: chỉ tiêu và nhóm nhiệm vụ, giải pháp của văn bản"),
    Source.SUPERIOR: _l("Kế hoạch của cấp trên đang thực hiện"),
    Source.LAST_YEAR: _l("Kế hoạch đã ban hành của các năm trước của đơn vị"),
    Source.EMPTY: _l("Để trống"),
}
STATES: dict[PlanState, LazyString] = {
    PlanState.DRAFT: _l("Dự thảo"),
    PlanState.PRESENTED: _l("Chờ người đứng đầu"),
    PlanState.SUBMITTED: _l("Chờ tiếp nhận"),
    PlanState.RETURNED: _l("Trả lại"),
    PlanState.ACCEPTED: _l("Chờ ban hành"),
    PlanState.ACTIVE: _l("Đang thực hiện"),
    PlanState.AMENDED: _l("Đã có bản thay thế"),
    PlanState.CLOSED: _l("Đã kết thúc"),
}
STATE_SAYS: dict[PlanState, LazyString] = {
    PlanState.DRAFT: _l("Người soạn đang viết; đủ rồi thì trình người đứng đầu đơn vị."),
    PlanState.PRESENTED: _l("Người đứng đầu đơn vị xem rồi ký gửi cấp trên, hoặc trả lại."),
    PlanState.SUBMITTED: _l("Cấp trên xem rồi tiếp nhận, hoặc trả lại kèm ý kiến từng dòng."),
    PlanState.RETURNED: _l("Cấp trên đã trả lại; người soạn sửa theo ý kiến rồi trình lại."),
    PlanState.ACCEPTED: _l("Cấp trên đã tiếp nhận; người đứng đầu đơn vị ký, cho số và ban hành."),
    PlanState.ACTIVE: _l("Đã ban hành: nội dung giữ nguyên, đơn vị cập nhật tình hình nhiệm vụ."),
    PlanState.AMENDED: _l("Bản này đã được thay bằng bản sửa đổi, chỉ còn để tra cứu."),
    PlanState.CLOSED: _l("Kế hoạch đã kết thúc, chỉ còn để tra cứu."),
}
STEP_SAYS: dict[Step, LazyString] = {
    Step.PRESENT: _l("Sau khi trình, dự thảo khóa lại đến khi người đứng đầu trả lại."),
    Step.HAND_BACK: _l("Người soạn sửa tiếp theo ý kiến của đồng chí."),
    Step.SUBMIT: _l("Kế hoạch được gửi lên cấp trên dưới tên đồng chí."),
    Step.RETURN: _l("Đơn vị sửa theo ý kiến ở từng dòng và lý do ghi dưới đây."),
    Step.ACCEPT: _l("Đơn vị được ban hành kế hoạch theo nội dung này."),
    Step.ISSUE: _l("Từ lúc này nội dung không thay đổi nữa; muốn khác thì sửa đổi bằng bản mới."),
    Step.AMEND: _l("Một bản mới được mở để sửa; bản đang thực hiện giữ nguyên hiệu lực."),
    Step.CLOSE: _l("Sau khi kết thúc không ai cập nhật nhiệm vụ được nữa."),
}
STATUSES: dict[TaskStatus, LazyString] = {
    TaskStatus.NOT_STARTED: _l("Chưa thực hiện"),
    TaskStatus.IN_PROGRESS: _l("Đang thực hiện"),
    TaskStatus.DONE: _l("Đã hoàn thành"),
}
STEPS: dict[Step, LazyString] = {
    Step.PRESENT: _l("Trình người đứng đầu"),
    Step.HAND_BACK: _l("Trả lại người soạn"),
    Step.SUBMIT: _l("Ký gửi cấp trên"),
    Step.RETURN: _l("Trả lại đơn vị"),
    Step.ACCEPT: _l("Tiếp nhận"),
    Step.ISSUE: _l("Ban hành"),
    Step.AMEND: _l("Sửa đổi, bổ sung"),
    Step.REPLACE: _l("Có bản thay thế"),
    Step.CLOSE: _l("Kết thúc kế hoạch"),
}
DONE: dict[Step, LazyString] = {
    Step.PRESENT: _l("Đã trình người đứng đầu đơn vị."),
    Step.HAND_BACK: _l("Đã trả lại người soạn."),
    Step.SUBMIT: _l("Đã gửi cấp trên."),
    Step.RETURN: _l("Đã trả lại đơn vị."),
    Step.ACCEPT: _l("Đã tiếp nhận kế hoạch."),
    Step.ISSUE: _l("Kế hoạch đã ban hành và có hiệu lực."),
    Step.AMEND: _l("Đã mở bản sửa đổi; bản đang thực hiện giữ nguyên đến khi ban hành bản mới."),
    Step.CLOSE: _l("Kế hoạch đã kết thúc."),
}
FIELDS: dict[str, LazyString] = {
    "title": _l("Tên kế hoạch"),
    "goals": _l("Mục đích, yêu cầu"),
    "target_id": _l("Theo chỉ tiêu của văn bản"),
    "no_target_reason": _l("Lý do không theo chỉ tiêu nào của văn bản"),
    "measure": _l("Đơn vị tính"),
    "operator": _l("Yêu cầu"),
    "baseline": _l("Hiện trạng"),
    "numerator": _l("Tử số là"),
    "denominator": _l("Mẫu số là"),
    "content": _l("Nội dung nhiệm vụ"),
    "lead": _l("Người, cơ quan chủ trì"),
    "lead_user_id": _l("Tài khoản chủ trì"),
    "partners": _l("Phối hợp"),
    "due_on": _l("Hạn hoàn thành"),
    "responsible": _l("Người chịu trách nhiệm"),
    "product": _l("Sản phẩm"),
    "authority": _l("Thẩm quyền"),
    "solution_group_id": _l("Nhóm nhiệm vụ, giải pháp"),
    "is_breakthrough": _l("Nhiệm vụ đột phá"),
    "parent_line": _l("Thuộc nhiệm vụ số"),
    "required_evidence": _l("Minh chứng cần có"),
}
# The six by which a task is clear.
CLEAR: dict[str, LazyString] = {
    "lead": _l("rõ người"),
    "content": _l("rõ việc"),
    "due_on": _l("rõ thời gian"),
    "responsible": _l("rõ trách nhiệm"),
    "product": _l("rõ sản phẩm"),
    "authority": _l("rõ thẩm quyền"),
}
_TIMINGS: dict[Timing, LazyString] = {
    Timing.OPEN: _l("Chưa đến hạn"),
    Timing.DUE_SOON: _l("Sắp đến hạn"),
    Timing.OVERDUE: _l("Quá hạn"),
    Timing.ON_TIME: _l("Hoàn thành đúng hạn"),
    Timing.LATE: _l("Hoàn thành chậm"),
    Timing.NO_DEADLINE: _l("Chưa có hạn"),
}
TIMINGS: dict[str, LazyString] = {
    "open": _l("Chưa hoàn thành"),
    "due_soon": _l("Sắp đến hạn"),
    "overdue": _l("Quá hạn"),
    "done": _l("Đã hoàn thành"),
    "late": _l("Hoàn thành chậm"),
}
_REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NOT_THE_DRAFTER: _l("Việc này là của cán bộ theo dõi thuộc chính đơn vị có kế hoạch."),
    Refusal.NOT_THE_HEAD: _l("Việc này là của người đứng đầu chính đơn vị có kế hoạch."),
    Refusal.NOT_THE_RECEIVER: _l(
        "Việc này là của bộ phận thư ký hoặc cán bộ của cấp trên; đơn vị không tự tiếp nhận kế "
        "hoạch của mình."
    ),
    Refusal.NOT_OF_THE_UNIT: _l(
        "Việc này là của cán bộ theo dõi hoặc người đứng đầu chính đơn vị có kế hoạch."
    ),
    Refusal.SAME_PERSON_DRAFTED: _l(
        "Người đã soạn, trình hoặc đề nghị thì không tự duyệt. Phải do người khác thực hiện."
    ),
    Refusal.SAME_PERSON_SUBMITTED: _l(
        "Người đã ký gửi thì không tự tiếp nhận. Phải do người khác thực hiện."
    ),
    Refusal.STEP_DOES_NOT_FOLLOW: _l(
        "Trạng thái kế hoạch vừa được người khác đổi. Xem lại trạng thái mới rồi làm tiếp."
    ),
    Refusal.CHANGED_MEANWHILE: _l(
        "Nội dung kế hoạch vừa được người khác sửa sau khi trang này mở. Xem lại rồi làm tiếp."
    ),
    Refusal.WITH_THE_HEAD: _l(
        "Kế hoạch đang chờ người đứng đầu đơn vị xem nên không sửa được. Người đứng đầu trả lại "
        "thì sửa tiếp."
    ),
    Refusal.WITH_THE_RECEIVER: _l(
        "Kế hoạch đã gửi cấp trên nên không sửa được. Bộ phận thư ký hoặc cán bộ cấp trên trả lại "
        "thì sửa tiếp."
    ),
    Refusal.WAITS_FOR_ISSUE: _l(
        "Kế hoạch đã được tiếp nhận, chờ người đứng đầu đơn vị ban hành; sau khi ban hành thì "
        "sửa đổi bằng bản mới."
    ),
    Refusal.ISSUED: _l(
        "Bản đã ban hành không bao giờ thay đổi. Cán bộ theo dõi hoặc người đứng đầu đơn vị mở "
        "bản sửa đổi, bổ sung để thay đổi nội dung."
    ),
    Refusal.REPLACED: _l("Bản này đã được thay bằng bản mới hơn, chỉ còn để tra cứu."),
    Refusal.CLOSED: _l("Kế hoạch đã kết thúc, không ai mở lại; lập kế hoạch cho kỳ mới nếu cần."),
    Refusal.NOT_IN_FORCE: _l(
        "Kế hoạch chưa có hiệu lực. Người đứng đầu đơn vị ban hành thì làm được việc này."
    ),
    Refusal.AMENDMENT_OPEN: _l(
        "Đang có một bản sửa đổi chưa ban hành. Ban hành hoặc bỏ bản đó trước."
    ),
    Refusal.REASON_MISSING: _l("Cần nêu lý do; lý do được ghi lại."),
    Refusal.TEXT_MISSING: _l("Chưa ghi nội dung."),
    Refusal.NO_TASKS: _l("Kế hoạch chưa có nhiệm vụ nào."),
    Refusal.NOT_CLEAR: _l("Còn nhiệm vụ chưa đủ 6 rõ. Các mục còn thiếu ghi ngay ở từng nhiệm vụ."),
    Refusal.TARGETS_UNEXPLAINED: _l(
        "Còn chỉ tiêu chưa gắn với chỉ tiêu của văn bản, hoặc chỉ tiêu của văn bản chưa đưa vào "
        "kế hoạch mà chưa nêu lý do."
    ),
    Refusal.NUMBER_MISSING: _l("Cần ghi số, ký hiệu và ngày ban hành."),
    Refusal.ROW_GONE: _l("Dòng này vừa được người khác xóa. Tải lại trang để xem bản mới."),
    Refusal.UNKNOWN_FIELD: _l("Không có mục này."),
    Refusal.TOO_LONG: _l("Nội dung quá dài."),
    Refusal.NOT_A_NUMBER: _l("Nhập một số, ví dụ 98,2; khoảng thì ghi 10–15."),
    Refusal.NOT_A_DAY: _l("Nhập ngày, ví dụ 31/01/2024."),
    Refusal.NOT_A_CHOICE: _l("Chọn một mục trong danh sách."),
    Refusal.BOUNDS_CROSSED: _l("Mức đầu phải không lớn hơn mức cuối."),
    Refusal.OWN_PARENT: _l("Nhiệm vụ không thể thuộc chính nó hoặc nhiệm vụ con của nó."),
    Refusal.LINE_TWICE: _l("Số dòng này đã có ở trên; dòng mới thì để trống cột Số."),
    Refusal.SHEET_HAS_FAULTS: _l("Tệp còn ô không đọc được. Sửa trong tệp rồi gửi lại."),
    Refusal.PLAN_EXISTS: _l("Đơn vị đã có kế hoạch loại này cho văn bản, bắt đầu từ năm đó."),
    Refusal.NOTHING_TO_COPY: _l("Chưa có kế hoạch đã ban hành để lấy làm mẫu. Chọn nguồn khác."),
    Refusal.NOT_A_SHARE: _l("Tiến độ là số từ 0 đến 100."),
    Refusal.RESULT_MISSING: _l("Hoàn thành thì cần ghi kết quả."),
    Refusal.EVIDENCE_MISSING: _l(
        "Nhiệm vụ này cần minh chứng. Gửi tệp minh chứng trước khi báo hoàn thành."
    ),
    Refusal.EXTENSION_WAITS: _l("Đã có một đề nghị gia hạn đang chờ cấp trên trả lời."),
    Refusal.EXTENSION_DECIDED: _l("Đề nghị này vừa được người khác trả lời."),
    Refusal.NOT_LATER: _l("Hạn đề nghị phải sau hôm nay và sau hạn đang có."),
    Refusal.ALREADY_DONE: _l("Nhiệm vụ đã hoàn thành, không cần gia hạn."),
}

_SHEETS: dict[SheetRefusal, LazyString] = {
    SheetRefusal.NOT_A_PLAN: _l(
        "Đây không phải bảng kế hoạch tải từ hệ thống: không thấy mã bản ở trang “Kế hoạch”. Tải "
        "bảng về, sửa rồi gửi lại."
    ),
    SheetRefusal.ANOTHER_PLAN: _l("Tệp này là bảng của một kế hoạch hoặc một bản khác."),
}


def explain(refusal: Refusal) -> str:
    """Why not, and what to do or who can lift it."""
    return str(_REFUSALS[refusal])


def explain_file(refusal: Refusal | FileRefusal | SheetRefusal) -> str:
    """Why a workbook is not taken in."""
    match refusal:
        case FileRefusal():
            return str(sentence(refusal))
        case SheetRefusal():
            return str(_SHEETS[refusal])
        case Refusal():
            return explain(refusal)


def explain_lock(lock: Lock) -> str:
    return explain(lock.why)


def step_word(step: str) -> str:
    """What a recorded step was."""
    return str(STEPS[Step(step)])


def operator_word(operator: Operator) -> str:
    return str(OPERATORS[operator])


def clear_words(names: Iterable[str]) -> str:
    """ "rõ người, rõ thời gian"."""
    return ", ".join(str(CLEAR[name]) for name in names)


def place_word(place: CommentPlace, line: int) -> str:
    """What a row is called in a list of differences; one that is new in a workbook has no number yet."""
    number = line if line > 0 else "…"
    match place:
        case CommentPlace.PLAN:
            return str(_("Kế hoạch"))
        case CommentPlace.TARGET:
            return str(_("Chỉ tiêu số %(line)s", line=number))
        case CommentPlace.TASK:
            return str(_("Nhiệm vụ số %(line)s", line=number))


def timing_word(timing: Timing) -> str:
    return str(_TIMINGS[timing])


def field_word(name: str) -> str:
    """What a field is called; years of a target by their number."""
    if name.startswith("value-"):
        return str(_("Năm %(year)s", year=name.removeprefix("value-")))
    return str(FIELDS[name])


def plan_kind(kind: PlanKind) -> str:
    return str(KINDS[kind])


def plan_title(kind: PlanKind, directive: Directive) -> str:
    """ "Kế hoạch thực hiện Nghị quyết số 116-NQ/TU"."""
    return str(
        _(
            "%(plan)s thực hiện %(kind)s số %(number)s",
            plan=KINDS[kind],
            kind=DIRECTIVE_KINDS[directive.kind],
            number=directive.number,
        )
    )
