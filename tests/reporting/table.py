"""The whole way of an obligation, as one would draw it: what is not here is impossible."""

from dissemination.reporting.lifecycle import Capacity, Step
from dissemination.reporting.models import ObligationState as S

D, H, R, C = Capacity.DRAFTER, Capacity.HEAD, Capacity.RECEIVER, Capacity.CLOCK

# state, step → who may, and the state then.
TABLE: dict[tuple[S, Step], tuple[set[Capacity], S]] = {
    (S.SCHEDULED, Step.OPEN): ({C}, S.OPEN),
    (S.OPEN, Step.DRAFT): ({D}, S.DRAFT),
    (S.RETURNED, Step.DRAFT): ({D}, S.DRAFT),
    (S.DRAFT, Step.APPROVE): ({H}, S.APPROVED),
    (S.DRAFT, Step.HAND_BACK): ({H}, S.DRAFT),
    (S.APPROVED, Step.HAND_BACK): ({H}, S.DRAFT),
    (S.APPROVED, Step.SUBMIT): ({D, H}, S.SUBMITTED),
    (S.SUBMITTED, Step.RETURN): ({R}, S.RETURNED),
    (S.SUBMITTED, Step.ACCEPT): ({R}, S.ACCEPTED),
    (S.ACCEPTED, Step.CONSOLIDATE): ({R}, S.CONSOLIDATED),
    (S.ACCEPTED, Step.CORRECT): ({D, H}, S.DRAFT),
    (S.CONSOLIDATED, Step.CORRECT): ({D, H}, S.DRAFT),
    (S.SCHEDULED, Step.WAIVE): ({R}, S.WAIVED),
    (S.OPEN, Step.WAIVE): ({R}, S.WAIVED),
    (S.DRAFT, Step.WAIVE): ({R}, S.WAIVED),
    (S.APPROVED, Step.WAIVE): ({R}, S.WAIVED),
    (S.SCHEDULED, Step.TRANSFER): ({R}, S.TRANSFERRED),
    (S.OPEN, Step.TRANSFER): ({R}, S.TRANSFERRED),
    (S.DRAFT, Step.TRANSFER): ({R}, S.TRANSFERRED),
    (S.APPROVED, Step.TRANSFER): ({R}, S.TRANSFERRED),
    (S.WAIVED, Step.RESTORE): ({R}, S.OPEN),
    (S.SCHEDULED, Step.EXTEND): ({R}, S.SCHEDULED),
    (S.OPEN, Step.EXTEND): ({R}, S.OPEN),
    (S.DRAFT, Step.EXTEND): ({R}, S.DRAFT),
    (S.APPROVED, Step.EXTEND): ({R}, S.APPROVED),
    (S.RETURNED, Step.EXTEND): ({R}, S.RETURNED),
}
