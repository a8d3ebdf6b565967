"""Directives, their targets and solution groups: made, changed, deleted while nothing hangs on them."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from dissemination.database import db
from dissemination.directives import asking, loading
from dissemination.directives.asking import Asked
from dissemination.directives.loading import Facts
from dissemination.directives.models import (
    Directive,
    DirectiveKind,
    Operator,
    SolutionGroup,
    Target,
    TargetValue,
)
from dissemination.directives.refusals import Refusal
from dissemination.units.models import UnitLevel
from dissemination.web import audit

_SUBJECT = "directive"


@dataclass(frozen=True, slots=True)
class DirectiveDetails:
    """What a person types about a directive."""

    number: str
    kind: DirectiveKind
    issuer: str
    issued_on: date
    subject: str
    horizons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetDetails:
    """What a person types about a target; `values` one a year."""

    code: str
    title: str
    level: UnitLevel
    measure: str = asking.SHARE
    age_below: int | None = None
    denominator: str = ""
    values: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """What a person types about a solution group."""

    number: int
    title: str
    is_breakthrough: bool = False


def create(details: DirectiveDetails) -> Directive | Refusal:
    """A directive without targets or groups yet."""
    audit.take_turn()
    if _numbered(details.number):
        return Refusal.NUMBER_TAKEN
    directive = Directive(**_columns(details))
    db.session.add(directive)
    db.session.flush()
    audit.record("create", _SUBJECT, directive.id, after=told(details))
    return directive


def load_directive(facts: Facts) -> list[Directive] | Refusal:
    """Store the directives of a file such as resolution_116.json; see `loading` for its shape."""
    audit.take_turn()
    directives = loading.directives_in(facts)
    if any(_numbered(directive.number) for directive in directives):
        return Refusal.NUMBER_TAKEN
    db.session.add_all(directives)
    db.session.flush()
    for directive in directives:
        after = {
            **told(details_of(directive)),
            "targets": len(directive.targets),
            "solution_groups": len(directive.solution_groups),
        }
        audit.record("load", _SUBJECT, directive.id, after=after)
    return directives


def edit(directive_id: int, details: DirectiveDetails) -> Refusal | None:
    """Change what is said about the directive itself."""
    directive = fresh(directive_id)
    before = details_of(directive)
    if before == details:
        return None
    if details.number != before.number and _numbered(details.number):
        return Refusal.NUMBER_TAKEN
    _assign(directive, _columns(details))
    audit.record("edit", _SUBJECT, directive_id, before=told(before), after=told(details))
    return None


def delete(directive_id: int) -> Refusal | None:
    """Forget a directive with its targets and groups, unless a conference or a plan is about it."""
    directive = fresh(directive_id)
    before = told(details_of(directive))
    try:
        with db.session.begin_nested():
            db.session.delete(directive)
    except sa.exc.IntegrityError:
        return Refusal.STILL_USED
    audit.record("delete", _SUBJECT, directive_id, before=before)
    return None


def add_target(directive_id: int, details: TargetDetails) -> Target | Refusal:
    """One more target."""
    directive = fresh(directive_id)
    if refused := _target_refused(directive, details, None):
        return refused
    target = Target(directive_id=directive_id)
    _assign_target(target, details)
    directive.targets.append(target)
    db.session.flush()
    audit.record("add_target", _SUBJECT, directive_id, after=told(details))
    return target


def edit_target(target_id: int, details: TargetDetails) -> Refusal | None:
    """Change a target and what it asks for; years that are no longer named go."""
    target = db.session.get_one(Target, target_id)
    directive = fresh(target.directive_id)
    if refused := _target_refused(directive, details, target):
        return refused
    before = target_details(target)
    if before == details:
        return None
    _assign_target(target, details)
    db.session.flush()
    audit.record("edit_target", _SUBJECT, directive.id, before=told(before), after=told(details))
    return None


def remove_target(target_id: int) -> Refusal | None:
    """Forget a target, unless something counts on it."""
    target = db.session.get_one(Target, target_id)
    directive = fresh(target.directive_id)
    before = told(target_details(target))
    try:
        with db.session.begin_nested():
            directive.targets.remove(target)
    except sa.exc.IntegrityError:
        return Refusal.STILL_USED
    audit.record("remove_target", _SUBJECT, directive.id, before=before)
    return None


def add_group(directive_id: int, details: GroupDetails) -> SolutionGroup | Refusal:
    """One more solution group."""
    directive = fresh(directive_id)
    if _group_taken(directive, details.number, None):
        return Refusal.GROUP_TAKEN
    group = SolutionGroup(**asdict(details))
    directive.solution_groups.append(group)
    db.session.flush()
    audit.record("add_group", _SUBJECT, directive_id, after=told(details))
    return group


def edit_group(group_id: int, details: GroupDetails) -> Refusal | None:
    """Change a solution group's number, title or mark."""
    group = db.session.get_one(SolutionGroup, group_id)
    directive = fresh(group.directive_id)
    if _group_taken(directive, details.number, group):
        return Refusal.GROUP_TAKEN
    before = group_details(group)
    if before == details:
        return None
    _assign(group, asdict(details))
    audit.record("edit_group", _SUBJECT, directive.id, before=told(before), after=told(details))
    return None


