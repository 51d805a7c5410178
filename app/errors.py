"""Everything that can go wrong through no fault of the code, each with its HTTP status.

Classes that inherit from another one share its status unless they name their own.
"""

from typing import ClassVar

# Characters of a message at most, whatever it echoes.
_MAX_MESSAGE_LENGTH = 1_000
_MAX_VALUE_LENGTH = 80


def shorten_text(text: str, most: int) -> str:
    """A text of at most `most` characters: a longer one loses its middle, since its end says what to do.

    Halves of surrogate pairs, which UTF-8 cannot hold, become question marks.
    """
    if len(text) > most:
        tail = most // 3
        text = f"{text[: most - tail - 3]} … {text[-tail:]}"
    return text.encode("utf-8", "replace").decode()


def display_value(value: str) -> str:
    """A value from a request as an error shows it, no longer than a line."""
    return repr(value if len(value) <= _MAX_VALUE_LENGTH else value[:_MAX_VALUE_LENGTH] + "…")


class ChanceryError(Exception):
    """One line that says what is wrong and what to do about it. What it echoes of its input is cut."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"

    def __init__(self, message: str = "") -> None:
        super().__init__(shorten_text(message, _MAX_MESSAGE_LENGTH))

    def __init_subclass__(cls, *, code: str, title: str, status: int | None = None) -> None:
        """`code` ends the type of the problem, `title` is its title."""
        super().__init_subclass__()
        cls.code, cls.title = code, title
        if status is not None:
            cls.status = status


# Articles and texts


class BadInput(ChanceryError, status=422, code="bad-input", title="The article cannot be read"):
    """An article that cannot be read."""


class EmptyText(BadInput, code="empty-text", title="There is no text"):
    """Nothing but white space."""


class NotText(BadInput, code="not-text", title="This is not text"):
    """Bytes that no encoding turns into text."""


class BadFrontMatter(BadInput, code="bad-front-matter", title="The front matter cannot be read"):
    """Front matter that is not YAML with known fields."""


class WrongFormat(BadInput, code="wrong-format", title="The content does not match its format"):
    """Content that is broken or in another format than it seemed."""


class MissingField(BadInput, code="missing-field", title="A required field is missing"):
    """An article without a title, a day or a text."""


class NotFetched(BadInput, code="not-fetched", title="The address cannot be fetched"):
    """An address that gave nothing.

    `answer` is its server's status, `after` the number of seconds that it asks clients to wait, and `again` whether
    another try may succeed.
    """

    def __init__(
        self, message: str, *, answer: int | None = None, again: bool = False, after: float | None = None
    ) -> None:
        super().__init__(message)
        self.answer = answer
        self.again = again
        self.after = after


class BadContentEncoding(BadInput, code="bad-packing", title="The body cannot be decompressed"):
    """A body that is not what its Content-Encoding says."""


class TooLarge(BadInput, status=413, code="too-large", title="The text is too large"):
    """More bytes or values than one text or body may have."""


class CpuBudgetExceeded(BadInput, code="too-costly", title="The text takes too long to read"):
    """More processor time than one text may take."""


class ExtractionFailed(BadInput, status=500, code="internal", title="The extractor failed"):
    """A bug of the extractor in one text of many: the others do not wait for its repair."""


class SpanMismatch(ChanceryError, code="span-mismatch", title="The text does not prove the quote"):
    """An extraction that its text does not prove; nothing of it is saved."""


# Requests


class MalformedRequest(ChanceryError, status=400, code="unreadable-request", title="The request cannot be read"):
    """Bytes that are not an HTTP request."""


class RequestTimeout(ChanceryError, status=408, code="too-slow", title="The request came too slowly"):
    """A request that did not arrive in time."""


class UriTooLong(ChanceryError, status=414, code="address-too-long", title="The address is too long"):
    """A request line over the limit."""


class HeadersTooLarge(ChanceryError, status=431, code="head-too-large", title="The header fields are too large"):
    """More header fields, or longer ones, than any client needs."""


class TooManyConnections(
    ChanceryError, status=503, code="too-many-connections", title="There are too many connections"
):
    """A connection over the limit."""


class ExtractionBusy(ChanceryError, status=503, code="busy", title="The server is busy"):
    """Too many extractions at the same time."""


class ClientGone(ChanceryError, status=499, code="client-gone", title="The client has left"):
    """The client has closed the connection; this is only logged."""


class BadQuery(ChanceryError, status=422, code="bad-query", title="A parameter cannot be used"):
    """A parameter with a value that has no meaning here."""

    def __init__(self, parameter: str, message: str, where: str = "query") -> None:
        super().__init__(message)
        self.parameter = parameter
        self.where = where


class BadField(ChanceryError, status=422, code="bad-field", title="A field of the body cannot be used"):
    """A field of the body with a value that has no meaning here."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotAcceptable(ChanceryError, status=406, code="not-acceptable", title="No acceptable format"):
    """The client accepts none of the media types that are offered."""

    def __init__(self, offered: list[str]) -> None:
        super().__init__(f"Accept allows none of {', '.join(offered)}")
        self.offered = offered


