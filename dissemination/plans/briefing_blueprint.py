"""The blueprint that the pages of briefings share, and how their templates say things."""

from flask import Blueprint

from dissemination.plans.briefing_models import BriefingForm
from dissemination.plans.briefing_words import FORMS, exact_percent, headline

blueprint = Blueprint("briefings", __name__, url_prefix="/briefings")
blueprint.add_app_template_global(exact_percent, "exact_percent")
blueprint.add_app_template_filter(headline, "briefing_headline")


@blueprint.app_template_filter("briefing_form")
def form_word(form: BriefingForm) -> str:
    """How people were reached, in words."""
    return str(FORMS[form])
