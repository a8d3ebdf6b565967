"""Attainment in words, and the picture that a chart draws of a table."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from flask_babel import gettext as _

from dissemination.coverage.attainment import Reached
from dissemination.coverage.attainments import Survey
from dissemination.coverage.chart_words import Spot, course
from dissemination.directives.asking import SHARE
from dissemination.directives.models import Operator
from dissemination.directives.wording import OPERATORS, number_text
from dissemination.reporting.rates import Aim
from dissemination.web.filters import DASH, day, number

_ONE_PLACE: Final = Decimal("0.1")


def value(some: Decimal | None, measure: str) -> str:
    """12.53 → "12,5%" or "12,5 người"; a dash when it is missing."""
    if some is None:
        return DASH
    text = number_text(some.quantize(_ONE_PLACE, ROUND_HALF_UP)) or "0"
    return f"{text}%" if measure == SHARE else f"{text} {measure}".strip()


def aim(aimed: Aim | None, measure: str) -> str:
    """ "ít nhất 10%", "trong khoảng 10–15%"."""
    if aimed is None:
        return DASH
    if aimed.operator is Operator.RANGE:
        numbers = f"{number_text(aimed.low)}–{number_text(aimed.high)}"
    else:
        numbers = number_text(aimed.value)
    unit = "%" if measure == SHARE else f" {measure}"
    return f"{OPERATORS[aimed.operator]} {numbers}{unit}".strip()


def attained(reached: Reached | None) -> str:
    """The way gone from the baseline to the aim: "63,4%"; a dash when it cannot be said."""
    if reached is None or reached.attained is None:
        return DASH
    return value(reached.attained * 100, SHARE)


def standing(reached: Reached | None) -> tuple[str, str]:
    """The kind of state and its word."""
    if reached is not None and reached.is_hidden:
        return "none", str(_("Dưới 5 người"))
    if reached is None or reached.is_met is None:
        return "none", str(_("Chưa có số liệu"))
    return ("done", str(_("Đạt"))) if reached.is_met else ("risk", str(_("Chưa đạt")))


def needed(reached: Reached | None) -> str:
    """How many heads are still to come or to go; empty when none, or when nobody can say."""
    heads = reached.needed if reached else None
    if reached is None or not heads:
        return ""
    what = str(_("người")) if reached.measure == SHARE else reached.measure
    if heads > 0:
        return str(_("cần thêm %(n)s %(what)s", n=number(heads), what=what))
    return str(_("vượt %(n)s %(what)s", n=number(-heads), what=what))


def picture(survey: Survey) -> dict[str, Any]:
    """The series of a chart: what was reached in each period, what is aimed at, the baseline."""
    points = [
        {
            "label": day(period.ends_on),
            "actual": _plain(reached.actual),
            "aim": _plain(_line_of(reached.aim)),
            "high": _plain(reached.aim.high if reached.aim else None),
        }
        for period, reached in survey.series
    ]
    return {
        "points": points,
        "baseline": _plain(survey.plan.baseline if survey.plan else None),
        "measure": survey.target.measure,
    }


def description(survey: Survey) -> str:
    """What the picture shows, for who does not see it."""
    measure = survey.target.measure
    spots = [
        Spot(day(period.ends_on), value(reached.actual, measure), reached.actual)
        for period, reached in survey.series
    ]
    aimed = survey.series[-1][1].aim if survey.series else None
    return str(
        _(
            "Kết quả chỉ tiêu %(code)s đến cuối mỗi kỳ: %(course)s; phải đạt %(aim)s.",
            code=survey.target.code,
            course=course(spots),
            aim=aim(aimed, measure),
        )
    )


def _line_of(aimed: Aim | None) -> Decimal | None:
    if aimed is None:
        return None
    return aimed.low if aimed.operator is Operator.RANGE else aimed.value


def _plain(some: Decimal | None) -> float | None:
    return None if some is None else float(round(some, 2))
