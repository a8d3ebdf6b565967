"""The trend of a directive's rates, and the ranking of its units."""

from dataclasses import replace

from flask import render_template, request

from dissemination.coverage import heat_asking, ranking_queries, trend_queries
from dissemination.coverage.heat_scope import Scope, districts, narrow
from dissemination.coverage.heat_views import blueprint, shared
from dissemination.coverage.ranking_queries import judged_periods, levels_in
from dissemination.coverage.trend_queries import MOST_PERIODS
from dissemination.units.models import UnitLevel
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.paging import PER_PAGE, Page, page_number


@blueprint.get("/<int:directive_id>/trend")
@requires(Action.VIEW_REPORTS, anywhere=True)
def trend(directive_id: int) -> str:
    """Each rate over the periods of a regime, and briefing coverage over the months."""
    ground = heat_asking.ground(directive_id)
    return render_template(
        "boards/trend.html",
        months=trend_queries.briefings(ground.scope),
        trends=trend_queries.reports(ground.scope, _most()),
        districts=districts(ground.whole),
        most=MOST_PERIODS,
        **shared(ground),
    )


@blueprint.get("/<int:directive_id>/ranking")
@requires(Action.VIEW_REPORTS, anywhere=True)
def ranking(directive_id: int) -> str:
    """The units of one level by what they did, each figure beside the place."""
    ground = heat_asking.ground(directive_id)
    levels = levels_in(ground.whole)
    scope = _of_one_level(ground.scope, levels)
    shown = judged_periods(scope, _most())
    total = ranking_queries.count(scope)
    page = min(page_number(request.args.get("page")), max(1, -(-total // PER_PAGE)))
    rows = ranking_queries.ranking(scope, shown, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return render_template(
        "boards/ranking.html",
        page=Page(rows, page, total),
        periods=shown,
        level=scope.narrowed.level,
        levels_here=levels,
        districts=districts(ground.whole),
        most=MOST_PERIODS,
        **shared(ground),
    )


def _of_one_level(scope: Scope, levels: list[UnitLevel]) -> Scope:
    """Units are compared within their own level: the address's, else the highest there is."""
    wanted = scope.narrowed
    level = wanted.level if wanted.level in levels else next(iter(levels), wanted.level)
    return narrow(scope, replace(wanted, level=level))


def _most() -> int | None:
    """How many periods of each regime are looked at; None: all."""
    return None if request.args.get("periods") == "all" else MOST_PERIODS
