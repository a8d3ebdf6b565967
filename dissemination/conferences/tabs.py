"""The tabs of one conference: features above add theirs, the gate decides who sees which."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from dissemination.web.access import may, may_anywhere, rule_of
from dissemination.web.actions import Action


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a conference; its endpoint takes `conference_id` alone."""

    label: Callable[[], str]
    endpoint: str
    action: Action
    also: tuple[str, ...] = ()


_tabs: list[Tab] = []


def add_tab(label: Callable[[], str], endpoint: str, action: Action, *also: str) -> None:
    """Add a tab once, in the order of registration; it is current on the endpoints `also` too."""
    if all(known.endpoint != endpoint for known in _tabs):
        _tabs.append(Tab(label, endpoint, action, also))


def conference_tabs(conference_id: int) -> list[dict[str, object]]:
    """For `conferences/_tabs.html`: label, url and whether one is there now."""
    return [
        {
            "label": tab.label(),
            "url": url_for(tab.endpoint, conference_id=conference_id),
            "active": request.endpoint in (tab.endpoint, *tab.also),
        }
        for tab in _tabs
        if tab.action is Action.VIEW_CONFERENCE or _is_open(tab, conference_id)
    ]


def _is_open(tab: Tab, conference_id: int) -> bool:
    """Whether the gate lets the reader in there; a page that filters itself asks for any part."""
    rule = rule_of(current_app, tab.endpoint)
    if rule and rule.anywhere:
        return may_anywhere(tab.action)
    return may(tab.action, conference_id=conference_id)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"conference_tabs": conference_tabs})
