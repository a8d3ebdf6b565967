"""What a list changes in a roster: who is new, who changed, who is the same, who is refused. Pure.

A person is known by the hash of the citizen number where both sides have one, else by the name at
the point. Two of one name at one point are told apart by office and unit, then by their order.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dissemination.conferences.matching import strict_key
from dissemination.conferences.models import Standing
from dissemination.conferences.roster_lines import LineRefusal, RefusedLine
from dissemination.text import fold

# What an import may set, by the names of the delegate's columns.
FIELDS = (
    "name",
    "position",
    "unit_name",
    "unit_id",
    "category",
    "seat",
    "notes",
    "citizen_hash",
    "point_id",
)
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Person:
    """A line of a list whose point is known. `supplied`: the fields its sheet has columns for."""

    sheet: str
    line: int
    point_id: int
    name: str
    position: str = ""
    unit_name: str = ""
    unit_id: int | None = None
    category: str = ""
    seat: str = ""
    notes: str = ""
    citizen_hash: str | None = None
    supplied: frozenset[str] = frozenset()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A delegate of the roster as it stands."""

    id: int
    point_id: int
    name: str
    position: str
    unit_name: str
    unit_id: int | None
    category: str
    seat: str
    notes: str
    citizen_hash: str | None
    standing: Standing
    stands_in: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A known delegate and what the list makes of him: old and new value by field."""

    known: Known
    person: Person
    values: dict[str, tuple[Value, Value]]


@dataclass(slots=True)
class Diff:
    """`missing`: summoned delegates of the points concerned whom the list no longer names."""

    added: list[Person] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Person] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.changed


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person chose, and what the list cannot know.

    `mentioned`: folded texts of refused lines, whose people are not missing; `came`: ids of
    delegates who have checked in, who stay where they are.
    """

    allow_two_points: bool = False
    point_names: Mapping[int, str] = field(default_factory=dict)
    mentioned: Collection[str] = frozenset()
    came: Collection[int] = frozenset()


def compare(people: Iterable[Person], roster: Iterable[Known], rules: Rules) -> Diff:
    """What importing these people would do to this roster."""
    return _Comparison(list(roster), rules).compare(list(people))


class _Comparison:
    def __init__(self, roster: list[Known], rules: Rules) -> None:
        self.rules = rules
        self.diff = Diff()
        self.left: dict[int, Known] = {k.id: k for k in roster if not _is_withdrawn(k)}
        self.withdrawn = {known.id: known for known in roster if _is_withdrawn(known)}
        self.points: set[int] = set()

    def compare(self, people: list[Person]) -> Diff:
        accepted = self._without_repeats(people)
        self.points = {person.point_id for person in accepted}
        for keys in _KEYS_AT_POINT:
            accepted = self._match(accepted, self.left, keys, self._keep)
        accepted = self._match(accepted, self.withdrawn, _name_at_point, self._refuse_withdrawn)
        for keys in _KEYS_ANYWHERE:
            accepted = self._match(accepted, self.left, keys, self._keep_elsewhere)
        self.diff.added = sorted(accepted, key=lambda person: (person.point_id, person.line))
        self.diff.missing = [known for known in self.left.values() if self._is_missing(known)]
        return self.diff

    def _without_repeats(self, people: list[Person]) -> list[Person]:
        """The first of each person; a later line is refused with a pointer to the first."""
        accepted: list[Person] = []
        listed = _Listed()
        for person in people:
            first = listed.first(person)
            if first is None or self._refuse_repeat(person, first):
                listed.add(person)
                accepted.append(person)
        return accepted

    def _refuse_repeat(self, person: Person, first: Person) -> bool:
        """Whether a person listed before is accepted again: at another point, when one chose so."""
        if person.point_id == first.point_id:
            self._refuse(person, LineRefusal.REPEATED, **_place(first))
            return False
        if not self.rules.allow_two_points:
            point = self._point_name(first.point_id)
            self._refuse(person, LineRefusal.AT_TWO_POINTS, point=point, **_place(first))
        return self.rules.allow_two_points

    def _match(
        self,
        people: list[Person],
        candidates: dict[int, Known],
        keys: Callable[[Person | Known], Hashable | None],
        found: Callable[[Person, Known], bool],
    ) -> list[Person]:
        """Pair people with candidates of one key, in order; the people left over.

        `found` says whether the pair settles the person.
        """
        waiting: dict[Hashable, list[Known]] = {}
        for known in candidates.values():
            if (key := keys(known)) is not None:
                waiting.setdefault(key, []).append(known)
        if not waiting:
            return people
        return [p for p in people if not self._pair(p, waiting.get(keys(p), ()), candidates, found)]

    def _pair(
        self,
        person: Person,
        waiting: Sequence[Known],
        candidates: dict[int, Known],
        found: Callable[[Person, Known], bool],
    ) -> bool:
        for known in waiting:
            if known.id in candidates and not _numbers_differ(person, known):
                settled = found(person, known)
                if settled and known.id in candidates and known.point_id == person.point_id:
                    del candidates[known.id]
                return settled
        return False

    def _keep(self, person: Person, known: Known) -> bool:
        values = changes(person, known)
        if values:
            self.diff.changed.append(Change(known, person, values))
        else:
            self.diff.same.append(person)
        return True

    def _refuse_withdrawn(self, person: Person, known: Known) -> bool:
        self._refuse(person, LineRefusal.WITHDRAWN)
        return True

    def _keep_elsewhere(self, person: Person, known: Known) -> bool:
        """A person of another point: moved when the list covers that point and names him there no
        more; else the same person at two points."""
        if self.rules.allow_two_points:
            return False
        moves = known.point_id in self.points and known.id not in self.rules.came
        if moves and known.standing is Standing.SUMMONED and not known.stands_in:
            del self.left[known.id]
            return self._keep(person, known)
        point = self._point_name(known.point_id)
        self._refuse(person, LineRefusal.AT_OTHER_POINT, point=point)
        return True

    def _is_missing(self, known: Known) -> bool:
        return (
            known.point_id in self.points
            and known.standing is Standing.SUMMONED
            and not known.stands_in
            and known.id not in self.rules.came
            and fold(known.name) not in self.rules.mentioned
        )

    def _point_name(self, point_id: int) -> str:
        return self.rules.point_names.get(point_id, "")

    def _refuse(self, person: Person, reason: LineRefusal, **details: str) -> None:
        line = RefusedLine(person.sheet, person.line, reason, details, person.cells)
        self.diff.refused.append(line)


