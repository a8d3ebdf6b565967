"""How the units of the sample briefed their people after the conference: most were verified.

What a unit did depends on the seed and its code alone (a joint briefing also on its neighbour).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from dissemination.plans.briefing_models import BriefingForm, BriefingState, BriefingStep
from dissemination.sample.duties import committee
from dissemination.sample.people import contact, people
from dissemination.sample.units import SampleUnit
from dissemination.units.models import UnitLevel

_SUBMIT, _RETURN, _VERIFY = BriefingStep.SUBMIT, BriefingStep.RETURN, BriefingStep.VERIFY
# What became of a briefing: the steps taken, and how many of a hundred units of each level.
_FATES: Final = (
    ((_SUBMIT, _VERIFY), {"district": 80, "commune": 72, "grassroots": 78}),
    ((_SUBMIT, _RETURN, _SUBMIT, _VERIFY), {"district": 9, "commune": 10, "grassroots": 7}),
    ((_SUBMIT,), {"district": 9, "commune": 7, "grassroots": 6}),
    ((_SUBMIT, _RETURN), {"district": 2, "commune": 4, "grassroots": 3}),
    ((), {"district": 0, "commune": 3, "grassroots": 2}),
)
_STATE_AFTER: Final = {
    _SUBMIT: BriefingState.SUBMITTED,
    _RETURN: BriefingState.RETURNED,
    _VERIFY: BriefingState.VERIFIED,
}
_MEMBERS: Final = {"district": (60, 150), "commune": (90, 380), "grassroots": (18, 160)}
# Days after the conference on which units briefed, from the first to the last.
_DAYS: Final = {"district": (3, 16), "commune": (8, 38), "grassroots": (3, 30)}
_FORMS: Final = (
    *(BriefingForm.HALL,) * 15,
    *(BriefingForm.VIDEO,) * 3,
    BriefingForm.DOCUMENTS,
    BriefingForm.JOINT,
)
_REASONS: Final = (
    "Biên bản chưa có chữ ký của chủ trì.",
    "Số đảng viên dự chưa khớp với danh sách kèm theo.",
    "Chưa ghi tài liệu đã sử dụng.",
    "Ảnh gửi kèm là của hội nghị khác.",
)
_OFFICE_OPENS: Final = time(1, 30, tzinfo=UTC)  # half past eight in Việt Nam


class Taken(NamedTuple):
    """A step of a briefing before it is stored, in the order of the history's columns."""

    step: BriefingStep
    at: datetime
    by: str
    post: str
    reason: str


@dataclass(frozen=True, slots=True)
class Present:
    """Who came, as the columns of a briefing are called."""

    present_members: int
    present_cadres: int
    present_union: int
    present_others: int


@dataclass(frozen=True, slots=True)
class SampleBriefing:
    """A briefing before it is stored; `other` is the unit it was held with."""

    unit: SampleUnit
    form: BriefingForm
    other: SampleUnit | None
    held_on: date
    presenter: str
    members: int
    exempt: int
    present: Present
    essays: int
    history: Sequence[Taken]

    @property
    def state(self) -> BriefingState:
        return _STATE_AFTER[self.history[-1].step] if self.history else BriefingState.DRAFT

    @property
    def submitted_at(self) -> datetime | None:
        """When it was sent last."""
        return max((taken.at for taken in self.history if taken.step is _SUBMIT), default=None)


def briefings(
    every: Sequence[SampleUnit], conference_on: date, seed: int
) -> Iterator[SampleBriefing]:
    """What those units did that are not silent; a province's own briefing is the conference."""
    before: SampleBriefing | None = None
    for number, unit in enumerate(every):
        rng = Random(f"{seed} briefing {unit.code}")
        steps = _steps(unit, rng)
        if steps is None:
            continue
        before = _briefing(unit, number, conference_on, before, steps, rng, seed)
        yield before


def _steps(unit: SampleUnit, rng: Random) -> Sequence[BriefingStep] | None:
    """The steps that were taken; None when the unit is silent."""
    drawn = rng.randrange(100)
    if unit.level is UnitLevel.PROVINCE:
        return None
    for steps, shares in _FATES:
        drawn -= shares[unit.level]
        if drawn < 0:
            return steps
    return None


def _briefing(
    unit: SampleUnit,
    number: int,
    conference_on: date,
    before: SampleBriefing | None,
    steps: Sequence[BriefingStep],
    rng: Random,
    seed: int,
) -> SampleBriefing:
    """A joint one is held with the neighbour that came before, on its day; else in one's own hall."""
    form, other = rng.choice(_FORMS), None
    held_on = _workday(conference_on + timedelta(days=rng.randint(*_DAYS[unit.level])))
    if form is BriefingForm.JOINT:
        if before and (before.unit.level, before.unit.parent) == (unit.level, unit.parent):
            other, held_on = before.unit, before.held_on
        else:
            form = BriefingForm.HALL
    members = rng.randint(*_MEMBERS[unit.level])
    exempt = members * rng.randint(0, 40) // 1000
    present = _present(members - exempt, rng)
    leader = next(people(unit, [], 1, seed))
    return SampleBriefing(
        unit,
        form,
        other,
        held_on,
        f"{leader.name}, {leader.position}",
        members,
        exempt,
        present,
        present.present_members * rng.randint(80, 100) // 100,
        list(_history(unit, number, held_on, steps, rng, seed)),
    )


def _present(due: int, rng: Random) -> Present:
    """Nearly all members who are due, and some who are not members."""
    return Present(
        due * rng.randint(960, 1000) // 1000,
        rng.randint(0, 12),
        rng.randint(0, 40),
        rng.randint(0, 10),
    )


def _history(
    unit: SampleUnit,
    number: int,
    held_on: date,
    steps: Sequence[BriefingStep],
    rng: Random,
    seed: int,
) -> Iterator[Taken]:
    """The unit sends, the committee above judges, some days apart."""
    above = unit.parent or unit
    own = contact(unit, number, seed)[0], committee(unit)
    superior = contact(above, number, seed)[0], committee(above)
    day = held_on
    for step in steps:
        day = _workday(day + timedelta(days=rng.randint(1, 4)))
        by, post = own if step is _SUBMIT else superior
        reason = rng.choice(_REASONS) if step is _RETURN else ""
        minutes = timedelta(minutes=rng.randrange(420))
        yield Taken(step, datetime.combine(day, _OFFICE_OPENS) + minutes, by, post, reason)


def _workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
