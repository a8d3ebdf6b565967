"""How the signed-in person wants pages to look, kept with the account.

A page that has not looked up who reads it (sign-in, an error) is not made to: it may be there to say
that the database is away.
"""

from flask import g
from flask_security import current_user

from dissemination.web.appearance import memory


def init_app() -> None:
    memory.is_kept = is_known
    memory.recall = recall
    memory.keep = keep


def is_known() -> bool:
    """Whether this request has already found a signed-in person."""
    return "_login_user" in g and bool(current_user.is_authenticated)


def recall() -> str:
    return str(current_user.appearance) if is_known() else ""


def keep(choice: str) -> None:
    if current_user.is_authenticated:
        current_user.appearance = choice
