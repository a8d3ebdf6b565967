"""What the desk says: a verdict in one large word, and beneath it who and what next."""

import enum
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.checkin.batches import Result
from dissemination.checkin.desk_claims import Unsound
from dissemination.checkin.desk_input import Unclear
from dissemination.checkin.models import ScanOutcome as Outcome
from dissemination.checkin.statements import DelegateRow
from dissemination.conferences.models import Standing
from dissemination.web.filters import hour


class Tone(enum.StrEnum):
    """What one hears and feels: high-high, low, low-low."""

    WELCOME = "welcome"
    NOTICE = "notice"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One screen: `kind` is a state's colour and shape, `word` the large one, `name` whose."""

    kind: str
    tone: Tone
    word: str
    name: str = ""
    lines: tuple[str, ...] = ()
    outcome: str = ""

    @property
    def said(self) -> str:
        """The whole as a sentence for a screen reader."""
        return ". ".join(filter(None, (self.word, self.name, *self.lines)))


# The kinds are those of `scan_outcome` in templates/components/states.html; a test compares them.
_LARGE: dict[Outcome, tuple[str, Tone, LazyString]] = {
    Outcome.ADMITTED: ("done", Tone.WELCOME, _l("MỜI VÀO")),
    Outcome.ADMITTED_ELSEWHERE: ("done", Tone.WELCOME, _l("MỜI VÀO — khác điểm cầu")),
    Outcome.ALREADY_ADMITTED: ("waiting", Tone.NOTICE, _l("ĐÃ ĐIỂM DANH")),
    Outcome.LEFT: ("waiting", Tone.WELCOME, _l("ĐÃ RA")),
    Outcome.NOT_PRESENT: ("none", Tone.NOTICE, _l("CHƯA ĐIỂM DANH VÀO")),
    Outcome.UNDONE: ("excused", Tone.WELCOME, _l("ĐÃ HOÀN TÁC")),
    Outcome.NOTHING_TO_UNDO: ("none", Tone.NOTICE, _l("KHÔNG CÓ GÌ ĐỂ HOÀN TÁC")),
    Outcome.WRONG_POINT: ("risk", Tone.REFUSAL, _l("SAI ĐIỂM CẦU")),
    Outcome.WRONG_CONFERENCE: ("late", Tone.REFUSAL, _l("THẺ CỦA HỘI NGHỊ KHÁC")),
    Outcome.REVOKED: ("late", Tone.REFUSAL, _l("THẺ ĐÃ THU HỒI")),
    Outcome.UNKNOWN_PASS: ("late", Tone.REFUSAL, _l("KHÔNG CÓ TRONG DANH SÁCH")),
    Outcome.NOT_OPEN: ("risk", Tone.REFUSAL, _l("CHƯA MỞ ĐIỂM DANH")),
    Outcome.CLOSED: ("risk", Tone.REFUSAL, _l("ĐÃ ĐÓNG ĐIỂM DANH")),
}
_NEXT: dict[Outcome, LazyString] = {
    Outcome.NOT_PRESENT: _l("Nếu người này đang vào, chuyển sang “Điểm danh vào” rồi quét lại."),
    Outcome.WRONG_CONFERENCE: _l("Thẻ không dùng cho hội nghị này."),
    Outcome.UNKNOWN_PASS: _l("Tìm theo họ tên, hoặc thêm đại biểu phát sinh (F2)."),
    Outcome.NOT_OPEN: _l("Hội nghị chưa bắt đầu. Báo ban tổ chức bắt đầu rồi quét lại."),
    Outcome.CLOSED: _l("Hội nghị đã kết thúc. Báo ban tổ chức nếu vẫn cần điểm danh."),
}
_PROBLEMS: dict[Unclear | Unsound, LazyString] = {
    Unclear.EMPTY: _l("Ô đang trống. Quét thẻ, gõ số thẻ hoặc 3 chữ cái của tên."),
    Unclear.NAME_TOO_SHORT: _l("Gõ ít nhất 3 chữ cái của tên để tìm."),
    Unclear.MISTYPED: _l("Số thẻ có chữ số sai. Quét lại, hoặc đọc và gõ lại từng nhóm 4 số."),
    Unclear.TOO_LONG: _l("Nội dung dài quá, không phải thẻ hay căn cước. Quét lại từng thẻ một."),
    Unclear.UNREADABLE: _l("Mã này không phải thẻ đại biểu hay thẻ căn cước. Tìm theo họ tên."),
    Unsound.NOT_ON_ROSTER: _l(
        "Người này không còn trong danh sách của điểm cầu. Tìm lại theo tên."
    ),
    Unsound.REASON_MISSING: _l("Cần nêu lý do hoàn tác."),
    Unsound.IS_A_NAME: _l("Đây là họ tên. Chọn đúng người trong danh sách tìm được."),
}


