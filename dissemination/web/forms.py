"""The base of every form: CSRF, trimmed NFC text, Vietnamese messages."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from dissemination.text import nfc
from dissemination.web.form_messages import VietnameseMessages

# WTForms is giving up pairs: `field.choices = [Choice("value", "label"), …]`.
Choice = SelectChoice


def _tidy(value: object) -> object:
    return nfc(value) if isinstance(value, str) else value


def _tidy_lines(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "\n".join(nfc(line) for line in value.splitlines()).strip()


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Text arrives as NFC with single spaces; text areas keep their lines."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """Messages of WTForms in the reader's language; tidy text."""

        @property
        def locales(self) -> Sequence[str]:
            return [str(get_locale() or "vi")]

        def get_translations(self, form: BaseForm) -> object:
            if self.locales == ["vi"]:
                return VietnameseMessages()
            return super().get_translations(form)

        def bind_field(
            self, form: BaseForm, unbound_field: "UnboundField[Field]", options: dict[str, Any]
        ) -> Field:
            kind = unbound_field.field_class
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, TextAreaField):
                filters.append(_tidy_lines)
            elif kind is StringField or kind.__name__ in {"EmailField", "TelField", "SearchField"}:
                filters.append(_tidy)
            bound: Field = unbound_field.bind(form=form, filters=filters, **options)
            return bound
