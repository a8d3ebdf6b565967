"""What the clock does for citizens' comments."""

from dissemination import clock
from dissemination.coverage import comment_services
from dissemination.web.jobs import hourly


@hourly
def forget_who_wrote() -> None:
    """Names and contacts whose time is over, and traces of networks."""
    comment_services.forget(clock.now())
