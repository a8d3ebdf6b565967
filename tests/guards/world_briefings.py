"""What onward briefings and evidence add to the small populated system."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from dissemination.plans.briefing_models import (
    BriefingEntry,
    BriefingForm,
    BriefingOrder,
    BriefingState,
    BriefingStep,
    OnwardBriefing,
)
from dissemination.plans.evidence_models import Evidence, EvidenceFolder, EvidenceKind

NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)
SECRET_PRESENTER = "Ẩn Danh Báo Cáo Viên"


def populate(session: scoped_session[Session], unit_id: int, directive_id: int) -> dict[str, int]:
    """One briefing that a unit has submitted, with one file."""
    folder = EvidenceFolder(kind=EvidenceKind.BRIEFING)
    session.add_all((folder, BriefingOrder(directive_id=directive_id, asks_essays=True)))
    session.flush()
    file = Evidence(
        folder_id=folder.id,
        title="Biên bản",
        file_name="bien-ban.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_name="bien-ban",
        added_at=NOON,
    )
    briefing = OnwardBriefing(unit_id=unit_id, evidence_folder_id=folder.id, **held(directive_id))
    briefing.entries = [BriefingEntry(step=BriefingStep.SUBMIT, at=NOON, by="Cán bộ")]
    session.add_all((file, briefing))
    session.flush()
    return {"evidence_id": file.id, "briefing_id": briefing.id}


def held(directive_id: int) -> dict[str, Any]:
    """What a briefing has that was held in one's own hall and submitted."""
    return {
        "directive_id": directive_id,
        "form": BriefingForm.HALL,
        "state": BriefingState.SUBMITTED,
        "held_on": date(2023, 11, 20),
        "presenter": SECRET_PRESENTER,
        "members_total": 40,
        "members_exempt": 2,
        "present_members": 36,
        "essays": 30,
        "created_at": NOON,
        "submitted_at": NOON,
    }
