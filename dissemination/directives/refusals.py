"""What the directives' services refuse, as values; `wording.py` says each in a sentence."""

import enum


class Refusal(enum.StrEnum):
    """Why something was not done. Nothing was changed."""

    NUMBER_TAKEN = "number_taken"
    STILL_USED = "still_used"
    CODE_TAKEN = "code_taken"
    GROUP_TAKEN = "group_taken"
    # Values of a target
    YEAR_TWICE = "year_twice"
    VALUE_MISSING = "value_missing"
    BOUNDS_MISSING = "bounds_missing"
    BOUNDS_CROSSED = "bounds_crossed"
    NOT_A_SHARE = "not_a_share"
    TOO_LARGE = "too_large"
