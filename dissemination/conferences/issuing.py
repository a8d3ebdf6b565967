"""Giving one delegate a pass and taking it back. The caller says who may, and marks the roster."""

import sqlalchemy as sa

from dissemination import clock
from dissemination.conferences.models import Pass
from dissemination.conferences.passes import new_digits
from dissemination.database import db


def issue(delegate_id: int) -> Pass:
    """A new valid pass. The database refuses digits that exist already (one in 10^10)."""
    issued = Pass(delegate_id=delegate_id, digits=new_digits(1)[0], issued_at=clock.now())
    db.session.add(issued)
    db.session.flush()
    return issued


def revoke(delegate_id: int, reason: str) -> int:
    """Revoke every valid pass of a delegate; how many there were."""
    valid = (Pass.delegate_id == delegate_id, Pass.revoked_at.is_(None))
    revoked = list(db.session.scalars(sa.select(Pass).where(*valid)))
    for one in revoked:
        one.revoked_at = clock.now()
        one.revoked_reason = reason[:255]
    db.session.flush()
    return len(revoked)
