"""Whom the pages of evidence ask: each feature says who may see and change the files of its things."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dissemination.database import db
from dissemination.plans.evidence_models import Evidence, EvidenceFolder, EvidenceKind


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a feature says of its things (`model`, which HoldsEvidence), for the person asking.

    `lock` is a sentence why the files cannot be changed now, None when they can; `page` is the
    address of the thing's own page, where its files are listed.
    """

    model: type[Any]
    may_see: Callable[[Any], bool]
    may_change: Callable[[Any], bool]
    lock: Callable[[Any], str | None]
    page: Callable[[Any], str]


_keepers: dict[EvidenceKind, Keeper] = {}


def register(kind: EvidenceKind, keeper: Keeper) -> None:
    """A feature calls it when it is mounted; more than once does no harm."""
    _keepers[kind] = keeper


def keeper_of(kind: EvidenceKind) -> Keeper | None:
    """None while no feature holds evidence of this kind."""
    return _keepers.get(kind)


def owner_of(evidence: Evidence) -> tuple[EvidenceKind, Keeper, Any] | None:
    """The thing a file belongs to; None when it is gone."""
    kind = db.session.get_one(EvidenceFolder, evidence.folder_id).kind
    keeper = keeper_of(kind)
    if keeper is None:
        return None
    query = sa.select(keeper.model).where(keeper.model.evidence_folder_id == evidence.folder_id)
    owner = db.session.scalar(query)
    return (kind, keeper, owner) if owner is not None else None
