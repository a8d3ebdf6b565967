"""People who sign in, and what each was granted for which part of the system."""

import enum
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from dissemination.database import Base, sortable
from dissemination.text import search_key, sort_key


class Role(enum.StrEnum):
    """Posts in this system. `accounts/roles.py` says what each may do."""

    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    ORGANISER = "organiser"
    COORDINATOR = "coordinator"
    DESK = "desk"
    UNIT_OFFICER = "unit_officer"
    HEAD_OF_UNIT = "head_of_unit"
    INSPECTOR = "inspector"


class User(Base, UserMixin):
    """A person's account. The password is argon2's; TOTP secrets and recovery codes are encrypted.

    `email` is what one signs in with: an address, or for a person without one a user name, which
    holds no "@". `fs_uniquifier` stands in every session cookie: a new one ends all sessions.
    `appearance` is how pages look (`web/appearance.py`); "" until the person chooses.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    name: Mapped[str] = mapped_column(sa.String(255), default="")
    post: Mapped[str] = mapped_column(sa.String(255), default="")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        sa.String(64), unique=True, default=lambda: uuid4().hex
    )
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    search_key: Mapped[str] = mapped_column(sa.String(800), default="")
    sort_key: Mapped[str] = mapped_column(sortable(600), default="", index=True)
    appearance: Mapped[str] = mapped_column(sa.String(16), default="")

    grants: Mapped[list["Grant"]] = relationship(back_populates="user", order_by="Grant.id")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # never written
        """Flask-Security's own roles are not used: they know neither unit nor point."""
        return []

    @property
    def shown_name(self) -> str:
        return self.name or self.email

    @property
    def has_address(self) -> bool:
        """Whether mail can reach the person."""
        return "@" in self.email

    @property
    def has_entered(self) -> bool:
        """Whether the person has chosen a password."""
        return self.password is not None

    @property
    def has_two_step(self) -> bool:
        return self.tf_primary_method is not None


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _keep_keys(_mapper: Mapper[User], _connection: Connection, user: User) -> None:
    """What people are found and listed by follows every change of name, post or address."""
    user.search_key = search_key(user.name, user.post, user.email)
    user.sort_key = sort_key(user.name or user.email)[:600]


class Grant(Base):
    """One role for one part: a unit's subtree, a conference, a point, or (all None) everything."""

    __tablename__ = "grants"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN conference_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN point_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="one_part",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    role: Mapped[Role]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    conference_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("points.id"), index=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[str] = mapped_column(sa.String(255), default="")
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants")

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None

    @property
    def is_for_everything(self) -> bool:
        return self.unit_id is None and self.conference_id is None and self.point_id is None


class OneTimeLink(Base):
    """A link that lets its holder in once; only a hash of its token is kept.

    A link given for a conference also dies when the conference is closed.
    """

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    conference_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conferences.id"), index=True)
    created_by: Mapped[str] = mapped_column(sa.String(255), default="")

    user: Mapped[User] = relationship()
