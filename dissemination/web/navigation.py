"""The menu: features add their entries, the gate decides who sees which."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from dissemination.web.access import may, may_anywhere, rule_of
from dissemination.web.actions import Action


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go; `label` is called late, so that it speaks the reader's language.

    `parts` are the blueprints whose pages lie there.
    """

    label: Callable[[], str]
    endpoint: str
    action: Action
    parts: frozenset[str]


_entries: list[Entry] = []


def add_entry(label: Callable[[], str], endpoint: str, action: Action, *others: str) -> None:
    """Add a menu entry once, in the order of registration; `others`: blueprints that lie there too."""
    parts = frozenset({endpoint.partition(".")[0], *others})
    entry = Entry(label, endpoint, action, parts)
    if all(known.endpoint != endpoint for known in _entries):
        _entries.append(entry)


def navigation() -> list[dict[str, object]]:
    """For the layout: label, url and whether one is there now."""
    blueprint = (request.endpoint or "").partition(".")[0]
    return [
        {
            "label": entry.label(),
            "url": url_for(entry.endpoint),
            "active": blueprint in entry.parts,
        }
        for entry in _entries
        if _is_open(entry)
    ]


def _is_open(entry: Entry) -> bool:
    """Whether the gate would let the reader in there."""
    rule = rule_of(current_app, entry.endpoint)
    return may_anywhere(entry.action) if rule and rule.anywhere else may(entry.action)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"navigation": navigation})
