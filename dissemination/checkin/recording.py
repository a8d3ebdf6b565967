"""What one transaction does with the scans of one or many requests.

Every step is one statement for all scans together, so that one scan and five hundred take the
same way. Nothing here waits, commits or knows of requests: `ledger.py` does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection, Row

from dissemination.checkin import statements as sql
from dissemination.checkin.attendance import Came, CountedScan, derive, standing
from dissemination.checkin.models import Direction, Method, ScanOutcome
from dissemination.checkin.rules import REFUSALS, Door, Person, corrected, judged, refused
from dissemination.conferences.models import Standing


@dataclass(frozen=True, slots=True)
class Claim:
    """One scan as it was claimed; the citizen number is already hashed."""

    id: UUID
    direction: Direction
    method: Method
    scanned_at: datetime
    offline: bool
    seq: int | None = None
    digits: str | None = None
    delegate_id: int | None = None
    citizen_hash: str | None = None
    undoes: UUID | None = None
    reason: str | None = None


@dataclass(slots=True)
class Batch:
    """Scans of one request. A device is known by its token's hash, a desk by its scanner id."""

    claims: Sequence[Claim]
    sent_at: datetime
    received_at: datetime
    token_hash: str | None = None
    scanner_id: int | None = None
    answer: "Answer | None" = None


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one scan, with the rows that say who and when."""

    id: UUID
    outcome: ScanOutcome
    delegate: Row[Any] | None = None
    first_scan: Row[Any] | None = None
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a batch gets back; None instead: the scanner is unknown or revoked."""

    results: list[Result]
    expected: int
    present: int


