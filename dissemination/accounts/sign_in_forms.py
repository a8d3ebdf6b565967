"""Flask-Security's forms and helpers as this system needs them."""

import base64
import hashlib
from typing import Any

from flask_security import (
    LoginForm,
    PasswordUtil,
    Totp,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
)
from flask_security.utils import get_message
from passlib.totp import TotpMatch
from wtforms import RadioField

from dissemination.accounts.models import User
from dissemination.accounts.passwords import is_easy
from dissemination.database import db, read_only
from dissemination.web.forms import Choice


class SignInForm(LoginForm):
    """Without "remember me": that cookie would outlive the idle time-out."""

    remember = None  # type: ignore[assignment]  # how WTForms drops a parent's field

    def validate(self, **more: Any) -> bool:  # as the parent has it
        """Judge the password while others may write: argon2 takes longer than a dozen scans."""
        read_only(enabled=True)
        try:
            good = bool(super().validate(**more))
            stronger = _rehashed(self.user) if good else None
        finally:
            db.session.rollback()
            read_only(enabled=False)
        if stronger and isinstance(self.user, User):
            self.user.password = stronger
        return good


def _rehashed(user: object) -> str | None:
    """The new hash of a password whose old one was made with weaker settings."""
    return user.password if isinstance(user, User) and user in db.session.dirty else None


class SecondStepForm(TwoFactorSetupForm):
    """An authenticator on the telephone, or none; the view checks the choice."""

    setup = RadioField(choices=[Choice("authenticator"), Choice("disable")], validate_choice=False)


class RescueForm(TwoFactorRescueForm):
    """Recovery codes only: an administrator is asked in person, not by an anonymous form."""

    help_setup = RadioField(choices=[])


class Passwords(PasswordUtil):
    """Length first, then whether a guesser would try it early."""

    def validate(
        self,
        password: str,
        is_register: bool,
        **about: Any,
    ) -> tuple[list[str] | None, str]:
        refused, normal = super().validate(password, is_register, **about)
        user = about.get("user")
        known = (user.email, user.name) if user else ()
        if not refused and is_easy(normal, *known):
            refused = [get_message("PASSWORD_TOO_SIMPLE")[0]]
        return refused, normal


class OneUseTotp(Totp):
    """A code that was accepted is not accepted again, even within its minute."""

    def get_last_counter(self, user: Any) -> int | None:  # noqa: ANN401
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:  # noqa: ANN401
        user.tf_last_counter = tmatch.counter


def recovery_code_key(secret: str) -> bytes:
    """The key that recovery codes are encrypted with in the database."""
    digest = hashlib.sha256(b"recovery codes\0" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
