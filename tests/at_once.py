"""Several people act at the same moment: threads, each with a connection and a transaction of its own."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from flask import Flask

from dissemination.database import db, read_only
from dissemination.web import audit

T = TypeVar("T")

# Long enough for an act to read what it starts from; no test depends on it.
_HEAD_START = 0.1


def at_once(app: Flask, *acts: Callable[[], T]) -> list[T]:
    """What each act comes to, all of them begun before any may write, in the order they are given.

    The turn to write is held meanwhile, so that each has to wait with what it has read by then.
    """
    results: dict[int, T] = {}

    def run(number: int, act: Callable[[], T]) -> None:
        with app.app_context():
            results[number] = act()
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    _hold_the_turn()
    for thread in threads:
        thread.start()
        time.sleep(_HEAD_START)
    db.session.rollback()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(acts))]


def _hold_the_turn() -> None:
    db.session.rollback()
    read_only(enabled=False)
    audit.take_turn()
    db.session.connection()
