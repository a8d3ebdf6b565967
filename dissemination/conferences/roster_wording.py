"""How lists word what is not a person: headings, totals, signatures; and what a name looks like."""

import re

from dissemination.text import nfc, words

_BULLET = re.compile(r"^(?:[-*+•]|(?:[IVXLC]+|[0-9]+(?:\.[0-9]+)*|[A-Za-zĐđ])[.)/:]|[IVX]+ -)\s*")
_COUNT = re.compile(r"\s*[(:–-]?\s*\d+\s*(?:đ/c|đồng chí|đại biểu|người)\s*\)?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\(?\d{1,6}[.)]?")
_ROMAN_OR_LETTER = re.compile(r"(?:[IVXLC]+|[A-ZĐ]|[a-zđ])[.)]?")
_TOTAL = re.compile(r"(?:tổng|cộng|ấn định|số lượng)(?:\s|:|$)")
_TOTAL_SENTENCE = re.compile(r"danh sach (?:nay |tren )?(?:gom|co) (?:\d+|tong)")
_POINT_HEADING = re.compile(
    r"^(?:danh sách )?(?:đại biểu )?(?:tại |dự )?điểm cầu\b[\s:.–-]*", re.IGNORECASE
)
_POINT_IN_TITLE = re.compile(r"điểm cầu\b[\s:.–-]*(.+)", re.IGNORECASE)
_DATE_LINE = re.compile(r"\bngay( \d+)? thang( \d+)? nam\b")
_SIGNATURE = re.compile(
    r"^(?:t ?m|k ?t|t ?l|t ?u ?q) (?:ban|dang|uy|uy ban|bi|chu|truong|pho|thu|hoi|chanh|giam|btv)\w*"
    r"|^nguoi (?:lap|tong hop|duyet|ky|viet|kiem)|^thu truong|^xac nhan|^noi nhan|^thay mat"
    r"|^(?:da )?(?:ky )?(?:va )?(?:ghi ro )?ho ten va chu ky|^ky(?: va)?(?: ghi ro)? (?:ho )?ten"
    r"|^ky ghi ro|^ky ten|^lap danh sach|^can bo (?:lap|tong hop)|^duyet$|^lap bieu"
)
# With their accents, because "Bàn", "Đoàn" and "Công" begin people's names.
_HEADING_STARTS = (
    *("thường trực", "thường vụ", "ban thường vụ", "ban chấp hành", "bch", "btv", "bí thư,"),
    *("tỉnh ủy", "tỉnh uỷ", "thành ủy", "thành uỷ", "huyện ủy", "huyện uỷ", "thị ủy", "quận ủy"),
    *("đảng ủy", "đảng uỷ", "đảng bộ", "chi bộ", "chi ủy", "đảng đoàn", "ban cán sự"),
    *("ubnd", "hđnd", "ubmttq", "mttq", "ủy ban", "uỷ ban", "hội đồng", "mặt trận", "ban "),
    *("sở ", "phòng ", "văn phòng", "trung tâm", "trường ", "bệnh viện", "công ty", "công an"),
    *("quân sự", "bộ chỉ huy", "bộ đội", "tòa án", "toà án", "viện ", "chi cục", "cục ", "kho bạc"),
    *("hội nông", "hội liên", "hội cựu", "hội chữ", "hội người", "đoàn thanh", "đoàn đại biểu"),
    *("liên đoàn", "xã ", "phường ", "thị trấn", "thị xã", "huyện ", "thành phố", "tỉnh ", "thôn "),
    *("điểm cầu", "các ", "đại biểu", "thành phần", "khối ", "cơ quan", "đơn vị", "lãnh đạo"),
    *("nguyên ", "danh sách", "nhóm ", "cán bộ", "đảng viên", "cấp ủy", "tổ chức", "tổ ", "ông bà"),
    *("khách ", "triệu tập", "dự ", "phóng viên", "báo cáo viên", "ban tổ chức"),
)
_UNIT_STARTS = (
    *("xã ", "phường ", "thị trấn", "thị xã", "huyện ", "thành phố ", "tỉnh ", "tp", "ubnd"),
    *("ủy ban", "uỷ ban", "hđnd", "hội đồng", "đảng ủy", "đảng uỷ", "đảng bộ", "chi bộ", "mttq"),
    *("huyện ủy", "tỉnh ủy", "thành ủy", "sở ", "ban ", "phòng ", "văn phòng", "trung tâm"),
    *("trường ", "bệnh viện", "công an", "công ty", "hội ", "liên đoàn", "đoàn ", "chi cục"),
    *("cục ", "viện ", "tòa án", "bộ chỉ huy", "ban chỉ huy", "khối ", "cơ quan", "mặt trận"),
)
# With their accents too: "trưởng" is an office, "trường" a school.
_POSITION_WORDS = re.compile(
    r"\b(?:bí thư|chủ tịch|trưởng|phó|[uủ][ỷy] viên|giám đốc|chuyên viên|cán bộ|đảng viên"
    r"|chánh|kế toán|công chức|viên chức|giáo viên|văn thư|thư ký|nhân viên)\b"
)
_ODD = re.compile(r"[<>{}\[\]|\\=@#$%^~`\"_;?!\x00-\x1f\x7f]|https?:")
_LETTER = re.compile(r"[^\W\d_]")
_CELL_ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE
)
DITTO = frozenset({'"', "''", "“", "”", "〃", "nt", "-nt-", "như trên", "- nt -", "n/t"})


