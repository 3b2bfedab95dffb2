"""Bytes to a port and what comes back, without a library between that would mend them."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.server.listening import LOCAL

if TYPE_CHECKING:
    import ssl

PATIENCE_SECONDS = 30


def asked(port: int, content: bytes, *, context: ssl.SSLContext | None = None) -> bytes:
    """Send bytes and return all that is answered until the server closes the connection."""
    with ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection((str(LOCAL), port), PATIENCE_SECONDS))
        if context is not None:
            connection = stack.enter_context(context.wrap_socket(connection, server_hostname=str(LOCAL)))
        connection.sendall(content)
        return b"".join(iter(lambda: _received(connection), b""))


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except ConnectionResetError:  # closed with something of ours unread
        return b""
