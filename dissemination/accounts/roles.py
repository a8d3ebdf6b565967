"""Which role may do what, and hand on what. A grant says for which part; both must hold."""

from dissemination.accounts.models import Role
from dissemination.web.actions import Action as A  # noqa: N817  # a table is read by its columns

_READS = frozenset({A.VIEW_UNITS, A.VIEW_DIRECTIVES, A.VIEW_CONFERENCE, A.VIEW_BOARD})
# Who may take which step of a plan is decided beyond these: see plans/lifecycle.py.
_PLANS = frozenset({A.VIEW_PLANS, A.RECEIVE_PLAN, A.WORK_ON_PLAN})
# Nobody verifies what his own unit sent: see plans/briefing_lifecycle.py.
_BRIEFINGS = frozenset({A.VIEW_BRIEFINGS, A.VERIFY_BRIEFING})
# As with plans: see reporting/lifecycle.py.
_REPORTS = frozenset({A.VIEW_REPORTS, A.RECEIVE_REPORT, A.WORK_ON_REPORT, A.WRITE_PROGRESS})
_DOOR = frozenset({A.VIEW_CONFERENCE, A.CHECK_IN})
_POINT = _DOOR | {A.VIEW_ROSTER, A.MANAGE_ROSTER, A.PRINT_PASSES, A.MANAGE_SCANNERS, A.VIEW_BOARD}
_CONFERENCE = _POINT | _READS | {A.MANAGE_CONFERENCE, A.MANAGE_POINT, A.PRINT_LETTERS}
_PEOPLE = frozenset({A.MANAGE_PEOPLE})
_PUBLIC = frozenset({A.PUBLISH, A.MODERATE})

ROLE_ACTIONS: dict[Role, frozenset[A]] = {
    Role.ADMINISTRATOR: frozenset(A),
    Role.SECRETARIAT: _CONFERENCE
    | _PEOPLE
    | _PLANS
    | _BRIEFINGS
    | _REPORTS
    | _PUBLIC
    | {A.REOPEN_CONFERENCE, A.MANAGE_UNITS, A.MANAGE_DIRECTIVES, A.MANAGE_REGIMES, A.VIEW_AUDIT},
    Role.ORGANISER: _CONFERENCE | _PEOPLE,
    Role.COORDINATOR: _POINT | {A.MANAGE_POINT, A.VIEW_DIRECTIVES},
    Role.DESK: _DOOR,
    Role.UNIT_OFFICER: _READS
    | _PLANS
    | _BRIEFINGS
    | _REPORTS
    | {A.VIEW_ROSTER, A.DRAFT_PLAN, A.RECORD_BRIEFING, A.DRAFT_REPORT},
    Role.HEAD_OF_UNIT: _READS
    | _PLANS
    | _BRIEFINGS
    | _REPORTS
    | {A.VIEW_ROSTER, A.SIGN_PLAN, A.RECORD_BRIEFING, A.SIGN_REPORT},
    Role.INSPECTOR: _READS
    | {A.VIEW_ROSTER, A.VIEW_AUDIT, A.VIEW_PLANS, A.VIEW_BRIEFINGS, A.VIEW_REPORTS},
}

# What a unit does itself and its superior only receives: who names a unit's officer and head must
# not do their work.
UNITS_OWN = frozenset({A.DRAFT_PLAN, A.SIGN_PLAN, A.RECORD_BRIEFING, A.DRAFT_REPORT, A.SIGN_REPORT})

# Who may give which role to others, for a part within his own. Nobody hands on what he cannot do
# himself, but for a unit's own work; roles that watch over others (inspector) or equal one's own only
# the administrator gives.
MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.SECRETARIAT: frozenset(
        {Role.ORGANISER, Role.COORDINATOR, Role.DESK, Role.UNIT_OFFICER, Role.HEAD_OF_UNIT}
    ),
    Role.ORGANISER: frozenset({Role.COORDINATOR, Role.DESK}),
}
