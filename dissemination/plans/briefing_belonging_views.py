"""What briefings add to the pages of others: evidence's keeper, shelves of units and directives."""

from flask import url_for
from flask_babel import gettext as _

from dissemination.directives.wording import title_of
from dissemination.plans import briefing_asking, briefing_queries, briefing_rights, evidence_keepers
from dissemination.plans.briefing_lifecycle import lock_on_editing
from dissemination.plans.briefing_models import OnwardBriefing
from dissemination.plans.briefing_words import FORMS, STATES, explain, headline
from dissemination.plans.evidence_keepers import Keeper
from dissemination.plans.evidence_models import EvidenceKind
from dissemination.web.access import may, may_anywhere
from dissemination.web.actions import Action
from dissemination.web.belongings import Belonging, add_finder
from dissemination.web.filters import day


def mount() -> None:
    """More than once does no harm."""
    evidence_keepers.register(EvidenceKind.BRIEFING, _keeper())
    add_finder("unit", "briefings", lambda: _("Hội nghị phổ biến, quán triệt"), briefings_of)
    add_finder("directive", "briefings", lambda: _("Phổ biến đến cơ sở"), coverage_of)


def briefings_of(unit_id: int) -> list[Belonging]:
    """What a unit says of each directive; of those it is silent on, that it is."""
    if not may(Action.VIEW_BRIEFINGS, unit_id=unit_id):
        return []
    told = briefing_queries.of_unit(unit_id)
    spoken = {found.directive_id for found in told}
    silent = [d for d in briefing_queries.directives() if d.id not in spoken]
    return [
        *(_told(found) for found in told),
        *(
            Belonging(
                title_of(directive.kind, directive.number),
                url_for("briefings.of_unit", directive_id=directive.id, unit_id=unit_id),
                str(_("Chưa nhập kết quả")),
            )
            for directive in silent
        ),
    ]


def coverage_of(directive_id: int) -> list[Belonging]:
    """How far a directive has reached, of what the person may see."""
    if not may_anywhere(Action.VIEW_BRIEFINGS):
        return []
    ground = briefing_asking.ground(directive_id)
    address = url_for("briefings.tree", directive_id=directive_id)
    counts = _(
        "%(n)s/%(all)s đơn vị đã xác nhận, %(silent)s im lặng",
        n=ground.whole.verified,
        all=ground.whole.units,
        silent=ground.whole.silent,
    )
    return [Belonging(headline(ground.whole), address, str(counts))]


def _told(found: OnwardBriefing) -> Belonging:
    directive = found.directive
    return Belonging(
        title_of(directive.kind, directive.number),
        url_for("briefings.show", unit_id=found.unit_id, briefing_id=found.id),
        f"{FORMS[found.form]}, {day(found.held_on)}; {STATES[found.state]}",
    )


def _keeper() -> Keeper:
    def locked(found: OnwardBriefing) -> str | None:
        refusal = lock_on_editing(found.state)
        return explain(refusal) if refusal else None

    return Keeper(
        model=OnwardBriefing,
        may_see=lambda found: may(Action.VIEW_BRIEFINGS, unit_id=found.unit_id),
        may_change=briefing_rights.may_record,
        lock=locked,
        page=lambda found: url_for("briefings.show", unit_id=found.unit_id, briefing_id=found.id),
    )
