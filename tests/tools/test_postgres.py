"""The private server: made when asked for, gone when the one who asked is."""

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from tools.postgres import Server, ends, new_folder, private_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with private_server(durable=False) as server:
        yield server


def plain(url: str) -> str:
    """The address as the driver wants it, without SQLAlchemy's word."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def ask(url: str, question: str) -> object:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def test_a_started_server_is_not_started_again(server: Server) -> None:
    began = ask(server.url(), "SELECT pg_postmaster_start_time()")
    server.start(os.getpid())
    assert ask(server.url(), "SELECT pg_postmaster_start_time()") == began


def test_nobody_reaches_it_from_another_machine(server: Server) -> None:
    assert ask(server.url(), "SHOW listen_addresses") == ""


def test_a_template_is_filled_once_and_copied(server: Server) -> None:
    filled = []

    def fill(url: str) -> None:
        filled.append(url)
        with psycopg.connect(plain(url)) as connection:
            connection.execute("CREATE TABLE thing AS SELECT 7 AS n")

    for _ in range(2):
        server.template("filled", fill)
    assert ask(server.create("copied", "filled"), "SELECT n FROM thing") == 7
    assert len(filled) == 1


def test_a_template_whose_filling_failed_is_filled_anew(server: Server) -> None:
    def fail(url: str) -> None:
        raise ZeroDivisionError(url)

    with pytest.raises(ZeroDivisionError):
        server.template("hard", fail)
    server.template("hard", lambda url: None)
    assert ask(server.url("hard"), "SELECT 1") == 1


def test_a_dropped_database_goes_even_while_someone_is_connected(server: Server) -> None:
    url = plain(server.create("left_open"))
    connection = psycopg.connect(url)
    server.drop("left_open")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    connection.close()


def test_a_benchmark_measures_a_durable_server() -> None:
    with private_server(durable=True) as server:
        assert ask(server.url(), "SHOW fsync") == "on"
        assert ask(server.url(), "SHOW synchronous_commit") == "on"
    assert not server.folder.exists()


def test_the_server_ends_with_the_process_it_watches() -> None:
    with subprocess.Popen(["sleep", "60"]) as watched:
        server = Server(new_folder())
        server.start(watched.pid)
        assert server.answers()
        watched.kill()
    assert ends(server)
    assert not server.folder.exists()


def test_a_server_that_never_started_is_stopped_without_complaint() -> None:
    server = Server(new_folder())
    server.stop()
    assert not server.folder.exists()