class Unauthorized(ChanceryError, status=401, code="unauthorized", title="A key is needed"):
    """The request needs a key, and has none or an invalid one."""

    def __init__(self, message: str, *, invalid: bool) -> None:
        super().__init__(message)
        self.invalid = invalid


class Forbidden(ChanceryError, status=403, code="forbidden", title="The key may not do this"):
    """A key without the scope that the request needs."""

    def __init__(self, message: str, scope: str) -> None:
        super().__init__(message)
        self.scope = scope


# Records


class NotFound(ChanceryError, status=404, code="not-found", title="Record not found"):
    """No record has this id."""


class Gone(ChanceryError, status=410, code="taken-down", title="The record has been taken down"):
    """A record that reviewers have taken down."""


class SpeakerMerged(ChanceryError, status=308, code="merged", title="The speaker has been merged"):
    """A speaker who has been merged into another one."""

    def __init__(self, identity: str, into: str) -> None:
        super().__init__(f"speaker {identity!r} has been merged into {into!r}")
        self.identity = identity
        self.into = into


class Conflict(ChanceryError, status=409, code="conflict", title="The change conflicts with another record"):
    """Another record or a later change stands in the way."""


class IdempotencyKeyReused(
    ChanceryError, status=422, code="idempotency-key-reused", title="The Idempotency-Key belongs to another request"
):
    """An Idempotency-Key that another request has used."""


class PreconditionFailed(ChanceryError, status=412, code="outdated", title="The record has changed"):
    """An If-Match that is not the current ETag."""


# The machine


class BadSetting(ChanceryError, code="bad-setting", title="A setting cannot be used"):
    """An environment variable that cannot be used."""


class DatabaseProblem(ChanceryError, status=503, code="database", title="The database cannot be used"):
    """A database that cannot be opened, read or written."""


class DatabaseBusy(DatabaseProblem, code="database-busy", title="The database is busy"):
    """Another process has been writing for too long."""


class DatabaseReadOnly(DatabaseProblem, code="database-read-only", title="The database cannot be written to"):
    """The file, the folder or the server allows no writing."""


class DatabaseFull(DatabaseProblem, code="database-full", title="The disk is full"):
    """No space is left on the database's disk."""


class ForeignDatabase(DatabaseProblem, code="not-our-database", title="This database is not Chancery's"):
    """A database that another program or another version has made."""


class CannotWrite(ChanceryError, code="cannot-write", title="The file cannot be written"):
    """An output file that cannot be written."""


class WorkerLost(ChanceryError, code="worker-lost", title="A worker process was lost"):
    """A process that extracts has ended before its work."""


class ClusterProblem(ChanceryError, code="cluster", title="The Dask cluster cannot be used"):
    """A Dask scheduler that cannot be reached, or workers of another version."""


class PortTaken(ChanceryError, code="port-taken", title="The address is in use"):
    """Another process listens at the address."""
