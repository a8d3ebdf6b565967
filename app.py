"""The application that `flask` and the production server load."""

from dissemination import cli
from dissemination.application import create_app

app = create_app()
cli.init_app(app)
