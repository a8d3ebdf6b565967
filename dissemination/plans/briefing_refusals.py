"""What the services of briefings refuse, as values; `briefing_words.py` says each in a sentence."""

import enum


class BriefingRefusal(enum.StrEnum):
    """Why something was not done. Nothing was changed."""

    # Steps
    STEP_DOES_NOT_FOLLOW = "step_does_not_follow"
    REASON_MISSING = "reason_missing"
    NOT_SUPERIOR = "not_superior"
    SENT_BY_ONESELF = "sent_by_oneself"
    SENT_BY_OWN_UNIT = "sent_by_own_unit"
    INCOMPLETE = "incomplete"
    # Locks
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    ALREADY_SENT = "already_sent"
    # What is said of the briefing
    HELD_IN_FUTURE = "held_in_future"
    HELD_BEFORE_ISSUE = "held_before_issue"
    OTHER_MISSING = "other_missing"
    OTHER_IS_ITSELF = "other_is_itself"
    CONFERENCE_NOT_ITS_OWN = "conference_not_its_own"
    CONFERENCE_TAKEN = "conference_taken"
    # Head-counts
    MORE_EXEMPT_THAN_MEMBERS = "more_exempt_than_members"
    MORE_PRESENT_THAN_DUE = "more_present_than_due"
    MORE_ESSAYS_THAN_PEOPLE = "more_essays_than_people"


class Gap(enum.StrEnum):
    """What a briefing must say before it can be submitted."""

    PRESENTER = "presenter"
    MEMBERS_TOTAL = "members_total"
    MEMBERS_EXEMPT = "members_exempt"
    PRESENT_MEMBERS = "present_members"
    ESSAYS = "essays"
