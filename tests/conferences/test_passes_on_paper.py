"""Passes as they come out of the printer, and as a camera reads them back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from dissemination.conferences import pass_codes
from dissemination.conferences.pass_fitting import Box, fit
from dissemination.conferences.pass_print import Layout, print_passes
from dissemination.conferences.passes import ConferenceLine, PassCard, new_digits
from dissemination.papers.typesetting import TypesettingError, typeset

LONG = "Chi bộ Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở xã Vân An " * 4
CONFERENCE = ConferenceLine("Hội nghị quán triệt Nghị quyết 116-NQ/TU", date(2023, 11, 15))
SMALL = Box(50, ((12, 1), (8, 2)))


def card(number: int, name: str = "Nông Văn Dũng", **more: object) -> PassCard:
    given = {
        "delegate_id": number,
        "digits": new_digits(1)[0],
        "name": name,
        "position": "Bí thư Đảng ủy",
        "unit": "Đảng ủy xã Vân An",
        "point_id": 1,
        "point": "xã Vân An",
        "point_unit_code": "VA",
    }
    return PassCard(**{**given, **more})  # type: ignore[arg-type]


def pages(pdf: bytes, dpi: int = 150) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dpi / 72).to_pil().convert("L")


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def read(picture: Image.Image) -> set[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return {code.text for code in found}


# --- the code -------------------------------------------------------------------------------


def test_a_code_is_version_1_with_the_highest_correction_and_digits_alone() -> None:
    digits = new_digits(1)[0]
    modules = pass_codes.matrix(digits)
    side = len(modules) + 2 * pass_codes.QUIET
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            picture.putpixel((x + pass_codes.QUIET, y + pass_codes.QUIET), 0 if dark else 255)
    (code,) = zxingcpp.read_barcodes(picture.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    assert (len(modules), {len(row) for row in modules}) == (21, {21})
    assert (code.text, code.ec_level) == (digits, "H")


@pytest.mark.parametrize("digits", ["", "123456789012345", "123456789012345a", "12345678901234567"])
def test_a_code_holds_sixteen_digits_and_nothing_else(digits: str) -> None:
    with pytest.raises(ValueError, match="16 digits"):
        pass_codes.matrix(digits)


def test_a_codes_outline_covers_exactly_its_dark_modules() -> None:
    digits = new_digits(1)[0]
    dark = sum(map(sum, pass_codes.matrix(digits)))
    widths = [part.split("v")[0] for part in pass_codes.outline(digits).split("h")[1::2]]
    assert sum(map(int, widths)) == dark


# --- read back ------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [60, 96, 150, 300])
def test_ten_cards_on_a_sheet_give_their_digits(dpi: int) -> None:
    cards = [card(number) for number in range(10)]
    (sheet,) = pages(print_passes(cards, CONFERENCE, "cards"), dpi)
    assert read(sheet) == {one.digits for one in cards}


@pytest.mark.parametrize("dpi", [60, 150])
@pytest.mark.parametrize("angle", [7, 33, 90, 180, 251])
def test_ten_cards_turned_before_the_camera_give_their_digits(dpi: int, angle: int) -> None:
    cards = [card(number) for number in range(10)]
    (sheet,) = pages(print_passes(cards, CONFERENCE, "cards"), dpi)
    turned = sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert read(turned) == {one.digits for one in cards}


@pytest.mark.parametrize("dpi", [60, 150])
def test_badges_give_their_digits(dpi: int) -> None:
    cards = [card(number, seat=f"A{number}") for number in range(10)]
    printed = pages(print_passes(cards, CONFERENCE, "badges"), dpi)
    assert [read(badge) for badge in printed] == [{one.digits} for one in cards]


# --- what stands on them --------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["cards", "badges"])
def test_a_pass_says_who_for_what_where_and_in_whose_place(layout: Layout) -> None:
    one = card(1, "Hoàng Thị Ánh", seat="12B", substitute_for="Lương Văn Bộ")
    (text,) = texts(print_passes([one], CONFERENCE, layout))
    for part in (
        "Hoàng Thị Ánh",
        "Bí thư Đảng ủy",
        "Đảng ủy xã Vân An",
        "Điểm cầu xã Vân An",
        "Ghế 12B",
        "Đi thay: Lương Văn Bộ",
        "15/11/2023",
        " ".join(one.digits[start : start + 4] for start in range(0, 16, 4)),
    ):
        assert part in text


@pytest.mark.parametrize("layout", ["cards", "badges"])
def test_what_a_delegate_lacks_leaves_no_label(layout: Layout) -> None:
    (text,) = texts(print_passes([card(1, position="", unit="")], CONFERENCE, layout))
    assert "Ghế" not in text
    assert "Đi thay" not in text


def test_each_point_begins_a_sheet_headed_by_its_name() -> None:
    cards = [card(n, point_id=1, point="xã Vân An") for n in range(11)]
    cards += [card(n, point_id=2, point="Điểm cầu chính") for n in range(20, 23)]
    first, second, third = texts(print_passes(cards, CONFERENCE, "cards"))
    assert first.startswith("Điểm cầu xã Vân An")
    assert "11 thẻ · tờ 1/2" in first
    assert "11 thẻ · tờ 2/2" in second
    assert third.startswith("Điểm cầu chính")
    assert "3 thẻ · tờ 1/1" in third


def test_names_stand_in_vietnamese_order() -> None:
    names = ["Nguyễn Văn Út", "Trần Thị Đào", "Lê Văn Dũng", "Hoàng Thị Ánh", "Nông Thị Ân"]
    printed = texts(print_passes([card(n, x) for n, x in enumerate(names)], CONFERENCE, "badges"))
    order = [next(name for name in names if name in text) for text in printed]
    assert [name.split()[-1] for name in order] == ["Ánh", "Ân", "Dũng", "Đào", "Út"]


@pytest.mark.parametrize(
    "name",
    [
        '#import "x" $a^2$ *đậm* _xiên_',
        "<script>alert(1)</script>",
        "@nhan \\u{41} `mã` //x /*y*/",
        "{{ 7*7 }} #sys.inputs.data",
    ],
)
def test_markup_in_a_name_is_only_letters(name: str) -> None:
    (text,) = texts(print_passes([card(1, name)], CONFERENCE, "badges"))
    assert name.replace(" ", "") in "".join(text.split())


@pytest.mark.parametrize("layout", ["cards", "badges"])
@pytest.mark.parametrize(
    "name", ["", "A" * 300, "ỄỆỘ " * 60, "李小龙 😀", LONG, "Lê \u202eVăn\u0000 A"]
)
def test_no_name_however_awkward_hides_the_code(layout: Layout, name: str) -> None:
    one = card(1, name, position=LONG, unit=LONG, point=LONG, seat=LONG, substitute_for=LONG)
    conference = ConferenceLine(LONG, date(2023, 11, 15))
    (page,) = pages(print_passes([one], conference, layout), 60)
    assert read(page) == {one.digits}


def test_several_hundred_passes_are_told_as_they_are_set() -> None:
    cards = [card(number, point_id=number // 40) for number in range(330)]
    heard: list[tuple[int, int]] = []
    pdf = print_passes(cards, CONFERENCE, "cards", lambda done, total: heard.append((done, total)))
    found = set().union(*(read(page) for page in pages(pdf, 96)))
    assert found == {one.digits for one in cards}
    assert len(heard) > 1
    assert heard == sorted(heard)
    assert heard[-1] == (330, 330)


def test_nothing_to_print_is_a_broken_promise() -> None:
    with pytest.raises(ValueError, match="no pass"):
        print_passes([], CONFERENCE, "cards")


def test_a_faulty_template_is_told_in_typsts_words(tmp_path: Path) -> None:
    template = tmp_path / "faulty.typ"
    template.write_text('#panic("chưa có dữ liệu")')
    with pytest.raises(TypesettingError, match="chưa có dữ liệu"):
        typeset(template, {})


# --- fitting --------------------------------------------------------------------------------


def test_a_short_text_keeps_the_first_size() -> None:
    assert fit("Lê An", SMALL) == fit("Lê An", SMALL)
    assert (fit("Lê An", SMALL).size, fit("Lê An", SMALL).lines) == (12, ("Lê An",))


def test_a_longer_text_shrinks_and_wraps_whole() -> None:
    text = "Nguyễn Thị Hoàng Phương Quỳnh Như Anh"
    fitted = fit(text, SMALL)
    assert (fitted.size, len(fitted.lines)) == (8, 2)
    assert " ".join(fitted.lines) == text


def test_too_long_a_text_ends_in_an_ellipsis() -> None:
    fitted = fit(LONG, SMALL)
    assert len(fitted.lines) == 2
    assert fitted.lines[-1].endswith("…")


def test_a_word_wider_than_the_box_is_broken() -> None:
    fitted = fit("W" * 40, SMALL)
    assert len(fitted.lines) == 2
    assert len("".join(fitted.lines).rstrip("…")) < 40
