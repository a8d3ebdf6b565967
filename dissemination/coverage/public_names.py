"""Names of people in the tasks that a directive's public pages show: what is taken out, and what only
looks like one, line by line, so that whoever publishes can look before everybody does.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from dissemination.accounts.models import User
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.coverage.public_text import (
    GAP,
    looks_like_names,
    possible_names,
    without_people,
)
from dissemination.database import db
from dissemination.plans.models import Plan, PlanState, PlanTask, PlanVersion
from dissemination.text import nfc, sort_key

_MOST_ASKED: Final = 5_000
MOST_SHOWN: Final = 200
PLANS_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan as everybody reads it. `suspected`: what still looks like names in it."""

    unit_id: int
    plan_id: int
    line: int
    shown: str
    is_masked: bool
    suspected: tuple[str, ...]


def named_in(version: PlanVersion, texts: Collection[str]) -> set[str]:
    """Whose names might stand in a version's texts: who signed or does it, who has an account, who was
    ever on a roster or is a point's contact.
    """
    own = {
        version.signer,
        version.changed_by,
        *(one for task in version.tasks for one in (task.responsible, task.changed_by)),
    }
    return own | listed({name for text in texts for name in possible_names(text)})


def listed(names: Collection[str]) -> set[str]:
    """Those of these that are names of people whom the system knows, whatever their capitals."""
    known: set[str] = set()
    by_key: dict[str, set[str]] = {}
    for name in names:
        by_key.setdefault(sort_key(name), set()).add(name)
    keys = iter(by_key)
    conferences = list(db.session.scalars(sa.select(Conference.id)))
    while some := list(islice(keys, _MOST_ASKED)):
        # Of each conference, as its index has them.
        query = sa.select(Delegate.sort_key).where(
            Delegate.conference_id.in_(conferences), Delegate.sort_key.in_(some)
        )
        known.update(db.session.scalars(query.distinct()))
    others = sa.union(
        sa.select(User.name).where(User.name != ""),
        sa.select(Point.contact_name).where(Point.contact_name != ""),
    )
    known.update(sort_key(name) for name in db.session.scalars(others))
    return {name for key in known & by_key.keys() for name in by_key[key]}


def lines(directive_id: int, unit_ids: Collection[int]) -> Iterator[Line]:
    """Those of the plans in force of these units that name or may name somebody."""
    query = (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .where(
            Plan.directive_id == directive_id,
            Plan.unit_id.in_(unit_ids),
            PlanVersion.state == PlanState.ACTIVE,
        )
        .options(contains_eager(PlanVersion.plan), selectinload(PlanVersion.tasks))
        .order_by(PlanVersion.id)
        .execution_options(yield_per=PLANS_AT_ONCE)
    )
    for versions in db.session.scalars(query).partitions():
        texts = [text for one in versions for task in one.tasks for text in _texts(task)]
        known = listed({name for text in texts for name in possible_names(text)})
        for version in versions:
            people = known | named_in(version, ())
            yield from _of(version, people)


def _of(version: PlanVersion, people: Collection[str]) -> Iterator[Line]:
    for task in version.tasks:
        for text in _texts(task):
            shown = without_people(text, people)
            suspected = tuple(looks_like_names(shown))
            if suspected or shown.count(GAP) > text.count(GAP):
                unit_id, plan_id = version.plan.unit_id, version.plan_id
                yield Line(unit_id, plan_id, task.line, shown, GAP in shown, suspected)


def _texts(task: PlanTask) -> list[str]:
    """What of a task everybody reads."""
    return [nfc(text) for text in (task.content, task.product) if text]
