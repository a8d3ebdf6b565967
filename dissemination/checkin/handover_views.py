"""The page on which a person brings what a device could not send."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dissemination import clock
from dissemination.checkin import handovers
from dissemination.checkin.acts import Sending
from dissemination.checkin.batches import Batch
from dissemination.checkin.desk_forms import HandoverForm
from dissemination.checkin.handovers import Envelope, Unusable
from dissemination.checkin.ledger import Ledger
from dissemination.checkin.ledger_api import claimed, count
from dissemination.conferences.models import Point
from dissemination.database import db
from dissemination.web.access import requires
from dissemination.web.actions import Action
from dissemination.web.transactions import commit

blueprint = Blueprint(
    "handovers",
    __name__,
    url_prefix="/conferences/<int:conference_id>/points/<int:point_id>/handover",
)


@blueprint.route("", methods=["GET", "POST"])
@requires(Action.MANAGE_SCANNERS)
def bring(conference_id: int, point_id: int) -> str | tuple[str, int] | Response:
    """Take the file of a device of this point, revoked or not: all of it or nothing."""
    form = HandoverForm()
    if not form.validate_on_submit():
        return _page(point_id, form)
    content = form.file.data.read(handovers.LARGEST_FILE + 1)
    found = handovers.opened(content, point_id, current_app.config["SECRET_KEY"])
    if isinstance(found, Unusable):
        form.file.errors = [_explained(found)]
        return _page(point_id, form)
    _store(found)
    scans, acts = (sum(len(getattr(one.held, name)) for one in found) for name in ("scans", "acts"))
    told = _("Đã nhận %(scans)s lượt quét, %(acts)s việc khác.", scans=scans, acts=acts)
    flash(f"{told} {_('Lượt đã nhận trước đó không bị tính hai lần.')}", "success")
    devices = url_for("scanners.index", conference_id=conference_id, point_id=point_id)
    return redirect(devices, 303)


def _store(found: list[Envelope]) -> None:
    """Acts first and committed, for the ledger stores scans by itself and they may name acts."""
    received_at = clock.now()
    handovers.record_acts(found, received_at)
    commit()
    ledger: Ledger = current_app.extensions["ledger"]
    for one in (one for one in found if one.held.scans):
        recorded = ledger.record(_batch(one, one.sending(received_at)))
        if recorded is not None:
            count(recorded)
    handovers.reckon(found)


def _batch(one: Envelope, sending: Sending) -> Batch:
    claims = [claimed(scan, current_app.config["SECRET_KEY"]) for scan in one.held.scans]
    return Batch(
        claims,
        sending.sent_at,
        sending.received_at,
        scanner_id=one.place.scanner_id,
        vouched=True,
    )


def _page(point_id: int, form: HandoverForm) -> tuple[str, int]:
    point = db.session.get_one(Point, point_id)
    page = render_template(
        "checkin/handover.html", form=form, point=point, conference=point.conference
    )
    return page, 422 if form.errors else 200


def _explained(why: Unusable) -> str:
    match why:
        case Unusable.NOT_A_HANDOVER:
            return str(
                _(
                    "Đây không phải tệp bàn giao của máy quét, hoặc tệp đã hỏng. Chọn tệp .scanner mà máy đã lưu."
                )
            )
        case Unusable.NOT_OF_THIS_POINT:
            return str(
                _("Tệp của máy thuộc điểm cầu khác. Hãy nạp tại trang thiết bị của điểm cầu ấy.")
            )
        case Unusable.CANNOT_OPEN:
            return str(
                _(
                    "Không mở được tệp: tệp đã bị sửa hoặc hỏng trên đường đi. Hãy lưu lại từ máy và nạp lại."
                )
            )
