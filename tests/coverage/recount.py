"""What the boards of a directive must say, counted over again in plain SQL from the steps on record.

Written from the other end than the application: a state of a past day is here where the last step
before its end led to, people are counted one by one, and no kept tally or present state is read.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dissemination import clock
from dissemination.database import UtcDateTime, db


def rows(sql: str, day: date, **named: Any) -> list[Any]:
    """`:until` is the end of a day, `:that_day` the day; `{day x}` is x's day in Việt Nam."""
    statement = sa.text(_spelled(sql)).bindparams(
        sa.bindparam("until", clock.at_local(day + timedelta(days=1), 0), type_=UtcDateTime())
    )
    if ":that_day" in sql:
        statement = statement.bindparams(sa.bindparam("that_day", day, type_=sa.Date()))
    return list(db.session.execute(statement, named))


def _spelled(sql: str) -> str:
    if db.engine.dialect.name == "sqlite":
        return sql.replace("{day ", "date(").replace("}", ", '+7 hours')")
    return sql.replace("{day ", "date(timezone('Asia/Ho_Chi_Minh', ").replace("}", "))")


# Each person counts once: for the unit whose point he belongs to or, where his own has none, for his own.
_ATTENDED = """
    SELECT unit, count(*) AS expected, sum(came) AS came FROM (
        SELECT CASE WHEN d.unit_id IS NULL OR EXISTS (
                        SELECT 1 FROM points q
                        WHERE q.conference_id = d.conference_id AND q.unit_id = d.unit_id)
                    THEN p.unit_id ELSE d.unit_id END AS unit,
               CASE WHEN a.delegate_id IS NULL THEN 0 ELSE 1 END AS came
        FROM delegates d
        JOIN points p ON p.id = d.point_id
        LEFT JOIN attendances a ON a.delegate_id = d.id AND a.arrived_at < :until
        WHERE d.standing = 'summoned' AND d.conference_id = :conference
    ) AS people GROUP BY unit
"""

_BRIEFED = """
    SELECT b.unit_id, max(CASE e.step WHEN 'verify' THEN 3 WHEN 'submit' THEN 2
                                      WHEN 'return' THEN 1 ELSE 0 END)
    FROM onward_briefings b
    JOIN briefing_entries e ON e.briefing_id = b.id
    WHERE b.directive_id = :directive
      AND e.id = (SELECT max(f.id) FROM briefing_entries f
                  WHERE f.briefing_id = b.id AND f.step IS NOT NULL AND f.at < :until)
    GROUP BY b.unit_id
"""

# Every plan's versions, each with the state its last step led to; a version without one is a draft.
_PLANNED = """
    SELECT p.unit_id, coalesce(
        (SELECT t.to_state FROM plan_transitions t WHERE t.version_id = v.id AND t.at < :until
         ORDER BY t.id DESC LIMIT 1), 'draft')
    FROM plans p JOIN plan_versions v ON v.plan_id = p.id
    WHERE p.directive_id = :directive AND p.created_at < :until
      AND (v.ordinal = 1 OR EXISTS (SELECT 1 FROM plan_transitions t
                                    WHERE t.version_id = v.id AND t.at < :until))
"""

_FILED = """
    WITH steps AS (SELECT * FROM report_transitions WHERE at < :until),
    told AS (
        SELECT o.*,
            coalesce((SELECT s.to_state FROM steps s WHERE s.obligation_id = o.id
                      ORDER BY s.id DESC LIMIT 1), 'open') AS stood,
            (SELECT min(s.at) FROM steps s
             WHERE s.obligation_id = o.id AND s.step = 'submit') AS first_at,
            (SELECT min(s.id) FROM steps s
             WHERE s.obligation_id = o.id AND s.step = 'accept') AS taken
        FROM obligations o
        JOIN reporting_periods p ON p.id = o.period_id
        WHERE o.period_id = :period AND p.opened_at < :until
    ),
    dated AS (
        SELECT told.*, (SELECT max(s.at) FROM steps s
                        WHERE s.obligation_id = told.id AND s.step = 'submit' AND s.id < taken) AS last_at
        FROM told
    )
    SELECT unit_id, CASE
        WHEN stood IN ('waived', 'transferred') THEN 'waived'
        WHEN taken IS NOT NULL AND {day last_at} <= due_on THEN 'accepted'
        WHEN taken IS NOT NULL AND {day first_at} <= due_on AND {day last_at} <= grace_until
            THEN 'accepted'
        WHEN taken IS NOT NULL THEN 'accepted_late'
        WHEN first_at IS NOT NULL AND stood = 'submitted' AND {day first_at} <= due_on THEN 'on_time'
        WHEN first_at IS NOT NULL AND stood = 'submitted' THEN 'late'
        WHEN first_at IS NOT NULL THEN 'returned'
        WHEN due_on < :that_day THEN 'missing'
        ELSE 'not_due' END
    FROM dated
"""


def attended(conference_id: int, day: date) -> dict[int, tuple[int, int]]:
    """Came of summoned, by unit."""
    found = rows(_ATTENDED, day, conference=conference_id)
    return {unit: (came, expected) for unit, expected, came in found}


def briefed(directive_id: int, day: date) -> dict[int, int]:
    """3 verified, 2 waiting, 1 returned, 0 in work, by unit; others told nothing."""
    return {unit: rank for unit, rank in rows(_BRIEFED, day, directive=directive_id)}


def planned(directive_id: int, day: date) -> dict[int, set[str]]:
    """The states of all versions of a unit's plans."""
    found: dict[int, set[str]] = {}
    for unit, state in rows(_PLANNED, day, directive=directive_id):
        found.setdefault(unit, set()).add(state)
    return found


def filed(period_id: int, day: date) -> dict[int, str]:
    """How each obliged unit stands to a period."""
    return {unit: word for unit, word in rows(_FILED, day, period=period_id)}
