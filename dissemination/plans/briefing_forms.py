"""Forms of briefings. They judge input; what can be, the services judge."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from dissemination.conferences.models import Conference
from dissemination.plans.briefing_models import BriefingForm
from dissemination.plans.briefing_numbers import HeadCounts
from dissemination.plans.briefing_services import Details
from dissemination.plans.briefing_words import COLUMNS, FORMS
from dissemination.web.filters import day
from dissemination.web.forms import Choice, Form

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_MOST = 10_000_000
COUNTS = tuple(HeadCounts.__dataclass_fields__)


def _people(name: str) -> IntegerField:
    """A head-count; empty means not known yet."""
    return IntegerField(COLUMNS[name], [Optional(), NumberRange(0, _MOST)])


class BriefingDetailsForm(Form):
    """How a unit reached its people."""

    held_on = DateField(COLUMNS["held_on"], [InputRequired()], format=_DAYS)
    form = RadioField(
        COLUMNS["form"],
        choices=[Choice(form.value, word) for form, word in FORMS.items()],
        default=BriefingForm.HALL.value,
    )
    other_unit = StringField(COLUMNS["other_unit_id"], [Length(max=300)])
    conference_id = SelectField(COLUMNS["conference_id"], coerce=int, default=0)
    place = StringField(COLUMNS["place"], [Length(max=255)])
    presenter = StringField(COLUMNS["presenter"], [Length(max=255)])
    members_total = _people("members_total")
    members_exempt = _people("members_exempt")
    present_members = _people("present_members")
    present_cadres = _people("present_cadres")
    present_union = _people("present_union")
    present_others = _people("present_others")
    essays = _people("essays")
    documents_used = TextAreaField(COLUMNS["documents_used"], [Length(max=5_000)])
    notes = TextAreaField(COLUMNS["notes"], [Length(max=5_000)])

    def offer(self, conferences: Sequence[Conference]) -> None:
        """The unit's own conferences, from which head-counts can be taken."""
        self.conference_id.choices = [
            Choice(0, _l("Không; nhập số liệu ở dưới")),
            *(Choice(one.id, f"{one.title}, {day(one.held_on)}") for one in conferences),
        ]

    def details(self, other_unit_id: int | None) -> Details:
        """What was typed, once valid."""
        assert self.held_on.data is not None
        return Details(
            held_on=self.held_on.data,
            form=BriefingForm(self.form.data),
            other_unit_id=other_unit_id,
            conference_id=self.conference_id.data or None,
            place=self.place.data or "",
            presenter=self.presenter.data or "",
            documents_used=self.documents_used.data or "",
            notes=self.notes.data or "",
            counts=HeadCounts(**{name: self[name].data for name in COUNTS}),
        )


def data_of(details: Details, other_unit: str) -> dict[str, Any]:
    """What a form shows of what is recorded."""
    return {
        "held_on": details.held_on,
        "form": details.form.value,
        "other_unit": other_unit,
        "conference_id": details.conference_id or 0,
        "place": details.place,
        "presenter": details.presenter,
        "documents_used": details.documents_used,
        "notes": details.notes,
        **{name: getattr(details.counts, name) for name in COUNTS},
    }


class OrderForm(Form):
    """What the secretariat asks of every unit's briefing on a directive."""

    due_on = DateField(_l("Hoàn thành trước ngày"), [Optional()], format=_DAYS)
    asks_essays = BooleanField(_l("Yêu cầu nộp bài thu hoạch"))
