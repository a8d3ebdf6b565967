"""Taking in what citizens send, and settling it.

The audit trail never forgets, so it is told what became of a comment and nothing of what it says or
who wrote it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from dissemination import clock
from dissemination.coverage import comment_guard, comment_lifecycle, public_queries
from dissemination.coverage.comment_lifecycle import Facts, Refusal, Step
from dissemination.coverage.public_models import CitizenComment, CommentState, Publication, Topic
from dissemination.coverage.public_text import tells_contact
from dissemination.database import db
from dissemination.reporting import queries as reporting_queries
from dissemination.reporting import working_days
from dissemination.web import audit

SUBJECT: Final = "citizen_comment"
# Long enough to ask back after the answer.
CONTACT_KEPT: Final = timedelta(days=90)
CONTACT_KEPT_AT_MOST: Final = timedelta(days=365)
NETWORK_KEPT: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Message:
    """What a citizen wrote; who and how to reach him only as far as he said."""

    topic: Topic
    text: str
    unit_id: int | None = None
    author: str = ""
    contact: str = ""


def receive(
    publication: Publication, message: Message, code: str, network: str
) -> CitizenComment | None:
    """Hold a comment for moderation; the same form sent again is the same comment.

    None when the network, or everybody together, has sent too much of late.
    """
    audit.take_turn()
    receipt = comment_guard.receipt_hash(code)
    known = public_queries.by_receipt(receipt)
    if known is not None:
        return known
    now = clock.now()
    if comment_guard.too_many(*public_queries.sent_of_late(network, now)):
        return None
    comment = CitizenComment(
        directive_id=publication.directive_id,
        unit_id=message.unit_id,
        topic=message.topic,
        receipt=receipt,
        text=message.text,
        author=message.author,
        contact=message.contact,
        network=network,
        received_at=now,
        due_on=due_on(clock.local(now).date(), publication.answer_days),
    )
    db.session.add(comment)
    db.session.flush()
    audit.record("receive_comment", SUBJECT, comment.id, after={"due_on": str(comment.due_on)})
    return comment


def due_on(received: date, days: int) -> date:
    """The last working day for an answer."""
    return working_days.after(received, days, reporting_queries.calendar())


@dataclass(frozen=True, slots=True)
class Settling:
    """What a moderator wrote; `lets_stand`: what looks like an address or a number may be read."""

    published_text: str = ""
    answer: str = ""
    reason: str = ""
    lets_stand: bool = False


def settle(comment_id: int, step: Step, settling: Settling) -> Refusal | None:
    """Take one step; what was written before stays where the step does not change it."""
    audit.take_turn()
    comment = db.session.get_one(CitizenComment, comment_id, populate_existing=True)
    shown = f"{settling.published_text}\n{settling.answer}"
    facts = Facts(
        text=settling.published_text,
        answer=settling.answer,
        reason=settling.reason,
        tells_contact=tells_contact(shown) and not settling.lets_stand,
    )
    before = comment.state
    moved = comment_lifecycle.move(before, step, facts)
    if isinstance(moved, Refusal):
        return moved
    _write(comment, step, settling)
    comment.state = moved
    comment.settled_at = None if moved is CommentState.HELD else clock.now()
    comment.settled_by = audit.current_actor().shown_name
    db.session.flush()
    audit.record(
        f"comment_{step}",
        SUBJECT,
        comment_id,
        before={"state": before.value},
        after={"state": moved.value},
        reason=settling.reason,
    )
    return None


def _write(comment: CitizenComment, step: Step, settling: Settling) -> None:
    match step:
        case Step.PUBLISH:
            comment.published_text = settling.published_text
        case Step.ANSWER:
            comment.published_text = settling.published_text
            comment.answer = settling.answer
        case Step.REFUSE:
            comment.reason = settling.reason
        case Step.TAKE_UP:
            comment.reason = ""


def forget(now: datetime) -> int:
    """Erase who wrote what is settled long ago, and from where; how many comments lost a name."""
    settled = CitizenComment.settled_at < now - CONTACT_KEPT
    old = CitizenComment.received_at < now - CONTACT_KEPT_AT_MOST
    named = sa.or_(CitizenComment.author != "", CitizenComment.contact != "")
    ids = list(db.session.scalars(sa.select(CitizenComment.id).where(named, settled | old)))
    if ids:
        change = sa.update(CitizenComment).where(CitizenComment.id.in_(ids))
        db.session.execute(change.values(author="", contact=""))
        audit.record("erase_contacts", SUBJECT, after={"comments": len(ids)})
    counted = sa.update(CitizenComment).where(
        CitizenComment.received_at < now - NETWORK_KEPT, CitizenComment.network != ""
    )
    db.session.execute(counted.values(network=""))
    return len(ids)
