"""Group commit: scans that arrive together share one transaction.

A request hands in its batch and waits for the commit that carries it. Whoever finds nobody
committing leads: it waits a moment for as long as others keep coming, commits for all of them,
and hands the lead to one of those who came meanwhile. So the cost of a durable commit is shared
by as many as wait, and one scan alone waits for nobody. An answer is given only after COMMIT
returned: it survives a power cut.
"""

import threading
import time
from dataclasses import dataclass, field

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from dissemination.checkin.recording import Answer, Batch, Recording
from dissemination.database import writing

# Scans in one transaction at most: keeps the longest wait short when batches pile up.
LARGEST_GROUP = 2_000
TRIES = 5
# A leader that had company last time lets others join while they keep coming, this long at most.
PAUSE_SECONDS = 0.0005
PAUSES = 6


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
    _had_company: bool = False

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

    def _lead(self, mine: _Waiting) -> None:
        """Commit groups until our own batch was in one, then hand on."""
        self._let_others_join()
        while not mine.done:
            group = self._take()
            self._had_company = len(group) > 1
            self._commit(group)
            for waiting in group:
                if waiting is not mine:
                    waiting.called.release()
        with self._lock:
            if self._queue:
                self._queue[0].called.release()
            else:
                self._led = False

    def _let_others_join(self) -> None:
        seen = 0
        for _ in range(PAUSES if self._had_company else 0):
            if len(self._queue) == seen:
                return
            seen = len(self._queue)
            time.sleep(PAUSE_SECONDS)

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

    def _commit(self, group: list[_Waiting]) -> None:
        try:
            self._record_all([waiting.batch for waiting in group])
        except Exception as error:  # noqa: BLE001 - handed to the request that waits for it
            if len(group) == 1:
                group[0].failure = error
            else:  # one bad batch must not take the others with it
                for waiting in group:
                    self._commit([waiting])
        finally:
            for waiting in group:
                waiting.done = True

    def _record_all(self, batches: list[Batch]) -> None:
        """One transaction; again when another process stored the same id, or we were the victim
        of a deadlock, because then nothing of ours was kept."""
        for left in range(TRIES - 1, -1, -1):
            try:
                with writing(), self.engine.begin() as connection:
                    Recording(connection, batches).run()
            except (IntegrityError, OperationalError) as error:
                if not left or not _worth_another_try(error):
                    raise
            else:
                return


def _worth_another_try(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return code in {"23505", "40001", "40P01"}
    return isinstance(error, IntegrityError) and "UNIQUE" in str(error.orig)
