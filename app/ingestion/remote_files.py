"""Files in remote stores that fsspec supports, such as s3://bucket/archive.jsonl, read as streams."""

import re
from typing import Any, BinaryIO, cast

from app.errors import BadInput

_URL_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)


class RemoteFile(str):
    """The URL of a file in a store."""

    __slots__ = ()


def is_remote_file(argument: str) -> bool:
    return _URL_SCHEME.match(argument) is not None


def open_remote_file(url: RemoteFile) -> BinaryIO:
    """The bytes of a file in a store.

    Raises:
        BadInput: it cannot be opened.
    """
    store, path = _resolve_filesystem(url)
    try:
        return cast(BinaryIO, store.open(path, "rb"))
    except Exception as error:
        # Each store has errors of its own.
        raise BadInput(f"cannot be read: {type(error).__name__}: {error}") from error


def remote_file_size(url: RemoteFile) -> int | None:
    """The size in bytes; None if unknown."""
    size = _query_filesystem(url, "size")
    return None if size is None else int(size)


def remote_file_version(url: RemoteFile) -> str | None:
    """A string that changes with the file; None if unknown."""
    state = _query_filesystem(url, "ukey")
    return None if state is None else str(state)


def _query_filesystem(url: RemoteFile, question: str) -> Any:
    try:
        store, path = _resolve_filesystem(url)
        return getattr(store, question)(path)
    except Exception:
        # Opening the file reports the error.
        return None


def _resolve_filesystem(url: RemoteFile) -> tuple[Any, str]:
    # A chain of stores could end in one that fetches by HTTP without the address guard.
    if "::" in url or url.lower().startswith(("http:", "https:")):
        raise BadInput("chains several stores; give one")
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise BadInput("is in a store; reading it needs fsspec: pip install 'chancery[cluster]'") from error
    try:
        store, path = url_to_fs(url)
    except Exception as error:
        raise BadInput(f"is in a store that cannot be read: {error}") from error
    return store, path
