"""The directives and the conference as the news of the day told them (resolution_116.json)."""

import json
from datetime import date, datetime, time
from typing import Any

from dissemination.clock import LOCAL
from dissemination.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceSession,
    ConferenceState,
)
from dissemination.database import db
from dissemination.directives.loading import directives_in
from dissemination.sample.units import DATA

Facts = dict[str, Any]
NOTE = "Hội nghị mẫu: tên đại biểu, số điện thoại và số thẻ đều là hư cấu."


def store_conference() -> Conference:
    """The conference, running so that check-in works at once, with its directives and agenda."""
    facts: Facts = json.loads((DATA / "resolution_116.json").read_text(encoding="utf-8"))
    told = facts["conference"]
    held_on = date.fromisoformat(told["held_on"])
    conference = Conference(
        title=told["title"],
        held_on=held_on,
        chair=told["chair"],
        state=ConferenceState.RUNNING,
        notes=NOTE,
        directives=directives_in(facts),
        sessions=[
            ConferenceSession(
                starts_at=_at(held_on, told["session_starts"]),
                ends_at=_at(held_on, told["session_ends"]),
            )
        ],
        agenda=[
            AgendaItem(
                position=position,
                starts_at=_at(held_on, item["at"]),
                title=item["title"],
                presenter=item["presenter"],
            )
            for position, item in enumerate(told["agenda"], start=1)
        ],
    )
    db.session.add(conference)
    db.session.flush()
    return conference


def _at(day: date, clock_time: str) -> datetime:
    """The moment of a wall-clock time such as "08:10" in Việt Nam."""
    return datetime.combine(day, time.fromisoformat(clock_time), LOCAL)
