"""What papers add to the small populated system."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session, scoped_session

from dissemination.checkin.tallies import COUNTS
from dissemination.coverage.freeze_models import Freeze, FreezeCause, FrozenCount
from dissemination.coverage.paper_models import (
    OrderState,
    PaperKind,
    PaperOrder,
    ProgressPart,
    ProgressReport,
    ProgressText,
)
from dissemination.papers.rulesets import PARTY

NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)


def populate(session: scoped_session[Session], values: dict[str, int]) -> dict[str, int]:
    """A paper that somebody ordered, the words of one progress report, a freeze of one point."""
    order = PaperOrder(
        user_id=values["user_id"],
        kind=PaperKind.ATTENDANCE,
        form="pdf",
        rules=PARTY,
        conference_id=values["conference_id"],
        title="Báo cáo kết quả tham dự",
        state=OrderState.DONE,
        ordered_at=NOON,
        heard_at=NOON,
        finished_at=NOON,
    )
    report = ProgressReport(
        period_id=values["period_id"],
        unit_id=values["unit_id"],
        changed_at=NOON,
        changed_by_id=values["user_id"],
        texts=[ProgressText(part=ProgressPart.DIFFICULTIES, text="Thiếu cán bộ trẻ")],
    )
    freeze = Freeze(
        conference_id=values["conference_id"],
        cause=FreezeCause.CLOSE,
        frozen_at=NOON,
        frozen_by="Thư ký",
    )
    session.add_all((order, report, freeze))
    session.flush()
    numbers = (*COUNTS, "substitutes")
    session.add(
        FrozenCount(freeze_id=freeze.id, point_id=values["point_id"], **dict.fromkeys(numbers, 0))
    )
    session.flush()
    return {"paper_id": order.id}
