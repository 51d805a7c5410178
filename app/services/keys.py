"""Manage the API keys for writing, and for reading where it is not open. A token is shown once and kept as its hash."""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from app.errors import BadInput, NotFound
from app.models import ApiKey, Scope
from app.services.audit_log import COMMAND_NAMES

_TOKEN_PATTERN = re.compile(r"chancery_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def create_key(session: Session, name: str, scope: Scope) -> str:
    """Store a new key and return its token, which is not stored.

    Raises:
        BadInput: the name is invalid or taken.
    """
    if not _NAME_PATTERN.fullmatch(name) or name in COMMAND_NAMES:
        raise BadInput(f"{name!r} is not a name for a key; use letters, digits, '.', '_' and '-', such as news-desk")
    if session.exec(select(ApiKey).where(ApiKey.name == name)).first() is not None:
        raise BadInput(f"the name {name!r} is or was used; choose another one, since the audit log shows it")
    prefix = secrets.token_hex(6)
    token = f"chancery_{prefix}_{secrets.token_urlsafe(32)}"
    session.add(ApiKey(name=name, scope=scope, prefix=prefix, sha256=_hash_token(token)))
    return token


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, revoked ones too, by name."""
    return list(session.exec(select(ApiKey).order_by(col(ApiKey.name))))


def revoke_key(session: Session, name: str) -> None:
    """Revoke a key from this transaction's end on.

    Raises:
        NotFound: no valid key has this name.
    """
    stored = session.exec(select(ApiKey).where(ApiKey.name == name, col(ApiKey.revoked_at).is_(None))).one_or_none()
    if stored is None:
        raise NotFound(f"there is no valid key {name!r}; chancery keys list shows all")
    stored.revoked_at = datetime.now(UTC)


def find_key(session: Session, token: str) -> ApiKey | None:
    """The valid key of this token, or None."""
    match = _TOKEN_PATTERN.fullmatch(token)
    if match is None:
        return None
    # Found by the public prefix, and compared in constant time.
    stored = session.exec(select(ApiKey).where(ApiKey.prefix == match[1])).one_or_none()
    right = hmac.compare_digest(_hash_token(token), stored.sha256 if stored else "")
    return stored if stored is not None and right and stored.revoked_at is None else None


def _hash_token(token: str) -> str:
    """A plain hash will do: there are 256 random bits to guess, not a password."""
    return hashlib.sha256(token.encode()).hexdigest()
