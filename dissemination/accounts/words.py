"""Roles, grants and refusals in words, for screens and letters."""

from textwrap import shorten

from flask_babel import gettext as _

from dissemination.accounts.granting import Objection
from dissemination.accounts.links import LinkState
from dissemination.accounts.models import Role
from dissemination.accounts.parts import Place
from dissemination.accounts.wording import N_

LONGEST_TITLE = 70

ROLES = {
    Role.ADMINISTRATOR: N_("Quản trị hệ thống"),
    Role.SECRETARIAT: N_("Bộ phận thư ký"),
    Role.ORGANISER: N_("Tổ chức hội nghị"),
    Role.COORDINATOR: N_("Phụ trách điểm cầu"),
    Role.DESK: N_("Điểm danh tại điểm cầu"),
    Role.UNIT_OFFICER: N_("Cán bộ theo dõi của đơn vị"),
    Role.HEAD_OF_UNIT: N_("Người đứng đầu đơn vị"),
    Role.INSPECTOR: N_("Kiểm tra, giám sát"),
}

MEANINGS = {
    Role.ADMINISTRATOR: N_("Mọi việc: đơn vị, tài khoản, thiết bị, nhật ký."),
    Role.SECRETARIAT: N_(
        "Văn bản, hội nghị, danh sách, theo dõi và nhật ký; giao quyền cho cấp dưới."
    ),
    Role.ORGANISER: N_("Một hội nghị: điểm cầu, danh sách, thẻ, thư mời tài khoản."),
    Role.COORDINATOR: N_("Một điểm cầu: danh sách, thẻ, thiết bị và điểm danh."),
    Role.DESK: N_("Chỉ điểm danh tại điểm cầu; không xem cả danh sách."),
    Role.UNIT_OFFICER: N_("Xem hội nghị và danh sách của đơn vị và cấp dưới."),
    Role.HEAD_OF_UNIT: N_("Xem hội nghị và danh sách của đơn vị và cấp dưới."),
    Role.INSPECTOR: N_("Xem mọi nội dung trong phạm vi và nhật ký; không sửa."),
}

OBJECTIONS = {
    Objection.ONESELF: N_("Không tự thay đổi quyền và tài khoản của mình ở đây."),
    Objection.BEYOND_ONES_OWN: N_("Vai trò này hoặc phạm vi này nằm ngoài quyền được giao."),
    Objection.HOLDS_MORE: N_(
        "Người này còn giữ quyền ngoài phạm vi của đồng chí; đề nghị quản trị hệ thống thực hiện."
    ),
    Objection.HOLDS_NOTHING: N_(
        "Người này không còn quyền nào; chỉ quản trị hệ thống thay đổi được tài khoản."
    ),
}

LINK_STATES = {
    LinkState.USED: N_("Liên kết này đã được dùng. Mỗi liên kết chỉ mở được một lần."),
    LinkState.EXPIRED: N_("Liên kết này đã hết hạn."),
    LinkState.VOIDED: N_("Liên kết này đã bị thu hồi; có thể đã có liên kết mới thay thế."),
    LinkState.UNKNOWN: N_("Liên kết không đúng hoặc bị thiếu chữ. Hãy chép lại cho đủ."),
}


def role_name(role: Role) -> str:
    return str(_(ROLES[role]))


def place_words(place: Place) -> str:
    """What a grant is for: "điểm cầu xã Vân An, hội nghị …"."""
    title = shorten(place.conference, LONGEST_TITLE, placeholder="…")
    if place.point:
        return str(_("%(point)s, hội nghị “%(title)s”", point=place.point, title=title))
    if place.conference:
        return str(_("toàn hội nghị “%(title)s”", title=title))
    if place.unit:
        return str(_("%(unit)s và cấp dưới", unit=place.unit))
    return str(_("toàn hệ thống"))
