"""Naming a board to find it again, and letting it go."""

from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from dissemination.coverage import saved_services
from dissemination.coverage.heat_views import blueprint
from dissemination.coverage.saved_services import SavedRefusal
from dissemination.web.access import requires
from dissemination.web.actions import Action

_BOARDS = frozenset({"boards.heat", "boards.trend", "boards.ranking"})
_LONGEST = 2_000
_REFUSALS: dict[SavedRefusal, LazyString] = {
    SavedRefusal.NAME_MISSING: _l("Ghi tên để lưu bảng."),
    SavedRefusal.NAME_TAKEN: _l("Đồng chí đã có bảng mang tên này. Chọn tên khác."),
    SavedRefusal.TOO_MANY: _l("Mỗi người lưu tối đa 50 bảng. Xóa bớt bảng không dùng nữa."),
}


@blueprint.post("/saved")
@requires(Action.VIEW_REPORTS, anywhere=True)
def save() -> Response:
    """Keep the board that the form was sent from, with all its filters."""
    address = request.form.get("address", "")
    if not is_board(address):
        abort(400)
    name = " ".join(request.form.get("name", "").split())[:100]
    made = saved_services.save(current_user.id, name, address)
    if isinstance(made, SavedRefusal):
        flash(str(_REFUSALS[made]), "error")
    else:
        flash(
            _("Đã lưu bảng “%(name)s”. Bảng có ở trang Tổng hợp thực hiện.", name=name), "success"
        )
    return redirect(address, 303)


@blueprint.post("/saved/<int:saved_id>/delete")
@requires(Action.VIEW_REPORTS, anywhere=True)
def drop(saved_id: int) -> Response:
    """Let one of one's own go; the board itself stays."""
    if not saved_services.drop(current_user.id, saved_id):
        abort(404)
    flash(_("Đã xóa bảng đã lưu."), "success")
    return redirect(url_for(".index"), 303)


def is_board(address: str) -> bool:
    """Whether an address is that of a board here and of nothing else."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or len(address) > _LONGEST:
        return False
    try:
        endpoint, _values = current_app.url_map.bind("").match(parts.path)
    except (HTTPException, RequestRedirect):
        return False
    return endpoint in _BOARDS
