"""Pages without signing in: what the committee published of each directive."""

from flask import Blueprint, abort, render_template

from dissemination import clock
from dissemination.coverage import public_pages, public_queries
from dissemination.coverage.public_caching import kept
from dissemination.coverage.public_models import Publication
from dissemination.directives.wording import title_of
from dissemination.web.access import public
from dissemination.web.extensions import limiter

blueprint = Blueprint("public", __name__, url_prefix="/public")
# For each network and server process: a reader turns no pages faster than this, a machine may.
limiter.limit("240 per minute")(blueprint)


@blueprint.get("/")
@public
@kept
def index() -> str:
    """The directives that are public."""
    found = public_queries.open_publications()
    titles = {one.directive_id: title_of(one.directive.kind, one.directive.number) for one in found}
    return render_template(
        "public/index.html", publications=found, titles=titles, day=clock.today()
    )


@blueprint.get("/<int:directive_id>")
@public
@kept
def directive(directive_id: int) -> str:
    """One directive: what it asks and how far it is."""
    return public_pages.overview(published(directive_id))


@blueprint.get("/<int:directive_id>/units")
@public
@kept
def units(directive_id: int) -> str:
    """Unit by unit."""
    return public_pages.units(published(directive_id))


@blueprint.get("/<int:directive_id>/plans")
@public
@kept
def plans(directive_id: int) -> str:
    """Plans in force."""
    return public_pages.plans(published(directive_id))


@blueprint.get("/<int:directive_id>/plans/<int:plan_id>")
@public
@kept
def plan(directive_id: int, plan_id: int) -> str:
    """The tasks of one plan."""
    return public_pages.plan(published(directive_id), plan_id)


@blueprint.get("/<int:directive_id>/comments")
@public
@kept
def comments(directive_id: int) -> str:
    """Citizens' comments and the answers."""
    return public_pages.comments(published(directive_id))


def published(directive_id: int) -> Publication:
    """What is public of a directive; 404 where nothing is, as if there were no such document."""
    found = public_queries.publication(directive_id)
    return found if found is not None and found.is_open else abort(404)
