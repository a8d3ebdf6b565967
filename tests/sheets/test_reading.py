"""Workbooks of every kind give the same cells; bad files give one refusal and no exception."""

import io
import unicodedata
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissemination.sheets import refusals
from dissemination.sheets.grids import Merge, Workbook
from dissemination.sheets.reading import read_workbook
from dissemination.sheets.refusals import FileRefusal, Limits
from tests.conferences.rosters import Page, csv, in_tcvn3, ods, page_in_tcvn3, xls, xlsx

LIST = Page(
    "Xã Vân An",
    [
        (None, None, None),
        ("DANH SÁCH ĐẠI BIỂU", None, None),
        ("STT", "Họ và tên", "Số CCCD"),
        (1, "Nguyễn Văn An", 20012345678.0),
        (2, "Trần Thị Bưởi", "001200001234"),
    ],
    merges=[(1, 0, 1, 2)],
)
CELLS = [
    ["", "", ""],
    ["DANH SÁCH ĐẠI BIỂU", "", ""],
    ["STT", "Họ và tên", "Số CCCD"],
    ["1", "Nguyễn Văn An", "20012345678"],
    ["2", "Trần Thị Bưởi", "001200001234"],
]
WRITERS = {"xlsx": xlsx, "xls": xls, "ods": ods}
WHOLE = {suffix: write(LIST) for suffix, write in WRITERS.items()}


def read(data: bytes, name: str = "danh-sach.xlsx") -> Workbook:
    found = read_workbook(data, name)
    assert isinstance(found, Workbook), found
    return found


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_program_s_file_gives_the_same_sheet(suffix: str) -> None:
    write: Callable[..., bytes] = WRITERS[suffix]
    hidden = Page("Nháp", [("x",)], hidden=True)
    book = read(write(LIST, hidden), f"tep.{suffix}")
    assert [(s.name, s.hidden) for s in book.sheets] == [("Xã Vân An", False), ("Nháp", True)]
    assert book.sheets[0].rows == CELLS
    assert book.sheets[0].merges == (Merge(1, 0, 1, 2),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_in_any_unicode_and_with_any_separator(encoding: str, separator: str) -> None:
    page = Page("", [("Họ và tên", "Chức vụ, đơn vị"), ("Nguyễn Văn An", "Bí thư; xã Vân An")])
    rows = read(csv(page, separator, encoding), "tep.csv").sheets[0].rows
    assert rows == [["Họ và tên", "Chức vụ, đơn vị"], ["Nguyễn Văn An", "Bí thư; xã Vân An"]]


def test_csv_of_windows_1258_is_read() -> None:
    text = "Họ và tên;Chức vụ\r\nNguyễn Văn An;Bí thư Đảng ủy\r\n"
    rows = read(_in_windows_1258(text), "tep.csv").sheets[0].rows
    assert rows[1] == ["Nguyễn Văn An", "Bí thư Đảng ủy"]


def test_csv_of_tcvn3_keeps_its_codes_for_the_converter() -> None:
    page = Page("", [("Họ và tên", "Chức vụ"), ("Nguyễn Văn An", "Bí thư")])
    rows = read(csv(page_in_tcvn3(page), encoding="latin-1"), "tep.csv").sheets[0].rows
    assert rows[1] == [in_tcvn3("Nguyễn Văn An"), in_tcvn3("Bí thư")]


def test_csv_with_a_named_separator_and_quoted_lines() -> None:
    data = 'sep=|\r\n"Họ và tên"|"Chức vụ"\r\n"Nguyễn\nVăn An"|"Bí ""thư"""\r\n'.encode()
    rows = read(data, "tep.csv").sheets[0].rows
    assert rows == [["Họ và tên", "Chức vụ"], ["Nguyễn\nVăn An", 'Bí "thư"']]


def _in_windows_1258(text: str) -> bytes:
    encoded = bytearray()
    for letter in text:
        try:
            encoded += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", parts.replace(tone, ""))
            encoded += base.encode("cp1258") + tone.encode("cp1258")
    return bytes(encoded)


def test_a_formula_gives_its_kept_value_and_is_never_run() -> None:
    data = _with_sheet_xml(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>WEBSERVICE("http://x/")</f><v>An</v></c>'
        '<c r="C1"><f>cmd|\' /C calc\'!A0</f></c><c r="D1"><v>7</v></c></row>'
    )
    assert read(data).sheets[0].rows == [["2", "An", "", "7"]]


def _with_sheet_xml(rows: str) -> bytes:
    """A workbook whose one sheet holds these rows literally."""
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    saved = io.BytesIO()
    book.save(saved)
    changed = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                start, end = content.index(b"<sheetData>"), content.index(b"</sheetData>")
                content = content[: start + 11] + rows.encode() + content[end:]
            new.writestr(part, content)
    return changed.getvalue()


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    changed = io.BytesIO(data)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr(name, content)
    return changed.getvalue()


def _zip(parts: dict[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return saved.getvalue()


ENCRYPTED_ODS = _zip(
    {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
        "content.xml": b"\x01\x02",
    }
)
MARKED = {
    "empty": (b"", "a.xlsx", FileRefusal.EMPTY),
    "a text named xlsx": (b"hello", "a.xlsx", FileRefusal.NOT_A_SHEET),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "a.csv", FileRefusal.NOT_A_SHEET),
    "a program": (b"MZ\x90\0" + bytes(500), "a.csv", FileRefusal.NOT_A_SHEET),
    "a PDF": (b"%PDF-1.7 ...", "danh sach.xlsx", FileRefusal.NOT_A_SHEET),
    "a web page": (b"<html><table><tr><td>An", "a.xls", FileRefusal.WEB_PAGE),
    "Excel 2003 XML": (b'<?xml version="1.0"?><Workbook>', "a.xls", FileRefusal.WEB_PAGE),
    "half a zip": (xlsx(LIST)[:2500], "a.xlsx", FileRefusal.DAMAGED),
    "half an xls": (xls(LIST)[:2500], "a.xls", FileRefusal.DAMAGED),
    "a zip of photos": (_zip({"a.jpg": b"x"}), "a.xlsx", FileRefusal.NOT_A_SHEET),
    "a Word file": (
        _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}),
        "a.docx",
        FileRefusal.NOT_A_SHEET,
    ),
    "macros": (
        _with_part(xlsx(LIST), "xl/vbaProject.bin", b"\xd0\xcf"),
        "a.xlsm",
        FileRefusal.MACROS,
    ),
    "macros renamed": (
        _with_part(xlsx(LIST), "xl/vbaProject.bin", b"\xd0\xcf"),
        "a.xlsx",
        FileRefusal.MACROS,
    ),
    "old macros": (
        _with_part(xlsx(LIST), "xl/macrosheets/sheet1.xml", b"<x/>"),
        "a.xlsx",
        FileRefusal.MACROS,
    ),
    "binary workbook": (
        _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}),
        "a.xlsb",
        FileRefusal.OLD_FORMAT,
    ),
    "a locked ods": (ENCRYPTED_ODS, "a.ods", FileRefusal.PASSWORD),
    "an unknown encoding": (b"\xe9\xe8abc;\xff\n", "a.csv", FileRefusal.UNKNOWN_ENCODING),
    "no rows": (xlsx(Page("Trống", [])), "a.xlsx", FileRefusal.NO_ROWS),
    "no rows of text": (b"\r\n;;\r\n", "a.csv", FileRefusal.NO_ROWS),
    "a cell very far away": (
        _with_sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "a.xlsx",
        FileRefusal.TOO_SPREAD,
    ),
    "a cell far away without an address": (
        _with_sheet_xml('<row r="1048576">' + "<c><v>1</v></c>" * 9 + "</row>"),
        "a.xlsx",
        FileRefusal.TOO_SPREAD,
    ),
}


