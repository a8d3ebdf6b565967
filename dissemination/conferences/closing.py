"""Every close of a conference is told here, in the transaction of the close."""

from collections.abc import Callable

from dissemination.conferences.models import Conference

# Who must act on a close (coverage keeps the counts as they then stand).
listeners: list[Callable[[Conference], None]] = []


def closed(conference: Conference) -> None:
    """Tell those who follow that this conference has just been closed."""
    for listener in listeners:
        listener(conference)
