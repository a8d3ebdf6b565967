"""An empty Flask view, served exactly as the system is: what every ratio is taken against."""

import sys

from flask import Flask

from dissemination.config import Settings
from dissemination.serving import server

app = Flask(__name__)


@app.route("/empty", methods=["GET", "POST"])
def empty() -> str:
    return "ok"


if __name__ == "__main__":
    settings = Settings(port=int(sys.argv[1]), workers=int(sys.argv[2]))
    server(app, settings).serve(target_loader=lambda: app, wrap_loader=False)
