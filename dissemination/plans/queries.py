"""Reading plans and their tasks."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from dissemination.database import db
from dissemination.plans.models import Plan, PlanState, PlanTarget, PlanVersion

# A version with everything its pages say; one statement a collection.
WHOLE = (
    joinedload(PlanVersion.plan).joinedload(Plan.directive),
    selectinload(PlanVersion.targets).selectinload(PlanTarget.values),
    selectinload(PlanVersion.targets).joinedload(PlanTarget.target),
    selectinload(PlanVersion.omissions),
    selectinload(PlanVersion.tasks),
)


def in_force(unit_id: int, directive_id: int) -> PlanVersion | None:
    """What a unit carries out for a directive now, with its targets and tasks; the latest years'."""
    found = versions_in_force(directive_id, [unit_id])
    return found.get(unit_id)


def versions_in_force(directive_id: int, unit_ids: Collection[int]) -> dict[int, PlanVersion]:
    """The same for many units, by unit; units without a plan in force are absent."""
    query = (
        sa.select(PlanVersion)
        .join(PlanVersion.plan)
        .where(
            Plan.directive_id == directive_id,
            Plan.unit_id.in_(unit_ids),
            PlanVersion.state == PlanState.ACTIVE,
        )
        .options(
            contains_eager(PlanVersion.plan),
            selectinload(PlanVersion.targets).selectinload(PlanTarget.values),
            selectinload(PlanVersion.targets).joinedload(PlanTarget.target),
            selectinload(PlanVersion.tasks),
        )
        .order_by(Plan.first_year, Plan.id)
    )
    return {version.plan.unit_id: version for version in db.session.scalars(query)}
