"""What a public page shows: the same for everybody, and for the secretariat before it is public."""

from collections.abc import Iterable

from flask import abort, render_template, request

from dissemination import clock
from dissemination.coverage import public_figures, public_names, public_queries
from dissemination.coverage.public_figures import Ground
from dissemination.coverage.public_models import Publication, Topic
from dissemination.coverage.public_text import without_contacts, without_people
from dissemination.coverage.public_words import STATES, TOPICS, actual_text, counted_text
from dissemination.database import db
from dissemination.directives.wording import asked_text, title_of
from dissemination.plans.wording import KINDS as PLAN_KINDS
from dissemination.units.levels import RANK
from dissemination.units.models import UnitLevel
from dissemination.units.queries import latest_nodes
from dissemination.units.wording import LEVELS
from dissemination.web.paging import PER_PAGE, Page, cut, page_number

LAST_COMMENTS = 5


def overview(publication: Publication, *, preview: bool = False) -> str:
    """The document, its targets, how far it has reached, plans, reports and the last comments."""
    ground = public_figures.ground(publication, clock.today())
    last = public_queries.shown_comments(publication.directive_id).limit(LAST_COMMENTS)
    comments = [] if preview else list(db.session.scalars(last))
    return render_template(
        "public/directive.html",
        **_common(ground, preview),
        targets=public_figures.target_lines(ground) if publication.shows_targets else [],
        by_level=ground.levels,
        comments=comments,
        names=unit_names(ground, [one.unit_id for one in comments]),
    )


def units(publication: Publication, *, preview: bool = False) -> str:
    """Unit by unit: briefed, planned, reported."""
    ground = public_figures.ground(publication, clock.today())
    if not (publication.shows_coverage or publication.shows_plans or publication.shows_reports):
        abort(404)
    level = request.args.get("level", "")
    asked = UnitLevel(level) if level in set(UnitLevel) else None
    found = _page(ground.named.found(request.args.get("q", "")[:100], asked))
    nodes = ground.cascade.nodes(found.rows)
    period = ground.period
    return render_template(
        "public/units.html",
        **_common(ground, preview),
        page=found,
        nodes=nodes,
        covered=ground.cascade.covered,
        numbers=public_queries.numbers_in_force(publication.directive_id, found.rows),
        duties=public_queries.duties_of(period.id, found.rows) if period else {},
        levels=[
            (one.value, LEVELS[one])
            for one in UnitLevel
            if RANK[one] <= RANK[publication.lowest_level]
        ],
    )


def plans(publication: Publication, *, preview: bool = False) -> str:
    """The plans in force: whose, what they are called, their number and day."""
    if not publication.shows_plans:
        abort(404)
    ground = public_figures.ground(publication, clock.today())
    query = public_queries.plans_in_force(
        publication.directive_id,
        publication.lowest_level,
        ground.base,
        request.args.get("q", "")[:100],
        ground.day,
    )
    page = cut(query, page_number(request.args.get("page")))
    return render_template(
        "public/plans.html",
        **_common(ground, preview),
        page=page,
        names=unit_names(ground, [version.plan.unit_id for version in page.rows]),
        plan_kinds=PLAN_KINDS,
        tidy=without_contacts,
    )


def plan(publication: Publication, plan_id: int, *, preview: bool = False) -> str:
    """One plan's tasks, without anybody's name."""
    ground = public_figures.ground(publication, clock.today())
    version = public_queries.plan_in_force(publication.directive_id, plan_id)
    if not publication.shows_tasks or version is None:
        abort(404)
    unit = ground.named.nodes([version.plan.unit_id]).get(version.plan.unit_id) or abort(404)
    texts = [text for task in version.tasks for text in (task.content, task.product)]
    people = public_names.named_in(version, [version.title, *texts])
    return render_template(
        "public/plan.html",
        **_common(ground, preview),
        version=version,
        unit=unit.name,
        tidy=lambda text: without_people(text, people),
        plan_kinds=PLAN_KINDS,
    )


def comments(publication: Publication) -> str:
    """What citizens said and what they were answered."""
    ground = public_figures.ground(publication, clock.today())
    topic = request.args.get("topic", "")
    query = public_queries.shown_comments(
        publication.directive_id, Topic(topic) if topic in set(Topic) else None
    )
    page = cut(query, page_number(request.args.get("page")))
    return render_template(
        "public/comments.html",
        **_common(ground, False),
        page=page,
        names=unit_names(ground, [one.unit_id for one in page.rows]),
    )


def unit_names(ground: Ground, unit_ids: Iterable[int | None]) -> dict[int, str]:
    """What the units are called that may be named; others are left out."""
    wanted = {one for one in unit_ids if one is not None}
    lowest = RANK[ground.publication.lowest_level]
    nodes = latest_nodes(wanted, ground.day)
    return {key: node.name for key, node in nodes.items() if RANK[node.level] <= lowest}


def _common(ground: Ground, preview: bool) -> dict[str, object]:
    directive = ground.publication.directive
    return {
        "ground": ground,
        "publication": ground.publication,
        "directive": directive,
        "title": title_of(directive.kind, directive.number),
        "preview": preview,
        "asked_text": asked_text,
        "actual_text": actual_text,
        "counted_text": counted_text,
        "levels_words": LEVELS,
        "topics": TOPICS,
        "comment_states": STATES,
    }


def _page(found: list[int]) -> Page[int]:
    number = min(page_number(request.args.get("page")), max(1, -(-len(found) // PER_PAGE)))
    return Page(found[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(found))
