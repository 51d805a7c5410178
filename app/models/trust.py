"""Tables of trust: API keys, the audit log, merged speakers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.extraction.types import SpeakerKind
from app.models.base import enum_column, utc_now


class Scope(StrEnum):
    """What a key may do; each includes those before it."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    ADMIN = "admin"

    def includes_scope(self, other: "Scope") -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


class ApiKey(SQLModel, table=True):
    """A key by the hash of its token, which itself is kept nowhere; `prefix` is the part of it that is no secret."""

    __tablename__ = "api_key"

    key: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    scope: Scope = Field(sa_type=enum_column(Scope))
    prefix: str = Field(unique=True)
    sha256: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=utc_now)
    revoked_at: datetime | None = None


class StoredAnswer(SQLModel, table=True):
    """What a request with an `Idempotency-Key` was answered, so that the same one again does nothing again."""

    __tablename__ = "stored_answer"
    __table_args__ = (UniqueConstraint("api_key_key", "name"),)

    key: int = Field(default=None, primary_key=True)
    api_key_key: int = Field(foreign_key="api_key.key")
    name: str
    request_sha256: str = Field(max_length=64)
    status: int
    location: str | None
    body: str
    created_at: datetime = Field(default_factory=utc_now, index=True)


class Action(StrEnum):
    """A change of a record."""

    CREATED = "created"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"


class RecordKind(StrEnum):
    """What a change is of."""

    ARTICLE = "article"
    QUOTE = "quote"
    SPEAKER = "speaker"
    MEETING = "meeting"


class Change(SQLModel, table=True):
    """One entry of the ledger. Triggers refuse to change or delete one, and its key, never used twice, is a cursor.

    `by` is a key's name, or the command that wrote: "ingest" or "reextract".
    """

    __table_args__ = (Index("ix_change_record", "record_kind", "record_id", "key"), {"sqlite_autoincrement": True})

    key: int = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=utc_now)
    by: str
    action: Action = Field(sa_type=enum_column(Action))
    record_kind: RecordKind = Field(sa_type=enum_column(RecordKind))
    record_id: str
    reason: str | None = None
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    undoes: int | None = Field(default=None, foreign_key="change.key", index=True)


class SpeakerIdentity(SQLModel, table=True):
    """Who a reviewer says a speaker also is: a speaker merged into them, an earlier name, a name that was added.

    The `id` of a merged one leads to the speaker from then on; the name counts like their own.
    """

    __tablename__ = "speaker_identity"

    key: int = Field(default=None, primary_key=True)
    speaker_key: int = Field(foreign_key="speaker.key", index=True)
    id: str | None = Field(unique=True)
    name: str
    slug: str = Field(index=True)
    kind: SpeakerKind = Field(sa_type=enum_column(SpeakerKind))
    country: str | None = Field(foreign_key="country.code")


class TakenDown(SQLModel, table=True):
    """A record that is out of the tables that are read, until its taking down is undone: nobody sees it meanwhile.

    `change_key` is the entry that says who has taken it down and why. `rows` holds its rows by table, and null where
    it went with another record.
    """

    __tablename__ = "taken_down"
    __table_args__ = (UniqueConstraint("record_kind", "record_id"),)

    key: int = Field(default=None, primary_key=True)
    record_kind: RecordKind = Field(sa_type=enum_column(RecordKind))
    record_id: str
    change_key: int = Field(foreign_key="change.key", index=True)
    rows: dict[str, list[dict[str, Any]]] | None = Field(default=None, sa_type=JSON(none_as_null=True))
