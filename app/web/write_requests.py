"""Requests that write: authorization before the body is read and again in the transaction, and idempotency.

The first answer to an `Idempotency-Key` is stored in the transaction of the change. The same request again
gets that answer, and nothing is repeated.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated, Any, TypeVar

from anyio import from_thread
from fastapi import Depends, Header, HTTPException, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from app.database.engine import open_session
from app.database.writer_queue import WriterQueue
from app.errors import PreconditionFailed
from app.models import ApiKey, Scope, StoredAnswer
from app.services.audit_log import Ledger
from app.services.idempotency import find_stored_answer, store_answer
from app.services.quote_json import write_changed_quotes
from app.web.auth import authorization_header, authorize_key, require_scope
from app.web.links import public_path
from app.web.middleware.etag import ETAG_PATTERN
from app.web.request_body import JSON_MEDIA_TYPE, ModelT, parse_body, read_body, request_media_type

T = TypeVar("T")
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="A key for this request: sent again with it, the request is not repeated and gets the same answer.",
        examples=["correction-2024-02-27-1"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        max_length=2_000,
        description="The ETag of a GET of this URL; 412 if the record has changed since.",
        examples=['"6d0f1c0d2b7e4a5f9c3b8a7d6e5f4c3b"'],
    ),
]


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of a write: a record, or a function that reads its JSON once everything is written."""

    record: BaseModel | Callable[[], str]
    status: int = 200
    location: str | None = None


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """One request that writes."""

    request: Request
    scope: Scope
    body: bytes
    idempotency_key: str | None
    if_match: str | None
    arrived_at: float = field(default_factory=monotonic)

    async def respond_to_json(self, model: type[ModelT], work: Callable[[Ledger, ModelT], WriteResult]) -> Response:
        """Validate the JSON body, do the work in one transaction, and answer."""
        media_type = request_media_type(self.request)
        if media_type != JSON_MEDIA_TYPE:
            raise HTTPException(415, f"send {JSON_MEDIA_TYPE}, not {media_type or 'nothing'}")

        def apply_body() -> Response:
            asked = parse_body(model, self.body)
            return self.execute_idempotently(lambda ledger: work(ledger, asked), reason=getattr(asked, "reason", None))

        return await self.run_serialized(apply_body)

    async def run_serialized(self, write: Callable[[], Response]) -> Response:
        """Run a write in a thread, one after the other, through `app.database.writer_queue`."""
        return await self._run_in_write_queue(write)

    async def execute_in_own_transaction(self, work: Callable[[Ledger], WriteResult]) -> WriteResult:
        """Do a part of the work in its own transaction."""

        def run_transaction() -> WriteResult:
            with open_session(self.request.state.writer) as session:
                return work(
                    Ledger(session, authorize_key(session, authorization_header(self.request.scope), self.scope).name)
                )

        return await self._run_in_write_queue(run_transaction)

    async def _run_in_write_queue(self, write: Callable[[], T]) -> T:
        writers: WriterQueue = self.request.state.writers
        return await writers.run_write(write, self.arrived_at)

    def execute_idempotently(self, work: Callable[[Ledger], WriteResult], reason: str | None = None) -> Response:
        """Do the work in a transaction, unless the request was answered before. Call within `run_serialized`."""
        with open_session(self.request.state.writer) as session:
            key = authorize_key(session, authorization_header(self.request.scope), self.scope)
            known = self._find_replayed_response(session, key)
            if known is not None:
                return known
            self._require_if_match()
            ledger = Ledger(session, key.name, reason)
            done = work(ledger)
            write_changed_quotes(ledger)
            body = done.record.model_dump_json() if isinstance(done.record, BaseModel) else done.record()
            self._store_response(session, key, done, body)
        answer = self._build_response(done.status, done.location, body)
        if self.request.method == "PATCH" and (tag := from_thread.run(self.request.state.present_tag)):
            # Who goes on correcting has read this state.
            answer.headers["ETag"] = tag
        return answer

    def replayed_response(self) -> Response | None:
        """The stored answer to the same request, if any."""
        if self.idempotency_key is None:
            return None
        with open_session(self.request.state.engine) as session:
            return self._find_replayed_response(
                session, authorize_key(session, authorization_header(self.request.scope), self.scope)
            )

    def _find_replayed_response(self, session: Session, key: ApiKey) -> Response | None:
        if self.idempotency_key is None:
            return None
        stored = find_stored_answer(session, key, self.idempotency_key, self._request_digest())
        return None if stored is None else self._build_response(stored.status, stored.location, stored.body)

    def _store_response(self, session: Session, key: ApiKey, done: WriteResult, body: str) -> None:
        if self.idempotency_key is not None:
            facts: dict[str, Any] = {"status": done.status, "location": done.location, "body": body}
            facts |= {"api_key_key": key.key, "name": self.idempotency_key, "request_sha256": self._request_digest()}
            store_answer(session, StoredAnswer(**facts))

    def _build_response(self, status: int, location: str | None, body: str) -> Response:
        headers = {"Location": public_path(self.request, location)} if location else None
        return Response(body, status, headers, JSON_MEDIA_TYPE)

    def _request_digest(self) -> str:
        """A digest of the whole request."""
        url = self.request.url
        told = f"{self.request.method} {url.path}?{url.query}\n{request_media_type(self.request)}\n".encode()
        return hashlib.sha256(told + self.body).hexdigest()

    def _require_if_match(self) -> None:
        """Raise PreconditionFailed unless `If-Match` names a current ETag. A missing record has no ETag."""
        if self.if_match is None or self.if_match.strip() == "*":
            return
        present = from_thread.run(self.request.state.present_tags)
        if present and present.isdisjoint(ETAG_PATTERN.findall(self.if_match)):
            raise PreconditionFailed("If-Match does not match the current ETag; fetch the record again")


def write_request(scope: Scope, *, conditional: bool = False) -> Any:
    """A dependency that requires a key with this scope; `conditional` if `If-Match` may be sent."""

    async def unconditional_request(
        request: Request, _key: Annotated[None, require_scope(scope)], idempotency_key: IdempotencyKey = None
    ) -> WriteRequest:
        return WriteRequest(request, scope, await read_body(request, request.state.max_bytes), idempotency_key, None)

    async def conditional_request(
        request: Request,
        _key: Annotated[None, require_scope(scope)],
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> WriteRequest:
        body = await read_body(request, request.state.max_bytes)
        return WriteRequest(request, scope, body, idempotency_key, if_match)

    return Depends(conditional_request if conditional else unconditional_request)
