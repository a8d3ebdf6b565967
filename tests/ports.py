"""A port of this machine for a test's server, which nobody else is given meanwhile."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_port() -> Iterator[int]:
    """Held, without listening, for as long as the server there may live.

    Our servers let others share their port, as their own workers do: given the same one, the servers
    of two tests that run at once would answer for each other.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the server may still bind it
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        yield port
