"""What is nobody's business is taken out of what everybody reads."""

import pytest

from dissemination.coverage.public_text import (
    looks_like_names,
    possible_names,
    tells_contact,
    without_contacts,
    without_people,
)


@pytest.mark.parametrize(
    "private",
    [
        "0987654321",
        "0987 654 321",
        "0987.654.321",
        "+84 987 654 321",
        "020123456789",
        "an.nguyen@example.vn",
        "an@mail.langson.gov.vn",
    ],
)
def test_numbers_and_addresses_of_people_are_taken_out(private: str) -> None:
    text = f"Gọi {private} để biết."
    assert tells_contact(text)
    assert without_contacts(text) == "Gọi […] để biết."


@pytest.mark.parametrize(
    "harmless",
    [
        "Kế hoạch số 116-KH/TU ngày 15/11/2023",
        "35.599/35.900 đảng viên, đạt 99,16%",
        "kinh phí 1.250.000 đồng",
        "giai đoạn 2023-2025, 2026-2030",
    ],
)
def test_figures_days_and_document_numbers_stay(harmless: str) -> None:
    assert not tells_contact(harmless)
    assert without_contacts(harmless) == harmless


def test_whoever_has_an_account_or_is_addressed_as_a_person_is_not_named() -> None:
    text = "Nông Thị Hằng soạn; giao đồng chí Nguyễn Văn An trình; Ban Tổ chức thẩm định."
    told = without_people(text, ["Nông Thị Hằng", "Hằng", ""])
    assert told == "[…] soạn; giao đồng chí […] trình; Ban Tổ chức thẩm định."


def test_names_are_looked_up_in_every_run_of_capitals() -> None:
    text = "Giao Nguyễn Văn An soạn; NÔNG THỊ BÌNH duyệt."
    assert {"Nguyễn Văn An", "Văn An", "NÔNG THỊ BÌNH"} <= possible_names(text)
    assert "An soạn" not in possible_names(text)
    assert not possible_names("Rà soát quy hoạch cán bộ, xã. Tổ chức")


@pytest.mark.parametrize(
    ("text", "suspected"),
    [
        ("Nguyễn Văn An soạn thảo", ["Nguyễn Văn An"]),
        ("Giao Vi Thị Hoa và HOÀNG VĂN THỤ", ["Vi Thị Hoa", "HOÀNG VĂN THỤ"]),
        ("Sửa trụ sở xã Hoàng Văn Thụ, Trường Lê Quý Đôn", []),
        ("Học tập tư tưởng Hồ Chí Minh ở Hà Nội", []),
        ("Ban Tổ chức Tỉnh ủy, Sở Nội vụ", []),
    ],
)
def test_what_looks_like_a_name_is_told_to_whoever_publishes(
    text: str, suspected: list[str]
) -> None:
    assert looks_like_names(text) == suspected


def test_a_short_word_before_a_verb_addresses_nobody() -> None:
    assert without_people("ông ấy đã đến; Bà Lê Thị B ký", []) == "ông ấy đã đến; Bà […] ký"
