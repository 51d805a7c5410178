"""Stored answers to requests with an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header)."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import IdempotencyKeyReused
from app.models import ApiKey, StoredAnswer

_RETENTION = timedelta(hours=48)


def find_stored_answer(session: Session, key: ApiKey, name: str, request_sha256: str) -> StoredAnswer | None:
    """The stored answer to the same request, if any.

    Raises:
        IdempotencyKeyReused: the key was used for another request.
    """
    named = (StoredAnswer.api_key_key == key.key, StoredAnswer.name == name)
    stored = session.exec(
        select(StoredAnswer).where(*named, col(StoredAnswer.created_at) > _retention_start())
    ).one_or_none()
    if stored is not None and stored.request_sha256 != request_sha256:
        raise IdempotencyKeyReused("Idempotency-Key: belongs to an earlier request; use a new one for each request")
    return stored


def store_answer(session: Session, answer: StoredAnswer) -> None:
    """Keep an answer for two days, and drop those that are older."""
    session.execute(delete(StoredAnswer).where(col(StoredAnswer.created_at) <= _retention_start()))
    session.add(answer)


def _retention_start() -> datetime:
    return datetime.now(UTC) - _RETENTION
