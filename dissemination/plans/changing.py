"""What every change of a version begins and ends with: who does it, is it open, and the new revision."""

from dataclasses import dataclass, field
from typing import Any

from dissemination import clock
from dissemination.accounts.models import User
from dissemination.database import db
from dissemination.plans import lifecycle
from dissemination.plans.lifecycle import Capacity, Operation
from dissemination.plans.models import PlanTarget, PlanTask, PlanVersion
from dissemination.plans.refusals import Refusal
from dissemination.web import audit


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something to a plan: the account, and what he is towards this plan."""

    user_id: int | None = None
    capacities: frozenset[Capacity] = field(default=frozenset())

    @property
    def is_of_the_unit(self) -> bool:
        return bool(self.capacities & {Capacity.DRAFTER, Capacity.HEAD})


def fresh(version_id: int) -> PlanVersion:
    """The version as committed last, while nobody else changes what is audited."""
    audit.take_turn()
    return db.session.get_one(PlanVersion, version_id, populate_existing=True)


def may_write(version: PlanVersion, doer: Doer) -> Refusal | None:
    """Why this person may not change the text of this version now."""
    if Capacity.DRAFTER not in doer.capacities:
        return Refusal.NOT_THE_DRAFTER
    lock = lifecycle.lock_on(version.state, Operation.EDIT)
    return lock.why if lock else None


def wrote(version: PlanVersion, doer: Doer) -> None:
    """Keep who wrote any of a version: none of them approves it."""
    if doer.user_id is not None and doer.user_id not in {one.id for one in version.editors}:
        version.editors.append(db.session.get_one(User, doer.user_id))


def touch(version: PlanVersion, row: PlanTarget | PlanTask | None = None) -> int:
    """The version's next revision, which the changed row keeps; None: the version's own text."""
    name = audit.current_actor().shown_name
    version.revision += 1
    version.changed_by, version.changed_at = name, clock.now()
    if row is None:
        version.changed_revision = version.revision
    else:
        row.revision, row.changed_by = version.revision, name
    return version.revision


def record(
    verb: str,
    version: PlanVersion,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One entry of the audit trail about the plan."""
    audit.record(verb, "plan", version.plan_id, before=before, after=after, reason=reason[:500])
