"""Pages that show delegates. Every view of names is on record."""

import sqlalchemy as sa
from flask import abort, render_template, request
from werkzeug.wrappers import Response

from dissemination.conferences import delegate_queries, lifecycle, point_queries
from dissemination.conferences.blueprint import conference_or_404, delegates_blueprint
from dissemination.conferences.delegate_queries import DelegateFilter
from dissemination.conferences.door import Counts, door
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.models import Conference, Delegate, Point, Standing
from dissemination.conferences.point_views import reached_points
from dissemination.conferences.words import CHANGES, FIELDS, STANDINGS
from dissemination.database import db
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import Page, page_number

Answer = str | tuple[str, int] | Response
_MOST_POINTS = 1_000


@delegates_blueprint.get("/delegates")
@requires(Action.VIEW_ROSTER, writes=True)
def index(conference_id: int) -> str:
    """The delegates of a whole conference."""
    conference = conference_or_404(conference_id)
    choices = point_queries.choices(conference_id, sa.true(), _MOST_POINTS + 1)
    wanted = _wanted(_chosen_point(conference_id))
    page = _read(conference_id, wanted, "conference", conference_id)
    return _list_page(
        conference,
        None,
        page,
        counts=door().counts([conference_id]).get(conference_id, Counts()),
        point_choices=choices if len(choices) <= _MOST_POINTS else [],
        point_names=_point_names(page),
    )


@delegates_blueprint.get("/points/<int:point_id>/delegates")
@requires(Action.VIEW_ROSTER, writes=True)
def of_point(conference_id: int, point_id: int) -> str:
    """The delegates of one point."""
    point = db.get_or_404(Point, point_id)
    page = _read(conference_id, _wanted(point_id), "point", point_id)
    return _list_page(
        point.conference,
        point,
        page,
        counts=door().counts_by_point([point_id]).get(point_id, Counts()),
        point_choices=[],
        point_names={},
    )


@delegates_blueprint.get("/points/<int:point_id>/delegates/<int:delegate_id>")
@requires(Action.VIEW_ROSTER, writes=True)
def show(conference_id: int, point_id: int, delegate_id: int) -> str:
    """One delegate: what is known, the passes, and everything that was changed."""
    delegate = delegate_at(point_id, delegate_id)
    audit.record("read", "delegate", delegate_id)
    arrival = door().arrivals([delegate_id]).get(delegate_id)
    state = delegate.conference.state
    elsewhere = arrival is not None and arrival.point_id != point_id
    return render_template(
        "conferences/delegate.html",
        conference=delegate.conference,
        point=delegate.point,
        delegate=delegate,
        arrival=arrival,
        arrived_at=db.session.get(Point, arrival.point_id) if arrival and elsewhere else None,
        substitutes=delegate_queries.substitutes_of(delegate_id),
        history=delegate_queries.history(delegate_id),
        verbs=CHANGES,
        fields=FIELDS,
        told=_told,
        lock=lifecycle.lock_on(state, Operation.CORRECT_DELEGATE),
        needs_reason=lifecycle.needs_correction_reason(state),
        has_other_points=has_other_points(delegate),
    )


def delegate_at(point_id: int, delegate_id: int) -> Delegate:
    """The delegate, who must be at the point that the gate was asked about."""
    delegate = db.get_or_404(Delegate, delegate_id)
    return delegate if delegate.point_id == point_id else abort(404)


def has_other_points(delegate: Delegate) -> bool:
    """Whether there is a point this person may move the delegate to."""
    query = sa.select(Point.id).where(
        Point.conference_id == delegate.conference_id,
        Point.id != delegate.point_id,
        reached_points(Action.MANAGE_ROSTER),
    )
    return db.session.scalar(query.limit(1)) is not None


def _wanted(point_id: int | None) -> DelegateFilter:
    given = request.args
    standing = given.get("standing", "")
    return DelegateFilter(
        text=given.get("q", "")[:100],
        point_id=point_id,
        standing=Standing(standing) if standing in set(Standing) else None,
        excused=given.get("excused") == "1",
        category=given.get("category", "")[:64],
        without_pass=given.get("without_pass") == "1",
    )


def _chosen_point(conference_id: int) -> int | None:
    """The point of the address, when it is one of this conference."""
    text = request.args.get("point", "")
    if not text.isdecimal() or len(text) > 9:
        return None
    query = sa.select(Point.id).where(Point.id == int(text), Point.conference_id == conference_id)
    return db.session.scalar(query)


def _read(conference_id: int, wanted: DelegateFilter, part: str, part_id: int) -> Page[Delegate]:
    """One page of names; who asked for which is on record."""
    page = delegate_queries.find(
        conference_id,
        wanted,
        request.args.get("sort", ""),
        page_number(request.args.get("page")),
    )
    told = {"page": page.page, "names": len(page.rows), "search": wanted.text}
    audit.record("read", "roster", f"{part}:{part_id}", after=told)
    return page


def _list_page(
    conference: Conference,
    point: Point | None,
    page: Page[Delegate],
    *,
    counts: Counts,
    point_choices: list[tuple[int, str]],
    point_names: dict[int, str],
) -> str:
    found = delegate_queries.categories(conference.id, point.id if point else None)
    return render_template(
        "conferences/delegates.html",
        conference=conference,
        point=point,
        page=page,
        counts=counts,
        point_choices=point_choices,
        point_names=point_names,
        standings=Standing,
        arrivals=door().arrivals([delegate.id for delegate in page.rows]),
        categories=[(name, name) for name in found],
        fill_lock=lifecycle.lock_on(conference.state, Operation.FILL_ROSTER),
        walk_in_lock=lifecycle.lock_on(conference.state, Operation.ADD_WALK_IN),
    )


def _point_names(page: Page[Delegate]) -> dict[int, str]:
    ids = {delegate.point_id for delegate in page.rows}
    query = sa.select(Point.id, Point.name).where(Point.id.in_(sorted(ids)))
    return dict(db.session.execute(query).all())


def _told(key: str, value: object) -> str:
    """A value of the trail as people say it."""
    if value is None or value == "":
        return "—"
    if key == "standing":
        return str(STANDINGS[Standing(str(value))])
    if key == "point_id" and isinstance(value, int):
        point = db.session.get(Point, value)
        return point.name if point else str(value)
    return str(value)
