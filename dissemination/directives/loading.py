"""Directives from a file of facts, such as the sample's resolution_116.json. Pure.

`{"directives": [{"number", "kind", "issuer", "issued_on", "subject", "horizons"}, …],
"targets": [{"code", "title", "level", "unit", "age_below"?, "denominator"?, "directions"?,
"values": [{"year", "operator", "value" | "low", "high", "note"?}]}],
"solution_groups": [{"no", "title", "breakthrough"?}]}`: targets and groups are the first directive's.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dissemination.directives.models import (
    Directive,
    DirectiveKind,
    Operator,
    SolutionGroup,
    Target,
    TargetValue,
)
from dissemination.units.models import UnitLevel

Facts = Mapping[str, Any]


def directives_in(facts: Facts) -> list[Directive]:
    """The directives of a file, not stored yet; raises KeyError or ValueError for another shape."""
    first, *others = (_directive(row) for row in facts["directives"])
    first.targets = [_target(row) for row in facts.get("targets", ())]
    first.solution_groups = [
        SolutionGroup(
            number=row["no"], title=row["title"], is_breakthrough=row.get("breakthrough", False)
        )
        for row in facts.get("solution_groups", ())
    ]
    return [first, *others]


def _directive(row: Facts) -> Directive:
    return Directive(
        number=row["number"],
        kind=DirectiveKind(row["kind"]),
        issuer=row["issuer"],
        issued_on=date.fromisoformat(row["issued_on"]),
        subject=row["subject"],
        horizons=row["horizons"],
    )


def _target(row: Facts) -> Target:
    directions = "; ".join(row.get("directions", ()))
    return Target(
        code=row["code"],
        title=row["title"],
        level=UnitLevel(row["level"]),
        measure=row["unit"],
        age_below=row.get("age_below"),
        denominator=row.get("denominator", ""),
        values=[_value(value, directions) for value in row["values"]],
    )


def _value(row: Facts, directions: str) -> TargetValue:
    return TargetValue(
        year=row["year"],
        operator=Operator(row["operator"]),
        value=_number(row.get("value")),
        low=_number(row.get("low")),
        high=_number(row.get("high")),
        note=row.get("note", directions),
    )


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
