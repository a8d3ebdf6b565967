"""Who may give which role to whom, and whose account one may touch at all.

Two rules keep rights from growing. One gives only what stands in MAY_GRANT for one's own role,
for a part within one's own. And one touches an account (its address, its links, its second step:
each of them a way into it) only when everything that account may do is one's own to give.
"""

import enum
from collections.abc import Collection, Iterable

from dissemination.accounts.decision import Answering, reaches
from dissemination.accounts.models import Grant, Role
from dissemination.accounts.roles import MAY_GRANT
from dissemination.web.actions import Scope


class Objection(enum.StrEnum):
    """Why a person may not do this to another."""

    ONESELF = "oneself"
    BEYOND_ONES_OWN = "beyond_ones_own"
    HOLDS_MORE = "holds_more"
    HOLDS_NOTHING = "holds_nothing"


def may_give(own: Iterable[Grant], role: Role, part: Scope, answering: Answering) -> bool:
    """Whether one of a person's own grants lets him give a role for a part."""
    return any(
        role in MAY_GRANT.get(grant.role, frozenset()) and reaches(grant, part, answering)
        for grant in own
    )


def givable_roles(own: Iterable[Grant]) -> list[Role]:
    """Roles that one may give for some part, in the order of `Role`."""
    given = {role for grant in own for role in MAY_GRANT.get(grant.role, frozenset())}
    return [role for role in Role if role in given]


def is_over_everyone(own: Iterable[Grant]) -> bool:
    """Whether a person administers the whole system."""
    return any(grant.role is Role.ADMINISTRATOR and grant.is_for_everything for grant in own)


def objection(
    own: Collection[Grant],
    others: Collection[tuple[Role, Scope]],
    answering: Answering,
    *,
    oneself: bool,
) -> Objection | None:
    """Why one may not touch an account with these roles; None: one may."""
    if oneself:
        return Objection.ONESELF
    if is_over_everyone(own):
        return None
    if not others:
        return Objection.HOLDS_NOTHING
    if all(may_give(own, role, part, answering) for role, part in others):
        return None
    return Objection.HOLDS_MORE
