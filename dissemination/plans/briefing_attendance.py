"""Head-counts of a unit's own conference, from who came through its doors."""

from collections import Counter
from dataclasses import replace

import sqlalchemy as sa

from dissemination.checkin.models import Attendance
from dissemination.conferences.models import Conference, Delegate, Point, conference_directives
from dissemination.database import db
from dissemination.plans.briefing_numbers import HeadCounts
from dissemination.text import fold

# What the words of a delegate's category contain, in this order. A Party conference summons party
# members: a delegate without a category, or with another post in it, counts as one.
_OTHERS = ("quan chung", "khach", "phong vien", "nhan dan")
_UNION = ("doan vien", "hoi vien")
_CADRES = ("can bo", "cong chuc", "vien chuc", "nguoi lao dong")


def conferences_of(unit_id: int, directive_id: int) -> list[Conference]:
    """Conferences on a directive that a unit holds itself: their main point is its own."""
    query = (
        sa.select(Conference)
        .join(conference_directives)
        .join(Point, Point.conference_id == Conference.id)
        .where(
            conference_directives.c.directive_id == directive_id,
            Point.unit_id == unit_id,
            Point.is_main,
        )
        .order_by(Conference.held_on.desc(), Conference.id)
    )
    return list(db.session.scalars(query))


def counted(counts: HeadCounts, conference_id: int, unit_id: int) -> HeadCounts:
    """The same with everybody present as attendance has it, each person once.

    Members of other units are among the others: their own unit counts them as members.
    """
    is_guest = sa.and_(Delegate.unit_id.is_not(None), Delegate.unit_id != unit_id)
    query = (
        sa.select(Delegate.category, is_guest, sa.func.count())
        .join(Attendance, Attendance.delegate_id == Delegate.id)
        .where(Attendance.conference_id == conference_id)
        .group_by(Delegate.category, is_guest)
    )
    people: Counter[str] = Counter()
    for category, guest, number in db.session.execute(query):
        people["present_others" if guest else column_of(category)] += number
    return replace(
        counts,
        present_members=people["present_members"],
        present_cadres=people["present_cadres"],
        present_union=people["present_union"],
        present_others=people["present_others"],
    )


def column_of(category: str) -> str:
    """Under which head-count a delegate's category falls."""
    words = fold(category)
    if any(word in words for word in _OTHERS):
        return "present_others"
    if any(word in words for word in _UNION):
        return "present_union"
    if "dang" not in words and any(word in words for word in _CADRES):
        return "present_cadres"
    return "present_members"