@dataclass(slots=True)
class Recording:
    """The work on one group of batches in one transaction."""

    connection: Connection
    batches: list[Batch]
    doors: dict[int, Door] = field(default_factory=dict)
    stored: dict[UUID, Row[Any]] = field(default_factory=dict)
    people: dict[int, Row[Any]] = field(default_factory=dict)
    by_digits: dict[str, Row[Any]] = field(default_factory=dict)
    by_citizen: dict[tuple[int, str], int] = field(default_factory=dict)
    scans: dict[int, list[CountedScan]] = field(default_factory=lambda: defaultdict(list))
    owner: dict[UUID, int] = field(default_factory=dict)
    came: dict[int, Came | None] = field(default_factory=dict)
    early_undos: dict[UUID, list[CountedScan]] = field(default_factory=lambda: defaultdict(list))
    target_points: dict[UUID, int] = field(default_factory=dict)
    new_rows: list[dict[str, Any]] = field(default_factory=list)
    verdicts: dict[UUID, tuple[ScanOutcome, int | None, UUID | None]] = field(default_factory=dict)

    def run(self) -> None:
        """Judge every claim, write what follows, and leave an answer in each batch."""
        self._find_doors()
        claims = [claim for batch in self._admitted() for claim in batch.claims]
        if claims:
            self._find_repeats(claims)
            fresh = [claim for claim in claims if claim.id not in self.stored]
            self._find_people(fresh)
            self._find_history(fresh)
            before = dict(self.came)
            for batch in self._admitted():
                self._judge_all(batch)
            self._write(before)
        self._answer()

    # --- reading ---------------------------------------------------------------------------

    def _admitted(self) -> Iterable[Batch]:
        return (batch for batch in self.batches if batch.scanner_id in self.doors)

    def _find_doors(self) -> None:
        tokens = {batch.token_hash for batch in self.batches if batch.token_hash}
        ids = {batch.scanner_id for batch in self.batches if batch.scanner_id}
        by_token = {}
        for row in sql.scanners(self.connection, tokens, ids):
            by_token[row.token_hash] = row.id
            self.doors[row.id] = Door(
                scanner_id=row.id,
                conference_id=row.conference_id,
                point_id=row.point_id,
                state=row.state,
                policy=row.elsewhere_policy,
                closed_at=row.closed_at,
            )
        for batch in self.batches:
            if batch.token_hash:
                batch.scanner_id = by_token.get(batch.token_hash)

    def _find_repeats(self, claims: list[Claim]) -> None:
        found = sql.scans_by_id(self.connection, {claim.id for claim in claims})
        self.stored = {row.id: row for row in found}

    def _find_people(self, claims: list[Claim]) -> None:
        targets = {claim.undoes for claim in claims if claim.undoes}
        for row in sql.scans_by_id(self.connection, targets) if targets else ():
            self.target_points[row.id] = row.point_id
            if row.delegate_id is not None:
                self.owner[row.id] = row.delegate_id
        digits = {claim.digits for claim in claims if claim.digits}
        self.by_digits = {row.digits: row for row in sql.passes(self.connection, digits)}
        hashes = {claim.citizen_hash for claim in claims if claim.citizen_hash}
        for row in sql.citizens(self.connection, hashes):
            self.by_citizen.setdefault((row.conference_id, row.citizen_hash), row.id)
        ids = {row.delegate_id for row in self.by_digits.values()}
        ids |= {claim.delegate_id for claim in claims if claim.delegate_id}
        ids |= {*self.by_citizen.values(), *self.owner.values()}
        self._load_people(ids, lock=True)

    def _load_people(self, ids: set[int], *, lock: bool) -> None:
        missing = ids - self.people.keys()
        self.people |= {row.id: row for row in sql.delegates(self.connection, missing, lock=lock)}

    def _find_history(self, claims: list[Claim]) -> None:
        """The counted scans of everyone concerned, and the undos that named them or us first."""
        for row in sql.counted_scans(self.connection, self.people.keys()):
            self._remember(row.delegate_id, _counted(row))
        ids = {scan.id for scans in self.scans.values() for scan in scans}
        ids |= {claim.id for claim in claims}
        for row in sql.undos_of(self.connection, ids):
            if row.delegate_id is None and row.undoes in self.owner:
                self.scans[self.owner[row.undoes]].append(_counted(row))
            elif row.delegate_id is None:
                self.early_undos[row.undoes].append(_counted(row))
        self.came = {person: derive(self.scans.get(person, ())) for person in self.people}

    def _remember(self, delegate_id: int, scan: CountedScan) -> None:
        self.scans[delegate_id].append(scan)
        self.owner[scan.id] = delegate_id
        self.target_points[scan.id] = scan.point_id

    # --- judging ---------------------------------------------------------------------------

    def _judge_all(self, batch: Batch) -> None:
        door = self.doors[batch.scanner_id or 0]
        for claim in batch.claims:
            if claim.id not in self.stored and claim.id not in self.verdicts:
                at = corrected(claim.scanned_at, batch.sent_at, batch.received_at)
                self._judge(claim, door, at, batch.received_at)

    def _judge(self, claim: Claim, door: Door, at: datetime, received_at: datetime) -> None:
        delegate_id, pass_revoked = self._whom(claim, door)
        person = self._person(delegate_id, pass_revoked=pass_revoked)
        undoing = claim.direction is Direction.UNDO
        outcome = refused(door, person, at)
        if undoing and person is None and outcome is ScanOutcome.UNKNOWN_PASS and claim.undoes:
            outcome = ScanOutcome.NOTHING_TO_UNDO  # its scan may still be on the way
        first = self.came.get(delegate_id or 0)
        scan = CountedScan(
            claim.id,
            door.point_id,
            door.scanner_id,
            claim.direction,
            at,
            claim.undoes,
            claim.offline,
        )
        if outcome is None and person is not None:
            outcome = self._count(scan, door, person)
        elif outcome is ScanOutcome.NOTHING_TO_UNDO and claim.undoes:
            self.early_undos[claim.undoes].append(scan)
        assert outcome is not None
        repeated = outcome is ScanOutcome.ALREADY_ADMITTED and first is not None
        first_id = first.first_scan_id if repeated and first else None
        self.verdicts[claim.id] = (outcome, delegate_id, first_id)
        self.new_rows.append(_row(claim, door, at, received_at, outcome, delegate_id, first_id))

    def _count(self, scan: CountedScan, door: Door, person: Person) -> ScanOutcome:
        """Add a scan that counts to its delegate's history and say what it did."""
        history = self.scans[person.id]
        before = self.came.get(person.id)
        if scan.direction is Direction.UNDO:
            was_standing = len(standing(history))
            self._remember(person.id, scan)
            undone = len(standing(history)) < was_standing
            outcome = ScanOutcome.UNDONE if undone else ScanOutcome.NOTHING_TO_UNDO
        else:
            outcome = judged(scan.direction, door, person, before)
            self._remember(person.id, scan)
            history.extend(self.early_undos.pop(scan.id, ()))
        self.came[person.id] = derive(history)
        return outcome

    def _whom(self, claim: Claim, door: Door) -> tuple[int | None, bool]:
        """The delegate a claim is about, and whether the pass shown was revoked."""
        if claim.digits:
            row = self.by_digits.get(claim.digits)
            return (row.delegate_id, row.revoked_at is not None) if row else (None, False)
        if claim.delegate_id:
            return (claim.delegate_id if claim.delegate_id in self.people else None), False
        if claim.citizen_hash:
            return self.by_citizen.get((door.conference_id, claim.citizen_hash)), False
        target = claim.undoes
        if target is None or self.target_points.get(target, door.point_id) != door.point_id:
            return None, False  # nobody takes back, or learns of, another point's scan
        return self.owner.get(target), False

    def _person(self, delegate_id: int | None, *, pass_revoked: bool) -> Person | None:
        row = self.people.get(delegate_id) if delegate_id else None
        if row is None:
            return None
        return Person(
            id=row.id,
            conference_id=row.conference_id,
            point_id=row.point_id,
            standing=row.standing,
            is_excused=row.excused_reason is not None,
            pass_revoked=pass_revoked,
        )

    # --- writing ---------------------------------------------------------------------------

    def _write(self, before: dict[int, Came | None]) -> None:
        if self.new_rows:
            sql.insert_scans(self.connection, self.new_rows)
        changed = {person: came for person, came in self.came.items() if came != before.get(person)}
        if not changed:
            return
        sql.put_attendances(
            self.connection,
            [_attendance(self.people[who], came) for who, came in changed.items() if came],
            [who for who, came in changed.items() if came is None],
        )
        sql.add_to_tallies(self.connection, self._differences(before, changed))

    def _differences(
        self, before: dict[int, Came | None], changed: dict[int, Came | None]
    ) -> dict[tuple[int, int], dict[str, int]]:
        """What each point's tally changes by, keyed by (point, conference)."""
        total: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for who, after in changed.items():
            person = self.people[who]
            for came, sign in ((before.get(who), -1), (after, 1)):
                for point_id, name in _counts(person, came) if came else ():
                    total[point_id, person.conference_id][name] += sign
        return total

    # --- answering -------------------------------------------------------------------------

    def _answer(self) -> None:
        points = {door.point_id for door in self.doors.values()}
        tallies = sql.tallies(self.connection, points)
        firsts, substitutes = self._details()
        for batch in self._admitted():
            door = self.doors[batch.scanner_id or 0]
            expected, present = tallies.get(door.point_id, (0, 0))
            results = [self._result(claim, door, firsts, substitutes) for claim in batch.claims]
            batch.answer = Answer(results, expected, present)

    def _details(self) -> tuple[dict[UUID, Row[Any]], dict[int, str]]:
        """First scans and substitutes that some answer must name; repeats need their people."""
        self._load_people(
            {row.delegate_id for row in self.stored.values() if row.delegate_id}, lock=False
        )
        first_ids = {first for _, _, first in self.verdicts.values() if first}
        first_ids |= {row.first_scan_id for row in self.stored.values() if row.first_scan_id}
        revoked = {who for what, who, _ in self.verdicts.values() if what is ScanOutcome.REVOKED}
        revoked |= {
            row.delegate_id for row in self.stored.values() if row.outcome is ScanOutcome.REVOKED
        }
        firsts = {row.id: row for row in sql.first_scans(self.connection, first_ids)}
        return firsts, sql.substitutes(self.connection, revoked - {None})

    def _result(
        self,
        claim: Claim,
        door: Door,
        firsts: dict[UUID, Row[Any]],
        substitutes: dict[int, str],
    ) -> Result:
        kept = self.stored.get(claim.id)
        if kept is not None:
            outcome, delegate_id, first_id = kept.outcome, kept.delegate_id, kept.first_scan_id
        else:
            outcome, delegate_id, first_id = self.verdicts[claim.id]
        if kept is not None and kept.point_id != door.point_id:
            return Result(claim.id, outcome)  # another point's scan: the answer, but nobody's name
        person = self.people.get(delegate_id) if delegate_id else None
        if person is not None and person.conference_id != door.conference_id:
            person = None
        return Result(
            id=claim.id,
            outcome=outcome,
            delegate=person,
            first_scan=firsts.get(first_id) if first_id else None,
            substitute=substitutes.get(delegate_id) if delegate_id else None,
        )


