"""Reading directives."""

import sqlalchemy as sa

from dissemination.database import db
from dissemination.directives.models import Directive, DirectiveKind, SolutionGroup, Target
from dissemination.text import words


def found(text: str, kind: DirectiveKind | None) -> list[Directive]:
    """Directives whose number, subject or issuer hold all words of a text, the newest first.

    There are tens of them, not thousands: they are compared here, accents and order aside.
    """
    query = sa.select(Directive).order_by(Directive.issued_on.desc(), Directive.number)
    if kind:
        query = query.where(Directive.kind == kind)
    wanted = words(text)
    return [directive for directive in db.session.scalars(query) if _holds(directive, wanted)]


def _holds(directive: Directive, wanted: list[str]) -> bool:
    own = words(f"{directive.number} {directive.subject} {directive.issuer}")
    return all(any(word.startswith(start) for word in own) for start in wanted)


def sizes(model: type[Target] | type[SolutionGroup]) -> dict[int, int]:
    """How many targets, or solution groups, each directive has."""
    query = sa.select(model.directive_id, sa.func.count()).group_by(model.directive_id)
    return dict(db.session.execute(query).all())
