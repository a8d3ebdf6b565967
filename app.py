"""The application that `flask` and the production server load."""

from dissemination import cli
from dissemination.application import create_app
from dissemination.config import SettingsError

try:
    app = create_app()
except SettingsError as unusable:
    raise SystemExit(f"{unusable}.") from None
cli.init_app(app)
