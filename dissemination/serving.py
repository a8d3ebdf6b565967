"""The production server: Granian's workers, and Huey's consumer beside them.

The application is built once and forked, so that its memory is shared by all of them.
"""

import gc
import multiprocessing
import os
import signal
import time
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from dissemination import clock
from dissemination.config import Settings
from dissemination.database import db
from dissemination.web import certificates
from dissemination.web.certificates import Files

# Each thread waits most of its time for a commit; more of them make larger groups, and connections
# are not spread evenly over the workers.
THREADS_PER_WORKER = 32
SECONDS_TO_FINISH = 30
# A request leaves no cycles behind; looking for them every 700 objects costs a twentieth of its time.
OBJECTS_BETWEEN_COLLECTIONS = 20_000


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve on HOST and PORT with WORKERS processes, and run long work beside them."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.config["SETTINGS"]
    db.session.remove()
    db.engine.dispose()
    gc.collect()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.freeze()  # what is shared with the forks is never looked at by the collector again
    keeper = multiprocessing.get_context("fork").Process(target=keep_consumer, args=(app,))
    keeper.start()
    files = _certificates(settings) if settings.https else None
    click.echo(f"Serving on {settings.address} with {settings.workers} workers; Ctrl+C stops.")
    try:
        server(app, settings, files).serve(
            target_loader=lambda: only_told_once(app), wrap_loader=False
        )
    finally:
        if keeper.pid:
            os.kill(keeper.pid, signal.SIGTERM)
        keeper.join(SECONDS_TO_FINISH)


def only_told_once(app: Flask) -> Flask:
    """What a worker serves. Ctrl+C is for its parent, which ends it: told twice, a worker hangs."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return app


def _certificates(settings: Settings) -> Files:
    """Files to serve HTTPS with, and how phones come to trust them."""
    public_host = urlsplit(settings.public_url).hostname or ""
    names = certificates.own_names(settings.host, public_host)
    files = certificates.provide(settings.data_dir, names, clock.now())
    authority = certificates.authority(settings.data_dir)
    if authority is not None:
        click.echo(f"Names of this server: {', '.join(names)}")
        click.echo(f"Phones install its authority from {settings.address}/certificate, by SHA-256")
        click.echo(certificates.fingerprint(authority))
    return files


def server(app: Flask, settings: Settings, files: Files | None = None) -> MPServer:
    """Granian with workers that end by finishing what they serve; over TLS when there are files."""
    return MPServer(
        f"{app.import_name}:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS_PER_WORKER,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
        ssl_cert=files.server if files else None,
        ssl_key=files.key if files else None,
    )


def keep_consumer(app: Flask) -> None:
    """Run Huey's consumer in a process of its own, again when it dies, until told to stop."""
    stopping = False
    child: Any = None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if child is not None and child.pid:
            os.kill(child.pid, signal.SIGINT)  # Huey finishes the job in hand

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    parent = os.getppid()
    while not stopping and os.getppid() == parent:
        child = multiprocessing.get_context("fork").Process(target=consume, args=(app,))
        child.start()
        while child.is_alive() and os.getppid() == parent:
            child.join(1)
        if child.is_alive():
            stop(signal.SIGTERM, None)
            child.join(SECONDS_TO_FINISH)
        elif not stopping:
            time.sleep(1)


def consume(app: Flask) -> None:
    """Take jobs from the queue until interrupted."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    runner = app.extensions["run_job"]
    _ = runner.task  # the task must be known before its messages are read
    consumer = runner.huey.create_consumer(
        workers=1, worker_type="thread", initial_delay=0.5, max_delay=2.0, scheduler_interval=30
    )
    consumer.run()
