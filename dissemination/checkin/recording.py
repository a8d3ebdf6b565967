"""What one transaction does with the scans of one or many requests.

Every step is one statement for all scans together, so that one scan and five hundred take the
same way. Nothing here waits, commits or knows of requests: `ledger.py` does.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from dissemination.checkin.attendance import Came, CountedScan, derive, standing
from dissemination.checkin.batches import Answer, Batch, Claim, Result
from dissemination.checkin.histories import counted_scan
from dissemination.checkin.models import Direction, ScanOutcome
from dissemination.checkin.rules import REFUSALS, Door, Person, corrected, judged, refused
from dissemination.checkin.statements import (
    DelegateRow,
    FirstScanRow,
    Statements,
    StoredRow,
)
from dissemination.checkin.tallies import COUNTS
from dissemination.conferences.models import ConferenceState, Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, about whom, and which arrival it repeats.

    `awaits_act`: nobody is known yet, but the act that adds the person may still come.
    """

    outcome: ScanOutcome
    delegate_id: int | None
    first_scan_id: str | None
    point_id: int
    awaits_act: bool = False


class Recording:
    """The work on one group of batches in one transaction. Scan ids are 32 hex digits inside.

    `rehearsing`: judge as if every conference that has not closed had begun; the caller rolls back.
    """

    def __init__(
        self, connection: Connection, batches: list[Batch], *, rehearsing: bool = False
    ) -> None:
        self.sql = Statements(connection)
        self.batches = batches
        self.rehearsing = rehearsing
        self.doors: dict[int, Door] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.people: dict[int, DelegateRow] = {}
        self.by_digits: dict[str, tuple[int, bool]] = {}
        self.by_citizen: dict[tuple[int, str], int] = {}
        self.by_act: dict[str, tuple[int, int | None]] = {}
        self.replaced_at_door: set[int] = set()
        self.histories: dict[int, list[CountedScan]] = defaultdict(list)
        self.early_undos: dict[str, list[CountedScan]] = defaultdict(list)
        self.owner: dict[str, int] = {}
        self.place: dict[str, int] = {}
        self.came: dict[int, Came | None] = {}
        self.new_rows: list[tuple[Any, ...]] = []

    def run(self) -> None:
        """Judge every claim, write what follows, and leave an answer in each batch."""
        self._find_doors()
        admitted = [batch for batch in self.batches if batch.scanner_id in self.doors]
        claims = [claim for batch in admitted for claim in batch.claims]
        if not claims:
            return
        stored = {row.id: row for row in self.sql.stored({claim.id.hex for claim in claims})}
        self._find_people([claim for claim in claims if claim.id.hex not in stored])
        self._find_histories(claims)
        before = dict(self.came)
        self.verdicts = {key: _kept(row) for key, row in stored.items()}
        for batch in admitted:
            self._judge_all(batch)
        self._write(before)
        self._answer(admitted)

    # --- reading ---------------------------------------------------------------------------

    def _find_doors(self) -> None:
        tokens = {batch.token_hash for batch in self.batches if batch.token_hash}
        ids = {batch.scanner_id for batch in self.batches if batch.scanner_id}
        by_token: dict[str | None, int] = {}
        vouched = {batch.scanner_id or 0 for batch in self.batches if batch.vouched}
        for row in self.sql.scanners(tokens, ids - vouched, vouched):
            by_token[row.token_hash] = row.id
            state = row.state
            if self.rehearsing and state is not ConferenceState.CLOSED:
                state = ConferenceState.RUNNING
            self.doors[row.id] = Door(
                row.id, row.conference_id, row.point_id, state, row.policy, row.closed_at
            )
        for batch in self.batches:
            if batch.token_hash:
                batch.scanner_id = by_token.get(batch.token_hash)

    def _find_people(self, claims: list[Claim]) -> None:
        for row in self.sql.stored({claim.undoes.hex for claim in claims if claim.undoes}):
            self.place[row.id] = row.point_id
            if row.delegate_id is not None:
                self.owner[row.id] = row.delegate_id
        hashes = {claim.citizen_hash for claim in claims if claim.citizen_hash}
        for delegate_id, conference_id, hashed in self.sql.citizens(hashes):
            self.by_citizen.setdefault((conference_id, hashed), delegate_id)
        digits = {claim.digits for claim in claims if claim.digits}
        for shown, revoked, delegate in self.sql.passes(digits):
            self.by_digits[shown] = (delegate.id, revoked)
            self.people[delegate.id] = delegate
        named = {claim.delegate_id for claim in claims if claim.delegate_id}
        named |= self._find_acts({claim.act_id.hex for claim in claims if claim.act_id})
        self._load_people(named | {*self.by_citizen.values(), *self.owner.values()})
        replaced = [who for who, row in self.people.items() if row.standing is Standing.REPLACED]
        self.replaced_at_door = self.sql.replaced_at_door(replaced)

    def _find_acts(self, ids: set[str]) -> set[int]:
        """Whom the acts that scans name have added."""
        for act_id, point_id, delegate_id in self.sql.acts(ids):
            self.by_act[act_id] = point_id, delegate_id
        return {delegate_id for _point, delegate_id in self.by_act.values() if delegate_id}

    def _load_people(self, ids: set[int]) -> None:
        missing = ids - self.people.keys()
        self.people |= {row.id: row for row in self.sql.delegates(missing)}

    def _find_histories(self, claims: list[Claim]) -> None:
        """The counted scans of everyone concerned, and the undos that came before their scan."""
        for row in self.sql.counted(self.people.keys()):
            if row.delegate_id is not None:
                self._remember(row.delegate_id, counted_scan(row))
        ids = {scan.id for scans in self.histories.values() for scan in scans}
        for row in self.sql.undos_of(ids | {claim.id.hex for claim in claims}):
            if row.delegate_id is None and row.undoes is not None:
                owner = self.owner.get(row.undoes)
                undos = self.early_undos[row.undoes] if owner is None else self.histories[owner]
                undos.append(counted_scan(row))
        self.came = {person: derive(self.histories.get(person, ())) for person in self.people}

    def _remember(self, delegate_id: int, scan: CountedScan) -> None:
        self.histories[delegate_id].append(scan)
        self.owner[scan.id] = delegate_id
        self.place[scan.id] = scan.point_id

    # --- judging ---------------------------------------------------------------------------

    def _judge_all(self, batch: Batch) -> None:
        door = self.doors[batch.scanner_id or 0]
        received = self.sql.moment(batch.received_at)
        for claim in batch.claims:
            key = claim.id.hex
            if key in self.verdicts:
                continue
            at = corrected(claim.scanned_at, batch.sent_at, batch.received_at)
            verdict = self.verdicts[key] = self._judge(claim, door, at)
            self.new_rows.append(self._row(claim, door, verdict, at, received))

    def _judge(self, claim: Claim, door: Door, at: datetime) -> Verdict:
        delegate_id, pass_revoked = self._whom(claim, door)
        delegate = self.people.get(delegate_id) if delegate_id else None
        person = self._person(delegate, claim, pass_revoked=pass_revoked) if delegate else None
        undoes = claim.undoes.hex if claim.undoes else None
        scan = CountedScan(
            claim.id.hex, door.point_id, door.scanner_id, claim.direction, at, undoes, claim.offline
        )
        first = self.came.get(person.id) if person else None
        outcome = refused(door, person, at)
        if outcome is ScanOutcome.UNKNOWN_PASS and undoes and claim.direction is Direction.UNDO:
            outcome = ScanOutcome.NOTHING_TO_UNDO  # its scan may still be on the way
            self.early_undos[undoes].append(scan)
        awaits_act = outcome is ScanOutcome.UNKNOWN_PASS and self._awaits_act(claim)
        if outcome is None and person is not None:
            outcome = self._count(scan, door, person)
        if outcome is None:
            raise AssertionError("a scan that is not refused is about a person")
        repeats = outcome is ScanOutcome.ALREADY_ADMITTED and first is not None
        first_id = first.first_scan_id if first and repeats else None
        return Verdict(outcome, delegate_id, first_id, door.point_id, awaits_act)

    def _person(self, row: DelegateRow, claim: Claim, *, pass_revoked: bool) -> Person:
        """As the rules need him. Whoever was replaced at a door, and yet was let in by a device
        that could not ask, or before, is in the hall."""
        let_in = row.id in self.replaced_at_door and (
            claim.offline or bool(self.histories.get(row.id))
        )
        return Person(
            row.id,
            row.conference_id,
            row.point_id,
            row.standing,
            pass_revoked and not let_in,
            let_in,
        )

    def _awaits_act(self, claim: Claim) -> bool:
        """Whether a scan of nobody known names an act that has not come."""
        named = claim.digits or claim.delegate_id or claim.citizen_hash
        return bool(claim.act_id and not named and claim.act_id.hex not in self.by_act)

    def _count(self, scan: CountedScan, door: Door, person: Person) -> ScanOutcome:
        """Add a scan that counts to its delegate's history and say what it did."""
        history = self.histories[person.id]
        if scan.direction is Direction.UNDO:
            standing_before = len(standing(history))
            self._remember(person.id, scan)
            undone = len(standing(history)) < standing_before
            outcome = ScanOutcome.UNDONE if undone else ScanOutcome.NOTHING_TO_UNDO
        else:
            outcome = judged(scan.direction, door, person, self.came.get(person.id))
            self._remember(person.id, scan)
            history.extend(self.early_undos.pop(scan.id, ()))
        self.came[person.id] = derive(history)
        return outcome

    def _whom(self, claim: Claim, door: Door) -> tuple[int | None, bool]:
        """The delegate a claim is about, and whether the pass shown was revoked."""
        if claim.digits:
            return self.by_digits.get(claim.digits, (None, False))
        if claim.delegate_id:
            return claim.delegate_id if claim.delegate_id in self.people else None, False
        if claim.citizen_hash:
            return self.by_citizen.get((door.conference_id, claim.citizen_hash)), False
        if claim.act_id:
            point_id, added = self.by_act.get(claim.act_id.hex, (None, None))
            return added if point_id == door.point_id else None, False
        target = claim.undoes.hex if claim.undoes else ""
        if self.place.get(target) != door.point_id:
            return None, False  # nobody takes back, or learns of, another point's scan
        return self.owner.get(target), False

    # --- writing ---------------------------------------------------------------------------

    def _write(self, before: dict[int, Came | None]) -> None:
        if self.new_rows:
            self.sql.insert_scans(self.new_rows)
        changed = {who: came for who, came in self.came.items() if came != before.get(who)}
        if not changed:
            return
        self.sql.put_attendances(
            [self._attendance(who, came) for who, came in changed.items() if came],
            [who for who, came in changed.items() if came is None],
        )
        differences = self._differences(before, changed)
        if differences:
            self.sql.add_to_tallies(differences)

    def _differences(
        self, before: dict[int, Came | None], changed: dict[int, Came | None]
    ) -> dict[int, dict[str, int]]:
        """What each point's tally changes by."""
        total: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
        for who, after in changed.items():
            for came, sign in ((before.get(who), -1), (after, 1)):
                for point_id, name in _counts(self.people[who], came) if came else ():
                    total[point_id][name] += sign
        return {point_id: by for point_id, by in total.items() if any(by.values())}

    def _row(
        self, claim: Claim, door: Door, verdict: Verdict, at: datetime, received: str
    ) -> tuple[Any, ...]:
        """In the order of the columns in `statements`."""
        scanned = self.sql.moment(claim.scanned_at)
        return (
            claim.id.hex,
            door.scanner_id,
            door.conference_id,
            door.point_id,
            verdict.delegate_id,
            claim.seq,
            claim.digits,
            claim.citizen_hash,
            claim.direction,
            claim.undoes.hex if claim.undoes else None,
            claim.reason,
            claim.method,
            claim.offline,
            scanned,
            scanned if at is claim.scanned_at else self.sql.moment(at),
            received,
            verdict.outcome,
            verdict.outcome not in REFUSALS or verdict.awaits_act,
            verdict.first_scan_id,
            claim.act_id.hex if claim.act_id else None,
        )

    def _attendance(self, who: int, came: Came) -> tuple[Any, ...]:
        """In the order of the columns in `statements`."""
        return (
            who,
            self.people[who].conference_id,
            came.point_id,
            came.presence,
            self.sql.moment(came.arrived_at),
            self.sql.moment(came.left_at) if came.left_at else None,
            came.first_scan_id,
            came.in_conflict,
        )

    # --- answering -------------------------------------------------------------------------

    def _answer(self, batches: list[Batch]) -> None:
        tallies = self.sql.tallies({door.point_id for door in self.doors.values()})
        named = {verdict.delegate_id for verdict in self.verdicts.values()}
        self._load_people({who for who in named if who})
        firsts = self.sql.first_scans(
            {verdict.first_scan_id for verdict in self.verdicts.values() if verdict.first_scan_id}
        )
        substitutes = self.sql.substitutes(
            {
                verdict.delegate_id
                for verdict in self.verdicts.values()
                if verdict.outcome is ScanOutcome.REVOKED and verdict.delegate_id
            }
        )
        for batch in batches:
            door = self.doors[batch.scanner_id or 0]
            results = [self._result(claim, door, firsts, substitutes) for claim in batch.claims]
            batch.answer = Answer(results, *tallies.get(door.point_id, (0, 0)))

    def _result(
        self,
        claim: Claim,
        door: Door,
        firsts: dict[str, FirstScanRow],
        substitutes: dict[int, str],
    ) -> Result:
        verdict = self.verdicts[claim.id.hex]
        person = self.people.get(verdict.delegate_id or 0)
        foreign = person is None or person.conference_id != door.conference_id
        if person is not None and claim.digits is None and person.point_id != door.point_id:
            foreign = True  # ids can be counted through; the names of other points are not ours
        if foreign or verdict.point_id != door.point_id:
            return Result(claim.id, verdict.outcome)  # the answer, but nobody's name
        return Result(
            id=claim.id,
            outcome=verdict.outcome,
            delegate=person,
            first_scan=firsts.get(verdict.first_scan_id or ""),
            substitute=substitutes.get(verdict.delegate_id or 0),
        )


def _kept(row: StoredRow) -> Verdict:
    return Verdict(row.outcome, row.delegate_id, row.first_scan_id, row.point_id)


def _counts(person: DelegateRow, came: Came) -> Iterable[tuple[int, str]]:
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
