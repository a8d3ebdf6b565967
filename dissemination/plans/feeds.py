"""Deadlines in people's own calendars, by an address that only its holder knows."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from icalendar import Calendar, Event
from itsdangerous import BadSignature, URLSafeSerializer

from dissemination import clock
from dissemination.accounts.models import User
from dissemination.database import db
from dissemination.plans.models import CalendarFeed, PlanTask
from dissemination.web import audit

_SALT: Final = "calendar feed"


def of(user_id: int) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user_id)


def renew(user_id: int) -> CalendarFeed:
    """Give a person a new address; whoever holds the old one reads nothing any more."""
    feed = of(user_id) or CalendarFeed(user_id=user_id)
    feed.secret, feed.renewed_at = secrets.token_hex(16), clock.now()
    db.session.add(feed)
    db.session.flush()
    audit.record("renew_feed", "user", user_id)
    return feed


def end(user_id: int) -> None:
    """Take a person's address away; none answers until he makes one anew."""
    if feed := of(user_id):
        db.session.delete(feed)
        audit.record("end_feed", "user", user_id)


def token_of(user_id: int, key: str) -> str:
    """What stands in the address; the stored secret alone does not make one."""
    feed = db.session.get_one(CalendarFeed, user_id)
    return URLSafeSerializer(key, _SALT).dumps([user_id, feed.secret])


def holder(token: str, key: str) -> int | None:
    """Whose address it is; None when it never was one, was renewed, or the account has ended."""
    try:
        user_id, secret = URLSafeSerializer(key, _SALT).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    feed, user = of(user_id), db.session.get(User, user_id)
    if feed is None or user is None or not user.active:
        return None
    return user.id if secrets.compare_digest(feed.secret, secret) else None


def calendar_of(tasks: Iterable[PlanTask], address: str) -> bytes:
    """One whole-day entry for each task, on the day it is due."""
    made = Calendar()
    made.add("prodid", "-//dissemination//tasks//VI")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for task in tasks:
        made.add_component(_entry(task, address))
    content: bytes = made.to_ical()
    return content


def _entry(task: PlanTask, address: str) -> Event:
    plan = task.version.plan
    event = Event()
    # The line outlives versions, so an amended deadline moves the entry and adds none.
    event.add("uid", f"task-{plan.id}-{task.line}@dissemination")
    event.add("dtstamp", clock.now())
    event.add("summary", ("✓ " if task.is_done else "") + task.content.splitlines()[0][:200])
    event.add("description", "\n".join(filter(None, (task.lead, task.product, task.content))))
    event.add("url", f"{address}/units/{plan.unit_id}/plans/{plan.id}/tasks/{task.id}")
    assert task.due is not None
    event.add("dtstart", task.due)
    event.add("dtend", task.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
