"""Charts in words, for who does not see them: what they show, how it began, how it stands, the lowest."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from flask_babel import gettext as _

from dissemination.coverage.heat import PeriodSum
from dissemination.coverage.heat_words import span_of
from dissemination.coverage.trend import Month, RegimeTrend
from dissemination.reporting.rates import Rate
from dissemination.web.filters import day, number, percent


class Spot(NamedTuple):
    """One place of a line: where it is, what is said there, how high; None where nothing is known."""

    where: str
    said: str
    height: Decimal | None


def course(spots: Sequence[Spot]) -> str:
    """The first, the last and the lowest of a line; the places where nothing is known are left out."""
    known = [(spot.height, spot) for spot in spots if spot.height is not None]
    if not known:
        return str(_("chưa có số liệu"))
    first, last = known[0][1], known[-1][1]
    lowest = min(known, key=lambda pair: pair[0])[1]
    return str(
        _(
            "đầu tiên %(first)s (%(first_where)s), gần nhất %(last)s (%(last_where)s), "
            "thấp nhất %(lowest)s (%(lowest_where)s)",
            first=first.said,
            first_where=first.where,
            last=last.said,
            last_where=last.where,
            lowest=lowest.said,
            lowest_where=lowest.where,
        )
    )


def described_periods(trend: RegimeTrend) -> str:
    """The three rates of a regime over its periods."""

    def line(rate: Callable[[PeriodSum], Rate]) -> str:
        return course([_spot(span_of(one.period), rate(one.rates)) for one in trend.points])

    return str(
        _(
            "Tỷ lệ báo cáo qua %(n)s kỳ. Đã gửi: %(sent)s. Đã tiếp nhận: %(taken)s. "
            "Đúng hạn: %(timely)s.",
            n=number(len(trend.points)),
            sent=line(lambda rates: rates.submission),
            taken=line(lambda rates: rates.acceptance),
            timely=line(lambda rates: rates.timeliness),
        )
    )


def described_months(months: Sequence[Month]) -> str:
    """Briefing coverage at the end of each month."""
    spots = [_spot(day(month.day), month.coverage) for month in months]
    told = _(
        "Tỷ lệ đơn vị đã phổ biến, quán triệt và được xác nhận, cuối mỗi tháng: %(course)s.",
        course=course(spots),
    )
    return str(told)


def _spot(where: str, rate: Rate) -> Spot:
    return Spot(where, f"{number(rate.n)}/{number(rate.of)} {percent(rate.n, rate.of)}", rate.share)
