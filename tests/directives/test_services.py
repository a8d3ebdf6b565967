"""Directives, targets and groups: what is stored, and what is refused."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
import sqlalchemy as sa
from flask import Flask

from dissemination.database import db
from dissemination.directives import services
from dissemination.directives.asking import Asked
from dissemination.directives.models import Directive, DirectiveKind, Operator, Target, TargetValue
from dissemination.directives.refusals import Refusal
from dissemination.directives.services import DirectiveDetails, GroupDetails, TargetDetails
from dissemination.directives.wording import asked_text
from dissemination.units.models import UnitLevel
from dissemination.web.models import AuditEntry
from tests.conftest import Cast

pytestmark = pytest.mark.both_databases

FACTS = json.loads((files("dissemination.sample") / "data" / "resolution_116.json").read_text())
DETAILS = DirectiveDetails(
    "12-CT/TU",
    DirectiveKind.INSTRUCTION,
    "Ban Thường vụ Tỉnh ủy",
    date(2024, 3, 1),
    "Tăng cường công tác cán bộ",
    (2025, 2030),
)


@pytest.fixture
def instruction(app: Flask) -> Directive:
    made = services.create(DETAILS)
    assert isinstance(made, Directive)
    db.session.commit()
    return made


def asked(year: int, value: int) -> Asked:
    return Asked(year, Operator.AT_LEAST, Decimal(value))


def target(*values: Asked, code: str = "T1") -> TargetDetails:
    return TargetDetails(code, "Tỷ lệ cán bộ trẻ", UnitLevel.COMMUNE, values=values)


def test_resolution_116_is_loaded_whole(app: Flask) -> None:
    loaded = services.load_directive(FACTS)
    db.session.commit()
    assert not isinstance(loaded, Refusal)
    resolution, scheme = loaded
    assert (resolution.number, len(resolution.targets)) == ("116-NQ/TU", 5)
    assert [g.number for g in resolution.solution_groups if g.is_breakthrough] == [3]
    assert scheme.targets == []
    said = [asked_text(value, t.measure) for t in resolution.targets for value in t.values]
    assert said[0] == "ít nhất 10%"
    assert said[5] == "duy trì 25%"
    assert said[-1] == "trong khoảng 10–15%"


def test_a_number_is_given_once(instruction: Directive) -> None:
    assert services.create(DETAILS) is Refusal.NUMBER_TAKEN
    services.load_directive(FACTS)
    assert services.load_directive(FACTS) is Refusal.NUMBER_TAKEN


def test_an_edit_is_on_record_with_what_was_before(instruction: Directive) -> None:
    changed = replace(DETAILS, subject="Khác")
    assert services.edit(instruction.id, changed) is None
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.before["subject"]) == ("edit", DETAILS.subject)
    assert entry.after["subject"] == "Khác"


def test_a_target_keeps_the_years_it_names(instruction: Directive) -> None:
    made = services.add_target(instruction.id, target(asked(2025, 10), asked(2030, 15)))
    assert isinstance(made, Target)
    kept = made.values[1].id
    spread = Asked(2035, Operator.RANGE, low=Decimal("10.5"), high=Decimal(15))
    assert services.edit_target(made.id, target(asked(2030, 20), spread)) is None
    db.session.commit()
    db.session.refresh(made)
    assert [(v.year, v.value, v.low) for v in made.values] == [
        (2030, Decimal(20), None),
        (2035, None, Decimal("10.5")),
    ]
    assert made.values[0].id == kept


def test_a_year_can_change_between_a_value_and_a_range(instruction: Directive) -> None:
    made = services.add_target(instruction.id, target(asked(2025, 10)))
    assert isinstance(made, Target)
    spread = Asked(2025, Operator.RANGE, low=Decimal(1), high=Decimal(2))
    assert services.edit_target(made.id, target(spread)) is None
    assert services.edit_target(made.id, target(asked(2025, 3))) is None
    db.session.commit()
    (value,) = db.session.scalars(sa.select(TargetValue))
    assert (value.value, value.low, value.high) == (Decimal(3), None, None)


def test_codes_and_numbers_within_a_directive_are_given_once(instruction: Directive) -> None:
    services.add_target(instruction.id, target())
    assert services.add_target(instruction.id, target()) is Refusal.CODE_TAKEN
    services.add_group(instruction.id, GroupDetails(1, "Giáo dục"))
    assert services.add_group(instruction.id, GroupDetails(1, "Khác")) is Refusal.GROUP_TAKEN


def test_what_cannot_be_asked_is_not_stored(instruction: Directive) -> None:
    refused = services.add_target(instruction.id, target(asked(2025, 101)))
    assert refused is Refusal.NOT_A_SHARE
    assert db.session.scalars(sa.select(Target)).all() == []


def test_a_directive_goes_with_all_it_holds(instruction: Directive) -> None:
    services.add_target(instruction.id, target(asked(2025, 10)))
    services.add_group(instruction.id, GroupDetails(1, "Giáo dục"))
    assert services.delete(instruction.id) is None
    db.session.commit()
    assert db.session.scalars(sa.select(TargetValue)).all() == []


def test_a_directive_of_a_conference_stays(instruction: Directive, cast: Cast) -> None:
    conference = cast.conference()
    conference.directives = [instruction]
    services.add_target(instruction.id, target(asked(2025, 10)))
    db.session.commit()
    assert services.delete(instruction.id) is Refusal.STILL_USED
    db.session.commit()
    assert len(db.session.get_one(Directive, instruction.id).targets) == 1


def test_targets_and_groups_can_be_removed(instruction: Directive) -> None:
    made = services.add_target(instruction.id, target(asked(2025, 10)))
    group = services.add_group(instruction.id, GroupDetails(1, "Giáo dục"))
    assert isinstance(made, Target)
    assert not isinstance(group, Refusal)
    assert services.remove_target(made.id) is None
    assert services.edit_group(group.id, GroupDetails(2, "Giáo dục", is_breakthrough=True)) is None
    assert services.remove_group(group.id) is None
    db.session.commit()
    db.session.refresh(instruction)
    assert instruction.targets == []
    assert instruction.solution_groups == []
