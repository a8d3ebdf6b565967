"""The directives and the conference as the news of the day told them (resolution_116.json)."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from dissemination.clock import LOCAL
from dissemination.conferences.models import (
    AgendaItem,
    Conference,
    ConferenceSession,
    ConferenceState,
)
from dissemination.database import db
from dissemination.directives.models import (
    Directive,
    DirectiveKind,
    Operator,
    SolutionGroup,
    Target,
    TargetValue,
)
from dissemination.sample.units import DATA
from dissemination.units.models import UnitLevel

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
        directives=directives(facts),
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


def directives(facts: Facts) -> list[Directive]:
    """The resolution with its targets and solution groups, then the scheme that goes with it."""
    resolution, *others = (_directive(row) for row in facts["directives"])
    resolution.targets = [_target(row) for row in facts["targets"]]
    resolution.solution_groups = [
        SolutionGroup(
            number=row["no"], title=row["title"], is_breakthrough=row.get("breakthrough", False)
        )
        for row in facts["solution_groups"]
    ]
    return [resolution, *others]


def _directive(row: Facts) -> Directive:
    return Directive(
        number=row["number"],
        kind=DirectiveKind(row["kind"]),
        issuer=row["issuer"],
        issued_on=date.fromisoformat(row["issued_on"]),
        subject=row["subject"],
        horizons=row["horizons"],
    )


def _target(row: Facts) -> Target:
    directions = "; ".join(row.get("directions", ()))
    return Target(
        code=row["code"],
        title=row["title"],
        level=UnitLevel(row["level"]),
        measure=row["unit"],
        age_below=row.get("age_below"),
        denominator=row["denominator"],
        values=[_value(value, directions) for value in row["values"]],
    )


def _value(row: Facts, directions: str) -> TargetValue:
    return TargetValue(
        year=row["year"],
        operator=Operator(row["operator"]),
        value=_number(row.get("value")),
        low=_number(row.get("low")),
        high=_number(row.get("high")),
        note=row.get("note", directions),
    )


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _at(day: date, clock_time: str) -> datetime:
    """The moment of a wall-clock time such as "08:10" in Việt Nam."""
    return datetime.combine(day, time.fromisoformat(clock_time), LOCAL)
