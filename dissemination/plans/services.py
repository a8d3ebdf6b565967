"""Plans as a whole: begun, moved on, amended, commented on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dissemination import clock
from dissemination.database import db
from dissemination.directives.models import Directive
from dissemination.plans import copying, lifecycle, queries
from dissemination.plans.changing import Doer, fresh, record, touch, wrote
from dissemination.plans.copying import Source
from dissemination.plans.gaps import gaps
from dissemination.plans.lifecycle import Capacity, Facts, Operation, Step
from dissemination.plans.models import (
    CommentPlace,
    Plan,
    PlanComment,
    PlanKind,
    PlanState,
    PlanTransition,
    PlanVersion,
)
from dissemination.plans.refusals import Refusal
from dissemination.text import nfc
from dissemination.web import audit

_LONGEST_REASON: Final = 2_000


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a plan begins with."""

    unit_id: int
    directive_id: int
    kind: PlanKind
    first_year: int
    last_year: int
    title: str
    source: Source = Source.DIRECTIVE


@dataclass(frozen=True, slots=True)
class Said:
    """What a step takes along: a reason, and when a plan is issued its number, day and signature."""

    reason: str = ""
    number: str = ""
    issued_on: date | None = None
    signer: str = ""
    signer_post: str = ""


def begin(wanted: NewPlan, doer: Doer) -> PlanVersion | Refusal:
    """A draft, filled from the source that was chosen."""
    audit.take_turn()
    if Capacity.DRAFTER not in doer.capacities:
        return Refusal.NOT_THE_DRAFTER
    if queries.same_plan(wanted.unit_id, wanted.directive_id, wanted.kind, wanted.first_year):
        return Refusal.PLAN_EXISTS
    source = copying.find(wanted.source, wanted.unit_id, wanted.directive_id, wanted.first_year)
    if source is None and wanted.source in copying.NEEDS_A_PLAN:
        return Refusal.NOTHING_TO_COPY
    plan = Plan(
        unit_id=wanted.unit_id,
        directive_id=wanted.directive_id,
        directive=db.session.get_one(Directive, wanted.directive_id),
        kind=wanted.kind,
        first_year=wanted.first_year,
        last_year=wanted.last_year,
        created_at=clock.now(),
    )
    version = _new_version(plan, 1, wanted.title)
    db.session.add(plan)
    db.session.flush()
    copying.fill(version, wanted.source, source)
    wrote(version, doer)
    db.session.flush()
    record("create", version, after={"title": version.title, "source": wanted.source})
    return version


def _new_version(plan: Plan, ordinal: int, title: str) -> PlanVersion:
    version = PlanVersion(
        ordinal=ordinal,
        title=title,
        state=PlanState.DRAFT,
        state_since=clock.now(),
        revision=1,
        changed_revision=1,
    )
    plan.versions.append(version)
    return version


def take_step(
    version_id: int, step: Step, said: Said, doer: Doer, seen: int | None = None
) -> PlanVersion | Refusal:
    """Move a version on. Of two who do it at once the second finds that it does not follow.

    `seen` is the revision the person decided on; when the text has changed since, he reads it anew.
    An amendment is returned as the new draft.
    """
    version = fresh(version_id)
    after = lifecycle.move(version.state, step, _facts(version, said, doer))
    if isinstance(after, Refusal):
        return after
    if seen is not None and seen != version.revision and step in _DECIDES_ON_TEXT:
        return Refusal.CHANGED_MEANWHILE
    before = version.state
    if step is Step.ISSUE:
        _give_way(version)
    _note(version, step, after, said)
    result = _follow_up(version, step, said, doer)
    db.session.flush()
    record(
        f"plan_{step}",
        version,
        before={"state": before, "version": version.ordinal},
        after={"state": after, "version": result.ordinal},
        reason=nfc(said.reason),
    )
    return result


_DECIDES_ON_TEXT: Final = frozenset({Step.PRESENT, Step.SUBMIT, Step.ACCEPT, Step.RETURN})


def facts_for(version: PlanVersion, doer: Doer) -> Facts:
    """What is known before anything is typed: for the page that offers the steps."""
    return _facts(version, Said(reason="…", number="…", issued_on=date.min), doer)


def _facts(version: PlanVersion, said: Said, doer: Doer) -> Facts:
    others = [one for one in version.plan.versions if one is not version]
    return Facts(
        capacities=doer.capacities,
        drafted=doer.user_id is not None and doer.user_id in _drafters(version),
        submitted=doer.user_id is not None and doer.user_id == version.submitted_by_id,
        gap=gaps(version, queries.targets_asked(version)).refusal,
        reason=nfc(said.reason),
        has_comments=any(one.is_open for one in version.comments),
        is_numbered=bool(nfc(said.number) and said.issued_on),
        has_amendment=any(one.state in lifecycle.OPEN_STATES for one in others),
    )


def _drafters(version: PlanVersion) -> set[int | None]:
    """Who wrote any of it or presented it."""
    return {version.presented_by_id, *(one.id for one in version.editors)}


