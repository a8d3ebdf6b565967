"""Forms of the public page: what a citizen writes, what is published, how a comment is settled."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange

from dissemination.coverage.comment_guard import Sent
from dissemination.coverage.comment_services import Message, Settling
from dissemination.coverage.public_models import CitizenComment, Topic
from dissemination.coverage.public_words import TOPICS
from dissemination.coverage.publishing import Terms
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel
from dissemination.units.wording import LEVELS
from dissemination.web.forms import Choice, Form

LONGEST_TEXT = 3_000
SHORTEST_TEXT = 20


class CommentForm(Form):
    """What a citizen writes. `website` is the field that no person sees."""

    topic = RadioField(
        _l("Ý kiến về"),
        [InputRequired(_l("Chọn một mục."))],
        choices=[Choice(one.value, word) for one, word in TOPICS.items()],
        validate_choice=True,
    )
    unit = StringField(_l("Đơn vị được nói đến"), [Length(max=255)])
    text = TextAreaField(
        _l("Nội dung ý kiến"), [InputRequired(), Length(min=SHORTEST_TEXT, max=LONGEST_TEXT)]
    )
    author = StringField(_l("Họ và tên"), [Length(max=255)])
    contact = StringField(_l("Điện thoại hoặc thư điện tử"), [Length(max=255)])
    opened = HiddenField()
    work = HiddenField()
    sum = StringField(_l("Phép cộng"), [Length(max=10)])
    website = StringField(_l("Để trống ô này"))

    # The unit that may be named and has a label, as the list of suggestions calls it.
    find_unit: Callable[[str], int | None]
    unit_id: int | None = None

    def validate_unit(self, field: Field) -> None:
        """One of those that may be named, or nothing."""
        if field.data and not field.errors:
            self.unit_id = self.find_unit(field.data)
            if self.unit_id is None:
                raise ValidationError(_("Chọn một đơn vị trong danh sách gợi ý, hoặc để trống."))

    def message(self) -> Message:
        """What was typed, once valid."""
        return Message(
            topic=Topic(self.topic.data),
            text=self.text.data or "",
            unit_id=self.unit_id,
            author=self.author.data or "",
            contact=self.contact.data or "",
        )

    def sent(self) -> Sent:
        return Sent(self.work.data or "", self.sum.data or "", self.website.data or "")


class ReceiptForm(Form):
    """The code that a citizen was given."""

    code = StringField(_l("Mã biên nhận"), [InputRequired(), Length(max=40)])


class PublicationForm(Form):
    """What of a directive is public."""

    foreword = TextAreaField(_l("Lời giới thiệu"), [Length(max=2_000)])
    shows_targets = BooleanField(_l("Chỉ tiêu và mức đạt được"))
    shows_coverage = BooleanField(_l("Mức phủ phổ biến, quán triệt"))
    shows_plans = BooleanField(_l("Kế hoạch đang thực hiện: tên, số, ngày ban hành"))
    shows_tasks = BooleanField(
        _l("Nhiệm vụ trong kế hoạch: nội dung, sản phẩm, thời hạn, tình trạng")
    )
    shows_reports = BooleanField(_l("Tình hình gửi báo cáo"))
    lowest_level = SelectField(
        _l("Nêu tên đơn vị đến cấp"),
        choices=[Choice(one.value, LEVELS[one]) for one in sorted(UnitLevel, key=RANK.__getitem__)],
    )
    takes_comments = BooleanField(_l("Nhận ý kiến của người dân"))
    answer_days = IntegerField(_l("Trả lời trong"), [InputRequired(), NumberRange(1, 60)])

    def validate_shows_tasks(self, field: Field) -> None:
        if field.data and not self.shows_plans.data:
            raise ValidationError(_("Muốn công khai nhiệm vụ thì phải công khai kế hoạch."))

    def terms(self) -> Terms:
        """What was chosen, once valid."""
        return Terms(
            foreword=self.foreword.data or "",
            lowest_level=UnitLevel(self.lowest_level.data),
            shows_targets=bool(self.shows_targets.data),
            shows_coverage=bool(self.shows_coverage.data),
            shows_plans=bool(self.shows_plans.data),
            shows_tasks=bool(self.shows_tasks.data),
            shows_reports=bool(self.shows_reports.data),
            takes_comments=bool(self.takes_comments.data),
            answer_days=self.answer_days.data or 0,
        )


class SettleForm(Form):
    """How a moderator settles a comment; which button was pressed says the step."""

    published_text = TextAreaField(_l("Nội dung công khai"), [Length(max=LONGEST_TEXT)])
    lets_stand = BooleanField(_l("Số, địa chỉ còn lại trong nội dung được phép công khai"))
    answer = TextAreaField(_l("Trả lời"), [Length(max=LONGEST_TEXT)])
    reason = StringField(_l("Lý do"), [Length(max=500)])

    def settling(self) -> Settling:
        """What was typed, once valid."""
        return Settling(
            published_text=self.published_text.data or "",
            answer=self.answer.data or "",
            reason=self.reason.data or "",
            lets_stand=bool(self.lets_stand.data),
        )


def typed(comment: CitizenComment, suggested: str) -> dict[str, Any]:
    """A comment as the form shows it: what is public, else what is suggested to be."""
    return {"published_text": comment.published_text or suggested, "answer": comment.answer}
