"""Taking out of a text what is nobody's business: addresses, numbers and names of people. Pure.

What officers write into a task, and citizens into a comment, is free text: it may tell a telephone
number or say who is meant. Names that a list knows are taken out; of what only looks like a name a
person is told before anything is published.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

GAP: Final = "[…]"
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Nine digits or more, as telephone, identity and account numbers have; single spaces, dots or dashes between.
_NUMBER: Final = re.compile(r"(?<![\w/])\+?\d(?:[ .-]?\d){8,}(?![\w/])")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Whom one addresses so is a person: "đồng chí Nguyễn Văn An", "bà Lê Thị B".
_ADDRESSES: Final = re.compile(r"(?i)(?<!\w)(?:đồng chí|đ/c|ông|bà|anh|chị) $")
# What is called so is a place or a house: "xã Hoàng Văn Thụ", "trường Lê Quý Đôn".
_PLACES: Final = re.compile(
    r"(?i)(?<!\w)(?:xã|phường|thị trấn|thị xã|huyện|quận|tỉnh|thành phố|thôn|bản|khu|khối|đường|phố"
    r"|trường|cầu|chợ|hồ|quảng trường|nhà văn hóa|trung học cơ sở|trung học phổ thông|tiểu học) $"
)
# Begin like names and are none.
_NOBODY: Final = (
    "Hồ Chí Minh", "Hà Nội", "Hà Giang", "Hà Nam", "Hà Tĩnh", "Cao Bằng", "Thái Nguyên", "Thái Bình",
    "Lâm Đồng", "Ninh Bình", "Ninh Thuận", "Lương Sơn",
)  # fmt: skip
_LONGEST_NAME: Final = 6
# Most people of the country bear one of these, and nearly all of the province.
FAMILY_NAMES: Final = frozenset(
    [
        "Nguyễn",
        "Trần",
        "Lê",
        "Phạm",
        "Hoàng",
        "Huỳnh",
        "Phan",
        "Vũ",
        "Võ",
        "Đặng",
        "Bùi",
        "Đỗ",
        "Hồ",
        "Ngô",
        "Dương",
        "Lý",
        "Nông",
        "Vi",
        "Lương",
        "Hà",
        "Triệu",
        "Chu",
        "Lâm",
        "Mã",
        "Đinh",
        "Trịnh",
        "Mai",
        "Đào",
        "Cao",
        "Tạ",
        "La",
        "Phùng",
        "Lộc",
        "Bế",
        "Hứa",
        "Đoàn",
        "Lăng",
        "Trương",
        "Tô",
        "Kiều",
        "Quách",
        "Vương",
        "Ma",
        "Lưu",
        "Tống",
        "Châu",
        "Thái",
        "Doãn",
        "Đàm",
        "Giáp",
        "Khổng",
        "Lã",
        "Lục",
        "Mạc",
        "Ninh",
        "Ông",
        "Sầm",
        "Thân",
        "Tăng",
        "Từ",
        "Vy",
        "Xa",
    ]
)


def tells_contact(text: str) -> bool:
    """Whether an address or a number of a person stands in it."""
    return bool(_MAIL.search(text) or _NUMBER.search(text))


def without_contacts(text: str) -> str:
    return _NUMBER.sub(GAP, _MAIL.sub(GAP, text))


def without_people(text: str, names: Iterable[str]) -> str:
    """Without these names, whoever is addressed as a person, addresses and numbers."""
    found = {*(one.strip() for one in names), *addressed(text)}
    for name in sorted((one for one in found if " " in one), key=len, reverse=True):
        text = text.replace(name, GAP)
    return without_contacts(text)


def possible_names(text: str) -> set[str]:
    """Whatever might be somebody's name: two to six words that follow each other in capitals."""
    return {part for run in _runs(text) for part in run.parts()}


def addressed(text: str) -> list[str]:
    """Who is addressed as a person."""
    found = []
    for run in _runs(text):
        for number in (0, 1):
            name = run.after(number)
            if " " in name and _ADDRESSES.search(run.before(text, number)):
                found.append(name)
    return found


def looks_like_names(text: str) -> list[str]:
    """What begins with a family name and is not called a place; a person must judge."""
    found = []
    for run in _runs(text):
        for number, word in enumerate(run.words[:-1]):
            name = run.after(number)
            if word.title() in FAMILY_NAMES and not name.startswith(_NOBODY):
                if not _PLACES.search(run.before(text, number)):
                    found.append(name)
                break
    return found


class _Run(NamedTuple):
    """Words in capitals with single spaces between."""

    start: int
    words: list[str]

    def after(self, number: int) -> str:
        """From one of its words on."""
        return " ".join(self.words[number:])

    def before(self, text: str, number: int) -> str:
        """What stands before that word."""
        return text[: self.start] + "".join(f"{word} " for word in self.words[:number])

    def parts(self) -> Iterator[str]:
        for first in range(len(self.words)):
            for last in range(first + 2, min(first + _LONGEST_NAME, len(self.words)) + 1):
                yield " ".join(self.words[first:last])


def _runs(text: str) -> Iterator[_Run]:
    """As long as possible, of two words at least."""
    run, end = _Run(0, []), -2
    for found in _WORD.finditer(text):
        goes_on = found.start() == end + 1 and text[end] == " "
        is_capital = found[0][0].isupper()
        if not (goes_on and is_capital):
            if len(run.words) > 1:
                yield run
            run = _Run(found.start(), [])
        if is_capital:
            run = run if run.words else _Run(found.start(), [])
            run.words.append(found[0])
        end = found.end()
    if len(run.words) > 1:
        yield run