def _counted(row: Row[Any]) -> CountedScan:
    return CountedScan(
        id=row.id,
        point_id=row.point_id,
        scanner_id=row.scanner_id,
        direction=row.direction,
        at=row.corrected_at,
        undoes=row.undoes,
        offline=row.offline,
    )


def _row(
    claim: Claim,
    door: Door,
    at: datetime,
    received_at: datetime,
    outcome: ScanOutcome,
    delegate_id: int | None,
    first_id: UUID | None,
) -> dict[str, Any]:
    return {
        "id": claim.id,
        "scanner_id": door.scanner_id,
        "conference_id": door.conference_id,
        "point_id": door.point_id,
        "delegate_id": delegate_id,
        "seq": claim.seq,
        "digits": claim.digits,
        "citizen_hash": claim.citizen_hash,
        "direction": claim.direction,
        "undoes": claim.undoes,
        "reason": claim.reason,
        "method": claim.method,
        "offline": claim.offline,
        "scanned_at": claim.scanned_at,
        "corrected_at": at,
        "received_at": received_at,
        "outcome": outcome,
        "counted": outcome not in REFUSALS,
        "first_scan_id": first_id,
    }


def _attendance(person: Row[Any], came: Came) -> dict[str, Any]:
    return {
        "delegate_id": person.id,
        "conference_id": person.conference_id,
        "point_id": came.point_id,
        "presence": came.presence,
        "arrived_at": came.arrived_at,
        "left_at": came.left_at,
        "first_scan_id": came.first_scan_id,
        "in_conflict": came.in_conflict,
    }


