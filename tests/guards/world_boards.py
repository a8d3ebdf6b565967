"""What the boards of directives add to the small populated system."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session, scoped_session

from dissemination.coverage.saved_models import SavedView

NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)


def populate(session: scoped_session[Session], directive_id: int, user_id: int) -> dict[str, int]:
    """A board that a person kept under a name."""
    address = f"/boards/{directive_id}?level=commune"
    saved = SavedView(user_id=user_id, name="Cấp xã", address=address, created_at=NOON)
    session.add(saved)
    session.flush()
    return {"saved_id": saved.id}
