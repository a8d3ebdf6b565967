"""What the clock does each hour: open periods; once a day remind; send e-mail that waits.

Each step ends with a commit, so that whoever dies between two leaves no work half done: the next
run finds what is done and goes on from there.
"""

from dataclasses import dataclass

from flask import current_app

from dissemination import clock
from dissemination.accounts import mail
from dissemination.accounts.mail import Carrier, Handed
from dissemination.config import Settings
from dissemination.reporting import digest_post, digests, opening
from dissemination.reporting.reminder_queries import waiting_for_mail
from dissemination.reporting.reminder_wording import write
from dissemination.web.jobs import hourly
from dissemination.web.transactions import commit

# Nobody is told anything before offices open.
FIRST_HOUR = 7


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did."""

    periods: int = 0
    forms: int = 0
    reminders: int = 0
    people: int = 0
    mails: int = 0


@hourly
def keep_deadlines() -> None:
    """Periods open when their day begins; people are told when offices do."""
    if clock.local(clock.now()).hour >= FIRST_HOUR:
        run_day()
    else:
        opening.run_daily(clock.today())


def run_day() -> Done:
    """Periods that open, reminders that fall due, and e-mail that waits."""
    today = clock.today()
    periods, forms = opening.run_daily(today)
    commit()
    settled = digests.settle(today)
    commit()
    return Done(periods, forms, settled.reminders, settled.people, send_digests())


def send_digests() -> int:
    """Hand the waiting digests over, one after another; how many went."""
    settings: Settings = current_app.config["SETTINGS"]
    digest_post.clear(clock.now(), clock.today())
    commit()
    gone = 0
    with mail.carrier(settings) as carrier:
        for digest_id in waiting_for_mail():
            handed = _send(digest_id, carrier, settings)
            gone += handed in (Handed.SENT, Handed.KEPT)
            if handed is Handed.AWAY:
                break
    return gone


def _send(digest_id: int, carrier: Carrier, settings: Settings) -> Handed | None:
    """Claim, hand over, record: a commit between each two."""
    digest = digest_post.claim(digest_id)
    message = write(digest, settings) if digest else None
    commit()
    if message is None:
        return None
    receipt = carrier.hand_over(message)
    digest_post.record(digest_id, receipt)
    commit()
    return receipt.handed
