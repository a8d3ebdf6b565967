"""What the units' services refuse, as values; `wording.py` says each in a sentence."""

import enum


class Refusal(enum.StrEnum):
    """Why something was not done. Nothing was changed."""

    BAD_CODE = "bad_code"
    CODE_TAKEN = "code_taken"
    NOTHING_CHANGES = "nothing_changes"
    # Dates
    BEFORE_LAST_CHANGE = "before_last_change"
    SAME_DAY = "same_day"
    BEFORE_PREVIOUS = "before_previous"
    AFTER_OWN_END = "after_own_end"
    HAS_ENDED = "has_ended"
    HAS_NOT_ENDED = "has_not_ended"
    NOT_IN_FORCE = "not_in_force"
    # Places in the tree
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_NOT_IN_FORCE = "parent_not_in_force"
    PARENT_ENDS = "parent_ends"
    CIRCLE = "circle"
    ABOVE_PARENT = "above_parent"
    BELOW_CHILD = "below_child"
    HAS_CHILDREN = "has_children"
    # Mergers
    NOBODY_TO_MERGE = "nobody_to_merge"
    WITH_ITSELF = "with_itself"
    INTO_NOT_IN_FORCE = "into_not_in_force"
    INTO_BENEATH = "into_beneath"
    MERGED_ALREADY = "merged_already"
    MERGER_CIRCLE = "merger_circle"
    UNDO_MERGER_FIRST = "undo_merger_first"
    # Undoing
    ONLY_VERSION = "only_version"
    STILL_USED = "still_used"
