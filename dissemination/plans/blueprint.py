"""The blueprints of plans, and finding what an address names."""

from typing import Final

from flask import Blueprint, abort, request

from dissemination.database import db
from dissemination.plans import queries
from dissemination.plans.models import Plan, PlanTask, PlanVersion

# Where the plans of one unit are; the list of all is at /plans.
OF_UNIT: Final = "/units/<int:unit_id>/plans"

blueprint = Blueprint("plans", __name__)
tasks = Blueprint("tasks", __name__, url_prefix="/tasks")


def plan_or_404(unit_id: int, plan_id: int) -> Plan:
    """A plan of this unit and of no other: the gate has judged the unit."""
    plan = db.get_or_404(Plan, plan_id)
    return plan if plan.unit_id == unit_id else abort(404)


def version_or_404(unit_id: int, plan_id: int, ordinal: int | None = None) -> PlanVersion:
    """One version with all it says; the newest when none is named."""
    plan_or_404(unit_id, plan_id)
    return queries.version_of(plan_id, ordinal) or abort(404)


def task_or_404(unit_id: int, plan_id: int, task_id: int) -> PlanTask:
    plan_or_404(unit_id, plan_id)
    task = db.get_or_404(PlanTask, task_id)
    return task if task.version.plan_id == plan_id else abort(404)


def asked_ordinal() -> int | None:
    """Which version the address asks for."""
    text = request.args.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None
