"""Reminders in words: for the page and for the e-mail."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from email.message import EmailMessage

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dissemination import clock
from dissemination.accounts.mail import compose
from dissemination.config import Settings
from dissemination.directives.wording import title_of
from dissemination.reporting.digest_post import by_post, newest_lines
from dissemination.reporting.ladders import OWED, Duty
from dissemination.reporting.models import Obligation, ObligationState, ReportingPeriod
from dissemination.reporting.reminder_models import Audience, Digest, DigestLine, Post
from dissemination.units.queries import latest_nodes
from dissemination.web.filters import day as shown_day

MOST_LINES = 40

AUDIENCES: dict[Audience, LazyString] = {
    Audience.OFFICER: _l("Cán bộ theo dõi"),
    Audience.HEAD: _l("Người đứng đầu"),
    Audience.BOTH: _l("Cán bộ theo dõi và người đứng đầu"),
    Audience.SUPERIOR: _l("Cấp trên trực tiếp"),
}
POSTS: dict[Post, LazyString] = {
    Post.OFFICER: _l("Cán bộ theo dõi"),
    Post.HEAD: _l("Người đứng đầu"),
    Post.SUPERIOR: _l("Cấp trên theo dõi"),
}


def rung_words(days: int) -> str:
    """10 ngày trước hạn · đúng ngày đến hạn · 1 ngày sau hạn."""
    if days == 0:
        return str(_("Đúng ngày đến hạn"))
    count = abs(days)
    if days < 0:
        return str(ngettext("%(num)s ngày trước hạn", "%(num)s ngày trước hạn", count))
    return str(ngettext("%(num)s ngày sau hạn", "%(num)s ngày sau hạn", count))


def distance(deadline: date, day: date) -> str:
    """How far a deadline is off."""
    left = (deadline - day).days
    if left > 0:
        return str(ngettext("còn %(num)s ngày", "còn %(num)s ngày", left))
    if left == 0:
        return str(_("đến hạn hôm nay"))
    return str(ngettext("quá hạn %(num)s ngày", "quá hạn %(num)s ngày", -left))


def deadline_of(owed: Obligation) -> date:
    """The day that counts now; a report that was returned has until the end of its grace."""
    return Duty(owed.state, owed.due_on, owed.grace_until).deadline


def directive_title(period: ReportingPeriod) -> str:
    directive = period.regime.directive
    return title_of(directive.kind, directive.number)


def report_title(owed: Obligation) -> str:
    """Báo cáo tháng, kỳ 01/10/2023–31/10/2023 (Nghị quyết số 116-NQ/TU)."""
    period = owed.period
    return str(
        _(
            "%(title)s, kỳ %(first)s–%(last)s (%(directive)s)",
            title=period.regime.title,
            first=shown_day(period.starts_on),
            last=shown_day(period.ends_on),
            directive=directive_title(period),
        )
    )


def names_in(digests: Collection[Digest], day: date) -> Mapping[int, str]:
    """Names of all units that digests speak of."""
    ids = {line.unit_id for digest in digests for line in digest.lines if line.unit_id}
    ids |= {line.reminder.obligation.unit_id for digest in digests for line in digest.lines}
    return {unit_id: node.name for unit_id, node in latest_nodes(ids, day).items()}


def post_words(post: Post, unit: str) -> str:
    """Cán bộ theo dõi, Đảng ủy xã Vân An."""
    if not unit:
        return str(_("Bộ phận thư ký"))
    return str(_("%(post)s, %(unit)s", post=POSTS[post], unit=unit))


def write(digest: Digest, settings: Settings) -> EmailMessage:
    """The e-mail of a digest; its Message-ID is the digest's own, to look it up at the server."""
    today, names = clock.today(), names_in([digest], clock.today())
    lines = [one for one in newest_lines(digest) if one.reminder.obligation.state in OWED]
    parts = [
        _of_a_post(
            post_words(Post(post), names.get(unit_id or 0, "")),
            some,
            lambda line: f"{_line(line, names, today)}\n   {_address(line, settings)}",
        )
        for (post, unit_id), some in by_post(lines).items()
    ]
    page = _("Xem và mở báo cáo: %(address)s", address=f"{settings.address}/reminders/")
    note = _("Thư này do hệ thống gửi tự động theo chế độ báo cáo; xin không trả lời thư.")
    subject = ngettext(
        "Đôn đốc ngày %(day)s: %(num)s báo cáo chưa gửi",
        "Đôn đốc ngày %(day)s: %(num)s báo cáo chưa gửi",
        len(lines),
        day=shown_day(digest.day),
    )
    body = "\n\n".join([*parts, str(page), str(note)])
    message = compose(str(subject), digest.user.email, settings.mail_sender, body)
    domain = settings.mail_sender.rpartition("@")[2].strip("> ")
    message.replace_header("Message-ID", f"<don-doc-{digest.id}@{domain}>")
    return message


def _of_a_post(post: str, lines: list[DigestLine], say: Callable[[DigestLine], str]) -> str:
    said = [_("Kính gửi: %(post)s", post=post)]
    for number, line in enumerate(lines[:MOST_LINES], 1):
        said.append(f"{number}. {say(line)}")
    if (more := len(lines) - MOST_LINES) > 0:
        said.append(ngettext("Và %(num)s báo cáo khác.", "Và %(num)s báo cáo khác.", more))
    return "\n".join(map(str, said))


def _address(line: DigestLine, settings: Settings) -> str:
    """Where the very report is; the clock has no request to build addresses with."""
    owed = line.reminder.obligation
    return f"{settings.address}/units/{owed.unit_id}/reports/{owed.id}"


def _line(line: DigestLine, names: Mapping[int, str], today: date) -> str:
    owed = line.reminder.obligation
    deadline = deadline_of(owed)
    returned = owed.state is ObligationState.RETURNED
    return str(
        _(
            "%(unit)s: %(title)s: hạn %(day)s, %(distance)s; %(state)s.",
            unit=names[owed.unit_id],
            title=report_title(owed),
            day=shown_day(deadline),
            distance=distance(deadline, today),
            state=_("cấp trên trả lại, chưa gửi lại") if returned else _("chưa gửi"),
        )
    )


def standing(owed: Obligation, today: date) -> tuple[str, str, str]:
    """How an obligation stands now: the kind of state, its word, and how far its deadline is off."""
    kind, word = _kind_and_word(owed, today)
    left = distance(deadline_of(owed), today)
    if kind == "late":
        return kind, left[:1].upper() + left[1:], ""
    return kind, word, left if kind == "risk" else ""


def _kind_and_word(owed: Obligation, today: date) -> tuple[str, str]:
    match owed.state:
        case ObligationState.SUBMITTED:
            return "waiting", str(_("Đã gửi"))
        case ObligationState.ACCEPTED | ObligationState.CONSOLIDATED:
            return "done", str(_("Đã tiếp nhận"))
        case ObligationState.WAIVED:
            return "excused", str(_("Được miễn"))
        case ObligationState.TRANSFERRED:
            return "excused", str(_("Đã chuyển đơn vị khác"))
        case _ if owed.accepted_at is not None:
            return "done", str(_("Đã tiếp nhận, đang đính chính"))
        case _ if deadline_of(owed) < today:
            return "late", str(_("Quá hạn"))
        case ObligationState.RETURNED:
            return "risk", str(_("Trả lại"))
        case _:
            return "risk", str(_("Chưa gửi"))
