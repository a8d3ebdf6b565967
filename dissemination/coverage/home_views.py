"""The front page's figures for the secretariat and for every leader of a unit: of his own part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, request, url_for
from flask_babel import gettext as _

from dissemination import clock
from dissemination.accounts.decision import grants_for
from dissemination.conferences import reach as conference_reach
from dissemination.coverage import (
    asked_units,
    attainment_queries,
    attainment_words,
    heat_asking,
    home,
    thread_asking,
    thread_queries,
)
from dissemination.coverage.attainments import Survey, Surveyor
from dissemination.coverage.home import Attended, Followed, Reports
from dissemination.coverage.thread import At
from dissemination.directives.models import Directive
from dissemination.directives.wording import title_of
from dissemination.plans import briefing_queries
from dissemination.reporting.models import ReportingPeriod
from dissemination.reporting.rates import Rate
from dissemination.units.tree import Node
from dissemination.web import front_page
from dissemination.web.access import may_anywhere
from dissemination.web.actions import Action
from dissemination.web.filters import day
from dissemination.web.front_page import Section


@dataclass(frozen=True, slots=True)
class Coming:
    """Something with a day that has not passed."""

    on: date
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A directive over what the reader may see, at the end of a day.

    `parts` are the units under which all of that lies; targets are told of one of them, `top`.
    """

    directive: Directive
    choices: Sequence[tuple[int, str]]
    parts: Sequence[Node]
    top: Node
    at: At
    is_past: bool
    attended: Attended
    followed: Followed
    reports: Reports
    surveys: Sequence[Survey]
    coming: Sequence[Coming]

    @property
    def met(self) -> Rate:
        """Targets met, of those of which a figure was given."""
        judged = [one.whole.is_met for one in self.surveys if one.whole]
        return Rate(sum(bool(met) for met in judged), sum(met is not None for met in judged))


def mount(app: Flask) -> None:
    """More than once does no harm."""
    app.add_template_global(lambda: attainment_words, "attainment_words")
    front_page.add_section("coverage", section)


def section() -> Section | None:
    """For whoever follows reports; None where there is no directive or no unit of his."""
    if not may_anywhere(Action.VIEW_REPORTS):
        return None
    at = thread_asking.asked_at()
    every = home.directives(at.day)
    chosen = _chosen(every)
    if chosen is None:
        return None
    shown = _overview(chosen, every, at)
    return Section("coverage/_home.html", shown) if shown else None


def _chosen(every: Sequence[Directive]) -> Directive | None:
    """The one of the address, else the latest."""
    named = request.args.get("directive", "")
    return next((one for one in every if str(one.id) == named), next(iter(every), None))


def _overview(directive: Directive, every: Sequence[Directive], at: At) -> Overview | None:
    ground = thread_queries.ground(directive.id, at)
    asked = thread_asking.asked(directive.id, at)
    parts = asked_units.tops(asked)
    if not parts:
        return None
    top = next((one for one in parts if str(one.id) == request.args.get("unit")), parts[0])
    points = conference_reach.points_within(grants_for(Action.VIEW_REPORTS), clock.today())
    surveyor = Surveyor(top.id, ground, heat_asking.named())
    return Overview(
        directive=directive,
        choices=[(one.id, title_of(one.kind, one.number)) for one in every],
        parts=parts,
        top=top,
        at=at,
        is_past=at.is_past,
        attended=home.attended(directive.id, at, points),
        followed=home.followed(directive.id, asked, clock.today()),
        reports=home.reports(ground.opened, at.day, clock.today(), asked.within),
        surveys=surveyor.latest(attainment_queries.targets(directive.id)),
        coming=_coming(directive, ground.opened, at),
    )


def _coming(directive: Directive, opened: Sequence[ReportingPeriod], at: At) -> list[Coming]:
    """What falls due next: reports, and the day by which all are to be briefed."""
    found = [
        Coming(
            one.due_on,
            str(_("Hạn gửi báo cáo kỳ %(from_day)s – %(to_day)s",
                  from_day=day(one.starts_on), to_day=day(one.ends_on))),
            url_for("reports.index", period=one.id),
        )
        for one in opened
        if one.due_on >= at.day
    ]  # fmt: skip
    due_on = briefing_queries.order_of(directive.id).due_on
    if due_on and due_on >= at.day:
        href = url_for("briefings.tree", directive_id=directive.id)
        found.append(Coming(due_on, str(_("Hạn phổ biến, quán triệt")), href))
    return sorted(found, key=lambda one: one.on)