def verdict(result: Result, stayed: timedelta | None = None) -> Verdict:
    """The screen for an answer of the ledger; `stayed` is how long one who left was here."""
    kind, tone, word = _LARGE[result.outcome]
    lines = [*_whose(result, stayed), str(_NEXT.get(result.outcome, ""))]
    name = result.delegate.name if result.delegate else ""
    return Verdict(kind, tone, str(word), name, tuple(filter(None, lines)), result.outcome)


def problem(why: Unclear | Unsound, digits: int = 0) -> Verdict:
    """The screen for what was not recorded; `digits` is how many the box held."""
    if why is Unclear.WRONG_LENGTH:
        sentence = _("Số vừa nhập có %(n)s chữ số. Thẻ đại biểu có 16, căn cước có 12.", n=digits)
    else:
        sentence = str(_PROBLEMS[why])
    return Verdict("late", Tone.REFUSAL, _("CHƯA ĐỌC ĐƯỢC"), lines=(sentence,))


def provisional() -> Verdict:
    """The screen while the server is not heard: the door decides, the network confirms."""
    return Verdict(
        "risk",
        Tone.NOTICE,
        _("TẠM GHI NHẬN"),
        lines=(_("Sẽ xác nhận khi có mạng."),),
        outcome="provisional",
    )


def _whose(result: Result, stayed: timedelta | None) -> list[str]:
    """Who it is and what the door must know of him."""
    delegate = result.delegate
    if delegate is None:
        return []
    match result.outcome:
        case Outcome.ADMITTED:
            return _greeted(delegate)
        case Outcome.ADMITTED_ELSEWHERE:
            return [_post(delegate), _("Thuộc %(point)s", point=delegate.point_name)]
        case Outcome.WRONG_POINT:
            return [_post(delegate), _("Mời sang %(point)s", point=delegate.point_name)]
        case Outcome.ALREADY_ADMITTED:
            return [_first(result), _post(delegate)]
        case Outcome.LEFT:
            return [_duration(stayed), _post(delegate)]
        case Outcome.REVOKED:
            return [_instead(result.substitute), _post(delegate)]
        case _:
            return [_post(delegate)]


def _greeted(delegate: DelegateRow) -> list[str]:
    lines = [_post(delegate)]
    if delegate.seat:
        lines.append(_("Ghế %(seat)s", seat=delegate.seat))
    if delegate.standing is Standing.WALK_IN:
        lines.append(_("Đại biểu phát sinh"))
    if delegate.excused_reason is not None:
        lines.append(_("Đã báo vắng: %(reason)s", reason=delegate.excused_reason))
    return lines


def _post(delegate: DelegateRow) -> str:
    return ", ".join(filter(None, (delegate.position, delegate.unit_name)))


def _first(result: Result) -> str:
    first = result.first_scan
    if first is None:
        return ""
    return str(_("%(hour)s tại %(scanner)s", hour=hour(first.at), scanner=first.scanner_name))


def _duration(stayed: timedelta | None) -> str:
    if stayed is None:
        return ""
    minutes = max(0, int(stayed.total_seconds())) // 60
    if minutes < 60:
        return str(_("Đã dự %(minutes)s phút", minutes=minutes))
    return str(_("Đã dự %(hours)s giờ %(minutes)s phút", hours=minutes // 60, minutes=minutes % 60))


def _instead(substitute: str | None) -> str:
    if not substitute:
        return str(_("Hỏi người phụ trách điểm cầu, hoặc tìm theo họ tên."))
    return str(_("Người đi thay: %(name)s", name=substitute))