def is_number(text: str) -> bool:
    """An ordinal as lists have it: "7", "7.", "(7)"."""
    return _NUMBER.fullmatch(text) is not None


def is_outline_mark(text: str) -> bool:
    """ "I", "A.", "b)": what stands before a heading."""
    return _ROMAN_OR_LETTER.fullmatch(text) is not None


def is_mark(text: str) -> bool:
    """A number or an outline mark: what the line of column numbers is made of."""
    return is_number(text) or is_outline_mark(text)


def is_cell_error(text: str) -> bool:
    return _CELL_ERRORS.match(text) is not None


def is_total(text: str) -> bool:
    lowered = text.casefold()
    return bool(_TOTAL.match(lowered) or _TOTAL_SENTENCE.search(" ".join(words(text))))


def begins_signature(text: str) -> bool:
    """ "TM. BAN THƯỜNG VỤ", "Người lập biểu", "Lạng Sơn, ngày … tháng … năm …"."""
    folded = " ".join(words(text))
    return bool(_SIGNATURE.match(folded) or _DATE_LINE.search(folded))


def is_heading(text: str) -> bool:
    """Words that begin a group's or an organisation's name, hence no person's."""
    return heading_text(text).casefold().startswith(_HEADING_STARTS)


def heading_text(text: str) -> str:
    """A heading without its outline mark and its head-count: "I. Huyện ủy (15 đ/c)" → "Huyện ủy"."""
    return nfc(_COUNT.sub("", _BULLET.sub("", text))).rstrip(" :.;,")


def point_of_heading(text: str) -> str:
    """What follows "Điểm cầu" in a heading; empty when the heading names no point."""
    bare = heading_text(text)
    return bare[found.end() :] if (found := _POINT_HEADING.match(bare)) else ""


def point_of_title(text: str) -> str:
    """What follows "điểm cầu" anywhere in a title; empty when it names no point."""
    found = _POINT_IN_TITLE.search(text)
    return nfc(found[1]).strip(" :.–-()") if found else ""


def is_unit(text: str) -> bool:
    """Words that begin an organisation's name."""
    return text.casefold().startswith(_UNIT_STARTS)


def is_position(text: str) -> bool:
    """Whether a text holds a word of office."""
    return _POSITION_WORDS.search(nfc(text).casefold()) is not None


def has_odd_characters(text: str) -> bool:
    """Characters no name has: HTML, formulas, addresses."""
    return _ODD.search(text) is not None


def could_be_name(text: str) -> bool:
    """At least two letters and more letters than digits."""
    letters = len(_LETTER.findall(text))
    return letters >= 2 and letters > sum(map(str.isdigit, text))


def looks_like_person(text: str) -> bool:
    """Two to seven words, each begun by a capital, and no heading: "Vi Văn An", "H'Hen Niê"."""
    parts = text.split()
    return (
        2 <= len(parts) <= 7
        and could_be_name(text)
        and not has_odd_characters(text)
        and not is_heading(text)
        and all(part[0].isupper() or not part[0].isalpha() for part in parts)
    )
