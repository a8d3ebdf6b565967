"""From a workbook to a roster: understand it, compare it with what stands, write the difference.

`survey` and `plan` only read. `apply` compares again inside its own transaction, because the roster
may have changed since the preview, and writes all good lines or none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from dissemination.conferences import lifecycle, roster_mapping
from dissemination.conferences.door import door
from dissemination.conferences.lifecycle import Operation
from dissemination.conferences.matching import Matcher, Named
from dissemination.conferences.models import Conference, Delegate, Point
from dissemination.conferences.refusals import Refusal
from dissemination.conferences.roster_diff import Diff, Known, Rules, compare
from dissemination.conferences.roster_lines import RefusedLine, SheetLines, SkippedLine
from dissemination.conferences.roster_mapping import Mapping
from dissemination.conferences.roster_places import Placed, Places, place
from dissemination.conferences.roster_rows import PreparedSheet, prepare, read_lines
from dissemination.conferences.roster_writing import ranges, write
from dissemination.database import db
from dissemination.sheets.grids import Workbook
from dissemination.text import fold
from dissemination.units import queries as unit_queries
from dissemination.units.models import Unit
from dissemination.web import audit

Prepared = list[PreparedSheet]


@dataclass(slots=True)
class Plan:
    """What an import will do, or did."""

    placed: Placed
    diff: Diff
    point_names: dict[int, str]
    skipped: list[SkippedLine] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    withdrawn: int = 0

    def counts(self) -> dict[str, int]:
        """For the report; the same keys on screen, in JSON and in the audit trail."""
        return {
            "added": len(self.diff.added),
            "updated": len(self.diff.changed),
            "unchanged": len(self.diff.same),
            "refused": len(self.refused),
            "skipped": len(self.skipped),
            "missing": len(self.diff.missing),
            "withdrawn": self.withdrawn,
        }


def prepared(workbook: Workbook) -> Prepared:
    return [prepare(sheet) for sheet in workbook.sheets]


def survey(conference_id: int, only_point: int | None = None) -> Places:
    """The points and units that lines are placed by."""
    held_on = db.session.scalar(sa.select(Conference.held_on).where(Conference.id == conference_id))
    if held_on is None:
        raise LookupError(f"no conference {conference_id}")
    tree = unit_queries.tree_at(held_on)
    points = db.session.execute(
        sa.select(Point.id, Point.name, Point.unit_id, Unit.code)
        .join(Unit, Unit.id == Point.unit_id)
        .where(Point.conference_id == conference_id)
        .order_by(Point.id)
    ).all()
    names = {node.id: (node.name,) for node in tree.nodes.values()}
    return Places(
        points=Matcher(Named(p.id, p.name, p.code, names.get(p.unit_id, ())) for p in points),
        units=Matcher(Named(node.id, node.name, node.code) for node in tree.nodes.values()),
        tree=tree,
        unit_of_point={point.id: point.unit_id for point in points},
        only_point=only_point,
    )


def guess(sheets: Prepared, places: Places) -> Mapping:
    return roster_mapping.guess(sheets, places.points)


def read(sheets: Prepared, mapping: Mapping) -> Iterator[SheetLines]:
    """The lines of each sheet that is used, one sheet at a time."""
    used = {sheet.name: sheet for sheet in mapping.sheets if sheet.used and sheet.is_readable}
    for sheet in sheets:
        if chosen := used.get(sheet.clean.name):
            yield read_lines(sheet, chosen.layout)


def plan(
    conference_id: int,
    lines: list[SheetLines],
    mapping: Mapping,
    places: Places,
    citizen_hash: Callable[[str], str],
) -> Plan:
    """What importing these lines would do to the roster as it stands. Only reads."""
    people = [person for sheet in lines for person in sheet.people]
    placed = place(people, mapping, places, citizen_hash)
    refused = [line for sheet in lines for line in sheet.refused] + placed.refused
    rules = Rules(
        allow_two_points=mapping.allow_two_points,
        point_names=places.point_names,
        mentioned=_mentioned(refused),
    )
    found = Plan(placed, _compared(conference_id, placed, rules), places.point_names)
    found.skipped = [line for sheet in lines for line in sheet.skipped]
    found.refused = sorted([*refused, *found.diff.refused], key=_by_place(mapping))
    return found


def _compared(conference_id: int, placed: Placed, rules: Rules) -> Diff:
    roster = roster_of(conference_id)
    diff = compare(placed.people, roster, rules)
    leaving = [k.id for k in diff.missing] + [
        c.known.id for c in diff.changed if "point_id" in c.values
    ]
    came = door().arrivals(leaving) if leaving else {}
    if not came:
        return diff
    # Whoever has come stays where he is: compare again, knowing that.
    return compare(placed.people, roster, replace(rules, came=frozenset(came)))


def roster_of(conference_id: int) -> list[Known]:
    """Every delegate of a conference, in the order of entry."""
    columns = (
        Delegate.id,
        Delegate.point_id,
        Delegate.name,
        Delegate.position,
        Delegate.unit_name,
        Delegate.unit_id,
        Delegate.category,
        Delegate.seat,
        Delegate.notes,
        Delegate.citizen_hash,
        Delegate.standing,
        Delegate.substitute_for_id.is_not(None).label("stands_in"),
    )
    query = sa.select(*columns).where(Delegate.conference_id == conference_id).order_by(Delegate.id)
    return [Known(**row) for row in db.session.execute(query).mappings()]


def _mentioned(refused: list[RefusedLine]) -> frozenset[str]:
    """Folded texts that may be the names on refused lines, halves of names joined."""
    texts: set[str] = set()
    for line in refused:
        texts.update(map(fold, line.cells))
        texts.update(fold(f"{a} {b}") for a, b in zip(line.cells, line.cells[1:], strict=False))
    return frozenset(texts)


def _by_place(mapping: Mapping) -> Callable[[RefusedLine], tuple[int, int]]:
    order = {sheet.name: n for n, sheet in enumerate(mapping.sheets)}
    return lambda line: (order.get(line.sheet, len(order)), line.line)


def apply(
    conference_id: int,
    lines: list[SheetLines],
    mapping: Mapping,
    places: Places,
    citizen_hash: Callable[[str], str],
    source: str,
) -> Plan | Refusal:
    """Write what the lines change, in the caller's transaction; `source` names the file.

    Refused while the conference's state keeps its rosters fixed.
    """
    audit.take_turn()
    conference = db.session.get_one(Conference, conference_id, populate_existing=True)
    if refused := lifecycle.refusal(conference.state, Operation.FILL_ROSTER):
        return refused
    done = plan(conference_id, lines, mapping, places, citizen_hash)
    leaving = done.diff.missing if mapping.withdraw_missing else []
    done.withdrawn = len(leaving)
    added = write(conference_id, done.diff, leaving, source)
    if added or done.diff.changed or leaving:
        after = {**done.counts(), "delegates": ranges(added)}
        audit.record("import_roster", "conference", conference_id, after=after, reason=source[:500])
    return done
