"""From the bytes of a file to an article, whatever its format."""

from app.errors import EmptyText, MissingField
from app.extraction.document import Document, normalise
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.markdown import plain_text, split_front_matter
from app.ingestion.readers.text import decode
from app.records.articles import ArticleSource

MARKDOWN = {".md", ".markdown"}
SUFFIXES = {*MARKDOWN, ".txt", ".text"}


def read_article(data: bytes, given: Facts, *, markdown: bool, max_bytes: int) -> ArticleSource:
    """An article from Markdown or plain text; a front matter block says what its source says of it.

    What the caller gives stands in for what the front matter does not say.

    Raises:
        EmptyText, NotText, TooLarge, BadFrontMatter: the bytes cannot be read as an article.
        MissingField: there is no title, or no date of publication.
    """
    facts, text = _read(data, markdown, max_bytes)
    facts = facts.or_else(given)
    if facts.title is None:
        raise MissingField("has no title; add 'title: ...' to its front matter or give --title")
    if facts.published_on is None:
        raise MissingField("has no date; add 'published_on: YYYY-MM-DD' to its front matter or give --published-on")
    return ArticleSource(_document(facts, text), url=facts.url, author=facts.author, source=facts.source)


def read_document(data: bytes, *, markdown: bool, max_bytes: int) -> Document:
    """The document alone, however little its source says of it.

    Raises:
        EmptyText, NotText, TooLarge, BadFrontMatter: the bytes cannot be read as text.
    """
    return _document(*_read(data, markdown, max_bytes))


def _read(data: bytes, markdown: bool, max_bytes: int) -> tuple[Facts, str]:
    facts, body = split_front_matter(decode(data, max_bytes))
    text = normalise(plain_text(body) if markdown else body).strip("\n")
    if not text:
        raise EmptyText("holds markup and no text")
    return facts, text


def _document(facts: Facts, text: str) -> Document:
    return Document(
        text=text,
        title=facts.title,
        published_on=facts.published_on,
        dateline=facts.dateline,
        outlet=facts.outlet,
        language=facts.language or "en",
    )
