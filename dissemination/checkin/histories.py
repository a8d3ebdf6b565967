"""The counted scans of delegates, read whole, and what they say of each."""

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from dissemination.checkin.attendance import Came, CountedScan, derive
from dissemination.checkin.statements import HistoryRow, Statements


def counted_scan(row: HistoryRow) -> CountedScan:
    """A stored scan as the rules of attendance take it."""
    return CountedScan(
        row.id, row.point_id, row.scanner_id, row.direction, row.at, row.undoes, row.offline
    )


def of_delegates(
    connection: Connection, delegate_ids: Iterable[int]
) -> dict[int, list[CountedScan]]:
    """Every counted scan of these delegates, and the undos that came before their scan."""
    sql = Statements(connection)
    histories: dict[int, list[CountedScan]] = {who: [] for who in delegate_ids}
    owner: dict[str, int] = {}
    for row in sql.counted(histories.keys()):
        if row.delegate_id is not None:
            histories[row.delegate_id].append(counted_scan(row))
            owner[row.id] = row.delegate_id
    for row in sql.undos_of(owner.keys()):
        if row.delegate_id is None and row.undoes is not None:
            histories[owner[row.undoes]].append(counted_scan(row))
    return histories


def rederived(connection: Connection, delegate_ids: Iterable[int]) -> dict[int, Came | None]:
    """Attendance of these delegates from their scans alone, for the rebuild."""
    histories = of_delegates(connection, delegate_ids)
    return {who: derive(history) for who, history in histories.items()}
