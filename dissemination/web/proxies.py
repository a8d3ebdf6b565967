"""Behind a proxy that speaks HTTPS for us: who asks, and how, is what the proxy says."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask, trusted: int) -> None:
    """Believe the last `trusted` entries of X-Forwarded-For and -Proto; none when 0.

    With none anybody could write the header himself, and so escape the limits on trying.
    """
    if trusted:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=0)  # type: ignore[method-assign]
