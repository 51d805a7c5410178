"""The socket and the server on it."""

import asyncio
import gc
import logging
import socket
from functools import partial
from typing import cast

import uvicorn
from fastapi import FastAPI

from app.errors import PortTaken
from app.settings import Settings
from app.web.connections import Connection, ConnectionLimits, close_expired_connections, open_connections
from app.web.log_format import log_start

try:
    import resource
except ImportError:  # Windows has no such limit.
    resource = None  # type: ignore[assignment]

_log = logging.getLogger("chancery")


# Open files beside the connections: databases, the log, weights.
_RESERVED_FILES = 200


class Server(uvicorn.Server):
    """A server that logs its address once it answers, and closes expired connections."""

    def __init__(self, app: FastAPI, settings: Settings, greeting: str) -> None:
        limits = ConnectionLimits(settings.request_seconds, _fit_to_file_limit(settings.max_connections))
        super().__init__(
            uvicorn.Config(
                app,
                # It is called like the class that it is asked for.
                http=cast(type[Connection], partial(Connection, limits=limits)),
                ws="none",
                log_config=None,
                access_log=False,
                # The application configures logging itself.
                proxy_headers=False,
            )
        )
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._watch = asyncio.create_task(close_expired_connections(open_connections(self.server_state)))
            # What lives as long as the server need not be searched for garbage again and again.
            gc.collect()
            gc.freeze()
            log_start(f"Chancery serves {self._greeting}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Clients that never come to an end are still watched: the server waits for them all.
        await super().shutdown(sockets)
        self._watch.cancel()


def _fit_to_file_limit(connections: int) -> int:
    """So many connections, or fewer where the system lets this process open fewer files."""
    if resource is None:
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < wanted:
            _log.warning("the system allows %d open files, so fewer than %d connections are kept", soft, connections)
            return max(soft - _RESERVED_FILES, soft // 2)
    return connections


def open_listener(settings: Settings) -> socket.socket:
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


def listener_url(listener: socket.socket) -> str:
    """Where to reach it from this machine, whichever port was free."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
