"""Old .VnTime text becomes Unicode, and Unicode text is never touched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissemination.sheets.syllables import is_syllable
from dissemination.sheets.tcvn3 import (
    UNSURE,
    Encoding,
    convert_table,
    encoding_of,
    to_unicode,
)
from tests.conferences.rosters import in_tcvn3

NAMES = [
    *("Nguyễn Văn An", "Trần Thị Bưởi", "Lê Thái Hà", "Hoàng Đình Lượng", "Nông Thị Ngọc Ánh"),
    *("Vi Văn Pảo", "Triệu Quỳnh Như", "Đặng Ích Khiêm", "Lý Ỷ Nhi", "Phùng Ngọc Ưng"),
    *("Ban Thường vụ Huyện ủy", "Xã Quý Hòa", "Thị trấn Đồng Mỏ", "Phường Hoàng Văn Thụ"),
    *("Ủy viên Ban Chấp hành", "Trưởng phòng Nội vụ", "Chủ tịch Hội Liên hiệp Phụ nữ"),
]
FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Vũ", "Võ", "Đặng", "Đỗ", "Lý", "Hứa", "Lộc"]
MIDDLES = ["Văn", "Thị", "Hữu", "Đức", "Ngọc", "Xuân", "Thái", "Quỳnh", "Ích", "Thế", "Kiều", "Ái"]
GIVENS = ["An", "Ánh", "Bảo", "Dũng", "Hà", "Hạnh", "Khuê", "Lý", "Mỹ", "Nghĩa", "Phượng", "Ý"]
people = st.builds(
    lambda *parts: " ".join(parts),
    st.sampled_from(FAMILIES),
    st.sampled_from(MIDDLES),
    st.sampled_from(GIVENS),
)


@pytest.mark.parametrize("name", NAMES)
def test_old_text_becomes_what_it_looked_like(name: str) -> None:
    converted = to_unicode(in_tcvn3(name))
    # The old fonts have no small and capital Ả, Ế…: case is all that may be lost.
    assert converted.casefold() == name.casefold()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_text_is_never_taken_for_old(name: str, form: str) -> None:
    text = unicodedata.normalize(form, name)  # type: ignore[arg-type]  # one of the two forms
    assert encoding_of(text) in (Encoding.UNICODE, Encoding.EITHER, Encoding.PLAIN)


@given(st.lists(people, min_size=1, max_size=12))
def test_a_unicode_list_of_names_stays_as_it_is(names: list[str]) -> None:
    assert convert_table([[name] for name in names]) == {}


@given(st.lists(people, min_size=3, max_size=12))
def test_an_old_list_of_names_is_read_or_refused_but_never_garbled(names: list[str]) -> None:
    table = [[in_tcvn3(name)] for name in [*names, "Nguyễn Văn Đức"]]
    changed = convert_table(table)
    for row, name in enumerate([*names, "Nguyễn Văn Đức"]):
        text = changed.get((row, 0), table[row][0])
        assert text is UNSURE or str(text).casefold() == name.casefold()


@pytest.mark.parametrize(
    "text",
    ["café Müller", "François", "© 2023 ½ §2", "15°C · 20 m²", "R&D® «abc»", "100 £", "naïve"],
)
def test_foreign_marks_are_evidence_of_nothing(text: str) -> None:
    assert encoding_of(text) in (Encoding.PLAIN, Encoding.EITHER)
    assert convert_table([[text], ["Nguyễn Văn An"]]) == {}


def test_a_text_that_reads_both_ways_follows_its_column() -> None:
    both = "Lê Thái"
    assert encoding_of(both) is Encoding.EITHER
    old = [[in_tcvn3("Nguyễn Văn An")], [in_tcvn3("Lê Thái")]]
    assert convert_table(old)[1, 0] == "Lê Thái"
    assert convert_table([["Nguyễn Văn An"], [both]]) == {}


def test_without_any_evidence_text_is_unicode() -> None:
    assert convert_table([["Lê Thái"], ["Lê Thôi"]]) == {}


def test_in_a_mixed_column_the_row_decides_else_nobody() -> None:
    both = "Lê Thái"
    table = [
        ["Nguyễn Văn An", "Bí thư"],
        [in_tcvn3("Trần Văn Bảo"), in_tcvn3("Chủ tịch")],
        [both, "Ủy viên Ủy ban"],
        [both, ""],
    ]
    changed = convert_table(table)
    assert (2, 0) not in changed
    assert changed[3, 0] is UNSURE
    assert changed[1, 0] == "Trần Văn Bảo"


def test_one_cell_in_two_encodings_is_refused() -> None:
    mixed = "Nguyễn " + in_tcvn3("Văn")
    assert encoding_of(mixed) is Encoding.MIXED
    assert convert_table([[mixed]]) == {(0, 0): UNSURE}


def test_capitals_stay_capitals() -> None:
    assert to_unicode(in_tcvn3("NGUYỄN THỊ HÀ")) == "NGUYỄN THỊ HÀ"
    assert to_unicode(in_tcvn3("Lê")) == "Lê"


@pytest.mark.parametrize("word", ["nghiêng", "Quỳnh", "khuỷu", "Ý", "uyên", "ƯƠNG", "giếng", "gì"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Mỹller", "cafộ", "bàc", "tìt", "àá", "str", "việtt", "zế"])
def test_other_letters_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
