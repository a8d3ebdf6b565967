"""How often one may try: failures are counted by name and by address, successes are not.

Many points share one address behind their office's router, so an address alone may fail often;
one name from one address may not. Counts are kept by each server process.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, request, session
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from dissemination.web.extensions import limiter

Key = Callable[[], str]


def _name() -> str:
    return request.form.get("email", "").strip().lower()[:255]


def by_name_and_address() -> str:
    return f"{_name()} {get_remote_address()}"


def by_name() -> str:
    return f"name {_name()}"


def by_pending_person() -> str:
    """Who has given the password and owes the second step, or is signed in."""
    return f"person {session.get('tf_user_id') or session.get('_user_id', '')}"


def _refused(response: Response) -> bool:
    """A form that comes back, or an error: what was tried did not succeed."""
    return response.status_code == 200 or response.status_code >= 400


def _always(_response: Response) -> bool:
    return True


_FAILURES: tuple[tuple[str, str, Key], ...] = (
    ("security.login", "10 per 10 minutes", by_name_and_address),
    ("security.login", "60 per hour", by_name),
    ("security.login", "200 per 10 minutes", get_remote_address),
    ("security.two_factor_token_validation", "10 per 10 minutes", by_pending_person),
    ("security.mf_recovery", "10 per 10 minutes", by_pending_person),
    ("security.verify", "10 per 10 minutes", by_pending_person),
    ("security.change_password", "10 per 10 minutes", by_pending_person),
    ("security.reset_password", "30 per 10 minutes", get_remote_address),
    ("accounts.use_link", "60 per 10 minutes", get_remote_address),
)
_ATTEMPTS: tuple[tuple[str, str, Key], ...] = (
    ("security.forgot_password", "5 per hour", by_name),
    ("security.forgot_password", "60 per hour", get_remote_address),
)


def limit(app: Flask, endpoint_prefix: str) -> None:
    """Put the limits before the views whose endpoints begin so; call once they are mounted."""
    for table, counted in ((_FAILURES, _refused), (_ATTEMPTS, _always)):
        for endpoint, rate, key in table:
            if endpoint.startswith(endpoint_prefix):
                bounded = limiter.limit(rate, key_func=key, methods=["POST"], deduct_when=counted)
                view: Any = app.view_functions[endpoint]
                app.view_functions[endpoint] = bounded(view)
