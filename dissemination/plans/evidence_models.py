"""Evidence: files that show that something was done, for whatever feature holds them."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from dissemination.database import Base
from dissemination.web.models import KeptFile


class EvidenceKind(enum.StrEnum):
    """What holds evidence; `evidence_keepers.py` knows who may see and change that of each."""

    BRIEFING = "briefing"
    PLAN = "plan"
    TASK = "plan_task"
    REPORT = "report"


class EvidenceFolder(Base):
    """All evidence of one thing. The thing's own row points here, and no other row does.

    So one table of files serves every feature, those above this one too, and the database still
    refuses a file that belongs to nothing and a folder with two owners of one kind.
    """

    __tablename__ = "evidence_folders"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EvidenceKind]


class Evidence(KeptFile, Base):
    """One file, who added it in which post, and when."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(sa.ForeignKey("evidence_folders.id"), index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(sa.String(255), default="")
    added_post: Mapped[str] = mapped_column(sa.String(255), default="")


class HoldsEvidence:
    """A model whose rows hold evidence: the folder is made with the first file."""

    id: Mapped[int]

    @declared_attr
    def evidence_folder_id(cls) -> Mapped[int | None]:  # noqa: N805  # SQLAlchemy passes the class
        return mapped_column(sa.ForeignKey("evidence_folders.id"), unique=True)
