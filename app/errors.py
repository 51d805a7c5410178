"""Everything that can go wrong through no fault of the code, each with its HTTP status.

ChanceryError
├── BadInput              422  an article that cannot be read
│   ├── EmptyText         422
│   ├── NotText           422
│   ├── BadFrontMatter    422
│   ├── WrongFormat       422
│   ├── MissingField      422
│   ├── NotFetched        422
│   ├── CpuBudgetExceeded  422  more processor time than a text may take
│   ├── ExtractionFailed  500  a bug that one text brings out, in the middle of many
│   ├── BadContentEncoding  422  a body that is not what its Content-Encoding says
│   └── TooLarge          413
├── ClientGone            499  nobody waits for the answer any more: it is only logged
├── ExtractionBusy        503  too much is being extracted at the same time
├── BadQuery              422  a filter, cursor or include that means nothing here
├── BadField              422  a field of a request's body that means nothing here
├── Conflict              409  something else stands in the way of a change
├── Unauthorized          401  no key, or one that is none
├── Forbidden             403  a key that may not do this
├── SpeakerMerged         308  a speaker who has been found to be another one
├── IdempotencyKeyReused  422  an Idempotency-Key that was used for something else
├── PreconditionFailed    412  an If-Match that is not the present state
├── BadSetting            500  an environment variable that cannot be used
├── NotAcceptable         406  no form of the answer that the client takes
├── NotFound              404
├── Gone                  410  a record that reviewers have taken down
├── MalformedRequest      400  no request of HTTP
├── RequestTimeout        408  a request that is not there in time
├── UriTooLong            414
├── HeadersTooLarge       431  more header fields, or longer ones, than any client needs
├── TooManyConnections    503
├── SpanMismatch          500  an extraction that its text does not prove; nothing is saved
├── DatabaseProblem       503
│   ├── DatabaseBusy      503
│   ├── DatabaseReadOnly  503
│   ├── DatabaseFull      503
│   └── ForeignDatabase   503
├── CannotWrite           500  a file that was asked for
├── WorkerLost            500  a process that extracts
├── ClusterProblem        500  a Dask scheduler that is not there, or workers that would extract otherwise
└── PortTaken             500
"""

from typing import ClassVar

# Characters of a message at most, whatever it echoes.
_MAX_MESSAGE_LENGTH = 1_000
_MAX_VALUE_LENGTH = 80


def shorten_text(text: str, most: int) -> str:
    """A text of up to `most` characters: of a longer one the beginning and the end, which says what to do.

    Halves of surrogate pairs, which no UTF-8 can hold, become question marks.
    """
    if len(text) > most:
        tail = most // 3
        text = f"{text[: most - tail - 3]} … {text[-tail:]}"
    return text.encode("utf-8", "replace").decode()


def display_value(value: str) -> str:
    """A value that somebody sent, as an error shows it: no longer than a line."""
    return repr(value if len(value) <= _MAX_VALUE_LENGTH else value[:_MAX_VALUE_LENGTH] + "…")


