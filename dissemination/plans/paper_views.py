"""A plan as the Word document to sign."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.papers.word import DOCX_TYPE
from dissemination.plans import paper
from dissemination.plans.blueprint import OF_UNIT, asked_ordinal, blueprint, version_or_404
from dissemination.plans.plan_views import unit_or_404
from dissemination.units.queries import latest_nodes
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action


@blueprint.get(f"{OF_UNIT}/<int:plan_id>/plan.docx")
@requires(Action.VIEW_PLANS, writes=True)
def word(unit_id: int, plan_id: int) -> Response:
    """A version in the form of Party documents, number and day blank until it is issued."""
    version, unit = version_or_404(unit_id, plan_id, asked_ordinal()), unit_or_404(unit_id)
    above = latest_nodes([unit.parent_id], clock.today()) if unit.parent_id else {}
    content = paper.document_of(version, unit, above.get(unit.parent_id or 0))
    audit.record("export", "plan", plan_id, after={"version": version.ordinal})
    name = f"ke-hoach-{unit.code}-{plan_id}-{version.ordinal}.docx"
    return send_file(BytesIO(content), DOCX_TYPE, as_attachment=True, download_name=name)
