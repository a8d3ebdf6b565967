"""Who holds the post that a reminder speaks to. Pure: who holds what is an argument."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dissemination.accounts.models import Role
from dissemination.reporting.reminder_models import Post

# People by the part of their grant (None: everything) and their role.
Holders = Mapping[tuple[int | None, Role], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person, the post he is told for, and that post's unit (None: the whole system's)."""

    user_id: int
    post: Post
    unit_id: int | None


def addressees(post: Post, way_up: Sequence[int], holders: Holders) -> list[Addressee]:
    """The holders of a post towards a unit; `way_up` are the unit and all above it, to the top.

    The superior is the nearest unit above that has an officer or a head; where none has, the
    secretariat follows the unit itself.
    """
    unit_id, *above = way_up
    found: Iterable[Addressee]
    match post:
        case Post.OFFICER:
            found = _at(unit_id, [Role.UNIT_OFFICER], post, holders)
        case Post.HEAD:
            found = _at(unit_id, [Role.HEAD_OF_UNIT], post, holders)
        case Post.SUPERIOR:
            found = _superior(above, holders) or _secretariat(way_up, holders)
    return list({one.user_id: one for one in found}.values())


def _at(
    unit_id: int | None, roles: Sequence[Role], post: Post, holders: Holders
) -> Iterator[Addressee]:
    for role in roles:
        for user_id in holders.get((unit_id, role), ()):
            yield Addressee(user_id, post, unit_id)


def _superior(above: Sequence[int], holders: Holders) -> list[Addressee]:
    roles = [Role.UNIT_OFFICER, Role.HEAD_OF_UNIT]
    for unit_id in above:
        if found := list(_at(unit_id, roles, Post.SUPERIOR, holders)):
            return found
    return []


def _secretariat(way_up: Sequence[int], holders: Holders) -> list[Addressee]:
    return [
        one
        for unit_id in (*way_up, None)
        for one in _at(unit_id, [Role.SECRETARIAT], Post.SUPERIOR, holders)
    ]
