"""Storing a list, exporting it, and getting it back; on real files."""

import csv
import io
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination.database import db
from dissemination.sheets import writing
from dissemination.sheets.refusals import FileRefusal
from dissemination.units import exports, imports, queries
from dissemination.units.imports import ListRefusal, Reading
from dissemination.units.levels import KIND_WORDS, LEVEL_WORDS
from dissemination.units.list_plan import Plan
from dissemination.units.models import Unit, UnitVersion
from dissemination.units.wording import KINDS, LEVELS
from dissemination.web.models import AuditEntry
from tests.units.conftest import Province

ON = date(2023, 11, 15)
LATER = date(2024, 6, 1)
LANG_SON = (files("dissemination.sample") / "data" / "lang_son_units_2023.csv").read_bytes()


def take(data: bytes, name: str = "units.csv", on: date = ON) -> Plan:
    result = imports.preview(data, name, Reading(on))
    assert isinstance(result, Plan), result
    imports.apply(result, name)
    db.session.commit()
    return result


def sheet(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def counts(plan: Plan) -> tuple[int, int, int, int]:
    return len(plan.new), len(plan.changed), len(plan.unchanged), len(plan.faults)


@pytest.mark.both_databases
def test_lang_son_of_2023_comes_in_as_it_is_and_a_second_time_changes_nothing(app: Flask) -> None:
    assert counts(take(LANG_SON)) == (212, 0, 0, 0)
    tree = queries.tree_at(ON)
    (root,) = tree.roots
    assert (root.code, len(tree.nodes), len(tree.children[root.id])) == ("20", 212, 11)
    assert counts(take(LANG_SON, on=LATER)) == (0, 0, 212, 0)
    assert db.session.scalar(sa.select(sa.func.count(UnitVersion.id))) == 212


def test_zeros_lost_in_excel_come_back(app: Flask) -> None:
    take(LANG_SON)
    rows = csv.reader(io.StringIO(LANG_SON.decode()))
    bare = sheet(*(",".join(cell.lstrip("0") for cell in row) for row in rows))
    result = take(bare)
    assert counts(result) == (0, 0, 212, 0)
    assert len(result.repairs) == 200


@pytest.mark.both_databases
def test_a_changed_list_changes_only_what_differs_and_keeps_the_past(province: Province) -> None:
    data = sheet("mã,tên,mã cấp trên", "06472,Xã Vân Thủy,186", "187,Huyện Chi Lăng,20")
    assert counts(take(data)) == (0, 1, 1, 0)
    before, after = queries.versions_of(province.van_an.id)
    assert (before.name, before.valid_to) == ("Xã Vân An", ON)
    assert (after.name, after.parent_id, after.valid_from) == (
        "Xã Vân Thủy",
        province.huu_lung.id,
        ON,
    )


def test_good_lines_come_in_beside_bad_ones(province: Province) -> None:
    data = sheet("mã,tên,cấp,mã cấp trên", "n1,Xã Mới,Cấp xã,187", "n2,Xã Lạc,Cấp xã,999")
    assert counts(take(data)) == (1, 0, 0, 1)
    assert queries.by_code("n2") is None


def test_an_import_is_on_record(province: Province) -> None:
    take(sheet("mã,tên", "06472,Xã Vân Thủy"), "đổi tên.csv")
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.reason) == ("import", "đổi tên.csv")
    assert entry.before["06472"]["name"] == "Xã Vân An"
    assert entry.after["06472"]["name"] == "Xã Vân Thủy"


DANGEROUS = ("=1+1", "+84 205", "-Xã", "@here", "'=1", "''+", "<b>Xã</b>", 'Xã "Ba", số 3')


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_comes_back_without_a_difference(
    app: Flask, province: Province, form: str
) -> None:
    for number, name in enumerate(DANGEROUS):
        take(sheet("mã,tên,cấp,mã cấp trên", f'd{number},"placeholder",Cấp xã,187'))
        version = queries.versions_of(queries.by_code(f"d{number}").id)[0]  # type: ignore[union-attr]
        version.name = name
    db.session.commit()
    table = exports.table(LATER)
    data = writing.as_xlsx(table) if form == "xlsx" else writing.as_csv(table)
    result = take(data, f"units.{form}", LATER)
    assert counts(result) == (0, 0, 7 + len(DANGEROUS), 0)
    assert result.repairs == []


