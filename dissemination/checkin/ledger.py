"""Group commit: scans that arrive together share one transaction.

A request hands in its batch and waits for the commit that carries it. Whoever finds nobody
committing leads: it waits for its turn to write, commits for all who came until then, and hands
the lead to one of those who came meanwhile. So the cost of a durable commit is shared by as many
as wait, and one scan alone waits for nobody. An answer is given only after COMMIT returned: it
survives a power cut.
"""

import threading
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from dissemination.checkin.batches import Answer, Batch
from dissemination.checkin.recording import Recording
from dissemination.database import writing

# Scans in one transaction at most: keeps the longest wait short when batches pile up.
LARGEST_GROUP = 2_000
TRIES = 5
# Stored meanwhile by another (unique violation), not serialisable, victim of a deadlock; the same
# of SQLite, by name.
_LOST_RACES = frozenset(
    {"23505", "40001", "40P01", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"}
)


@dataclass(slots=True)
class _Waiting:
    """A batch in the queue; `called` is held until it is answered or asked to lead."""

    batch: Batch
    called: threading.Lock = field(default_factory=threading.Lock)
    done: bool = False
    failure: Exception | None = None


@dataclass(slots=True)
class Ledger:
    """The one way scans enter a process's database."""

    engine: Engine
    _queue: list[_Waiting] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _led: bool = False

    def record(self, batch: Batch) -> Answer | None:
        """Store a batch durably and answer it; None: the scanner is unknown or revoked.

        Raises what the database raised when it could not be stored: nothing of it is kept then.
        """
        mine = _Waiting(batch)
        mine.called.acquire()
        with self._lock:
            self._queue.append(mine)
            leads, self._led = not self._led, True
        if not leads:
            mine.called.acquire()
        if not mine.done:
            self._lead(mine)
        if mine.failure:
            raise mine.failure
        return batch.answer

    def rehearse(self, batch: Batch) -> Answer | None:
        """Answer a batch as if its conference had begun, and keep nothing of it."""
        with writing(), self.engine.connect() as connection, connection.begin() as transaction:
            Recording(connection, [batch], rehearsing=True).run()
            transaction.rollback()
        return batch.answer

    def _lead(self, mine: _Waiting) -> None:
        """Commit groups until our own batch was in one, then hand on."""
        while not mine.done:
            group = self._commit_next()
            for waiting in group:
                if waiting is not mine:
                    waiting.called.release()
        with self._lock:
            if self._queue:
                self._queue[0].called.release()
            else:
                self._led = False

    def _take(self) -> list[_Waiting]:
        """The batches to commit now, oldest first; always at least one."""
        with self._lock:
            size = count = 0
            for waiting in self._queue:
                size += len(waiting.batch.claims)
                if count and size > LARGEST_GROUP:
                    break
                count += 1
            group, self._queue[:] = self._queue[:count], self._queue[count:]
        return group

    def _commit_next(self) -> list[_Waiting]:
        """Commit the next group; every batch of it is answered, or has failed, when we return."""
        group: list[_Waiting] = []
        try:
            with writing(), self.engine.begin() as connection:
                group = self._take()  # now, so that whoever came while we waited to write joins
                Recording(connection, [waiting.batch for waiting in group]).run()
        except Exception as error:  # noqa: BLE001 - handed to the requests that wait
            group = group or self._take()
            self._settle(group, error)
        for waiting in group:
            waiting.done = True
        return group

    def _settle(self, group: list[_Waiting], error: Exception) -> None:
        """After a group failed, and nothing of it was kept: one bad batch must not take the
        others with it, and who only lost a race may try again."""
        if len(group) == 1 and not _worth_another_try(error):
            group[0].failure = error
            return
        for waiting in group:
            try:
                self._record_alone(waiting.batch)
            except Exception as failure:  # noqa: BLE001 - as above
                waiting.failure = failure

    def _record_alone(self, batch: Batch) -> None:
        """One transaction; again when another process stored the same id, or we were the victim
        of a deadlock, because then nothing of ours was kept."""
        for left in range(TRIES - 1, -1, -1):
            try:
                with writing(), self.engine.begin() as connection:
                    Recording(connection, [batch]).run()
            except Exception as error:
                if not left or not _worth_another_try(error):
                    raise
            else:
                return


def record_within(connection: Connection, batch: Batch) -> Answer | None:
    """Store a batch in a transaction that stores other things with it, and that others commit."""
    Recording(connection, [batch]).run()
    return batch.answer


def _worth_another_try(error: Exception) -> bool:
    """Whether another process was quicker. The ledger's own statements meet the driver's errors as
    they are, the rest meets them wrapped."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlstate", None)
    if code is not None:
        return code in _LOST_RACES
    return getattr(cause, "sqlite_errorname", "") in _LOST_RACES
