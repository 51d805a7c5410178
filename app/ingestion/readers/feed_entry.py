"""An entry of a feed, whatever kind of feed that was."""

from dataclasses import dataclass, replace

from app.domain.identifiers import hash_text
from app.errors import MissingField, NotFetched
from app.ingestion.readers.encodings import detect_encoding
from app.ingestion.readers.markup import html_to_text
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions

# How feeds end what they cut off.
_TRUNCATION_MARKS = ("[…]", "[...]", "(more…)", "Continue reading", "Read more")
# So many paragraphs and words are no summary.
_MIN_FULL_PARAGRAPHS = 3
_MIN_FULL_WORDS = 100


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """`identity` names it within its feed. `content` is the whole article, or empty where the feed has a summary;
    `summary` what it has then, and `updated` when it says that the entry was last changed."""

    identity: str
    facts: ArticleMetadata
    content: str
    is_html: bool
    summary: str = ""
    updated: str = ""

    @property
    def plain_text(self) -> str:
        return html_to_text(self.content) if self.is_html else self.content.strip()

    @property
    def digest(self) -> str:
        """Another one where the entry says another thing than it did; where it has no text, where it says that."""
        said = self.plain_text or f"{self.summary}\n{self.updated}"
        return hash_text(f"{self.facts.title}\n{said}")


def read_entry(entry: ParsedEntry, options: ReaderOptions) -> tuple[ArticleMetadata, str]:
    """The article of an entry; from the page that it links to, where it has no more than a summary.

    Raises:
        MissingField: it has a summary only, and no page is to be fetched.
        BadInput: the page cannot be fetched, or has no article.
    """
    text = entry.plain_text
    if text and not text.endswith(_TRUNCATION_MARKS):
        return entry.facts, text
    whole = _summary_as_article(entry)
    if entry.facts.url is None or options.fetch is None or not options.follow_links:
        if whole:
            return entry.facts, whole
        if entry.facts.url is None:
            raise MissingField("has only a summary and no link to a page")
        raise MissingField("has only a summary; give --fetch to read the page that it links to")
    try:
        page = options.fetch(entry.facts.url)
    except NotFetched as error:
        if error.again or not whole:
            raise
        return entry.facts, whole
    markup = page.data.decode(detect_encoding(page.data, declared_by_carrier=page.charset), "replace")
    facts, text = read_page(markup, page.address)
    return replace(facts.filled_from(entry.facts), outlet=facts.outlet or entry.facts.outlet), text


def _summary_as_article(entry: ParsedEntry) -> str:
    """The summary as the text, if it has several paragraphs or there is no page with more."""
    summary = entry.summary
    text = html_to_text(summary) if "<" in summary or "&" in summary else summary.strip()
    paragraphs = text.split("\n\n")
    is_long = len(paragraphs) >= _MIN_FULL_PARAGRAPHS and len(text.split()) >= _MIN_FULL_WORDS
    # RSS 2.0: an item may be complete in itself; then the description is the text, and the link may be left out.
    return text if (is_long or entry.facts.url is None) and not text.endswith((*_TRUNCATION_MARKS, "…", "...")) else ""
