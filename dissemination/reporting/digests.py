"""One digest a person a day: settling who is told what, keeping ladders, and saying it was seen.

A day is settled once, in one transaction, under the day's own row; what changes later that day is
told the next. `reminders` refuses a rung sent twice and `digests` a person told twice a day, should
anything ever come so far.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import db
from dissemination.reporting import reminder_queries as queries
from dissemination.reporting.addressees import Addressee, addressees
from dissemination.reporting.ladders import DEFAULT, Ladder, nudges, objection
from dissemination.reporting.models import ReportingRegime
from dissemination.reporting.refusals import Refusal
from dissemination.reporting.reminder_models import (
    Digest,
    DigestLine,
    MailState,
    Reminder,
    ReminderDay,
    ReminderLadder,
    ReminderRung,
)
from dissemination.reporting.reminder_queries import Owed, Sent
from dissemination.units.queries import tree_at
from dissemination.web import audit

_SUBJECT: Final = "reminder"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a day came to."""

    reminders: int = 0
    people: int = 0


def settle(day: date) -> Settled:
    """Write down who is told what on a day; nothing, when that is done already."""
    audit.take_turn()
    if queries.is_settled(day):
        return Settled()
    return write_down(day, queries.owed(day), queries.sent(), clock.now())


def write_down(day: date, owed: Iterable[Owed], sent: Sent, moment: datetime) -> Settled:
    """Who is told what of these duties on a day; `sent` are their rungs that were sent before."""
    db.session.add(ReminderDay(day=day, settled_at=moment))
    told = list(_told(day, owed, sent))
    lines: dict[int, list[DigestLine]] = defaultdict(list)
    for reminder, people in told:
        for one in people:
            line = DigestLine(reminder=reminder, post=one.post, unit_id=one.unit_id)
            lines[one.user_id].append(line)
    reached = queries.with_address(lines)
    for user_id, theirs in lines.items():
        mail = MailState.WAITING if user_id in reached else MailState.NO_ADDRESS
        db.session.add(Digest(user_id=user_id, day=day, made_at=moment, mail=mail, lines=theirs))
    if told:
        counts = {"reminders": len(told), "people": len(lines)}
        audit.record("remind", _SUBJECT, day, after=counts)
    db.session.flush()
    return Settled(len(told), len(lines))


def _told(
    day: date, owed: Iterable[Owed], sent: Sent
) -> Iterator[tuple[Reminder, list[Addressee]]]:
    """Reminders with whoever is told. A rung with nobody in its posts waits until there is."""
    tree, holders, ladders = tree_at(day), queries.holders(), queries.ladders()
    for one in owed:
        deadline = one.duty.deadline
        ladder = ladders.get(one.regime_id, DEFAULT)
        way_up = [one.unit_id, *(node.id for node in reversed(tree.ancestors(one.unit_id)))]
        for nudge in nudges(one.duty, ladder, day, sent.get((one.id, deadline), ())):
            people: dict[int, Addressee] = {}
            for post in sorted(nudge.posts):
                for person in addressees(post, way_up, holders):
                    people.setdefault(person.user_id, person)
            if people:
                reminder = Reminder(
                    obligation_id=one.id, deadline=deadline, offset_days=nudge.days, day=day
                )
                yield reminder, list(people.values())


def set_ladder(regime_id: int, ladder: Ladder) -> Refusal | None:
    """Give a regime its own ladder; an empty one reminds nobody."""
    audit.take_turn()
    db.session.get_one(ReportingRegime, regime_id)
    if refused := objection(ladder):
        return refused
    before = queries.ladder_of(regime_id)
    kept = db.session.get(ReminderLadder, regime_id) or ReminderLadder(regime_id=regime_id)
    kept.changed_at = clock.now()
    db.session.add(kept)
    kept.rungs.clear()
    db.session.flush()
    kept.rungs.extend(
        ReminderRung(offset_days=rung.days, audience=rung.audience) for rung in sorted(ladder)
    )
    audit.record(
        "set_ladder", "reporting_regime", regime_id, before=_shown(before), after=_shown(ladder)
    )
    return None


def _shown(ladder: Ladder) -> dict[str, str]:
    return {f"{rung.days:+d}": str(rung.audience) for rung in sorted(ladder)}


def see(user_id: int) -> int:
    """A person says that he has seen all digests so far; how many were new."""
    query = sa.select(Digest).where(Digest.user_id == user_id, Digest.seen_at.is_(None))
    found = list(db.session.scalars(query))
    for digest in found:
        digest.seen_at = clock.now()
    if found:
        audit.record("see", _SUBJECT, after={"digests": len(found)})
    return len(found)
