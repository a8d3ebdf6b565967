"""Forms of directives, their targets and solution groups. They judge input, nothing else."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import DecimalField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from dissemination.directives import asking
from dissemination.directives.asking import Asked
from dissemination.directives.models import DirectiveKind, Operator
from dissemination.directives.refusals import Refusal
from dissemination.directives.services import DirectiveDetails, GroupDetails, TargetDetails
from dissemination.directives.wording import KINDS, OPERATORS, explain, number_text
from dissemination.units.models import UnitLevel
from dissemination.units.wording import LEVELS
from dissemination.web.forms import Choice, Form

_YEARS = (1930, 2200)
_MOST_HORIZONS = 10
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def _sensible(_form: Form, field: Field) -> None:
    if field.data and not _YEARS[0] <= field.data.year <= _YEARS[1]:
        raise ValidationError(_l("Năm không đúng."))


class NumberField(DecimalField):
    """A number as it is written in Việt Nam (98,2 or 1.234,5) or elsewhere (98.2)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep None for an empty field; a field error for anything but a number."""
        text = "".join(valuelist[:1]).replace(" ", "").rstrip("%")
        self.data = None
        if not text:
            return
        plain = text.replace(".", "").replace(",", ".") if "," in text else text
        try:
            self.data = Decimal(plain)
        except InvalidOperation:
            raise ValueError(self.gettext("Not a valid decimal value.")) from None
        if not self.data.is_finite():
            raise ValueError(self.gettext("Not a valid decimal value."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number_text(self.data)


class DirectiveForm(Form):
    """The directive itself."""

    kind = SelectField(
        _l("Loại văn bản"), choices=[Choice(kind.value, word) for kind, word in KINDS.items()]
    )
    number = StringField(_l("Số, ký hiệu"), [InputRequired(), Length(max=64)])
    issued_on = DateField(_l("Ngày ban hành"), [InputRequired(), _sensible], format=_DAYS)
    issuer = StringField(_l("Cơ quan ban hành"), [InputRequired(), Length(max=255)])
    subject = TextAreaField(_l("Trích yếu"), [InputRequired(), Length(max=500)])
    horizons = StringField(_l("Các mốc năm"), [Length(max=80)])

    def validate_horizons(self, field: Field) -> None:
        """Years, with anything between them."""
        numbers = re.findall(r"\d+", field.data or "")
        if re.search(r"[^\d\s,;.và-]", field.data or "") or len(numbers) > _MOST_HORIZONS:
            raise ValidationError(_l("Ghi các năm cách nhau bằng dấu phẩy, ví dụ 2025, 2030."))
        if not all(_YEARS[0] <= int(number) <= _YEARS[1] for number in numbers):
            raise ValidationError(_l("Năm không đúng."))

    def details(self) -> DirectiveDetails:
        """What was typed, once valid."""
        issued_on: date | None = self.issued_on.data
        assert issued_on is not None
        years = sorted({int(number) for number in re.findall(r"\d+", self.horizons.data or "")})
        return DirectiveDetails(
            self.number.data or "",
            DirectiveKind(self.kind.data),
            self.issuer.data or "",
            issued_on,
            self.subject.data or "",
            tuple(years),
        )


class ValueForm(Form):
    """What a target asks for in one year; a row left empty says nothing."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    year = IntegerField(_l("Năm"), [Optional(), NumberRange(*_YEARS)])
    operator = SelectField(
        _l("Yêu cầu"),
        choices=[Choice(operator.value, word) for operator, word in OPERATORS.items()],
    )
    amount = NumberField(_l("Mức"), [Optional()])
    upper = NumberField(_l("Đến mức"), [Optional()])
    note = StringField(_l("Ghi chú"), [Length(max=500)])

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; the requirement always says something."""
        typed = (self.year.data, self.amount.data, self.upper.data, self.note.data or None)
        return not self.errors and all(one is None for one in typed)

    def asked(self) -> Asked:
        """What the row says, once it has a year."""
        operator = Operator(self.operator.data)
        is_range = operator is Operator.RANGE
        return Asked(
            self.year.data or 0,
            operator,
            value=None if is_range else self.amount.data,
            low=self.amount.data if is_range else None,
            high=self.upper.data if is_range else None,
            note=self.note.data or "",
        )


class TargetForm(Form):
    """A target with what it asks for in each year."""

    code = StringField(_l("Mã chỉ tiêu"), [InputRequired(), Length(max=16)])
    title = TextAreaField(_l("Nội dung chỉ tiêu"), [InputRequired(), Length(max=500)])
    level = SelectField(
        _l("Áp dụng ở"), choices=[Choice(level.value, word) for level, word in LEVELS.items()]
    )
    measure = StringField(_l("Đơn vị tính"), [InputRequired(), Length(max=32)], default="%")
    age_below = IntegerField(_l("Tuổi dưới"), [Optional(), NumberRange(1, 120)])
    denominator = StringField(_l("Tính trên tổng số"), [Length(max=500)])
    rows = FieldList(FormField(ValueForm), _l("Yêu cầu từng năm"), min_entries=1, max_entries=40)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 # as WTForms has it
        """Also each year's demand by itself and beside the others."""
        valid: bool = super().validate(extra_validators)
        return self._judge_rows() and valid

    def _judge_rows(self) -> bool:
        rows = [row.form for row in self.rows if not row.form.is_blank]
        for row in rows:
            if row.year.data is None and not row.year.errors:
                row.year.errors = [row.year.gettext("This field is required.")]
        if not any(row.errors for row in rows):
            asked = [row.asked() for row in rows]
            for place, refusal in asking.faults(asked, self.measure.data or "").items():
                field = rows[place].year if refusal is Refusal.YEAR_TWICE else rows[place].amount
                field.errors = [explain(refusal)]
        self.rows.errors = [row.errors for row in rows if row.errors]
        return not self.rows.errors

    def details(self) -> TargetDetails:
        """What was typed, once valid."""
        rows = [row.form.asked() for row in self.rows if not row.form.is_blank]
        return TargetDetails(
            self.code.data or "",
            self.title.data or "",
            UnitLevel(self.level.data),
            self.measure.data or "",
            self.age_below.data,
            self.denominator.data or "",
            tuple(sorted(rows, key=lambda asked: asked.year)),
        )


class GroupForm(Form):
    """A solution group."""

    number = IntegerField(_l("Số thứ tự"), [InputRequired(), NumberRange(1, 999)])
    title = TextAreaField(_l("Nội dung"), [InputRequired(), Length(max=500)])
    is_breakthrough = BooleanField(_l("Nhóm giải pháp đột phá"))

    def details(self) -> GroupDetails:
        """What was typed, once valid."""
        return GroupDetails(
            self.number.data or 0, self.title.data or "", bool(self.is_breakthrough.data)
        )
