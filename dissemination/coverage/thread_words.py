"""The thread in words: its links, how each stands, and what is to be done about a break."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dissemination.coverage.thread import Knot, Link, Stand, Why

LINKS: Final[dict[Link, LazyString]] = {
    Link.PLAN: _l("Kế hoạch"),
    Link.LINE: _l("Dòng kế hoạch"),
    Link.REPORT: _l("Báo cáo gần nhất"),
    Link.EVIDENCE: _l("Minh chứng"),
    Link.VERDICT: _l("Tiếp nhận"),
}
# The kind of `templates/components/states.html`.
KINDS: Final[dict[Stand, str]] = {
    Stand.KEPT: "done",
    Stand.WAITING: "waiting",
    Stand.BROKEN: "late",
    Stand.LEFT_OUT: "risk",
    Stand.BLOCKED: "none",
    Stand.NOT_ASKED: "excused",
}
BREAK_WORDS: Final[dict[Link, LazyString]] = {
    Link.PLAN: _l("Đứt ở kế hoạch"),
    Link.LINE: _l("Đứt ở dòng kế hoạch"),
    Link.REPORT: _l("Đứt ở báo cáo"),
    Link.EVIDENCE: _l("Đứt ở minh chứng"),
    Link.VERDICT: _l("Đứt ở tiếp nhận"),
}
_WHY: Final[dict[Why, LazyString]] = {
    Why.NO_PLAN: _l("Chưa có kế hoạch"),
    Why.PLAN_NOT_ISSUED: _l("Kế hoạch chưa ban hành"),
    Why.PLAN_WAITS: _l("Chờ cấp trên tiếp nhận"),
    Why.NOT_IN_PLAN: _l("Không có trong kế hoạch"),
    Why.LEFT_OUT: _l("Kế hoạch không đưa vào"),
    Why.NOT_REPORTED: _l("Chưa báo cáo"),
    Why.NOT_DUE: _l("Chưa đến hạn"),
    Why.EXCUSED: _l("Được miễn"),
    Why.NO_FIGURE: _l("Báo cáo không có số liệu"),
    Why.NO_EVIDENCE: _l("Chưa có minh chứng"),
    Why.NOT_RECEIVED: _l("Chờ cấp trên tiếp nhận"),
    Why.RETURNED: _l("Trả lại"),
}
_KEPT: Final[dict[Link, LazyString]] = {
    Link.PLAN: _l("Đã ban hành"),
    Link.LINE: _l("Có"),
    Link.REPORT: _l("Có số liệu"),
    Link.EVIDENCE: _l("Có"),
    Link.VERDICT: _l("Đã tiếp nhận"),
}
_OTHERWISE: Final[dict[Stand, LazyString]] = {
    Stand.BLOCKED: _l("Chưa thể có"),
    Stand.NOT_ASKED: _l("Không yêu cầu"),
}


def word(link: Link, knot: Knot) -> str:
    """One word or two for a link of one unit."""
    if knot.why is not None:
        return str(_WHY[knot.why])
    return str(_KEPT[link] if knot.stand is Stand.KEPT else _OTHERWISE[knot.stand])


def kind(knot: Knot) -> str:
    return KINDS[knot.stand]
