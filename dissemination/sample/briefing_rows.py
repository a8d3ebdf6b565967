"""Storing the briefings of the sample: on every directive of the conference, with their history."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime
from itertools import count
from random import Random
from typing import Final, cast

import sqlalchemy as sa

from dissemination.conferences.models import Conference
from dissemination.database import Base, db
from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingForm,
    BriefingOrder,
    OnwardBriefing,
)
from dissemination.sample import bulk
from dissemination.sample.briefings import SampleBriefing, briefings
from dissemination.sample.units import SampleUnit

DUE_ON: Final = date(2023, 12, 31)
# Of a hundred units that told of the first directive, how many did of the next.
_TOLD_OF_THE_NEXT: Final = 94
_DOCUMENTS: Final = "Toàn văn văn bản; đề cương tuyên truyền của Ban Tuyên giáo Tỉnh ủy."
_COLUMNS: Final = (
    "id",
    "directive_id",
    "unit_id",
    "state",
    "form",
    "other_unit_id",
    "held_on",
    "presenter",
    "documents_used",
    "members_total",
    "members_exempt",
    "present_members",
    "present_cadres",
    "present_union",
    "present_others",
    "essays",
    "created_at",
    "submitted_at",
    "submitted_for_id",
)


def store_briefings(
    every: Sequence[SampleUnit], unit_ids: dict[str, int], conference: Conference, seed: int
) -> None:
    """The first directive asks for essays; the province's own briefings wait to be sent."""
    made = list(briefings(every, conference.held_on, seed))
    ids = count(bulk.next_id(_table(OnwardBriefing)))
    in_order = sorted(conference.directives, key=lambda one: one.id)
    for place, directive in enumerate(in_order):
        asks = BriefingOrder(directive_id=directive.id, due_on=DUE_ON, asks_essays=place == 0)
        db.session.add(asks)
        told = list(zip(ids, _told(made, place, seed), strict=False))
        rows = ((number, directive.id, *_row(one, unit_ids)) for number, one in told)
        bulk.insert(_table(OnwardBriefing), _COLUMNS, rows)
        entries: Iterator[bulk.Row] = (
            (number, *taken, {}) for number, one in told for taken in one.history
        )
        columns = ("briefing_id", "step", "at", "by", "post", "reason", "changes")
        bulk.insert(_table(BriefingEntry), columns, entries)
    bulk.continue_ids(_table(OnwardBriefing))
    _store_own(unit_ids[every[0].code], conference)


def _told(made: Sequence[SampleBriefing], place: int, seed: int) -> Iterator[SampleBriefing]:
    """Those of the first directive, and nearly all of them of the next."""
    for briefing in made:
        drawn = Random(f"{seed} directive {place} {briefing.unit.code}").randrange(100)
        if place == 0 or drawn < _TOLD_OF_THE_NEXT:
            yield briefing


def _row(made: SampleBriefing, unit_ids: dict[str, int]) -> bulk.Row:
    """The columns after a briefing's id and its directive's."""
    unit_id = unit_ids[made.unit.code]
    return (
        unit_id,
        made.state,
        made.form,
        unit_ids[made.other.code] if made.other else None,
        made.held_on,
        made.presenter,
        _DOCUMENTS,
        made.members,
        made.exempt,
        *astuple(made.present),
        made.essays,
        _noon(made.held_on),
        made.submitted_at,
        unit_id if made.history else None,
    )


def _store_own(province_id: int, conference: Conference) -> None:
    """The province's briefing is the conference: its head-counts come when people have."""
    for directive in conference.directives:
        db.session.add(
            OnwardBriefing(
                directive_id=directive.id,
                unit_id=province_id,
                form=BriefingForm.VIDEO,
                conference_id=conference.id,
                held_on=conference.held_on,
                presenter=conference.chair,
                created_at=_noon(conference.held_on),
            )
        )
    db.session.flush()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)
