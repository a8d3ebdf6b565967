"""Pages and files are small on the way; a file is fetched once."""

import gzip
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from dissemination.web import delivery

ROWS = "<tr><td>Nguyễn Văn An</td></tr>" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.css").write_text("body { color: black }\n" * 100)
    (tmp_path / "letters.woff2").write_bytes(b"wOF2" * 100)
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Flask:
    app = Flask("site", static_folder=str(folder), static_url_path="/static")
    delivery.init_app(app)
    app.add_url_rule("/page", "page", lambda: ROWS)
    app.add_url_rule("/note", "note", lambda: "<p>ngắn</p>")
    app.add_url_rule("/data", "data", lambda: {"rows": ROWS})
    return app


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()


def address(site: Flask, name: str) -> str:
    with site.test_request_context():
        return url_for("static", filename=name)


GZIP = {"Accept-Encoding": "gzip, br"}
PLAIN = {"Accept-Encoding": "identity"}


def test_a_style_sheet_arrives_compressed_and_whole(visitor: FlaskClient, folder: Path) -> None:
    answer = visitor.get("/static/page.css", headers=GZIP, buffered=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 200
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert gzip.decompress(answer.data) == (folder / "page.css").read_bytes()


def test_a_browser_that_takes_no_gzip_gets_plain_text(visitor: FlaskClient, folder: Path) -> None:
    answer = visitor.get("/static/page.css", headers=PLAIN, buffered=True)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (folder / "page.css").read_bytes()
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_file_asked_for_by_version_is_kept_for_good(site: Flask, visitor: FlaskClient) -> None:
    answer = visitor.get(address(site, "page.css"), buffered=True)
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_changed_file_has_another_address(site: Flask, folder: Path) -> None:
    before = address(site, "page.css")
    (folder / "page.css").write_text("body { color: red }")
    assert address(site, "page.css") != before


def test_a_font_has_the_address_that_the_style_sheet_knows(site: Flask) -> None:
    assert address(site, "letters.woff2") == "/static/letters.woff2"


def test_an_unchanged_file_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/static/page.css", headers=GZIP, buffered=True)
    seen = {"If-None-Match": first.headers["ETag"]}
    again = visitor.get("/static/page.css", headers=GZIP | seen, buffered=True)
    assert again.status_code == 304
    assert again.data == b""


def test_a_part_of_a_file_is_sent_as_it_is(visitor: FlaskClient, folder: Path) -> None:
    answer = visitor.get("/static/page.css", headers=GZIP | {"Range": "bytes=0-9"}, buffered=True)
    assert answer.status_code == 206
    assert answer.data == (folder / "page.css").read_bytes()[:10]


def test_a_missing_file_is_missing(site: Flask, visitor: FlaskClient) -> None:
    assert visitor.get(address(site, "none.css")).status_code == 404


def test_a_page_arrives_compressed_and_whole(visitor: FlaskClient) -> None:
    answer = visitor.get("/page", headers=GZIP)
    assert len(answer.data) < len(ROWS) / 10
    assert gzip.decompress(answer.data).decode() == ROWS
    assert visitor.get("/page", headers=PLAIN).text == ROWS


def test_the_length_of_a_page_tells_nothing(visitor: FlaskClient) -> None:
    assert len({len(visitor.get("/page", headers=GZIP).data) for _ in range(20)}) > 1


@pytest.mark.parametrize("path", ["/note", "/data"])
def test_what_is_short_or_no_page_travels_as_it_is(visitor: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in visitor.get(path, headers=GZIP).headers
