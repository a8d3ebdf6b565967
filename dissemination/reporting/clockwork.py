"""What the clock does for reports: every hour it opens what is due. Safe to run twice."""

from dissemination import clock
from dissemination.reporting import opening
from dissemination.web.jobs import hourly


@hourly
def open_reporting_periods() -> None:
    """Open the periods and the forms whose day has come."""
    opening.run_daily(clock.today())
