"""Who may import whom: pyproject.toml's contracts, and that rules know no request."""

import grimp
import pytest
from importlinter.cli import lint_imports

from tools.provide import ROOT

FEATURES = (
    "units",
    "accounts",
    "directives",
    "conferences",
    "checkin",
    "plans",
    "reporting",
    "coverage",
    "sheets",
    "papers",
)

# The last word in the name of a module that meets the browser, the command line or a session:
# `views`, `roster_views`. All others are models, queries, services and rules, and a command, a job
# and a test call those without any request.
EDGES = {
    "views": "answers requests",
    "forms": "judges input",
    "api": "answers scanners",
    "caching": "answers a browser that has a copy",
    "commands": "answers the command line",
    "security": "sets Flask-Security up",
    "decision": "reads who is signed in",
    "rights": "reads who is signed in, and refuses",
    "sessions": "keeps who is signed in",
    "limits": "counts tries of a request",
    "looks": "reads how the signed-in person wants pages to look",
    "mail": "is Flask-Security's way to send mail",
    "wording": "says things in the reader's language",
    "words": "says things in the reader's language",
    "sheet": "writes a workbook in the reader's language",
    "sheets": "writes workbooks in the reader's language",
    "pages": "mounts pages and holds what several share",
    "blueprint": "mounts pages",
    "tabs": "says which pages of a thing the reader may open",
    "answers": "turns what a service says into a response",
    "jobs": "runs beside the server, in the application's context",
    "asking": "reads the board's question from the address",
    "exports": "writes workbooks in the reader's language",
    "workbook": "writes a workbook in the reader's language",
    "refusals": "says refusals in the reader's language",
}

REQUEST_BOUND = {"flask", "werkzeug", "wtforms"}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("dissemination", include_external_packages=True, cache_dir=None)


def test_the_import_contracts_are_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("feature", FEATURES)
def test_rules_of_a_feature_know_no_request(feature: str, imports: grimp.ImportGraph) -> None:
    """A feature's own `init_app` is where the application is put together: an edge as well."""
    package = f"dissemination.{feature}"
    rules = {
        module
        for module in imports.find_descendants(package)
        if module != package and module.rpartition(".")[2].rpartition("_")[2] not in EDGES
    }
    assert {module: bound for module in rules if (bound := request_bound(module, imports))} == {}


def test_a_rule_that_imports_flask_would_be_found(imports: grimp.ImportGraph) -> None:
    assert "flask" in request_bound("dissemination.application", imports)


def request_bound(module: str, imports: grimp.ImportGraph) -> set[str]:
    """What a module imports itself of the packages that need a request.

    `flask_sqlalchemy` and `flask_security` are named apart from Flask's other extensions: models
    build on their bases, which work without a request.
    """
    imported = imports.find_modules_directly_imported_by(module)
    bases = {"flask_sqlalchemy", "flask_security"}
    return {name for name in imported - bases if name in REQUEST_BOUND or name.startswith("flask_")}
