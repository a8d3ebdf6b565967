"""Evidence on the web: sending files, saving them, taking them away. The thing it belongs to decides."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from dissemination.database import db
from dissemination.plans import evidence
from dissemination.plans.evidence_keepers import Keeper, keeper_of, owner_of
from dissemination.plans.evidence_models import Evidence, EvidenceKind
from dissemination.web import file_answers
from dissemination.web.access import signed_in
from dissemination.web.file_keeping import LARGEST
from dissemination.web.file_kinds import ACCEPTED, FileFault
from dissemination.web.file_words import FAULTS

blueprint = Blueprint("evidence", __name__, url_prefix="/evidence")
Answer = Response | str | tuple[str, int]
_KINDS: Final = "any(" + ", ".join(kind.value for kind in EvidenceKind) + ")"

blueprint.add_app_template_global(lambda: ACCEPTED, "evidence_accepted")
blueprint.add_app_template_global(lambda: LARGEST, "evidence_largest")


@blueprint.get("/<int:evidence_id>")
@signed_in
def download(evidence_id: int) -> Response:
    """The file to save, for who may see the thing it belongs to."""
    found, _kind, keeper, owner = _found(evidence_id)
    if not keeper.may_see(owner):
        abort(403)
    return file_answers.send(found)


@blueprint.post(f"/<{_KINDS}:kind>/<int:owner_id>")
@signed_in
def add(kind: str, owner_id: int) -> Answer:
    """Attach the files sent. Our script sends one at a time and wants the list or a sentence."""
    keeper = keeper_of(EvidenceKind(kind)) or abort(404)
    owner = db.get_or_404(keeper.model, owner_id)
    if not keeper.may_change(owner):
        abort(403)
    faults = _attached(keeper, owner, EvidenceKind(kind))
    if request.headers.get("X-Requested-With") == "evidence":
        return (" ".join(faults), 422) if faults else listing(EvidenceKind(kind), owner)
    for sentence in faults or [_("Đã thêm tệp.")]:
        flash(sentence, "error" if faults else "success")
    return redirect(keeper.page(owner) + "#evidence", 303)


@blueprint.post("/<int:evidence_id>/remove")
@signed_in
def remove(evidence_id: int) -> Response:
    """Take a file away; it is deleted once that is committed."""
    found, kind, keeper, owner = _found(evidence_id)
    if not keeper.may_change(owner):
        abort(403)
    if locked := keeper.lock(owner):
        flash(locked, "error")
    else:
        file_answers.delete_after_commit(found.stored_name)
        evidence.remove(owner, kind, found)
        flash(_("Đã bỏ tệp."), "success")
    return redirect(keeper.page(owner) + "#evidence", 303)


def listing(kind: EvidenceKind, owner: Any) -> str:  # noqa: ANN401  # any model that holds evidence
    """The list alone, as the script puts it into the page."""
    return render_template(
        "plans/evidence/list.html", files=evidence.of(owner), kind=kind, changeable=True
    )


def _attached(keeper: Keeper, owner: Any, kind: EvidenceKind) -> list[str]:  # noqa: ANN401  # as above
    """Attach what came; why the rest was not."""
    if locked := keeper.lock(owner):
        return [locked]
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        return [_("Chưa chọn tệp.")]
    title = request.form.get("title", "") if len(files) == 1 else ""
    judged = [(file.filename or "", _kept(owner, kind, file, title)) for file in files]
    return [
        f"{name}: {FAULTS[outcome]}" for name, outcome in judged if isinstance(outcome, FileFault)
    ]


def _kept(owner: Any, kind: EvidenceKind, file: FileStorage, title: str) -> Evidence | FileFault:  # noqa: ANN401  # as above
    folder = file_answers.folder()
    return evidence.attach(owner, kind, folder, file.stream, file.filename or "", title)  # type: ignore[arg-type]  # a binary stream


def _found(evidence_id: int) -> tuple[Evidence, EvidenceKind, Keeper, Any]:
    found = db.get_or_404(Evidence, evidence_id)
    kind, keeper, owner = owner_of(found) or abort(404)
    return found, kind, keeper, owner
