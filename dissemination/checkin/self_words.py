"""What self check-in says to the delegate on his own phone."""

import enum
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.checkin.batches import Result
from dissemination.checkin.models import ScanOutcome as Outcome
from dissemination.web.filters import hour


class Barrier(enum.StrEnum):
    """Why a phone gets no further than the door."""

    OFF = "off"
    OLD_CODE = "old_code"
    LATE = "late"
    NOT_A_PASS = "not_a_pass"


@dataclass(frozen=True, slots=True)
class Told:
    """One screen: `kind` is a state's colour and shape."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()


_AT_THE_DESK = _l("Mời đồng chí đến bàn điểm danh, người trực sẽ giúp.")

_BARRIERS: dict[Barrier, tuple[LazyString, LazyString]] = {
    Barrier.OFF: (
        _l("Điểm cầu này không mở tự điểm danh"),
        _l("Mời đồng chí đến bàn điểm danh, người trực sẽ giúp."),
    ),
    Barrier.OLD_CODE: (
        _l("Mã đã hết hạn"),
        _l("Mã trên màn hình đổi sau mỗi 20 giây. Quét lại mã đang hiện trên màn hình."),
    ),
    Barrier.LATE: (
        _l("Đã quá thời gian nhập"),
        _l("Quét lại mã đang hiện trên màn hình rồi nhập số thẻ trong 3 phút."),
    ),
    Barrier.NOT_A_PASS: (
        _l("Số thẻ chưa đúng"),
        _l("Số thẻ gồm 16 chữ số in dưới mã QR của thẻ. Xem lại từng số."),
    ),
}

_OUTCOMES: dict[Outcome, tuple[str, LazyString]] = {
    Outcome.ADMITTED: ("done", _l("Đã điểm danh. Mời đồng chí vào")),
    Outcome.ADMITTED_ELSEWHERE: ("done", _l("Đã điểm danh tại điểm cầu này. Mời đồng chí vào")),
    Outcome.ALREADY_ADMITTED: ("waiting", _l("Đồng chí đã được điểm danh")),
    Outcome.UNKNOWN_PASS: ("late", _l("Không có thẻ mang số này")),
    Outcome.WRONG_CONFERENCE: ("late", _l("Thẻ của hội nghị khác")),
    Outcome.WRONG_POINT: ("risk", _l("Thẻ của điểm cầu khác")),
    Outcome.REVOKED: ("late", _l("Thẻ này không dùng được nữa")),
    Outcome.NOT_OPEN: ("risk", _l("Hội nghị chưa mở điểm danh")),
    Outcome.CLOSED: ("risk", _l("Hội nghị đã đóng điểm danh")),
}
ADMITTED = frozenset({Outcome.ADMITTED, Outcome.ADMITTED_ELSEWHERE, Outcome.ALREADY_ADMITTED})


def barrier(why: Barrier) -> Told:
    title, line = _BARRIERS[why]
    return Told("risk", str(title), (str(line),))


def outcome(result: Result) -> Told:
    """What became of the scan; nobody but the holder of the pass is named."""
    kind, title = _OUTCOMES[result.outcome]
    lines: list[str] = []
    if result.delegate is not None and result.outcome in ADMITTED:
        lines.append(result.delegate.name)
        if result.delegate.position:
            lines.append(result.delegate.position)
        if result.delegate.seat:
            lines.append(_("Ghế %(seat)s", seat=result.delegate.seat))
    if result.first_scan is not None:
        lines.append(_("lúc %(at)s", at=hour(result.first_scan.at)))
    if result.outcome not in ADMITTED:
        lines.append(str(_AT_THE_DESK))
    return Told(kind, str(title), tuple(lines))
