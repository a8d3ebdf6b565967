"""Rights never grow by being handed on."""

from collections.abc import Iterable
from itertools import product

import pytest

from dissemination.accounts.granting import Objection, givable_roles, may_give, objection
from dissemination.accounts.models import Grant, Role
from dissemination.accounts.roles import MAY_GRANT, ROLE_ACTIONS, UNITS_OWN
from dissemination.web.actions import Action, Scope

MINE = Scope(conference_id=1)
MY_POINT = Scope(conference_id=1, point_id=11, unit_id=111)
OTHERS = Scope(conference_id=2)
OTHERS_POINT = Scope(conference_id=2, point_id=22, unit_id=111)
EVERYTHING = Scope()


def answering(unit_id: int) -> set[int]:
    """Unit 100 is above 111."""
    return {unit_id, 100}


def held(role: Role, **part: int) -> list[Grant]:
    return [Grant(role=role, **part)]


@pytest.mark.parametrize(("giver", "given"), list(product(Role, Role)))
def test_nobody_hands_on_what_he_may_not_do_himself(giver: Role, given: Role) -> None:
    if given in MAY_GRANT.get(giver, frozenset()):
        assert ROLE_ACTIONS[given] - UNITS_OWN <= ROLE_ACTIONS[giver]


def test_who_receives_the_work_of_units_never_does_it() -> None:
    assert not UNITS_OWN & ROLE_ACTIONS[Role.SECRETARIAT]


def test_only_those_who_manage_people_hand_on_anything() -> None:
    for role in Role:
        assert (role in MAY_GRANT) == (Action.MANAGE_PEOPLE in ROLE_ACTIONS[role])


def test_whoever_prints_account_letters_may_give_what_they_give() -> None:
    for role in Role:
        if Action.PRINT_LETTERS in ROLE_ACTIONS[role]:
            assert {Role.COORDINATOR, Role.DESK} <= MAY_GRANT[role]


def test_only_the_administrator_makes_administrators_secretaries_and_inspectors() -> None:
    for role in (Role.ADMINISTRATOR, Role.SECRETARIAT, Role.INSPECTOR):
        givers = {giver for giver in Role if role in MAY_GRANT.get(giver, frozenset())}
        assert givers == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("own", "role", "part", "may"),
    [
        (held(Role.ADMINISTRATOR), Role.ADMINISTRATOR, EVERYTHING, True),
        (held(Role.ORGANISER, conference_id=1), Role.DESK, MY_POINT, True),
        (held(Role.ORGANISER, conference_id=1), Role.COORDINATOR, MINE, True),
        (held(Role.ORGANISER, conference_id=1), Role.ORGANISER, MINE, False),
        (held(Role.ORGANISER, conference_id=1), Role.DESK, OTHERS, False),
        (held(Role.ORGANISER, conference_id=1), Role.DESK, OTHERS_POINT, False),
        (held(Role.ORGANISER, conference_id=1), Role.DESK, EVERYTHING, False),
        (held(Role.ORGANISER, conference_id=1), Role.DESK, Scope(unit_id=111), False),
        (held(Role.ORGANISER), Role.DESK, EVERYTHING, True),
        (held(Role.ORGANISER, unit_id=100), Role.DESK, MY_POINT, True),
        (held(Role.ORGANISER, unit_id=111), Role.DESK, Scope(unit_id=100), False),
        (held(Role.ORGANISER, unit_id=100), Role.DESK, MINE, False),
        (held(Role.ORGANISER, point_id=11), Role.DESK, MINE, False),
        (held(Role.SECRETARIAT), Role.ORGANISER, MINE, True),
        (held(Role.SECRETARIAT), Role.ADMINISTRATOR, MINE, False),
        (held(Role.ADMINISTRATOR, conference_id=1), Role.ADMINISTRATOR, EVERYTHING, False),
        (held(Role.COORDINATOR, point_id=11), Role.DESK, MY_POINT, False),
        (held(Role.INSPECTOR), Role.DESK, MY_POINT, False),
        ([], Role.DESK, MY_POINT, False),
    ],
)
def test_who_may_give_what(own: list[Grant], role: Role, part: Scope, may: bool) -> None:
    assert may_give(own, role, part, answering) is may


def test_two_grants_do_not_add_up_to_a_third() -> None:
    """The role of one grant and the reach of the other."""
    own = held(Role.ORGANISER, conference_id=1) + held(Role.COORDINATOR, conference_id=2)
    assert not may_give(own, Role.DESK, OTHERS, answering)


def objects(own: list[Grant], others: Iterable[tuple[Role, Scope]]) -> Objection | None:
    return objection(own, list(others), answering, oneself=False)


def test_an_account_is_touched_only_by_who_could_give_all_it_has() -> None:
    organiser = held(Role.ORGANISER, conference_id=1)
    desk_here, desk_there = (Role.DESK, MY_POINT), (Role.DESK, OTHERS_POINT)
    assert objects(organiser, [desk_here]) is None
    assert objects(organiser, [desk_here, desk_there]) is Objection.HOLDS_MORE
    assert objects(organiser, [desk_here, (Role.SECRETARIAT, EVERYTHING)]) is Objection.HOLDS_MORE
    assert objects(organiser, []) is Objection.HOLDS_NOTHING


def test_the_administrator_touches_any_account_but_his_own() -> None:
    administrator = held(Role.ADMINISTRATOR)
    assert objects(administrator, []) is None
    assert objects(administrator, [(Role.ADMINISTRATOR, EVERYTHING)]) is None
    assert objection(administrator, [], answering, oneself=True) is Objection.ONESELF


def test_an_administrator_of_a_part_is_not_over_everyone() -> None:
    partial = held(Role.ADMINISTRATOR, conference_id=1)
    assert objects(partial, [(Role.ADMINISTRATOR, EVERYTHING)]) is Objection.HOLDS_MORE
    assert objects(partial, []) is Objection.HOLDS_NOTHING


def test_only_givable_roles_are_offered() -> None:
    assert givable_roles(held(Role.ORGANISER, conference_id=1)) == [Role.COORDINATOR, Role.DESK]
    assert givable_roles(held(Role.DESK, point_id=1)) == []
