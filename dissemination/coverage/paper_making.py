"""How each kind of paper is made: from its order and the rights of who ordered it to a file.

Papers are Vietnamese, whoever orders them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dissemination import clock
from dissemination.conferences import reach
from dissemination.conferences.models import Conference
from dissemination.coverage import (
    attendance_facts,
    attendance_report,
    board_queries,
    conference_file,
    export_queries,
    fact_queries,
    fact_sheet,
    progress_facts,
    progress_report,
    progress_sentences,
    progress_texts,
)
from dissemination.coverage.board_queries import Part, PointFilter
from dissemination.coverage.conference_file import Bundle, Tick
from dissemination.coverage.paper_models import PaperKind, PaperOrder
from dissemination.coverage.paper_rights import Right
from dissemination.papers.committees import Issuer
from dissemination.papers.document import Paper
from dissemination.papers.forms import Form, write
from dissemination.units.queries import latest_nodes, tree_at
from dissemination.web import file_answers

Maker = Callable[[PaperOrder, Right, Tick], bytes | None]


def make(order: PaperOrder, right: Right, tick: Tick) -> bytes | None:
    """The file of an order; None when what it is about can no longer be told."""
    return _MAKERS[order.kind](order, right, tick)


def issuer_of(unit_id: int | None, day: date) -> Issuer:
    """A unit as who issues a paper; None: the one above all others."""
    tree = tree_at(day)
    if unit_id is None:
        root = tree.roots[0].name if tree.roots else ""
        return Issuer(root, "", root)
    node, above = tree.get(unit_id), tree.ancestors(unit_id)
    name = node.name if node else latest_nodes([unit_id], day)[unit_id].name
    return Issuer(name, above[-1].name if above else "", above[0].name if above else name)


# --- conferences --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """A conference with what one person may see of it; `names` is None for whom names are closed."""

    conference: Conference
    board: Part
    names: Part | None

    @classmethod
    def of(cls, order: PaperOrder, right: Right) -> "Seen":
        conference, today = order.conference, clock.today()
        assert conference is not None
        within = reach.points_within(right.figures, today)
        board = Part(conference.id, conference.held_on, within)
        if not right.names:
            return cls(conference, board, None)
        named = reach.points_within(right.names, today)
        return cls(conference, board, Part(conference.id, conference.held_on, named))


def issuer_of_conference(conference: Conference, right: Right) -> Issuer:
    """The province, or the one unit whose points the person sees."""
    units = {grant.unit_id for grant in right.figures}
    own = units.pop() if len(units) == 1 else None
    return issuer_of(own, conference.held_on)


def _attendance(order: PaperOrder, right: Right, tick: Tick) -> bytes | None:
    seen = Seen.of(order, right)
    told_of = attendance_facts.attended(seen.conference, seen.board, seen.names)
    if told_of is None:
        return None  # reopened since it was ordered
    issuer = issuer_of_conference(seen.conference, right)
    paper = attendance_report.report(told_of, issuer, order.rules)
    tick(1, 2)
    return _set(paper, order)


def _bundle(order: PaperOrder, right: Right, tick: Tick) -> bytes:
    """The whole file; one PDF or everything."""
    seen = Seen.of(order, right)
    conference = seen.conference
    bundle = Bundle(
        conference=conference,
        points=board_queries.points(seen.board, PointFilter(), "name", limit=None),
        people=list(export_queries.lines(seen.names)) if seen.names else None,
        attended=attendance_facts.attended(conference, seen.board, seen.names),
        issuer=issuer_of_conference(conference, right),
        rules=order.rules,
        documents=file_answers.folder(),
        made_on=clock.today(),
    )
    if order.form == "zip":
        return conference_file.bundled(bundle, tick)
    return _set(conference_file.whole(bundle), order)


# --- units --------------------------------------------------------------------------------------


def _progress(order: PaperOrder, _right: Right, tick: Tick) -> bytes:
    """With the words as they were saved last, else with what the units themselves wrote."""
    period, unit_id = order.period, order.unit_id
    assert period is not None
    assert unit_id is not None
    progress = progress_facts.progress(period, unit_id, clock.today())
    report = progress_texts.find(period.id, unit_id)
    words = progress_texts.words(report) if report else progress_sentences.suggestions(progress)
    issuer = issuer_of(unit_id, clock.today())
    paper = progress_report.report(progress, words, issuer, order.rules)
    tick(1, 2)
    return _set(paper, order)


def _fact_sheet(order: PaperOrder, _right: Right, tick: Tick) -> bytes:
    assert order.unit_id is not None
    paper = fact_sheet.sheet(fact_queries.facts(order.unit_id, clock.today()), order.rules)
    tick(1, 2)
    return _set(paper, order)


def _set(paper: Paper, order: PaperOrder) -> bytes:
    return write(paper, Form(order.form), clock.today())


_MAKERS: Final[Mapping[PaperKind, Maker]] = {
    PaperKind.ATTENDANCE: _attendance,
    PaperKind.CONFERENCE_FILE: _bundle,
    PaperKind.PROGRESS: _progress,
    PaperKind.FACT_SHEET: _fact_sheet,
}
