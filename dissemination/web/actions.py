"""What can be done in the system, and to what part of it."""

import enum
from dataclasses import dataclass


class Action(enum.StrEnum):
    """What a route takes. `accounts/roles.py` says who has it."""

    ADMINISTER = "administer"
    VIEW_AUDIT = "view_audit"
    VIEW_UNITS = "view_units"
    MANAGE_UNITS = "manage_units"
    VIEW_DIRECTIVES = "view_directives"
    MANAGE_DIRECTIVES = "manage_directives"
    VIEW_CONFERENCE = "view_conference"
    MANAGE_CONFERENCE = "manage_conference"
    REOPEN_CONFERENCE = "reopen_conference"
    MANAGE_POINT = "manage_point"
    VIEW_ROSTER = "view_roster"
    MANAGE_ROSTER = "manage_roster"
    PRINT_PASSES = "print_passes"
    CHECK_IN = "check_in"
    MANAGE_SCANNERS = "manage_scanners"
    VIEW_BOARD = "view_board"
    PRINT_LETTERS = "print_letters"
    MANAGE_PEOPLE = "manage_people"
    VIEW_PLANS = "view_plans"
    DRAFT_PLAN = "draft_plan"
    SIGN_PLAN = "sign_plan"
    RECEIVE_PLAN = "receive_plan"
    WORK_ON_PLAN = "work_on_plan"
    VIEW_BRIEFINGS = "view_briefings"
    RECORD_BRIEFING = "record_briefing"
    VERIFY_BRIEFING = "verify_briefing"
    VIEW_REPORTS = "view_reports"
    DRAFT_REPORT = "draft_report"
    SIGN_REPORT = "sign_report"
    RECEIVE_REPORT = "receive_report"
    WORK_ON_REPORT = "work_on_report"
    WRITE_PROGRESS = "write_progress"
    MANAGE_REGIMES = "manage_regimes"
    PUBLISH = "publish"
    MODERATE = "moderate"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an action is done to; None: nothing narrower than the whole system."""

    conference_id: int | None = None
    point_id: int | None = None
    unit_id: int | None = None
