"""Group commit: scans that arrive together share one transaction.

A request hands in its batch and waits for the commit that carries it. Whoever finds nobody
committing becomes the one who does, for all batches waiting by then; the others find their answer
ready. So the cost of a durable commit is shared by as many as wait, and one scan alone waits for
nobody. An answer is given only after COMMIT returned: it survives a power cut.
"""

import threading
from dataclasses import dataclass, field

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from dissemination.checkin.recording import Answer, Batch, Recording
from dissemination.database import writing

# Scans in one transaction at most: keeps the longest wait short when batches pile up.
LARGEST_GROUP = 2_000
TRIES = 5


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    done: bool = False
    failure: Exception | None = None


@dataclass(slots=True)
class Ledger:
    """The one way scans enter a process's database."""

    engine: Engine
    _queue: list[_Waiting] = field(default_factory=list)
    _queue_lock: threading.Lock = field(default_factory=threading.Lock)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def record(self, batch: Batch) -> Answer | None:
        """Store a batch durably and answer it; None: the scanner is unknown or revoked.

        Raises what the database raised when it could not be stored: nothing of it is kept then.
        """
        mine = _Waiting(batch)
        with self._queue_lock:
            self._queue.append(mine)
        with self._turn:
            while not mine.done:
                self._commit(self._take())
        if mine.failure:
            raise mine.failure
        return batch.answer

    def _take(self) -> list[_Waiting]:
        """The batches to commit now, oldest first; always at least one."""
        with self._queue_lock:
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
