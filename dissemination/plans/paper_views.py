"""A plan as the document to sign, and as PDF."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.papers.forms import Form, write
from dissemination.plans import paper
from dissemination.plans.blueprint import OF_UNIT, asked_ordinal, blueprint, version_or_404
from dissemination.plans.plan_views import unit_or_404
from dissemination.units.queries import latest_nodes
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action


@blueprint.get(f"{OF_UNIT}/<int:plan_id>/plan.<any(docx, pdf):form>")
@requires(Action.VIEW_PLANS, writes=True)
def document(unit_id: int, plan_id: int, form: str) -> Response:
    """A version in the form of Party documents, number and day blank until it is issued."""
    version, unit = version_or_404(unit_id, plan_id, asked_ordinal()), unit_or_404(unit_id)
    above = latest_nodes([unit.parent_id], clock.today()) if unit.parent_id else {}
    made, wanted = paper.document_of(version, unit, above.get(unit.parent_id or 0)), Form(form)
    content = write(made, wanted, clock.today())
    audit.record("export", "plan", plan_id, after={"version": version.ordinal})
    name = f"ke-hoach-{unit.code}-{plan_id}-{version.ordinal}.{form}"
    return send_file(BytesIO(content), wanted.content_type, as_attachment=True, download_name=name)
