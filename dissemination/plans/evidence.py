"""Attaching evidence to a thing, listing it, taking it away. Who may is asked elsewhere."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import db
from dissemination.plans.evidence_models import (
    Evidence,
    EvidenceFolder,
    EvidenceKind,
    HoldsEvidence,
)
from dissemination.text import nfc
from dissemination.web import audit, file_keeping
from dissemination.web.file_kinds import FileFault


def attach(
    owner: HoldsEvidence,
    kind: EvidenceKind,
    folder: Path,
    file: BinaryIO,
    file_name: str,
    title: str = "",
) -> Evidence | FileFault:
    """Keep a file in `folder` as evidence of a thing; without a title it bears the file's name."""
    stored = file_keeping.store(folder, file, file_name)
    if isinstance(stored, FileFault):
        return stored
    actor = audit.current_actor()
    evidence = Evidence(
        folder_id=_folder_of(owner, kind),
        title=nfc(title)[:255] or stored.label[:255] or stored.file_name,
        added_at=clock.now(),
        added_by=actor.name,
        added_post=actor.post,
        **stored.columns(),
    )
    db.session.add(evidence)
    db.session.flush()
    audit.record("add_evidence", kind.value, owner.id, after=_told(evidence))
    return evidence


def remove(owner: HoldsEvidence, kind: EvidenceKind, evidence: Evidence) -> None:
    """Forget a file; the caller deletes it once that is committed."""
    audit.record("remove_evidence", kind.value, owner.id, before=_told(evidence))
    db.session.delete(evidence)
    db.session.flush()


def of(owner: HoldsEvidence) -> Sequence[Evidence]:
    """The evidence of a thing, in the order it came."""
    if owner.evidence_folder_id is None:
        return []
    query = sa.select(Evidence).where(Evidence.folder_id == owner.evidence_folder_id)
    return db.session.scalars(query.order_by(Evidence.added_at, Evidence.id)).all()


def counts(owners: Collection[HoldsEvidence]) -> dict[int, int]:
    """How many files each of these things has, by the thing's id; 0 is left out."""
    by_folder = {owner.evidence_folder_id: owner.id for owner in owners}
    query = (
        sa.select(Evidence.folder_id, sa.func.count())
        .where(Evidence.folder_id.in_([folder for folder in by_folder if folder is not None]))
        .group_by(Evidence.folder_id)
    )
    return {by_folder[folder_id]: count for folder_id, count in db.session.execute(query)}


def _folder_of(owner: HoldsEvidence, kind: EvidenceKind) -> int:
    """The thing's folder, made when it has none; two who come at once get the same."""
    if owner.evidence_folder_id is None:
        db.session.refresh(owner, with_for_update=True)
    if owner.evidence_folder_id is None:
        made = EvidenceFolder(kind=kind)
        db.session.add(made)
        db.session.flush()
        owner.evidence_folder_id = made.id
    return owner.evidence_folder_id


def _told(evidence: Evidence) -> dict[str, object]:
    return {
        "title": evidence.title,
        "file_name": evidence.file_name,
        "size": evidence.size,
        "sha256": evidence.sha256,
    }
