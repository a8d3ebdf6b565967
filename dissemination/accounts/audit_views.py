"""Who did and read what: the record, filtered, and whether it was tampered with."""

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination.accounts import audit_words
from dissemination.clock import LOCAL
from dissemination.web import audit
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.audit_queries import EntryFilter, chain, entries
from dissemination.web.paging import page_number

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@requires(Action.VIEW_AUDIT, writes=True)
def index() -> str:
    """Entries, the newest first; reading them is recorded like any list of names."""
    page = entries(wanted(), page_number(request.args.get("page")))
    audit.record(
        "read", "audit", after={key: value for key, value in request.args.items() if value}
    )
    return render_template("accounts/audit.html", page=page, words=audit_words)


def wanted() -> EntryFilter:
    given = request.args
    until = moment(given.get("to", ""))
    return EntryFilter(
        actor=given.get("who", "")[:255].strip(),
        verb=given.get("verb", "")[:64],
        subject=given.get("subject", "")[:64],
        subject_id=given.get("id", "")[:64].strip(),
        since=moment(given.get("from", "")),
        until=until + timedelta(days=1) if until else None,
    )


def moment(text: str) -> datetime | None:
    """Midnight in Việt Nam of a day like 2023-11-15; None for anything else."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), LOCAL)
    except ValueError:
        return None


@blueprint.post("/check")
@requires(Action.VIEW_AUDIT)
def check() -> Response:
    """Reckon the whole chain anew."""
    found = chain()
    audit.record("check", "audit", after={"entries": found.entries, "broken": len(found.broken)})
    if found.broken:
        first = found.broken[0]
        flash(_("Nhật ký đã bị sửa hoặc bị mất: bắt đầu từ mục số %(id)s.", id=first), "error")
    else:
        flash(_("Nhật ký nguyên vẹn: đã kiểm tra %(n)s mục.", n=found.entries), "success")
    return redirect(url_for("audit.index"))
