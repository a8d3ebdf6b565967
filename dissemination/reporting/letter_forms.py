"""The form of a letter to silent units: who sends it, who signs it, and the new day asked for."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from dissemination.papers.forms import Form as PaperForm
from dissemination.reporting.urging_letter import Letterhead
from dissemination.web.forms import Choice, Form


class LetterForm(Form):
    """What stands on the letter besides the figures."""

    superior = StringField(_l("Cơ quan cấp trên"), [Length(max=120)])
    issuer = StringField(_l("Cơ quan ban hành"), [InputRequired(), Length(max=120)])
    suffix = StringField(_l("Ký hiệu cơ quan"), [InputRequired(), Length(max=20)])
    place = StringField(_l("Nơi ban hành"), [InputRequired(), Length(max=60)])
    on_behalf = StringField(_l("Quyền hạn ký"), [Length(max=120)])
    post = StringField(_l("Chức vụ người ký"), [InputRequired(), Length(max=120)])
    answer_by = DateField(
        _l("Yêu cầu gửi trước ngày"), [InputRequired()], format=["%Y-%m-%d", "%d/%m/%Y"]
    )

    file = SelectField(
        _l("Tệp"),
        choices=[
            Choice(PaperForm.WORD.value, _l("Word, để sửa rồi ký")),
            Choice(PaperForm.PDF.value, _l("PDF, để xem và lưu")),
        ],
        default=PaperForm.WORD.value,
    )

    @property
    def paper_form(self) -> PaperForm:
        return PaperForm(self.file.data)

    def letterhead(self) -> Letterhead:
        day = self.answer_by.data
        assert isinstance(day, date)
        return Letterhead(
            superior=self.superior.data or "",
            issuer=self.issuer.data or "",
            suffix=self.suffix.data or "",
            place=self.place.data or "",
            on_behalf=self.on_behalf.data or "",
            post=self.post.data or "",
            answer_by=day,
        )
