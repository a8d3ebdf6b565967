"""Walking the whole application: every route, as every role for every kind of part, and as nobody.

What should happen is reckoned here, from ROLE_ACTIONS and the small table COVERS, and not asked of
the application's own decision.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from dissemination.accounts.models import Role, User
from dissemination.accounts.roles import ROLE_ACTIONS
from dissemination.reporting.models import ReportingPeriod
from dissemination.web.access import Rule as AccessRule
from dissemination.web.access import rule_of
from tests.guards.planted import PLANTED, Planted, told_by
from tests.guards.world import SECRET_TITLE, World

NOBODY = "nobody"

# What a grant for a part covers of what an address names: a point (with its conference), a
# conference, a unit, or nothing narrower than the system.
COVERS: dict[str, frozenset[str]] = {
    "everything": frozenset({"nothing", "conference", "point", "unit"}),
    "the conference": frozenset({"conference", "point"}),
    "the point": frozenset({"point"}),
    "the unit": frozenset({"point", "unit"}),
    "the unit above": frozenset({"point", "unit"}),
    "another conference": frozenset(),
    "another point of the conference": frozenset(),
    "the same unit's point in another conference": frozenset(),
    "another unit": frozenset(),
}
OUTSIDE = frozenset(part for part, covered in COVERS.items() if not covered)
OUTSIDE_THE_CONFERENCE = OUTSIDE - {"another point of the conference"}

# Public, but only a step on the way: without the step before, they lead back to the first.
STEPS = frozenset(
    {
        "security.two_factor_token_validation",
        "security.two_factor_rescue",
        "security.mf_recovery",
        "security.tf_select",
    }
)
# Views that refuse for reasons of their own whom the gate lets in; each with its reason.
REFUSES_BY_ITSELF: dict[str, str] = {
    "evidence.download": "the thing that a file belongs to says who sees it",
    "evidence.add": "the thing that a file belongs to says who changes it",
    "evidence.remove": "the thing that a file belongs to says who changes it",
}


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody: one role for one part, or nobody."""

    role: Role | None
    part: str
    user: User | None = None

    def __str__(self) -> str:
        return f"{self.role} for {self.part}" if self.role else NOBODY


@dataclass(frozen=True, slots=True)
class Step:
    """One route and method, with an address that names things which exist."""

    rule: Rule
    method: str
    address: str
    access: AccessRule | None

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.rule.endpoint})"

    @property
    def names(self) -> str:
        """The narrowest thing that the address names and the gate reads."""
        for argument in ("point", "conference", "unit"):
            if f"{argument}_id" in self.rule.arguments:
                return argument
        return "nothing"


@dataclass(frozen=True, slots=True)
class Walk:
    """The ways through one application, in one populated world."""

    app: Flask
    world: World

    def walkers(self, role: Role) -> Iterator[Walker]:
        """The role, granted for each kind of part."""
        for number, (part, grant) in enumerate(self.world.parts.items()):
            user = self.world.cast.user(
                f"{role.replace('_', '-')}-{number}@example.vn", role, **grant
            )
            yield Walker(role, part, user)

    def steps(self) -> Iterator[Step]:
        """Every route of the application with every method it answers."""
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                access = rule_of(self.app, rule.endpoint)
                yield Step(rule, method, self._address(rule), access)

    def _address(self, rule: Rule) -> str:
        filled = {name: self._value(rule, name) for name in rule.arguments}
        domain_and_path = rule.build(filled, append_unknown=False)
        assert domain_and_path, f"the guard cannot fill {rule}"
        return domain_and_path[1]

    def _value(self, rule: Rule, name: str) -> Any:  # noqa: ANN401  # whatever the address takes
        converter = rule._converters[name]
        if name in self.world.values:
            return self.world.values[name]
        if isinstance(converter, AnyConverter):
            return min(converter.items)
        return 1 if isinstance(converter, IntegerConverter) else "x"

    def period(self) -> ReportingPeriod:
        """The one that the world's unit owes a report for."""
        return self.world.session.get_one(ReportingPeriod, self.world.values["period_id"])

    def go(self, walker: Walker, step: Step) -> TestResponse:
        client = self.world.cast.sign_in(walker.user) if walker.user else self.app.test_client()
        return client.open(step.address, method=step.method, buffered=True)


def worth_walking(walkers: list[Walker], step: Step) -> list[Walker]:
    """Without the action, the widest grant stands for all others of the role; so it is where all may."""
    access = step.access
    held = access is None or any(
        walker.role and access.action in ROLE_ACTIONS[walker.role] for walker in walkers
    )
    return walkers if held or (access and access.signed_in) else walkers[:1]


def is_lawful(walker: Walker, access: AccessRule, names: str) -> bool:
    """Whether the gate must let this walker pass there."""
    if access.public:
        return True
    if walker.role is None:
        return False
    if access.action is None:
        return access.signed_in
    if access.action not in ROLE_ACTIONS[walker.role]:
        return False
    return access.anywhere or names in COVERS[walker.part]


def complaint(walker: Walker, step: Step, answer: TestResponse) -> str | None:
    """What is wrong with an answer; None when it is as it should be.

    Whatever is answered is searched: a refusal is a page too.
    """
    access = step.access
    if access is None:
        return "has no rule"
    if leaked := _leaked(walker, answer):
        return f"shows {leaked!r}"
    return _judged(walker, step, access, answer)


def _judged(walker: Walker, step: Step, access: AccessRule, answer: TestResponse) -> str | None:
    """Whether whoever may not pass is refused, and nobody else."""
    sent_to_sign_in = "/account/login" in answer.headers.get("Location", "")
    if access.device:
        return None if answer.status_code == 401 else "answers without a device's token"
    if not is_lawful(walker, access, step.names):
        refused = sent_to_sign_in if walker.role is None else answer.status_code == 403
        return None if refused else f"must refuse, answers {answer.status_code}"
    if _may_refuse(walker, step):
        return None
    refused = answer.status_code in {401, 403} or sent_to_sign_in
    return f"must let pass, answers {answer.status_code}" if refused else None


def _may_refuse(walker: Walker, step: Step) -> bool:
    """Whether the view itself decides on this walker, after the gate."""
    access = step.access
    if step.rule.endpoint in STEPS or step.rule.endpoint in REFUSES_BY_ITSELF:
        return True
    filters_itself = access is not None and access.anywhere
    return filters_itself and step.names not in COVERS.get(walker.part, frozenset())


def _leaked(walker: Walker, answer: TestResponse) -> str | None:
    return leaked_in(walker, told_by(answer))


def leaked_in(walker: Walker, told: str) -> str | None:
    """What is told to a walker that was planted for others."""
    secrets = [planted.text for planted in PLANTED if not _may_read(walker, planted)]
    if walker.part in OUTSIDE_THE_CONFERENCE or walker.role is None:
        secrets.append(SECRET_TITLE)
    return next((secret for secret in secrets if secret in told), None)


def _may_read(walker: Walker, planted: Planted) -> bool:
    """Whether the walker's role reads such things, within the part where this one stands."""
    if walker.role is None or walker.part in OUTSIDE:
        return False
    return bool(planted.readers & ROLE_ACTIONS[walker.role])
