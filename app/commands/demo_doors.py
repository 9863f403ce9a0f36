"""Ports taken before anything starts, so that whoever comes second is told so in words."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from app.commands.demo_folder import DemoRefused

# A browser may take `localhost` for either.
LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
BACKLOG = 64
FURTHER = 1000


@contextmanager
def open_doors(port: int, variable: str) -> Iterator[list[socket.socket]]:
    """Listening sockets at localhost; DemoRefused, naming the port and its variable, where it is taken."""
    doors: list[socket.socket] = []
    with ExitStack() as open_ones:
        for family, address in LOOPBACKS:
            try:
                doors.append(open_ones.enter_context(listen(family, address, port)))
            except OSError as error:
                if error.errno not in NO_SUCH_ADDRESS:
                    raise DemoRefused(refusal(error, port, variable)) from None
        yield doors


def listen(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((address, port))
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door


def refusal(error: OSError, port: int, variable: str) -> str:
    other = port + FURTHER if port + FURTHER < 2**16 else port - FURTHER
    another = f"another port, for example: make demo {variable}={other}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Stop that program, or choose {another}"
    return f"Port {port} cannot be used ({error.strerror}). Choose {another}"
