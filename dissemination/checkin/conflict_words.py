"""How conflicts and decisions about them are put into words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.checkin.conflict_queries import Seen
from dissemination.checkin.conflicts import Undecided
from dissemination.checkin.models import Method, Ruling
from dissemination.web.filters import hour

METHODS = {
    Method.QR: _l("quét mã QR"),
    Method.USB: _l("máy quét USB"),
    Method.TYPED: _l("gõ số thẻ"),
    Method.SEARCH: _l("tìm theo tên"),
    Method.CITIZEN_ID: _l("căn cước"),
    Method.PHOTO: _l("chụp ảnh mã"),
    Method.SELF_SERVICE: _l("tự điểm danh"),
}

RULINGS = {
    Ruling.FIRST_STANDS: _l("Lượt thứ nhất đúng"),
    Ruling.SECOND_STANDS: _l("Lượt thứ hai đúng"),
    Ruling.TWO_PEOPLE: _l("Hai người dùng chung một thẻ"),
}

WHY_NOT = {
    Undecided.NO_LONGER_SO: _l(
        "Hai lượt quét này không còn trùng nhau: có người vừa quyết định, hoặc vừa có lượt quét "
        "mới. Xem lại bên dưới."
    ),
    Undecided.NOT_TAKEN_BACK: _l(
        "Không bỏ được lượt quét: hội nghị chưa chạy, hoặc đại biểu đã rút khỏi danh sách."
    ),
}


def told(seen: Seen) -> str:
    """One scan as a line: when, where, at which device, how, and whether without a network."""
    parts = [hour(seen.at), seen.point, seen.scanner, str(METHODS[seen.method])]
    return " · ".join([*parts, str(_("khi mất mạng"))] if seen.offline else parts)
