"""What directives are called on screen, what a target asks for in words, and refusals."""

from decimal import Decimal

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination.directives.asking import SHARE
from dissemination.directives.models import DirectiveKind, Operator, TargetValue
from dissemination.directives.refusals import Refusal

KINDS: dict[DirectiveKind, LazyString] = {
    DirectiveKind.RESOLUTION: _l("Nghị quyết"),
    DirectiveKind.SCHEME: _l("Đề án"),
    DirectiveKind.INSTRUCTION: _l("Chỉ thị"),
    DirectiveKind.CONCLUSION: _l("Kết luận"),
    DirectiveKind.REGULATION: _l("Quy định"),
}
OPERATORS: dict[Operator, LazyString] = {
    Operator.AT_LEAST: _l("ít nhất"),
    Operator.AT_MOST: _l("không quá"),
    Operator.MAINTAIN: _l("duy trì"),
    Operator.RANGE: _l("trong khoảng"),
}
_REFUSALS: dict[Refusal, LazyString] = {
    Refusal.NUMBER_TAKEN: _l("Đã có văn bản mang số này."),
    Refusal.STILL_USED: _l(
        "Không xóa được: đã có hội nghị hoặc kế hoạch gắn với văn bản này. Gỡ ra trước."
    ),
    Refusal.CODE_TAKEN: _l("Văn bản đã có chỉ tiêu mang mã này."),
    Refusal.GROUP_TAKEN: _l("Văn bản đã có nhóm mang số này."),
    Refusal.YEAR_TWICE: _l("Năm này đã ghi ở dòng khác."),
    Refusal.VALUE_MISSING: _l("Chưa nhập giá trị."),
    Refusal.BOUNDS_MISSING: _l("Nhập cả hai mức của khoảng."),
    Refusal.BOUNDS_CROSSED: _l("Mức đầu phải không lớn hơn mức cuối."),
    Refusal.NOT_A_SHARE: _l("Tỷ lệ % phải từ 0 đến 100."),
    Refusal.TOO_LARGE: _l("Số quá lớn."),
}


def explain(refusal: Refusal) -> str:
    """The sentence for one who must do it otherwise."""
    return str(_REFUSALS[refusal])


def kind_word(kind: DirectiveKind) -> str:
    return str(KINDS[kind])


def number_text(number: Decimal | None) -> str:
    """10.0000 → "10", 12.5 → "12,5" ("12.5" in English); None → ""."""
    if number is None:
        return ""
    text = f"{number.normalize():f}"
    return text if str(get_locale()) == "en" else text.replace(".", ",")


def asked_text(value: TargetValue, measure: str) -> str:
    """ "ít nhất 10%", "trong khoảng 10–15%", "không quá 5 người"."""
    if value.operator is Operator.RANGE:
        numbers = f"{number_text(value.low)}–{number_text(value.high)}"
    else:
        numbers = number_text(value.value)
    with_measure = f"{numbers}%" if measure == SHARE else f"{numbers} {measure}".strip()
    return f"{OPERATORS[value.operator]} {with_measure}"


def title_of(kind: DirectiveKind, number: str) -> str:
    """ "Nghị quyết số 116-NQ/TU"."""
    return str(_("%(kind)s số %(number)s", kind=KINDS[kind], number=number))
