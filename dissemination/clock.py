"""The only source of time. Storage is UTC, screens are Asia/Ho_Chi_Minh."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Việt Nam."""
    return now().astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    """An aware moment as Việt Nam's clocks show it."""
    return moment.astimezone(LOCAL)


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """The UTC moment of a wall-clock time in Việt Nam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The UTC moment when a day is over in Việt Nam: the first that is not of it."""
    return at_local(day + timedelta(days=1), 0)