def test_an_export_makes_the_same_tree_in_an_empty_database(app: Flask, province: Province) -> None:
    take(sheet("mã,tên", "187,Huyện Chi Lăng Mới"))  # a parent younger than its children
    data = writing.as_xlsx(exports.table(LATER))
    before = {(n.code, n.name, n.level, n.kind) for n in queries.tree_at(LATER).nodes.values()}
    db.session.execute(sa.delete(UnitVersion))
    db.session.execute(sa.delete(Unit))
    db.session.commit()
    assert counts(take(data, "units.xlsx", LATER)) == (7, 0, 0, 0)
    after = {(n.code, n.name, n.level, n.kind) for n in queries.tree_at(LATER).nodes.values()}
    assert after == before


def test_in_a_csv_no_cell_begins_like_a_formula(province: Province) -> None:
    version = queries.versions_of(province.van_an.id)[0]
    version.name = "=cmd|' /C calc'!A0"
    db.session.flush()
    rows = list(csv.reader(io.StringIO(writing.as_csv(exports.table(LATER)).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_template_is_a_list_that_can_be_imported(app: Flask) -> None:
    assert counts(take(writing.as_xlsx(exports.template()), "mau.xlsx")) == (4, 0, 0, 0)


def test_words_in_files_and_on_screen_are_the_same(app: Flask) -> None:
    assert {level: str(word) for level, word in LEVELS.items()} == LEVEL_WORDS
    assert {kind: str(word) for kind, word in KINDS.items()} == KIND_WORDS


def test_what_is_no_list_is_refused_with_a_reason(app: Flask) -> None:
    assert imports.preview(b"", "a.xlsx", Reading(ON)) is FileRefusal.EMPTY
    assert imports.preview(b"%PDF-1.7", "a.xlsx", Reading(ON)) is FileRefusal.NOT_A_SHEET
    people = sheet("Họ và tên,Chức vụ", "Nguyễn Văn An,Bí thư")
    assert imports.preview(people, "a.csv", Reading(ON)) is ListRefusal.NO_HEADINGS


# --- the command --------------------------------------------------------------------------------


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["units", "import", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.fixture
def lang_son(tmp_path: Path) -> Path:
    path = tmp_path / "lang_son_units_2023.csv"
    path.write_bytes(LANG_SON)
    return path


def test_the_command_stores_and_counts(app: Flask, lang_son: Path) -> None:
    status, output = run(app, lang_son, "--date", "2023-01-01", "--json")
    assert status == 0
    expected = {"new": 212, "changed": 0, "unchanged": 0, "absent": 0}
    assert json.loads(output) == {**expected, "refused": [], "repaired": []}
    assert queries.version_on(queries.by_code("05971").id, date(2023, 1, 1))  # type: ignore[union-attr]


def test_a_dry_run_stores_nothing(app: Flask, lang_son: Path) -> None:
    assert "212 new" in run(app, lang_son, "--dry-run")[1]
    assert db.session.scalar(sa.select(sa.func.count(Unit.id))) == 0


def test_the_command_names_lines_it_left_out(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(sheet("mã,tên,cấp", "20,Tỉnh Lạng Sơn,Cấp tỉnh", ",Không mã,Cấp xã"))
    status, output = run(app, path)
    assert status == 0
    assert "line 3 left out: Thiếu mã đơn vị" in output


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (b"mot tep van ban", [], "mã và cột tên"),
        (b"code,name\n,x\n", [], "No line can be imported: line 2"),
        (LANG_SON, ["--date", "hôm qua"], "is not a day"),
    ],
)
def test_the_command_ends_with_one_clear_sentence(
    app: Flask, tmp_path: Path, content: bytes, options: list[str], sentence: str
) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(content)
    status, output = run(app, path, *options)
    assert status == 1
    assert sentence in output
    assert len(output.strip().splitlines()) == 1
