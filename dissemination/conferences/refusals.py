"""What a conference's services refuse, as values; `words.py` says each in a sentence."""

import enum


class Refusal(enum.StrEnum):
    """Why something was not done. Nothing was changed."""

    # Locks of the conference's state: see lifecycle.py for who can lift them.
    STILL_DRAFT = "still_draft"
    NOT_RUNNING = "not_running"
    ONLY_IN_DRAFT = "only_in_draft"
    CLOSED = "closed"
    # Steps of the conference
    STEP_DOES_NOT_FOLLOW = "step_does_not_follow"
    NO_POINTS = "no_points"
    NO_MAIN_POINT = "no_main_point"
    SCANS_EXIST = "scans_exist"
    REASON_MISSING = "reason_missing"
    # Sessions, points and documents
    ENDS_BEFORE_START = "ends_before_start"
    SESSIONS_OVERLAP = "sessions_overlap"
    NOT_EMPTY = "not_empty"
    NAME_TAKEN = "name_taken"
    DELEGATES_EXIST = "delegates_exist"
    MAIN_POINT_STAYS = "main_point_stays"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_KIND = "file_kind"
    FILE_MACROS = "file_macros"
    NO_HEADINGS = "no_headings"
    # Delegates
    NAME_MISSING = "name_missing"
    WORD_MISSING = "word_missing"
    ALREADY_CAME = "already_came"
    NOT_EXPECTED = "not_expected"
    NOT_ON_ROSTER = "not_on_roster"
    NOT_WITHDRAWN = "not_withdrawn"
    NOT_A_SUBSTITUTE = "not_a_substitute"
    SUBSTITUTION_UNDONE = "substitution_undone"
    SUBSTITUTE_REPLACED = "substitute_replaced"
    ALREADY_EXCUSED = "already_excused"
    NOT_EXCUSED = "not_excused"
    OTHER_CONFERENCE = "other_conference"
    SAME_POINT = "same_point"
    # Passes
    PASS_MISSING = "pass_missing"
    PASS_VALID = "pass_valid"
