"""What an article's source says of it, before it is known whether that is enough."""

from dataclasses import dataclass, fields, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class ArticleMetadata:
    """Each is None where the source is silent. `language` is a BCP 47 tag.

    `undated` is what the source has in the place of a day, where that cannot be read as one.
    """

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published_on: date | None = None
    undated: str | None = None
    dateline: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None

    def filled_from(self, other: "ArticleMetadata") -> "ArticleMetadata":
        """These facts, with the other's where these are silent."""
        silent = {f.name: getattr(other, f.name) for f in fields(self) if getattr(self, f.name) is None}
        return replace(self, **silent)
