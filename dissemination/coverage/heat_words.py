"""The words of the board of units × duties."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.coverage.heat import Attended, Filed, Line, Period, Report
from dissemination.plans.briefing_words import REACHED
from dissemination.plans.wording import STATES as PLAN_STATES

ATTENDED: dict[Attended, LazyString] = {
    Attended.NOT_YET: _l("Chưa điểm danh"),
    Attended.NOBODY: _l("Vắng cả đoàn"),
    Attended.SOME: _l("Thiếu"),
    Attended.ALL: _l("Đủ"),
}
FILED: dict[Filed, LazyString] = {
    Filed.MISSING: _l("Quá hạn"),
    Filed.RETURNED: _l("Trả lại"),
    Filed.NOT_DUE: _l("Chưa đến hạn"),
    Filed.LATE: _l("Nộp chậm, chờ tiếp nhận"),
    Filed.ON_TIME: _l("Đúng hạn, chờ tiếp nhận"),
    Filed.ACCEPTED_LATE: _l("Nộp chậm, đã tiếp nhận"),
    Filed.ACCEPTED: _l("Đúng hạn, đã tiếp nhận"),
    Filed.WAIVED: _l("Được miễn"),
}
STANDS: dict[str, LazyString] = {
    "absent": _l("Vắng cả đoàn ở hội nghị"),
    "unbriefed": _l("Chưa phổ biến, quán triệt"),
    "unplanned": _l("Chưa ban hành kế hoạch"),
    "missing": _l("Có báo cáo quá hạn"),
    "returned": _l("Có báo cáo bị trả lại"),
    "late": _l("Có báo cáo nộp chậm"),
}


def span_of(period: Period) -> str:
    """A period's days, such as "15/09–14/12/2023"; the year once when both days have the same."""
    same = period.starts_on.year == period.ends_on.year
    first = f"{period.starts_on:%d/%m}" if same else f"{period.starts_on:%d/%m/%Y}"
    return f"{first}–{period.ends_on:%d/%m/%Y}"


def column_of(period: Period) -> str:
    """The heading of a column of reports where no heading of its regime stands above it."""
    return str(_("Báo cáo %(period)s", period=span_of(period)))


def words_of(line: Line) -> list[str]:
    """What each cell of a unit says, in the order of the columns."""
    return [_attended(line), _briefed(line), _planned(line), *map(_filed, line.reports)]


def _attended(line: Line) -> str:
    if line.attendance is None:
        return ""
    return str(_("Dưới 5 người") if line.is_hidden else ATTENDED[line.attendance.word])


def _briefed(line: Line) -> str:
    return "" if line.briefed is None else str(REACHED[line.briefed])


def _planned(line: Line) -> str:
    if line.plan is None:
        return ""
    return str(_("Chưa có") if line.plan.state is None else PLAN_STATES[line.plan.state])


def _filed(report: Report | None) -> str:
    return "" if report is None else str(FILED[report.filed])
