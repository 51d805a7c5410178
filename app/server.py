"""The socket and the server on it."""

import gc
import socket

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.errors import PortTaken
from app.http.logs import announce
from app.http.problems import unreadable_request
from app.settings import Settings


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 that answers what it cannot read by a problem as well."""

    def send_400_response(self, _msg: str) -> None:
        """Say that the request cannot be read, and close the connection."""
        answer = unreadable_request()
        headers = [*answer.raw_headers, (b"connection", b"close")]
        lines = [b"HTTP/1.1 400 Bad Request", *(b": ".join(header) for header in headers)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()


class Server(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, app: FastAPI, settings: Settings, greeting: str) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                log_config=None,
                access_log=False,
                forwarded_allow_ips=settings.trusted_proxies,
            )
        )
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # What lives as long as the server need not be searched for garbage again and again.
            gc.collect()
            gc.freeze()
            announce(f"Chancery serves {self._greeting}")


def listen(settings: Settings) -> socket.socket:
    """The socket, before any work is done for a server that could not listen.

    Raises:
        PortTaken: the address is in use or not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen()
    except OSError as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        raise PortTaken(f"cannot listen on {where}: {error.strerror}; choose another with --port or --host") from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Where to reach it from this machine, whichever port was free."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
