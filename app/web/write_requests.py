"""A request that writes: its key is checked before its body is read and again in its transaction, and done once.

Of an `Idempotency-Key` the first answer is kept, in the same transaction as what it tells of: the same request again
gets that answer, and nothing is done again.
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

from app.database.engine import session_on
from app.database.writer_queue import Writers
from app.errors import Outdated
from app.models import ApiKey, Scope, StoredAnswer
from app.services.audit_log import Ledger
from app.services.idempotency import store_answer, stored_answer
from app.web.auth import authorization_of, permitted, takes
from app.web.links import path_of
from app.web.middleware.etag import TAG
from app.web.request_body import JSON, ModelT, media_type_of, parsed, read_body

T = TypeVar("T")
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="Names this request: sent again with the same name it is not done again, and gets the same answer.",
        examples=["correction-2024-02-27-1"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        max_length=2_000,
        description="The ETag of a GET of this URL: 412 where the record has changed since.",
        examples=['"6d0f1c0d2b7e4a5f9c3b8a7d6e5f4c3b"'],
    ),
]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, as it is answered: a record, or the JSON of one."""

    shown: BaseModel | str
    status: int = 200
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """One request that writes."""

    request: Request
    scope: Scope
    body: bytes
    idempotency_key: str | None
    if_match: str | None
    arrived: float = field(default_factory=monotonic)

    async def answer(self, model: type[ModelT], work: Callable[[Ledger, ModelT], Done]) -> Response:
        """The answer to what the body, JSON of this shape, asks for: done in one transaction, or not at all."""
        media_type = media_type_of(self.request)
        if media_type != JSON:
            raise HTTPException(415, f"send {JSON}, not {media_type or 'nothing'}")

        def write() -> Response:
            asked = parsed(model, self.body)
            return self.once(lambda ledger: work(ledger, asked), reason=getattr(asked, "reason", None))

        return await self.in_turn(write)

    async def in_turn(self, write: Callable[[], Response]) -> Response:
        """Run what writes in a thread, one after the other, as `app.database.writer_queue` does."""
        return await self._queue(write)

    async def apart(self, work: Callable[[Ledger], Done]) -> Done:
        """Do a part of the work in a transaction of its own."""

        def write() -> Done:
            with session_on(self.request.state.writer) as session:
                return work(Ledger(session, permitted(session, authorization_of(self.request.scope), self.scope).name))

        return await self._queue(write)

    async def _queue(self, write: Callable[[], T]) -> T:
        writers: Writers = self.request.state.writers
        return await writers.run(write, self.arrived)

    def once(self, work: Callable[[Ledger], Done], reason: str | None = None) -> Response:
        """Do the work in a transaction, unless this request has been answered before; in a thread of `in_turn`."""
        with session_on(self.request.state.writer) as session:
            key = permitted(session, authorization_of(self.request.scope), self.scope)
            known = self._known(session, key)
            if known is not None:
                return known
            self._require_present()
            done = work(Ledger(session, key.name, reason))
            body = done.shown if isinstance(done.shown, str) else done.shown.model_dump_json()
            self._remember(session, key, done, body)
        answer = self._answer(done.status, done.location, body)
        if self.request.method == "PATCH" and (tag := from_thread.run(self.request.state.present_tag)):
            # Who goes on correcting has read this state.
            answer.headers["ETag"] = tag
        return answer

    def known(self) -> Response | None:
        """What this very request has been answered before, if it has."""
        if self.idempotency_key is None:
            return None
        with session_on(self.request.state.engine) as session:
            return self._known(session, permitted(session, authorization_of(self.request.scope), self.scope))

    def _known(self, session: Session, key: ApiKey) -> Response | None:
        if self.idempotency_key is None:
            return None
        stored = stored_answer(session, key, self.idempotency_key, self._digest())
        return None if stored is None else self._answer(stored.status, stored.location, stored.body)

    def _remember(self, session: Session, key: ApiKey, done: Done, body: str) -> None:
        if self.idempotency_key is not None:
            facts: dict[str, Any] = {"status": done.status, "location": done.location, "body": body}
            facts |= {"api_key_key": key.key, "name": self.idempotency_key, "request_sha256": self._digest()}
            store_answer(session, StoredAnswer(**facts))

    def _answer(self, status: int, location: str | None, body: str) -> Response:
        headers = {"Location": path_of(self.request, location)} if location else None
        return Response(body, status, headers, JSON)

    def _digest(self) -> str:
        """Of all that the request asks for."""
        url = self.request.url
        told = f"{self.request.method} {url.path}?{url.query}\n{media_type_of(self.request)}\n".encode()
        return hashlib.sha256(told + self.body).hexdigest()

    def _require_present(self) -> None:
        """Raises Outdated where `If-Match` names none of the present ETags. A record that is not there has none."""
        if self.if_match is None or self.if_match.strip() == "*":
            return
        present = from_thread.run(self.request.state.present_tags)
        if present and present.isdisjoint(TAG.findall(self.if_match)):
            raise Outdated("If-Match: is no ETag of the present record; read it again, and see whether you still agree")


def writing(scope: Scope, *, conditional: bool = False) -> Any:
    """A dependency on the right to write what takes this scope; `conditional` where `If-Match` may be sent."""

    async def post(
        request: Request, _key: Annotated[None, takes(scope)], idempotency_key: IdempotencyKey = None
    ) -> Writing:
        return Writing(request, scope, await read_body(request, request.state.max_bytes), idempotency_key, None)

    async def change(
        request: Request,
        _key: Annotated[None, takes(scope)],
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Writing:
        body = await read_body(request, request.state.max_bytes)
        return Writing(request, scope, body, idempotency_key, if_match)

    return Depends(change if conditional else post)
