"""What the plans' services refuse, as values; `wording.py` says each in a sentence."""

import enum


class Refusal(enum.StrEnum):
    """Why something was not done. Nothing was changed."""

    # Whose turn it is
    NOT_THE_DRAFTER = "not_the_drafter"
    NOT_THE_HEAD = "not_the_head"
    NOT_THE_RECEIVER = "not_the_receiver"
    NOT_OF_THE_UNIT = "not_of_the_unit"
    SAME_PERSON_DRAFTED = "same_person_drafted"
    SAME_PERSON_SUBMITTED = "same_person_submitted"
    # Where the version stands
    STEP_DOES_NOT_FOLLOW = "step_does_not_follow"
    CHANGED_MEANWHILE = "changed_meanwhile"
    WITH_THE_HEAD = "with_the_head"
    WITH_THE_RECEIVER = "with_the_receiver"
    WAITS_FOR_ISSUE = "waits_for_issue"
    ISSUED = "issued"
    REPLACED = "replaced"
    CLOSED = "closed"
    NOT_IN_FORCE = "not_in_force"
    AMENDMENT_OPEN = "amendment_open"
    # What it lacks
    REASON_MISSING = "reason_missing"
    TEXT_MISSING = "text_missing"
    NO_TASKS = "no_tasks"
    NOT_CLEAR = "not_clear"
    TARGETS_UNEXPLAINED = "targets_unexplained"
    NUMBER_MISSING = "number_missing"
    # Rows
    ROW_GONE = "row_gone"
    UNKNOWN_FIELD = "unknown_field"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DAY = "not_a_day"
    NOT_A_CHOICE = "not_a_choice"
    BOUNDS_CROSSED = "bounds_crossed"
    OWN_PARENT = "own_parent"
    LINE_TWICE = "line_twice"
    SHEET_HAS_FAULTS = "sheet_has_faults"
    # Plans
    PLAN_EXISTS = "plan_exists"
    NOTHING_TO_COPY = "nothing_to_copy"
    # Tasks in force
    NOT_A_SHARE = "not_a_share"
    RESULT_MISSING = "result_missing"
    EVIDENCE_MISSING = "evidence_missing"
    EXTENSION_WAITS = "extension_waits"
    EXTENSION_DECIDED = "extension_decided"
    NOT_LATER = "not_later"
    ALREADY_DONE = "already_done"
