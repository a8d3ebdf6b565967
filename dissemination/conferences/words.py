"""How conferences speak: every refusal, step, gap and change in one place, in the reader's language."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dissemination.conferences.lifecycle import Lock, Step
from dissemination.conferences.models import ConferenceState, ElsewherePolicy, Standing
from dissemination.conferences.point_lists import LineFault
from dissemination.conferences.readiness import Gap
from dissemination.conferences.refusals import Refusal
from dissemination.units.models import UnitLevel
from dissemination.web.actions import Action
from dissemination.web.file_words import FAULTS as FILE_FAULTS

_REFUSALS = {
    Refusal.STILL_DRAFT: _l(
        "Hội nghị đang chuẩn bị, chưa mở cho các điểm cầu. Người tổ chức hoặc thư ký mở hội nghị "
        "thì làm được việc này."
    ),
    Refusal.NOT_RUNNING: _l(
        "Hội nghị chưa bắt đầu nên chưa điểm danh. Người tổ chức hoặc thư ký bấm bắt đầu thì "
        "điểm danh được tính."
    ),
    Refusal.ONLY_IN_DRAFT: _l(
        "Chỉ xóa được hội nghị đang chuẩn bị. Người tổ chức hoặc thư ký đưa hội nghị về chuẩn bị "
        "thì xóa được."
    ),
    Refusal.CLOSED: _l(
        "Hội nghị đã kết thúc nên mọi số liệu đã khóa; chỉ còn nhận lượt quét gửi muộn từ thiết "
        "bị mất mạng. Thư ký mở lại hội nghị, có nêu lý do, thì sửa được."
    ),
    Refusal.STEP_DOES_NOT_FOLLOW: _l(
        "Trạng thái hội nghị vừa được người khác đổi. Xem lại trạng thái mới rồi làm tiếp."
    ),
    Refusal.NO_POINTS: _l("Hội nghị chưa có điểm cầu nào. Lập điểm cầu trước đã."),
    Refusal.NO_MAIN_POINT: _l(
        "Chưa chọn điểm cầu chính. Mở một điểm cầu và đặt làm điểm cầu chính."
    ),
    Refusal.SCANS_EXIST: _l("Đã có lượt quét điểm danh nên không làm được việc này nữa."),
    Refusal.REASON_MISSING: _l("Cần nêu lý do; lý do được ghi vào nhật ký."),
    Refusal.ENDS_BEFORE_START: _l("Giờ kết thúc phải sau giờ bắt đầu."),
    Refusal.SESSIONS_OVERLAP: _l("Phiên họp này trùng giờ với một phiên khác của hội nghị."),
    Refusal.NOT_EMPTY: _l(
        "Hội nghị đã có điểm cầu, tài liệu hoặc thư cấp tài khoản nên không xóa được."
    ),
    Refusal.NAME_TAKEN: _l("Hội nghị đã có điểm cầu tên này. Đặt tên khác, ví dụ kèm tên huyện."),
    Refusal.DELEGATES_EXIST: _l(
        "Điểm cầu đã có đại biểu, kể cả người đã rút, nên không xóa được. Có thể chuyển đại biểu "
        "sang điểm cầu khác."
    ),
    Refusal.MAIN_POINT_STAYS: _l(
        "Đây là điểm cầu chính. Chọn điểm cầu khác làm điểm cầu chính rồi mới xóa được."
    ),
    **{Refusal(fault.value): sentence for fault, sentence in FILE_FAULTS.items()},
    Refusal.NO_HEADINGS: _l(
        "Không thấy dòng tiêu đề. Tệp cần một cột “Điểm cầu” hoặc “Mã đơn vị”, và ít nhất một "
        "trong các cột “Người phụ trách”, “Điện thoại”, “Sức chứa”, “Địa chỉ”, “Ghi chú”."
    ),
    Refusal.NAME_MISSING: _l("Chưa nhập họ và tên."),
    Refusal.WORD_MISSING: _l("Cần ghi theo ý kiến của ai hoặc văn bản nào."),
    Refusal.ALREADY_CAME: _l(
        "Đại biểu đã được điểm danh. Nếu điểm danh nhầm, hoàn tác lượt điểm danh trước."
    ),
    Refusal.NOT_EXPECTED: _l("Người này không phải đại biểu triệu tập đang còn trong danh sách."),
    Refusal.NOT_ON_ROSTER: _l("Người này không còn trong danh sách."),
    Refusal.NOT_WITHDRAWN: _l("Đại biểu vẫn đang trong danh sách."),
    Refusal.NOT_A_SUBSTITUTE: _l("Người này không đi thay ai, hoặc việc đi thay đã hủy."),
    Refusal.SUBSTITUTION_UNDONE: _l(
        "Việc đi thay đã hủy. Muốn người này đi thay lần nữa, ghi đi thay từ trang của đại biểu "
        "được thay."
    ),
    Refusal.SUBSTITUTE_REPLACED: _l(
        "Người đi thay lại đã có người khác đi thay. Hủy lần đi thay sau trước."
    ),
    Refusal.ALREADY_EXCUSED: _l("Đại biểu đã được ghi vắng có lý do."),
    Refusal.NOT_EXCUSED: _l("Đại biểu không được ghi vắng có lý do."),
    Refusal.OTHER_CONFERENCE: _l("Điểm cầu này thuộc hội nghị khác."),
    Refusal.SAME_POINT: _l("Đại biểu đã ở điểm cầu này."),
    Refusal.PASS_MISSING: _l("Đại biểu không có thẻ còn hiệu lực."),
    Refusal.PASS_VALID: _l("Đại biểu đã có thẻ còn hiệu lực. Cấp lại thẻ nếu thẻ mất hoặc hỏng."),
}

LIFTERS = {
    Action.MANAGE_CONFERENCE: _l("người tổ chức hoặc thư ký"),
    Action.REOPEN_CONFERENCE: _l("thư ký"),
}

STEPS = {
    Step.OPEN: _l("Mở cho các điểm cầu"),
    Step.START: _l("Bắt đầu hội nghị"),
    Step.CLOSE: _l("Kết thúc hội nghị"),
    Step.TO_DRAFT: _l("Đưa về chuẩn bị"),
    Step.TO_OPEN: _l("Dừng hội nghị"),
    Step.REOPEN: _l("Mở lại hội nghị"),
}

STEP_EFFECTS = {
    Step.OPEN: _l(
        "Người phụ trách điểm cầu sẽ thấy hội nghị, rà danh sách, in thẻ và ghép thiết bị. "
        "Điểm danh chưa tính cho đến khi bắt đầu. Có thể đưa về chuẩn bị."
    ),
    Step.START: _l(
        "Điểm danh bắt đầu được tính. Từ lúc này mỗi đính chính về đại biểu phải nêu lý do."
    ),
    Step.CLOSE: _l(
        "Mọi số liệu sẽ khóa; chỉ còn nhận lượt quét gửi muộn từ thiết bị mất mạng. Thư ký có thể "
        "mở lại, có nêu lý do."
    ),
    Step.TO_DRAFT: _l("Người phụ trách điểm cầu sẽ không thấy hội nghị nữa. Dữ liệu giữ nguyên."),
    Step.TO_OPEN: _l("Điểm danh sẽ không tính nữa. Chỉ làm được khi chưa có lượt quét nào."),
    Step.REOPEN: _l("Số liệu sẽ mở khóa và điểm danh lại được tính."),
}

STATES = {
    ConferenceState.DRAFT: _l(
        "Đang chuẩn bị: mọi thứ còn sửa được; người phụ trách điểm cầu chưa thấy hội nghị."
    ),
    ConferenceState.OPEN: _l(
        "Đã mở cho các điểm cầu: rà danh sách, in thẻ, ghép thiết bị. Chưa điểm danh."
    ),
    ConferenceState.RUNNING: _l(
        "Đang diễn ra: điểm danh được tính; đính chính về đại biểu phải nêu lý do."
    ),
    ConferenceState.CLOSED: _l("Đã kết thúc: số liệu đã khóa. Thư ký có thể mở lại, có nêu lý do."),
}

POLICIES = {
    ElsewherePolicy.ADMIT: _l("Mời vào và tính có mặt tại nơi đến"),
    ElsewherePolicy.REFUSE: _l("Không nhận, hướng dẫn về đúng điểm cầu"),
}

STANDINGS = {
    Standing.SUMMONED: _l("Triệu tập"),
    Standing.REPLACED: _l("Có người đi thay"),
    Standing.WALK_IN: _l("Đại biểu phát sinh"),
    Standing.WITHDRAWN: _l("Đã rút khỏi danh sách"),
}

GAPS = {
    Gap.NO_ROSTER: _l("Chưa có danh sách đại biểu"),
    Gap.NO_CONTACT: _l("Chưa có người phụ trách và số điện thoại"),
    Gap.NO_CAPACITY: _l("Chưa ghi sức chứa hội trường"),
    Gap.HALL_TOO_SMALL: _l("Hội trường ít chỗ hơn số đại biểu"),
    Gap.NO_SCANNER: _l("Chưa ghép thiết bị điểm danh (vẫn điểm danh được tại bàn điểm danh)"),
}

LEVELS = {
    UnitLevel.PROVINCE: _l("Cấp tỉnh"),
    UnitLevel.DISTRICT: _l("Cấp huyện"),
    UnitLevel.COMMUNE: _l("Cấp xã"),
    UnitLevel.GRASSROOTS: _l("Cơ sở, cơ quan, đơn vị"),
}

FIELDS = {
    "name": _l("Tên"),
    "title": _l("Tên"),
    "position": _l("Chức vụ"),
    "unit_name": _l("Đơn vị"),
    "category": _l("Thành phần"),
    "seat": _l("Ghế"),
    "notes": _l("Ghi chú"),
    "standing": _l("Tình trạng"),
    "excused_reason": _l("Lý do vắng"),
    "point_id": _l("Điểm cầu"),
    "substitute": _l("Người đi thay"),
    "address": _l("Địa chỉ"),
    "contact_name": _l("Người phụ trách"),
    "contact_phone": _l("Điện thoại"),
    "capacity": _l("Sức chứa"),
}

CHANGES = {
    "add": _l("Thêm vào danh sách"),
    "add_walk_in": _l("Ghi nhận đại biểu phát sinh"),
    "add_substitute": _l("Thêm người đi thay"),
    "import": _l("Nhập từ tệp"),
    "edit": _l("Sửa thông tin"),
    "move": _l("Chuyển điểm cầu"),
    "excuse": _l("Ghi vắng có lý do"),
    "withdraw_excuse": _l("Bỏ ghi vắng"),
    "substitute": _l("Có người đi thay"),
    "undo_substitution": _l("Hủy việc đi thay"),
    "return": _l("Trở lại danh sách"),
    "withdraw": _l("Rút khỏi danh sách"),
    "restore": _l("Đưa lại vào danh sách"),
    "issue_pass": _l("Cấp thẻ"),
    "revoke_pass": _l("Thu hồi thẻ"),
    "reissue_pass": _l("Cấp lại thẻ"),
}

FAULTS = {
    LineFault.NO_POINT: _l("Không ghi điểm cầu"),
    LineFault.UNKNOWN_POINT: _l("Không có điểm cầu này trong hội nghị"),
    LineFault.AMBIGUOUS_POINT: _l("Có nhiều điểm cầu cùng tên; hãy ghi mã đơn vị"),
    LineFault.CAPACITY_NOT_A_NUMBER: _l("Sức chứa không phải là số"),
    LineFault.TOO_LONG: _l("Nội dung quá dài"),
    LineFault.POINT_TWICE: _l("Điểm cầu đã có ở dòng trên"),
}


def explain(refusal: Refusal) -> LazyString:
    """Why not, and what to do or who can lift it, as a sentence for the person who asked."""
    return _REFUSALS[refusal]


def explain_lock(lock: Lock) -> LazyString:
    """Why something is locked; the sentence names who can lift it."""
    return _REFUSALS[lock.why]