def _counts(person: Row[Any], came: Came) -> Iterable[tuple[int, str]]:
    """The counts one delegate who came adds one to, as (point, name); see `Tally`."""
    yield came.point_id, "attended"
    if came.is_present:
        yield came.point_id, "present"
    if came.point_id != person.point_id:
        yield came.point_id, "guests"
    if person.standing is Standing.WALK_IN:
        yield came.point_id, "walk_ins"
    if person.standing is Standing.SUMMONED:
        yield person.point_id, "own_attended"
        if person.excused_reason is not None:
            yield person.point_id, "excused_attended"


def rederived(connection: Connection, delegate_ids: Iterable[int]) -> dict[int, Came | None]:
    """Attendance of these delegates from their scans alone, for the rebuild."""
    scans: dict[int, list[CountedScan]] = defaultdict(list)
    owner: dict[UUID, int] = {}
    wanted = list(delegate_ids)
    for row in sql.counted_scans(connection, wanted):
        scans[row.delegate_id].append(_counted(row))
        owner[row.id] = row.delegate_id
    for row in sql.undos_of(connection, owner.keys()):
        if row.delegate_id is None:
            scans[owner[row.undoes]].append(_counted(row))
    return {delegate_id: derive(scans[delegate_id]) for delegate_id in wanted}
