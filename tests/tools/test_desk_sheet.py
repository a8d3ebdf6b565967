"""The desk's sheet is one page, and names what is really on the screen."""

from pathlib import Path

import pypdfium2

from tests.tools.telling import names_told
from tools.desk_sheet import PAGE, read, sheet
from tools.provide import ROOT

TEXT = PAGE.read_text(encoding="utf-8")


def test_it_is_one_sheet_of_a4_and_small() -> None:
    pdf = sheet(TEXT)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    assert len(pdf) < 500_000


def test_every_picture_is_there_and_named_once() -> None:
    sections = read(TEXT)["sections"]
    assert isinstance(sections, list)
    named = [name for section in sections for name in section["pictures"]]
    kept = {f"quet-the/{path.name}" for path in (ROOT / "docs" / "quet-the").iterdir()}
    assert set(named) == kept
    assert len(named) == len(kept)
    assert all(section["title"] and section["text"] for section in sections)


def test_what_one_is_told_to_press_is_on_the_screen() -> None:
    words = (ROOT / "static" / "scanner" / "words.js").read_text(encoding="utf-8")
    pages = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(ROOT / "templates" / "checkin").glob("*.html")
    )
    for name in names_told(TEXT):
        assert name.removesuffix(".") in words or name in pages, name
