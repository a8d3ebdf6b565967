"""Choosing what of a directive everybody may read: every change is recorded."""

from dataclasses import asdict, dataclass
from typing import Any

from dissemination import clock
from dissemination.coverage.public_models import Publication
from dissemination.database import db
from dissemination.units.models import UnitLevel
from dissemination.web import audit

_SUBJECT = "publication"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is chosen; the parts named after the model's columns."""

    foreword: str = ""
    lowest_level: UnitLevel = UnitLevel.COMMUNE
    shows_targets: bool = True
    shows_coverage: bool = True
    shows_plans: bool = True
    shows_tasks: bool = False
    shows_reports: bool = True
    takes_comments: bool = True
    answer_days: int = 15

    @property
    def shows_anything(self) -> bool:
        parts = (self.shows_targets, self.shows_coverage, self.shows_plans, self.shows_reports)
        return any(parts)


def terms_of(publication: Publication) -> Terms:
    return Terms(**{name: getattr(publication, name) for name in Terms.__dataclass_fields__})


def save(directive_id: int, terms: Terms) -> Publication:
    """Keep the choice; what is public already changes at once."""
    audit.take_turn()
    publication = _kept(directive_id)
    before = terms_of(publication)
    for name, value in asdict(terms).items():
        setattr(publication, name, value)
    db.session.flush()
    if before != terms:
        audit.record(
            "edit_publication", _SUBJECT, directive_id, before=_told(before), after=_told(terms)
        )
    return publication


def show(directive_id: int) -> None:
    """Let everybody read it."""
    audit.take_turn()
    publication = _kept(directive_id)
    if not publication.is_open:
        publication.opened_at = clock.now()
        audit.record("publish", _SUBJECT, directive_id, after=_told(terms_of(publication)))


def hide(directive_id: int) -> None:
    """Take it back at once; what was chosen stays."""
    audit.take_turn()
    publication = _kept(directive_id)
    if publication.is_open:
        publication.opened_at = None
        audit.record("unpublish", _SUBJECT, directive_id)


def _kept(directive_id: int) -> Publication:
    """Its row, as it is now; made with the usual choice when there is none."""
    publication = db.session.get(Publication, directive_id, populate_existing=True)
    if publication is None:
        publication = Publication(directive_id=directive_id, **asdict(Terms()))
        db.session.add(publication)
        db.session.flush()
    return publication


def _told(terms: Terms) -> dict[str, Any]:
    return {**asdict(terms), "lowest_level": terms.lowest_level.value}
