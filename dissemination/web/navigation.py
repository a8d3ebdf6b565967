"""The menu: features add their entries, the gate decides who sees which."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import pgettext

from dissemination.web.access import may, may_anywhere, rule_of
from dissemination.web.actions import Action


class Group(enum.Enum):
    """Entries that stand together under one word, for whoever sees several of them."""

    WORK = enum.auto()
    REPORTS = enum.auto()
    OFFICE = enum.auto()


GROUPS: dict[Group, Callable[[], str]] = {
    Group.WORK: lambda: pgettext("menu", "Thực hiện"),
    Group.REPORTS: lambda: pgettext("menu", "Báo cáo"),
    Group.OFFICE: lambda: pgettext("menu", "Quản trị"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go; `label` is called late, so that it speaks the reader's language.

    `parts` are the blueprints whose pages lie there.
    """

    label: Callable[[], str]
    endpoint: str
    action: Action
    parts: frozenset[str]
    group: Group | None = None


_entries: list[Entry] = []


def add_entry(
    label: Callable[[], str],
    endpoint: str,
    action: Action,
    *others: str,
    group: Group | None = None,
) -> None:
    """Add a menu entry once, in the order of registration; `others`: blueprints that lie there too."""
    parts = frozenset({endpoint.partition(".")[0], *others})
    entry = Entry(label, endpoint, action, parts, group)
    if all(known.endpoint != endpoint for known in _entries):
        _entries.append(entry)


def navigation() -> list[dict[str, Any]]:
    """For the layout: label, url and whether one is there now.

    A group has `entries` in place of a url, and stands where the last of them would.
    """
    seen = [entry for entry in _entries if _is_open(entry)]
    items: list[dict[str, Any]] = []
    for place, entry in enumerate(seen):
        together = [other for other in seen if entry.group and other.group is entry.group]
        if len(together) < 2:
            items.append(_item(entry))
        elif entry.group not in {other.group for other in seen[place + 1 :]}:
            items.append(_group(entry.group, [_item(one) for one in together]))
    return items


def _item(entry: Entry) -> dict[str, Any]:
    blueprint = (request.endpoint or "").partition(".")[0]
    return {
        "label": entry.label(),
        "url": url_for(entry.endpoint),
        "active": blueprint in entry.parts,
    }


def _group(group: Group | None, entries: list[dict[str, Any]]) -> dict[str, Any]:
    assert group is not None
    return {
        "label": GROUPS[group](),
        "entries": entries,
        "active": any(one["active"] for one in entries),
    }


def _is_open(entry: Entry) -> bool:
    """Whether the gate would let the reader in there."""
    rule = rule_of(current_app, entry.endpoint)
    return may_anywhere(entry.action) if rule and rule.anywhere else may(entry.action)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"navigation": navigation})