class ChanceryError(Exception):
    """One line that says what is wrong and what to do about it. What it echoes of its input is cut."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"

    def __init__(self, message: str = "") -> None:
        super().__init__(shorten_text(message, _MAX_MESSAGE_LENGTH))


class ExtractionBusy(ChanceryError):
    status = 503
    code = "busy"
    title = "The server is busy"


class BadInput(ChanceryError):
    status = 422
    code = "bad-input"
    title = "The article cannot be read"


class EmptyText(BadInput):
    code = "empty-text"
    title = "There is no text"


class NotText(BadInput):
    code = "not-text"
    title = "This is no text"


class BadFrontMatter(BadInput):
    code = "bad-front-matter"
    title = "The front matter cannot be read"


class WrongFormat(BadInput):
    code = "wrong-format"
    title = "This is not the format that it seemed to be"


class MissingField(BadInput):
    code = "missing-field"
    title = "A required field is missing"


class NotFetched(BadInput):
    """An address that gave nothing. `answer` is its server's status, `after` for how many seconds it wants to be
    left alone, and `again` whether it may give something later."""

    code = "not-fetched"
    title = "The address cannot be fetched"

    def __init__(
        self, message: str, *, answer: int | None = None, again: bool = False, after: float | None = None
    ) -> None:
        super().__init__(message)
        self.answer = answer
        self.again = again
        self.after = after


class BadContentEncoding(BadInput):
    code = "bad-packing"
    title = "The body cannot be unpacked"


class TooLarge(BadInput):
    status = 413
    code = "too-large"
    title = "The text is too large"


class CpuBudgetExceeded(BadInput):
    code = "too-costly"
    title = "The text takes too long to read"


class ExtractionFailed(BadInput):
    """A bug of the extractor: many articles do not wait until it is mended."""

    status = 500
    code = "internal"
    title = "The extractor failed"


class ClientGone(ChanceryError):
    status = 499
    code = "client-gone"
    title = "The client has left"


class BadQuery(ChanceryError):
    """A parameter with a value that means nothing here."""

    status = 422
    code = "bad-query"
    title = "The request has a parameter that cannot be used"

    def __init__(self, parameter: str, message: str, where: str = "query") -> None:
        super().__init__(message)
        self.parameter = parameter
        self.where = where


class BadField(ChanceryError):
    """A field of the body with a value that means nothing here."""

    status = 422
    code = "bad-field"
    title = "The request has a field that cannot be used"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Conflict(ChanceryError):
    status = 409
    code = "conflict"
    title = "Something stands in the way"


class Unauthorized(ChanceryError):
    """The request needs a key, and has none or one that is not valid."""

    status = 401
    code = "unauthorized"
    title = "A key is needed"

    def __init__(self, message: str, *, invalid: bool) -> None:
        super().__init__(message)
        self.invalid = invalid


class Forbidden(ChanceryError):
    status = 403
    code = "forbidden"
    title = "The key may not do this"

    def __init__(self, message: str, scope: str) -> None:
        super().__init__(message)
        self.scope = scope


class SpeakerMerged(ChanceryError):
    """The speaker is another one by now."""

    status = 308
    code = "merged"
    title = "The speaker has been merged"

    def __init__(self, identity: str, into: str) -> None:
        super().__init__(f"speaker {identity!r} has been merged into {into!r}")
        self.identity = identity
        self.into = into


class IdempotencyKeyReused(ChanceryError):
    status = 422
    code = "idempotency-key-reused"
    title = "The Idempotency-Key belongs to another request"


class PreconditionFailed(ChanceryError):
    status = 412
    code = "outdated"
    title = "The record has changed"


class BadSetting(ChanceryError):
    code = "bad-setting"
    title = "A setting cannot be used"


class NotAcceptable(ChanceryError):
    """None of the media types that there are is one that the client takes."""

    status = 406
    code = "not-acceptable"
    title = "The answer has no form that would be accepted"

    def __init__(self, offered: list[str]) -> None:
        super().__init__(f"Accept: takes none of {', '.join(offered)}")
        self.offered = offered


class NotFound(ChanceryError):
    status = 404
    code = "not-found"
    title = "There is no such record"


class Gone(ChanceryError):
    status = 410
    code = "taken-down"
    title = "The record has been taken down"


class MalformedRequest(ChanceryError):
    status = 400
    code = "unreadable-request"
    title = "The request cannot be read"


class RequestTimeout(ChanceryError):
    status = 408
    code = "too-slow"
    title = "The request came too slowly"


class UriTooLong(ChanceryError):
    status = 414
    code = "address-too-long"
    title = "The address is too long"


class HeadersTooLarge(ChanceryError):
    status = 431
    code = "head-too-large"
    title = "The header fields are too large"


class TooManyConnections(ChanceryError):
    status = 503
    code = "too-many-connections"
    title = "There are too many connections"


class SpanMismatch(ChanceryError):
    code = "span-mismatch"
    title = "The text does not prove the quote"


class DatabaseProblem(ChanceryError):
    status = 503
    code = "database"
    title = "The database cannot be used"


class DatabaseBusy(DatabaseProblem):
    code = "database-busy"
    title = "The database is busy"


class DatabaseReadOnly(DatabaseProblem):
    code = "database-read-only"
    title = "The database cannot be written to"


class DatabaseFull(DatabaseProblem):
    code = "database-full"
    title = "The disk is full"


class ForeignDatabase(DatabaseProblem):
    code = "not-our-database"
    title = "This database is not Chancery's"


class CannotWrite(ChanceryError):
    code = "cannot-write"
    title = "The file cannot be written"


class WorkerLost(ChanceryError):
    """A process that extracts has come to an end before its work has."""

    code = "worker-lost"
    title = "A worker process was lost"


class ClusterProblem(ChanceryError):
    """A Dask scheduler that cannot be reached, or workers that cannot do what is asked of them."""

    code = "cluster"
    title = "The Dask cluster cannot be used"


class PortTaken(ChanceryError):
    code = "port-taken"
    title = "The address is in use"