def _note(version: PlanVersion, step: Step, after: PlanState, said: Said) -> None:
    """The step as a row of its own, and the version where it is now."""
    actor = audit.current_actor()
    version.transitions.append(
        PlanTransition(
            step=step,
            from_state=version.state,
            to_state=after,
            at=clock.now(),
            actor=actor.shown_name,
            post=actor.post,
            reason=said.reason.strip()[:_LONGEST_REASON],
        )
    )
    if version.state is not after:
        version.state, version.state_since = after, clock.now()
    touch(version)


def _follow_up(version: PlanVersion, step: Step, said: Said, doer: Doer) -> PlanVersion:
    """What else a step does; the version to look at next."""
    match step:
        case Step.PRESENT:
            version.presented_by_id, version.submitted_by_id = doer.user_id, None
            settle_all(version)
        case Step.SUBMIT:
            version.submitted_by_id = doer.user_id
        case Step.ISSUE:
            _number(version, said)
        case Step.AMEND:
            return _amend(version, said)
    return version


def _give_way(version: PlanVersion) -> None:
    """What was in force is replaced; its tasks' progress lives on in the version that follows.

    Before that one is in force: two at once the database would refuse.
    """
    for former in version.plan.versions:
        if former is not version and former.is_in_force:
            after = lifecycle.move(former.state, Step.REPLACE, Facts())
            assert isinstance(after, PlanState)
            _note(former, Step.REPLACE, after, Said())
            copying.hand_on(former, version)
    db.session.flush()


def _number(version: PlanVersion, said: Said) -> None:
    version.number, version.issued_on = nfc(said.number)[:64], said.issued_on
    version.signer, version.signer_post = nfc(said.signer)[:255], nfc(said.signer_post)[:255]


def _amend(version: PlanVersion, said: Said) -> PlanVersion:
    ordinal = max(one.ordinal for one in version.plan.versions) + 1
    amendment = _new_version(version.plan, ordinal, version.title)
    amendment.amends_because = nfc(said.reason)[:500]
    db.session.flush()
    copying.copy_version(version, amendment)
    return amendment


def discard(version_id: int, doer: Doer) -> Refusal | None:
    """Throw a draft away; the plan with it when it never was anything else."""
    version = fresh(version_id)
    if Capacity.DRAFTER not in doer.capacities:
        return Refusal.NOT_THE_DRAFTER
    if lock := lifecycle.lock_on(version.state, Operation.DISCARD):
        return lock.why
    plan = version.plan
    before = {"title": version.title, "version": version.ordinal, "tasks": len(version.tasks)}
    record("discard_plan", version, before=before)
    if len(plan.versions) == 1:
        db.session.delete(plan)
    else:
        plan.versions.remove(version)
    db.session.flush()
    return None


# --- comments -----------------------------------------------------------------------------------


def comment(
    version_id: int, place: CommentPlace, line: int | None, text: str, doer: Doer
) -> PlanComment | Refusal:
    """A word on one line, by the head or the receiver; the drafter reads it beside the line."""
    version = fresh(version_id)
    tidy = nfc(text)
    if not doer.capacities:
        return Refusal.NOT_OF_THE_UNIT
    if lock := lifecycle.lock_on(version.state, Operation.COMMENT):
        return lock.why
    if not tidy:
        return Refusal.TEXT_MISSING
    if line is not None and line not in _lines(version, place):
        return Refusal.ROW_GONE
    actor = audit.current_actor()
    made = PlanComment(
        place=place,
        line=line,
        text=tidy[:_LONGEST_REASON],
        at=clock.now(),
        author=actor.shown_name,
        post=actor.post,
    )
    version.comments.append(made)
    db.session.flush()
    record("comment_plan", version, after={"place": place, "line": line, "text": made.text})
    return made


def settle(version_id: int, comment_id: int, doer: Doer) -> Refusal | None:
    """Say that a comment has been followed."""
    version = fresh(version_id)
    if not doer.capacities:
        return Refusal.NOT_OF_THE_UNIT
    if lock := lifecycle.lock_on(version.state, Operation.COMMENT):
        return lock.why
    for one in version.comments:
        if one.id == comment_id and one.is_open:
            _settle([one])
            record("settle_comment", version, after={"text": one.text})
    return None


def settle_all(version: PlanVersion) -> None:
    """Presenting anew answers what was said of the text before."""
    _settle([one for one in version.comments if one.is_open])


def _settle(comments: Iterable[PlanComment]) -> None:
    for one in comments:
        one.settled_at, one.settled_by = clock.now(), audit.current_actor().shown_name


def _lines(version: PlanVersion, place: CommentPlace) -> Sequence[int]:
    rows: Mapping[CommentPlace, Sequence[Any]] = {
        CommentPlace.TARGET: version.targets,
        CommentPlace.TASK: version.tasks,
    }
    return [row.line for row in rows.get(place, ())]
