"""What a stranger sends over a socket of their own, byte by byte, and what comes back."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx


class WireResponse(NamedTuple):
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json"
        problem: dict[str, Any] = json.loads(self.body)
        assert problem["status"] == self.status
        return problem


@contextmanager
def open_connection(address: str) -> Iterator[socket.socket]:
    url = httpx.URL(address)
    with socket.create_connection((url.host, url.port), timeout=60) as connection:
        yield connection


def send_raw(address: str, *pieces: bytes) -> WireResponse:
    """What comes back for these pieces until the server closes the connection."""
    with open_connection(address) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return read_response(connection)


def read_response(connection: socket.socket) -> WireResponse:
    """The one answer that a server sends before it closes the connection."""
    with connection.makefile("rb") as answered:
        head, _, body = answered.read().partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return WireResponse(
        int(status.split()[1]), {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}, body
    )


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed the connection without a word; waits for one or the other."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