@pytest.mark.parametrize("case", MARKED)
def test_a_bad_file_is_refused_for_its_reason(case: str) -> None:
    data, name, refusal = MARKED[case]
    assert read_workbook(data, name) is refusal
    assert str(refusals.sentence(refusal)).endswith(".")


def test_an_xls_with_macros_or_a_password_is_refused() -> None:
    plain = xls(LIST)
    assert read_workbook(_with_ole_entry(plain, "_VBA_PROJECT_CUR"), "a.xls") is FileRefusal.MACROS
    assert read_workbook(_with_ole_entry(plain, "EncryptedPackage"), "a.xlsx") is (
        FileRefusal.PASSWORD
    )


def _with_ole_entry(data: bytes, name: str) -> bytes:
    """The compound file with one free directory entry given a name."""
    root = data.index("Root Entry".encode("utf-16-le"))
    entry = root + 3 * 128
    title = name.encode("utf-16-le").ljust(64, b"\0")
    length = (2 * len(name) + 2).to_bytes(2, "little")
    return data[:entry] + title + length + data[entry + 66 :]


def test_repeated_cells_of_an_ods_are_counted_before_they_are_spread() -> None:
    few = b'<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
    data = ods(Page("S", [("x",)]))
    content = zipfile.ZipFile(io.BytesIO(data)).read("content.xml")
    start = content.index(b"<table:table-cell")
    end = content.index(b">", start) + 1
    spread = content[:start] + few + content[end:]
    spread = spread.replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">'
    )
    parts = {n: zipfile.ZipFile(io.BytesIO(data)).read(n) for n in ("mimetype", "styles.xml")}
    bomb = _zip({**parts, "META-INF/manifest.xml": b"<x/>", "content.xml": spread})
    assert read_workbook(bomb, "a.ods") is FileRefusal.TOO_SPREAD


def test_an_ods_with_a_document_type_is_refused() -> None:
    evil = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><office:document-content>&a;</office:document-content>'
    )
    data = _zip(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": evil}
    )
    assert read_workbook(data, "a.ods") is FileRefusal.DAMAGED


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = _with_part(xlsx(LIST), "xl/media/a.bin", b"")
    unpacked = _zip({"[Content_Types].xml": b"x", "xl/a.xml": bytes(2_000_000)})
    assert len(unpacked) < 10_000
    limits = Limits(unpacked_bytes=1_000_000)
    assert read_workbook(unpacked, "a.xlsx", limits) is FileRefusal.BOMB
    assert isinstance(read_workbook(bomb, "a.xlsx", limits), Workbook)


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert read_workbook(b"PK\x03\x04" * 10, "a.xlsx", Limits(file_bytes=39)) is (
        FileRefusal.TOO_LARGE
    )


def test_formatting_far_below_the_list_does_not_matter() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read(_with_sheet_xml(rows)).sheets[0].rows == [["1"]]


@pytest.mark.parametrize("suffix", WRITERS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_ends_in_an_exception(suffix: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[suffix])
    for _ in range(data.draw(st.integers(1, 30))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    found = read_workbook(bytes(content[:cut] if data.draw(st.booleans()) else content), "a.csv")
    assert isinstance(found, Workbook | FileRefusal)


@given(st.binary(max_size=400))
def test_no_text_ends_in_an_exception(content: bytes) -> None:
    assert isinstance(read_workbook(content, "a.csv"), Workbook | FileRefusal)
