"""The cast around one plan: a commune that writes it, the district above that receives it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role
from dissemination.database import db
from dissemination.directives.models import (
    Directive,
    DirectiveKind,
    Operator,
    SolutionGroup,
    Target,
    TargetValue,
)
from dissemination.plans import queries
from dissemination.plans.models import Plan, PlanTask, PlanVersion
from dissemination.units.models import Unit, UnitLevel
from tests.conftest import Cast

CLEAR = {
    "content": "Tổ chức học tập, quán triệt nghị quyết",
    "lead": "Ban Tuyên giáo",
    "due_on": "2024-01-31",
    "responsible": "Bí thư Đảng ủy",
    "product": "Báo cáo kết quả",
    "authority": "Đảng ủy xã",
}


@dataclass
class Office:
    """Signed-in browsers by what a person is, and the ways they go."""

    unit: Unit
    district: Unit
    directive: Directive
    people: dict[str, FlaskClient]

    def __getitem__(self, who: str) -> FlaskClient:
        return self.people[who]

    @property
    def home(self) -> str:
        return f"/units/{self.unit.id}/plans"

    def begin(self, **more: Any) -> PlanVersion:
        """The officer begins a plan from the directive."""
        sent = {
            "directive_id": self.directive.id,
            "kind": "plan",
            "first_year": 2023,
            "last_year": 2025,
            "source": "directive",
            **more,
        }
        answer = self["officer"].post(f"{self.home}/new", data=sent)
        assert answer.status_code == 303, answer.text
        return self.version()

    def version(self, ordinal: int | None = None) -> PlanVersion:
        """The plan as it is stored now."""
        plan_id = db.session.scalar(db.select(Plan.id).order_by(Plan.id.desc()).limit(1))
        assert plan_id is not None
        db.session.expire_all()
        found = queries.version_of(plan_id, ordinal)
        assert found is not None
        return found

    def page(self, version: PlanVersion) -> str:
        return f"{self.home}/{version.plan_id}"

    def at(self, version: PlanVersion) -> str:
        return f"{self.page(version)}/versions/{version.ordinal}"

    def write(self, version: PlanVersion, task: PlanTask, **texts: str) -> TestResponse:
        """The officer saves a row of a task, as a page without scripts does."""
        sent = {"revision": str(task.revision), **texts}
        return self["officer"].post(f"{self.at(version)}/rows/task/{task.id}", data=sent)

    def step(self, who: str, step: str, version: PlanVersion, **said: Any) -> TestResponse:
        return self[who].post(f"{self.at(version)}/steps/{step}", data=said, follow_redirects=True)

    def issued(self, **texts: str) -> PlanVersion:
        """A plan that went all the way."""
        version = self.begin()
        self.write(version, version.tasks[0], **{**CLEAR, **texts})
        return self.sign(self.version())

    def sign(self, version: PlanVersion) -> PlanVersion:
        """From a complete draft to a plan in force."""
        self.step("officer", "present", version)
        self.step("head", "submit", version)
        self.step("receiver", "accept", version)
        self.step("head", "issue", version, number="15-KH/ĐU", issued_on="2023-12-01")
        return self.version(version.ordinal)


@pytest.fixture
def office(cast: Cast) -> Office:
    root = cast.unit("20", "Tỉnh ủy Lạng Sơn", UnitLevel.PROVINCE)
    district = cast.unit("184", "Huyện Chi Lăng", UnitLevel.DISTRICT, root)
    unit = cast.unit("06472", "Xã Vân An", parent=district)
    beside = cast.unit("06475", "Xã Chiến Thắng", parent=district)
    afar = cast.unit("185", "Huyện Hữu Lũng", UnitLevel.DISTRICT, root)
    parts: dict[str, tuple[Role, dict[str, int]]] = {
        "officer": (Role.UNIT_OFFICER, {"unit_id": unit.id}),
        "colleague": (Role.UNIT_OFFICER, {"unit_id": unit.id}),
        "head": (Role.HEAD_OF_UNIT, {"unit_id": unit.id}),
        "receiver": (Role.UNIT_OFFICER, {"unit_id": district.id}),
        "secretariat": (Role.SECRETARIAT, {}),
        "inspector": (Role.INSPECTOR, {}),
        "neighbour": (Role.UNIT_OFFICER, {"unit_id": beside.id}),
        "outsider": (Role.UNIT_OFFICER, {"unit_id": afar.id}),
    }
    people = {
        who: cast.sign_in(cast.user(f"{who}@example.vn", role, **part))
        for who, (role, part) in parts.items()
    }
    return Office(unit, district, _directive(), people)


def _directive() -> Directive:
    target = Target(code="T3", title="Tỷ lệ cán bộ trẻ cấp xã", level=UnitLevel.COMMUNE)
    target.values = [TargetValue(year=2025, operator=Operator.AT_LEAST, value=25)]
    directive = Directive(
        number="116-NQ/TU",
        kind=DirectiveKind.RESOLUTION,
        issuer="Tỉnh ủy",
        issued_on=date(2023, 7, 4),
        subject="công tác cán bộ",
        targets=[target],
        solution_groups=[SolutionGroup(number=1, title="Nâng cao nhận thức")],
    )
    db.session.add(directive)
    db.session.commit()
    return directive
