"""The one access rule: every route names what it takes, and nothing else opens it.

A view says `@requires(Action.MANAGE_ROSTER)`; the gate reads `conference_id`, `point_id` and
`unit_id` from the address, completes them (a point belongs to a conference and to a unit), and
asks the decision that `accounts` installs. A view without a rule answers nobody.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from flask import Flask, abort, current_app, g, request
from werkzeug.wrappers import Response

from dissemination.web.actions import Action, Scope

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """A view's rule.

    `anywhere`: holding the action for any part is enough, the view filters. `writes`: even a GET
    records something. `ledger`: scans go through the ledger, the request's own session only reads.
    `device`: the view itself asks for a paired device's token, and no cookie counts.
    """

    action: Action | None
    public: bool = False
    signed_in: bool = False
    anywhere: bool = False
    writes: bool = False
    ledger: bool = False
    device: bool = False


class Decision(Protocol):
    """Installed by accounts: may the person of this request do it?"""

    def __call__(self, action: Action, scope: Scope, *, anywhere: bool) -> bool: ...


class Reach(Protocol):
    """Where the person of this request may do something; `units` holds whole subtrees."""

    @property
    def everything(self) -> bool: ...

    @property
    def units(self) -> Collection[int]: ...


@dataclass(frozen=True, slots=True)
class Nowhere:
    """The reach of nobody."""

    everything: bool = False
    units: frozenset[int] = frozenset()


# What the gate reads in an address, what completes the others first.
ALL_NAMES = ("point_id", "conference_id", "unit_id")

# Completes a scope from an argument of the address; returns None when there is no such thing.
Resolver = Callable[[int], Scope | None]


def requires(
    action: Action, *, anywhere: bool = False, writes: bool = False, ledger: bool = False
) -> Callable[[View], View]:
    """Only who holds `action` for what the address names. `writes`: even a GET records (audit)."""
    return _ruled(Rule(action, anywhere=anywhere, writes=writes, ledger=ledger))


def public(view: View) -> View:
    """Open to everyone, for good reason only."""
    return _ruled(Rule(None, public=True))(view)


def device(view: View) -> View:
    """Open to paired devices: the view checks the bearer token itself."""
    return _ruled(Rule(None, public=True, ledger=True, device=True))(view)


def visitor(view: View) -> View:
    """Open to everyone, and what comes of it goes through the ledger."""
    return _ruled(Rule(None, public=True, ledger=True))(view)


def signed_in(view: View) -> View:
    """Open to every signed-in person, for his own affairs."""
    return _ruled(Rule(None, signed_in=True))(view)


def _ruled(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule of an endpoint, or None: then nobody may."""
    return getattr(app.view_functions[endpoint], "access_rule", None)


class Gate:
    """Stands before every view."""

    def __init__(self) -> None:
        self.resolvers: dict[str, Resolver] = {}
        self.decide: Decision = _nobody
        self.reach: Callable[[Action], Reach] = lambda _action: Nowhere()
        self.is_signed_in: Callable[[], bool] = lambda: False
        self.sign_in: Callable[[], Response] = lambda: abort(401)

    def init_app(self, app: Flask) -> None:
        app.extensions["gate"] = self
        app.before_request(self.check)
        app.jinja_env.globals.update(may=may, may_anywhere=may_anywhere)

    def check(self) -> Response | None:
        """Let the request pass, send to sign-in, or refuse."""
        if request.endpoint is None:
            return None  # the router answers 404 or 405
        rule = rule_of(current_app, request.endpoint)
        if rule is None:
            abort(403)
        if rule.public:
            return None
        if not self.is_signed_in():
            return self.sign_in()
        if rule.action and not self.decide(rule.action, self.scope(), anywhere=rule.anywhere):
            abort(403)
        return None

    def scope(self) -> Scope:
        """What the address names, completed and checked to belong together."""
        if "scope" not in g:
            g.scope = self._resolve(request.view_args or {})
        scope: Scope = g.scope
        return scope

    def _resolve(self, named: dict[str, Any]) -> Scope:
        scope = Scope()
        for key in ALL_NAMES:
            value = named.get(key)
            if value is None or key not in self.resolvers:
                continue
            found = self._found(key, value)
            if found is None or _disagree(found, named):
                abort(404)
            scope = _completed(scope, found)
        return scope

    def _found(self, key: str, value: int) -> Scope | None:
        """What an id names; a page asks many times, the database once a request."""
        known: dict[tuple[str, int], Scope] = g.setdefault("scopes", {})
        found = known.get((key, value)) or self.resolvers[key](value)
        if found is not None:
            known[key, value] = found
        return found


def _disagree(found: Scope, named: dict[str, Any]) -> bool:
    return any(
        key in named and getattr(found, key) not in (None, named[key])
        for key in ("conference_id", "point_id")
    )


def _completed(scope: Scope, found: Scope) -> Scope:
    return replace(
        scope,
        conference_id=scope.conference_id or found.conference_id,
        point_id=scope.point_id or found.point_id,
        unit_id=scope.unit_id or found.unit_id,
    )


def _nobody(action: Action, scope: Scope, *, anywhere: bool) -> bool:
    return False


gate = Gate()


def may(action: Action, **named: int) -> bool:
    """For templates and views: may the person of this request do this, there?

    Only a point named without its conference and unit costs a query.
    """
    known = "point_id" not in named or len(named) == len(ALL_NAMES)
    scope = Scope(**named) if known else gate._resolve(dict(named))
    return gate.is_signed_in() and gate.decide(action, scope, anywhere=False)


def may_anywhere(action: Action) -> bool:
    """May the person do this to anything at all? For navigation."""
    return gate.is_signed_in() and gate.decide(action, Scope(), anywhere=True)


def reach(action: Action) -> Reach:
    """Where the person of this request may do this: what lists of features below accounts show."""
    return gate.reach(action) if gate.is_signed_in() else Nowhere()
