"""Errors stand at the field, keep what was typed, and speak Vietnamese."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import wtforms
from babel.messages.pofile import read_po
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import validators

from dissemination.web.form_messages import VIETNAMESE
from dissemination.web.forms import Form
from tests.components.conftest import Show

ALL = """{% call c.form(f, submit='Lưu', cancel='/back') %}
{% for part in f %}{{ c.field(part) }}{% endfor %}{% endcall %}"""


KINDS: Any = ["hall", "room"]  # Any: the stubs know of pairs only, which WTForms is leaving
POLICIES: Any = ["admit", "refuse"]


class PointForm(Form):
    name = wtforms.StringField("Tên điểm cầu", [validators.InputRequired()])
    capacity = wtforms.IntegerField("Sức chứa", [validators.Optional()])
    kind = wtforms.SelectField("Loại", choices=KINDS)
    policy = wtforms.RadioField("Khác điểm cầu", choices=POLICIES)
    main = wtforms.BooleanField("Điểm cầu chính")
    notes = wtforms.TextAreaField("Ghi chú")


class RosterForm(Form):
    roster = wtforms.FileField("Tệp danh sách")


Submit = Callable[..., str]


@pytest.fixture
def submit(bare: Flask) -> Submit:
    """The page a reader gets back for what he sent."""

    def send(source: str = ALL, form_class: type[Form] = PointForm, **typed: str) -> str:
        with bare.test_request_context(method="POST"):
            form = form_class(MultiDict(typed))
            form.validate()
            text = f'{{% import "components/forms.html" as c %}}{source}'
            return render_template_string(text, f=form)

    return send


def test_an_error_stands_at_its_field_and_in_the_summary(submit: Submit) -> None:
    html = submit(capacity="nhiều", kind="hall", policy="admit")
    summary = html[html.index("error-summary") : html.index("</ul>")]
    assert '<a href="#name">Tên điểm cầu</a>: Chưa nhập mục này.' in summary
    assert '<a href="#capacity">Sức chứa</a>' in summary
    field = html[html.index('id="capacity-error"') :]
    assert "Nhập một số nguyên, ví dụ 38." in field[:400]
    assert re.search(r'<input[^>]*aria-describedby="capacity-error"[^>]*aria-invalid="true"', html)


def test_what_was_typed_is_kept(submit: Submit) -> None:
    html = submit(capacity="nhiều", kind="room", policy="refuse", main="y", notes='<b>"</b>')
    assert 'value="nhiều"' in html
    assert re.search(r'<option selected value="room">', html)
    assert re.search(r"<input checked[^>]*value=\"refuse\"", html)
    assert re.search(r"<input checked[^>]*name=\"main\"", html)
    assert "&lt;b&gt;" in html


def test_a_good_form_has_no_summary(submit: Submit) -> None:
    assert "error-summary" not in submit(name="Vân An", kind="hall", policy="admit")


def test_every_control_has_a_label(submit: Submit) -> None:
    html = submit(name="Vân An", kind="hall", policy="admit")
    controls = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html)
    labels = re.findall(r'<label[^>]*for="([^"]+)"', html)
    assert len(controls) >= 6
    assert set(controls) <= set(labels)


def test_a_hint_is_read_out_with_its_field(submit: Submit) -> None:
    html = submit("{{ c.field(f.name, hint='Như trong giấy mời.') }}", name="x")
    assert 'id="name-hint">Như trong giấy mời.' in html
    assert 'aria-describedby="name-hint"' in html


def test_only_a_form_with_a_file_is_sent_in_parts(submit: Submit) -> None:
    assert "multipart/form-data" in submit(form_class=RosterForm)
    assert "multipart/form-data" not in submit(name="x")


def test_a_question_says_what_will_be_lost_and_posts(show: Show) -> None:
    html = show(
        "forms",
        "{% call c.confirm('Thu hồi', '/revoke', title='Thu hồi thẻ?', submit='Thu hồi', "
        "values={'id': '7'}) %}"
        "<p>Thẻ sẽ không vào được.</p>{% endcall %}",
    )
    assert "Thẻ sẽ không vào được." in html
    assert re.search(r'<form[^>]*method="post" action="/revoke"', html)
    assert '<input type="hidden" name="id" value="7">' in html


PROGRESS = """{{ c.progress('Nhập danh sách', state, 4500, 10000, poll='/poll', seconds_left=34,
step='Đang đọc trang tính 2/3', result='/result', error=error) }}"""


def test_running_work_says_how_far_and_asks_again(show: Show) -> None:
    html = show("progress", PROGRESS, state="running", error="")
    assert 'hx-get="/poll"' in html
    assert "4.500/10.000" in html
    assert "còn khoảng 35 giây" in html
    assert "Đang đọc trang tính 2/3" in html
    assert "/result" not in html


def test_finished_work_stops_asking_and_shows_its_result(show: Show) -> None:
    html = show("progress", PROGRESS, state="done", error="")
    assert "hx-get" not in html
    assert 'href="/result"' in html


def test_failed_work_says_why(show: Show) -> None:
    html = show("progress", PROGRESS, state="failed", error="Tệp có mật khẩu.")
    assert "Tệp có mật khẩu." in html
    assert "hx-get" not in html


def catalogue(name: str) -> dict[str, str]:
    """Messages of a .po or .pot file that are not empty; plural ones by their plural."""
    with Path(name).open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {m.id if isinstance(m.id, str) else m.id[1]: str(m.string or "") for m in messages}


def test_every_message_of_wtforms_has_its_vietnamese() -> None:
    theirs = catalogue(str(Path(wtforms.__file__).parent / "locale" / "wtforms.pot"))
    assert set(theirs) <= set(VIETNAMESE)


PLACE = re.compile(r"%\(\w+\)[sd]?|%s|\{\w+\}")


def test_translations_keep_what_is_filled_in() -> None:
    for english, vietnamese in VIETNAMESE.items():
        assert vietnamese, english
        assert set(PLACE.findall(vietnamese)) <= set(PLACE.findall(english)), english
