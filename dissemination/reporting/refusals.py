"""What the reports' services refuse, as values; `wording.py` says each in a sentence."""

import enum


class Refusal(enum.StrEnum):
    """Why something was not done. Nothing was changed."""

    # Whose turn it is
    NOT_THE_DRAFTER = "not_the_drafter"
    NOT_THE_HEAD = "not_the_head"
    NOT_OF_THE_UNIT = "not_of_the_unit"
    NOT_THE_RECEIVER = "not_the_receiver"
    SAME_PERSON_DRAFTED = "same_person_drafted"
    SAME_PERSON_SENT = "same_person_sent"
    OF_ANOTHER_UNIT = "of_another_unit"
    # Where the obligation stands
    STEP_DOES_NOT_FOLLOW = "step_does_not_follow"
    NOT_YET_OPEN = "not_yet_open"
    WITH_THE_HEAD = "with_the_head"
    WITH_THE_RECEIVER = "with_the_receiver"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    TRANSFERRED = "transferred"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TEXT_CHANGED = "text_changed"
    # What it lacks
    REASON_MISSING = "reason_missing"
    FIGURE_UNEXPLAINED = "figure_unexplained"
    ANSWER_MISSING = "answer_missing"
    ATTACHMENT_MISSING = "attachment_missing"
    NOT_A_NUMBER = "not_a_number"
    UNIT_MISSING = "unit_missing"
    UNIT_OWES_ALREADY = "unit_owes_already"
    UNIT_ELSEWHERE = "unit_elsewhere"
    DAY_IS_PAST = "day_is_past"
    DAY_NOT_LATER = "day_not_later"
    TIME_IS_UP = "time_is_up"
    # Regimes
    LEVEL_MISSING = "level_missing"
    LIST_MISSING = "list_missing"
    LIST_OUTSIDE = "list_outside"
    END_MISSING = "end_missing"
    END_BEFORE_START = "end_before_start"
    ALREADY_OPENED = "already_opened"
    ITEM_ANSWERED = "item_answered"
    # Periods
    PERIOD_OPENED = "period_opened"
    NOBODY_OBLIGED = "nobody_obliged"
    REGIME_ENDED = "regime_ended"
    # The working calendar
    DAY_KNOWN = "day_known"
    DAY_UNKNOWN = "day_unknown"
    NOT_A_WEEKEND = "not_a_weekend"
    # Reminders
    RUNG_TWICE = "rung_twice"
    RUNG_TOO_FAR = "rung_too_far"
    TOO_MANY_RUNGS = "too_many_rungs"
