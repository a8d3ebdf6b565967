"""Which head-counts a briefing can have. Pure: what is impossible is refused at its field."""

from dataclasses import dataclass
from datetime import date

from dissemination.plans.briefing_refusals import BriefingRefusal as Refusal
from dissemination.plans.briefing_refusals import Gap


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """People by category; None: not known yet, which is not 0."""

    members_total: int | None = None
    members_exempt: int | None = None
    present_members: int | None = None
    present_cadres: int | None = None
    present_union: int | None = None
    present_others: int | None = None
    essays: int | None = None

    @property
    def members_due(self) -> int | None:
        """Party members who have to be reached."""
        if self.members_total is None:
            return None
        return self.members_total - (self.members_exempt or 0)

    @property
    def present(self) -> int | None:
        """Everybody present; None while no count is known."""
        counts = (
            self.present_members,
            self.present_cadres,
            self.present_union,
            self.present_others,
        )
        known = [count for count in counts if count is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Fault:
    """An impossible number: its field, why, and the numbers that the sentence names."""

    field: str
    why: Refusal
    given: int = 0
    most: int = 0


def faults(counts: HeadCounts, earlier: int) -> list[Fault]:
    """What cannot be. `earlier` party members were present at the unit's other briefings on it."""
    found = []
    total, exempt = counts.members_total, counts.members_exempt
    if total is not None and exempt is not None and exempt > total:
        found.append(Fault("members_exempt", Refusal.MORE_EXEMPT_THAN_MEMBERS, exempt, total))
    elif counts.members_due is not None and counts.present_members is not None:
        left = max(counts.members_due - earlier, 0)
        if counts.present_members > left:
            why = Refusal.MORE_PRESENT_THAN_DUE
            found.append(Fault("present_members", why, counts.present_members, left))
    if counts.essays is not None and counts.present is not None and counts.essays > counts.present:
        why = Refusal.MORE_ESSAYS_THAN_PEOPLE
        found.append(Fault("essays", why, counts.essays, counts.present))
    return found


def fault_of_day(held_on: date, issued_on: date, today: date) -> Refusal | None:
    """A briefing is held after its directive was issued, and not tomorrow."""
    if held_on > today:
        return Refusal.HELD_IN_FUTURE
    return Refusal.HELD_BEFORE_ISSUE if held_on < issued_on else None


def gaps(presenter: str, counts: HeadCounts, *, asks_essays: bool) -> list[Gap]:
    """What must still be said before the briefing is submitted, in the order of the form."""
    wanted = {
        Gap.PRESENTER: presenter or None,
        Gap.MEMBERS_TOTAL: counts.members_total,
        Gap.MEMBERS_EXEMPT: counts.members_exempt,
        Gap.PRESENT_MEMBERS: counts.present_members,
        Gap.ESSAYS: counts.essays if asks_essays else 0,
    }
    return [gap for gap, value in wanted.items() if value is None]
