"""Logging: one line for each request and each other event.

What was searched for is nobody's business but the reader's: a line has the path, never the query. Who came with a key
is named by it; the key itself is never written anywhere.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

from starlette.types import Scope

from app.web import request_id

LogStyle = Literal["text", "json"]
_log = logging.getLogger("chancery")


def configure_logging(style: LogStyle) -> None:
    """Send all logs of this process to standard error, in one format."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # No line tells of them, and to find them out takes as long as to write it.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # Their news of every day repeat what is said here, interest nobody, or tell a webhook's whole address.
    for name in ("alembic", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its warnings are of single requests, which have lines here that say more.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)


def log_start(message: str) -> None:
    """Log that the server answers."""
    _log.info(message, extra={"event": "started"})


def log_request(scope: Scope, status: int, seconds: float) -> None:
    """Log one request after its answer."""
    request = {
        "method": scope["method"],
        # Quoted again: a line break in a path could otherwise forge a log line.
        "path": quote(scope["path"], safe="/:@!$&'()*+,;="),
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
    }
    client = scope["client"][0] if scope.get("client") else None
    level = logging.ERROR if status >= 500 else logging.INFO
    key = scope.get("state", {}).get("key_name")
    _log.log(level, "", extra={"event": "request", "request": request, "client": client, "key_name": key})


class TextFormatter(logging.Formatter):
    """Logs as lines of text."""

    def format(self, record: logging.LogRecord) -> str:
        event = getattr(record, "event", "log")
        if event == "started":
            return record.getMessage()
        line = f"{_format_time(record)} {record.levelname:<7} "
        if event == "request":
            line += "{method} {path} {status} {duration_ms} ms ".format(**record.__dict__["request"])
            line += record.__dict__["client"] or "-"
            line += f" {key}" if (key := record.__dict__["key_name"]) else ""
        else:
            line += record.getMessage()
        named = request_id.current_request_id()
        line += f" [{named}]" if named else ""
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """Logs as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        event = getattr(record, "event", "log")
        entry: dict[str, object] = {"time": _format_time(record), "level": record.levelname.lower(), "event": event}
        if event == "request":
            entry |= record.__dict__["request"]
        else:
            entry |= {"logger": record.name, "message": record.getMessage().strip()}
        if named := request_id.current_request_id():
            entry["request_id"] = named
        if event == "request":
            entry["client"] = record.__dict__["client"]
            if key := record.__dict__["key_name"]:
                entry["key"] = key
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def _format_time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
