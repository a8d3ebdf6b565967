"""Who may have which paper, by the grants he holds now: asked when it is ordered, made and fetched."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from dissemination import clock
from dissemination.accounts.decision import reaches
from dissemination.accounts.models import Grant, User
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.conferences import reach
from dissemination.conferences.models import Point
from dissemination.coverage.paper_models import PaperOrder
from dissemination.database import db
from dissemination.units import standing
from dissemination.web.actions import Action, Scope


@dataclass(frozen=True, slots=True)
class Right:
    """The grants by which a paper is made: those that show its figures, and those that show names."""

    figures: tuple[Grant, ...]
    names: tuple[Grant, ...] = ()

    @property
    def ids(self) -> list[int]:
        return sorted({grant.id for grant in (*self.figures, *self.names)})


def right_to(order: PaperOrder) -> Right | None:
    """What the person of an order holds for its subject; None when it is nothing."""
    if not order.user.active:
        return None
    if order.conference_id is not None:
        return _for_conference(order.user, order.conference_id)
    if order.unit_id is not None:
        return _for_unit(order.user, order.unit_id)
    return None


def may_fetch(order: PaperOrder) -> bool:
    """Whether everything by which the file was made still holds."""
    right = right_to(order)
    return right is not None and set(order.grants) <= _in_force(order.user)


def held(user: User, action: Action) -> list[Grant]:
    """A person's grants in force that hold an action."""
    return [
        grant for grant in user.grants if grant.is_in_force and action in ROLE_ACTIONS[grant.role]
    ]


def _in_force(user: User) -> set[int]:
    return {grant.id for grant in user.grants if grant.is_in_force}


def _for_conference(user: User, conference_id: int) -> Right | None:
    """Only grants that reach a point of it: others say nothing about this paper."""
    figures = _reaching(held(user, Action.VIEW_BOARD), conference_id)
    if not figures:
        return None
    return Right(figures, _reaching(held(user, Action.VIEW_ROSTER), conference_id))


def _reaching(grants: Collection[Grant], conference_id: int) -> tuple[Grant, ...]:
    return tuple(grant for grant in grants if _reaches_a_point(grant, conference_id))


def _reaches_a_point(grant: Grant, conference_id: int) -> bool:
    if grant.is_for_everything or grant.conference_id == conference_id:
        return True
    today = clock.today()
    query = sa.select(Point.id).where(
        Point.conference_id == conference_id, reach.points_within([grant], today)
    )
    shown = reach.reaches_conference([grant], conference_id, today)
    return shown and db.session.scalar(query.limit(1)) is not None


def _for_unit(user: User, unit_id: int) -> Right | None:
    answering = standing.answering_for(unit_id, clock.today())
    grants = [
        grant
        for grant in held(user, Action.VIEW_REPORTS)
        if reaches(grant, Scope(unit_id=unit_id), lambda _unit: answering)
    ]
    return Right(tuple(grants)) if grants else None
