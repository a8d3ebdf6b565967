"""The blueprints of conference pages, and who may see a draft at all."""

from flask import Blueprint, abort, request

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import reach
from dissemination.conferences.models import Conference
from dissemination.database import db
from dissemination.web.access import gate
from dissemination.web.actions import Action

blueprint = Blueprint("conferences", __name__, url_prefix="/conferences")
points_blueprint = Blueprint(
    "points", __name__, url_prefix="/conferences/<int:conference_id>/points"
)
delegates_blueprint = Blueprint(
    "delegates", __name__, url_prefix="/conferences/<int:conference_id>"
)


@blueprint.before_request
@points_blueprint.before_request
@delegates_blueprint.before_request
def stay_within_reach() -> None:
    """After the gate: a conference, or a point of it, that none of the person's grants shows.

    The gate cannot know that a draft is not for coordinators yet, nor that a list filters itself.
    """
    conference_id = (request.view_args or {}).get("conference_id")
    if conference_id is None or not gate.is_signed_in():
        return
    grants = grants_for(Action.VIEW_CONFERENCE)
    if not reach.reaches_conference(grants, conference_id, clock.today()):
        abort(403)


def conference_or_404(conference_id: int) -> Conference:
    return db.get_or_404(Conference, conference_id)
