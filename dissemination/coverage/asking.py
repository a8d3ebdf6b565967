"""What the address of a board asks for, and what of it this person may see."""

from dataclasses import dataclass
from typing import Final

from flask import abort, request

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import reach
from dissemination.conferences.blueprint import conference_or_404
from dissemination.conferences.models import Conference
from dissemination.coverage.board import PointState
from dissemination.coverage.board_queries import Part, PointFilter
from dissemination.web.actions import Action
from dissemination.web.paging import page_number

TABS: Final = ("district", "point", "unit")
_LONGEST_LIST: Final = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the board. `shown`, `silent`: the lines a reader already has before him."""

    tab: str
    text: str
    state: PointState | None
    unit_id: int | None
    sort: str
    page: int
    shown: tuple[int, ...]
    silent: tuple[int, ...]

    @property
    def points(self) -> PointFilter:
        return PointFilter(self.text, self.state)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.state or self.unit_id is not None)


def asked() -> Asked:
    """The present address; what makes no sense in it asks for nothing."""
    given = request.args
    tab, state = given.get("tab", ""), given.get("state", "")
    return Asked(
        tab=tab if tab in TABS else "",
        text=given.get("q", "")[:100],
        state=PointState(state) if state in set(PointState) else None,
        unit_id=number_asked("unit"),
        sort=given.get("sort", ""),
        page=page_number(given.get("page")),
        shown=_numbers("shown"),
        silent=_numbers("silent"),
    )


def number_asked(name: str) -> int | None:
    """A number of the address."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def part_for(conference_id: int, action: Action) -> tuple[Conference, Part]:
    """The conference with those of its points for which the person holds an action.

    Answers 403 when there are none; the gate only knows that he holds it for something.
    """
    conference = conference_or_404(conference_id)
    grants = grants_for(action)
    if not reach.reaches_conference(grants, conference_id, clock.today()):
        abort(403)
    within = reach.points_within(grants, clock.today())
    return conference, Part(conference_id, conference.held_on, within)


def may_read_names(conference_id: int) -> bool:
    """Whether the person reads any names of this conference."""
    return reach.reaches_conference(grants_for(Action.VIEW_ROSTER), conference_id, clock.today())


def _numbers(name: str) -> tuple[int, ...]:
    parts = request.args.get(name, "").split(",")[:_LONGEST_LIST]
    return tuple(
        int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 10
    )