def changes(person: Person, known: Known) -> dict[str, tuple[Value, Value]]:
    """Old and new value of every field that the list supplies and that differs."""
    values: dict[str, tuple[Value, Value]] = {}
    for name in FIELDS:
        old, new = getattr(known, name), getattr(person, name)
        if old != new and (name in ("name", "point_id") or name in person.supplied):
            values[name] = (old, new)
    return values


def _is_withdrawn(known: Known) -> bool:
    return known.standing is Standing.WITHDRAWN


def _place(person: Person) -> dict[str, str]:
    return {"sheet": person.sheet, "line": str(person.line)}


def _numbers_differ(one: Person | Known, other: Person | Known) -> bool:
    both = one.citizen_hash is not None and other.citizen_hash is not None
    return both and one.citizen_hash != other.citizen_hash


class _Listed:
    """The people accepted so far, found again by number, by name at a point, by name and office."""

    def __init__(self) -> None:
        self.by_number: dict[Hashable, Person] = {}
        self.at_point: dict[Hashable, list[Person]] = {}
        self.anywhere: dict[Hashable, Person] = {}

    def add(self, person: Person) -> None:
        if person.citizen_hash:
            self.by_number.setdefault(person.citizen_hash, person)
        if key := _name_and_office_anywhere(person):
            self.anywhere.setdefault(key, person)
        self.at_point.setdefault(_name_at_point(person), []).append(person)

    def first(self, person: Person) -> Person | None:
        """The first listed person whom nothing tells apart from this one.

        At two points a name and a position may be shared by two people; a unit too, hardly.
        """
        if person.citizen_hash in self.by_number:
            return self.by_number[person.citizen_hash]
        here = self.at_point.get(_name_at_point(person), ())
        if same := next((other for other in here if _is_same(person, other)), None):
            return same
        elsewhere = self.anywhere.get(_name_and_office_anywhere(person))
        return elsewhere if elsewhere and not _numbers_differ(person, elsewhere) else None


def _is_same(one: Person, other: Person) -> bool:
    """Two of one name at one point, unless their numbers, offices or seats differ."""
    return not _numbers_differ(one, other) and not any(
        _both_differ(getattr(one, name), getattr(other, name))
        for name in ("position", "unit_name", "seat")
    )


def _both_differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and fold(one) != fold(other)


def _office(who: Person | Known) -> tuple[str, str]:
    return fold(who.position), fold(who.unit_name)


def _number_at_point(who: Person | Known) -> Hashable | None:
    return (who.point_id, who.citizen_hash) if who.citizen_hash else None


def _name_and_office_at_point(who: Person | Known) -> Hashable | None:
    return (who.point_id, strict_key(who.name), _office(who))


def _name_at_point(who: Person | Known) -> Hashable | None:
    return (who.point_id, strict_key(who.name))


def _misspelt_name_at_point(who: Person | Known) -> Hashable | None:
    """A name without its tones counts only beside the same office: Toàn is not Toán."""
    office = _office(who)
    return (who.point_id, fold(who.name), office) if any(office) else None


def _number_anywhere(who: Person | Known) -> Hashable | None:
    return who.citizen_hash


def _name_and_office_anywhere(who: Person | Known) -> Hashable | None:
    known = bool(who.position) and bool(who.unit_name)
    return (strict_key(who.name), _office(who)) if known else None


_KEYS_AT_POINT = (
    _number_at_point,
    _name_and_office_at_point,
    _name_at_point,
    _misspelt_name_at_point,
)
_KEYS_ANYWHERE = (_number_anywhere, _name_and_office_anywhere)