def remove_group(group_id: int) -> Refusal | None:
    """Forget a solution group, unless something counts on it."""
    group = db.session.get_one(SolutionGroup, group_id)
    directive = fresh(group.directive_id)
    before = told(group_details(group))
    try:
        with db.session.begin_nested():
            directive.solution_groups.remove(group)
    except sa.exc.IntegrityError:
        return Refusal.STILL_USED
    audit.record("remove_group", _SUBJECT, directive.id, before=before)
    return None


def fresh(directive_id: int) -> Directive:
    """The directive as committed last, while nobody else changes what is audited."""
    audit.take_turn()
    return db.session.get_one(Directive, directive_id, populate_existing=True)


def details_of(directive: Directive) -> DirectiveDetails:
    return DirectiveDetails(
        directive.number,
        directive.kind,
        directive.issuer,
        directive.issued_on,
        directive.subject,
        tuple(directive.horizons),
    )


def target_details(target: Target) -> TargetDetails:
    return TargetDetails(
        target.code,
        target.title,
        target.level,
        target.measure,
        target.age_below,
        target.denominator,
        tuple(
            Asked(one.year, one.operator, one.value, one.low, one.high, one.note)
            for one in target.values
        ),
    )


def group_details(group: SolutionGroup) -> GroupDetails:
    return GroupDetails(group.number, group.title, group.is_breakthrough)


def told(details: DirectiveDetails | TargetDetails | GroupDetails) -> dict[str, Any]:
    """Details as JSON can keep them."""
    return {name: _plain(value) for name, value in asdict(details).items()}


def _plain(value: object) -> object:
    match value:
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case bool() | int() | None:
            return value
    return str(value)


def _columns(details: DirectiveDetails) -> dict[str, Any]:
    return {**asdict(details), "horizons": list(details.horizons)}


def _assign(thing: Directive | SolutionGroup, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(thing, name, value)
    db.session.flush()


def _assign_target(target: Target, details: TargetDetails) -> None:
    for name in ("code", "title", "level", "measure", "age_below", "denominator"):
        setattr(target, name, getattr(details, name))
    known = {value.year: value for value in target.values}
    target.values = [_value(known.get(asked.year), asked) for asked in details.values]


def _value(known: TargetValue | None, asked: Asked) -> TargetValue:
    """The year's value as it now is; a row that stays keeps its identity."""
    value = known or TargetValue(year=asked.year)
    is_range = asked.operator is Operator.RANGE
    value.operator = asked.operator
    value.value = None if is_range else asked.value
    value.low = asked.low if is_range else None
    value.high = asked.high if is_range else None
    value.note = asked.note
    return value


def _numbered(number: str) -> bool:
    query = sa.select(Directive.id).where(sa.func.lower(Directive.number) == number.lower())
    return db.session.scalar(query) is not None


def _target_refused(
    directive: Directive, details: TargetDetails, own: Target | None
) -> Refusal | None:
    others = (target for target in directive.targets if target is not own)
    if any(target.code == details.code for target in others):
        return Refusal.CODE_TAKEN
    return next(iter(asking.faults(details.values, details.measure).values()), None)


def _group_taken(directive: Directive, number: int, own: SolutionGroup | None) -> bool:
    return any(group.number == number and group is not own for group in directive.solution_groups)
