"""Identities that survive re-ingestion, a better extractor and a move to another database."""

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit, urlunsplit

from slugify import slugify

# How much of a value is shown in an error.
_MAX_SHOWN_LENGTH = 80
_WORD = re.compile(r"\w+")
_SAYING_ID = re.compile(r"say-([a-z2-7]{12})-(.+)", re.DOTALL)
# Fewer words are said again by chance: "We will see" on two occasions is not one saying.
_MIN_SAYING_WORDS = 4


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_url(url: str) -> str:
    """The form in which one address is always written: host in lower case, no default port, no fragment.

    Raises:
        ValueError: it is no http(s) address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url.strip()):
        raise ValueError(f"is not an http(s) address: {url[:_MAX_SHOWN_LENGTH]!r}")
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}[parts.scheme] else ""
    return urlunsplit((parts.scheme, parts.hostname + port, parts.path, parts.query, ""))


def article_id(url: str | None, text: str, outlet: str | None, published_on: date | None) -> str:
    """From the canonical URL; without one, from the text with its outlet and its day."""
    return "art-" + _short_hash(url or "\n".join([hash_text(text), outlet or "", str(published_on or "")]))


def quote_id(article: str, words: str, occurrence: int) -> str:
    """From the article, the words without case and punctuation, and which occurrence of them it is, from 0."""
    return "quo-" + _short_hash(f"{article}\n{_normalise_words(words)}\n{occurrence}")


def hash_words(words: str) -> str | None:
    """The same for the same words, whatever their case and punctuation; None for too few to know them again."""
    bare = _normalise_words(words)
    return _short_hash(bare) if bare.count(" ") + 1 >= _MIN_SAYING_WORDS else None


def saying_id(speaker: str, hashed: str) -> str:
    """From the words' hash and the speaker's id: both can be read from it again."""
    return f"say-{hashed}-{speaker}"


def parse_saying_id(identity: str) -> tuple[str, str]:
    """The speaker's id and the words' hash; empty ones, which nobody has, if it is not a saying's id."""
    found = _SAYING_ID.fullmatch(identity)
    return ("", "") if found is None else (found[2], found[1])


def meeting_id(article: str, event: str, start_on: date | None, names: Iterable[str], occurrence: int) -> str:
    """From the article, what happened, when, between whom, and which such one it is, from 0."""
    return "mee-" + _short_hash(
        "\n".join([article, event, str(start_on), *sorted(map(make_slug, names)), str(occurrence)])
    )


def make_slug(name: str) -> str:
    """A name as a readable ASCII id: 'Élysée Palace' is elysee-palace. Never empty."""
    return slugify(name, max_length=80, word_boundary=True) or "name-" + _short_hash(name)


def _normalise_words(words: str) -> str:
    return " ".join(_WORD.findall(words.casefold()))


def _short_hash(identity: str) -> str:
    """Twelve characters, 60 bits: among ten million records a chance clash has odds of 1 in 20,000."""
    digest = hashlib.sha256(identity.encode()).digest()
    return base64.b32encode(digest)[:12].decode().lower()
