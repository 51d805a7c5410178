"""An entry of a feed, whatever kind of feed that was."""

from dataclasses import dataclass, replace

from app.domain.identifiers import sha256
from app.errors import MissingField, NotFetched
from app.ingestion.readers.encodings import encoding_of
from app.ingestion.readers.markup import text_of_html
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.types import Reading

# How feeds end what they cut off.
_CUT = ("[…]", "[...]", "(more…)", "Continue reading", "Read more")
# So many paragraphs and words are no summary.
_PARAGRAPHS = 3
_WORDS = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """`identity` names it within its feed. `content` is the whole article, or empty where the feed has a summary;
    `summary` what it has then, and `updated` when it says that the entry was last changed."""

    identity: str
    facts: Facts
    content: str
    is_html: bool
    summary: str = ""
    updated: str = ""

    @property
    def text(self) -> str:
        return text_of_html(self.content) if self.is_html else self.content.strip()

    @property
    def digest(self) -> str:
        """Another one where the entry says another thing than it did; where it has no text, where it says that."""
        said = self.text or f"{self.summary}\n{self.updated}"
        return sha256(f"{self.facts.title}\n{said}")


def read_entry(entry: Entry, how: Reading) -> tuple[Facts, str]:
    """The article of an entry; from the page that it links to, where it has no more than a summary.

    Raises:
        MissingField: it has a summary only, and no page is to be fetched.
        BadInput: the page cannot be fetched, or has no article.
    """
    text = entry.text
    if text and not text.endswith(_CUT):
        return entry.facts, text
    whole = _whole_summary(entry)
    if entry.facts.url is None or how.fetch is None or not how.follow:
        if whole:
            return entry.facts, whole
        if entry.facts.url is None:
            raise MissingField("has a summary only, and no link to a page")
        raise MissingField("has a summary only; give --fetch to read the page that it links to")
    try:
        page = how.fetch(entry.facts.url)
    except NotFetched as error:
        if error.again or not whole:
            raise
        return entry.facts, whole
    markup = page.data.decode(encoding_of(page.data, told=page.charset), "replace")
    facts, text = read_page(markup, page.address)
    return replace(facts.or_else(entry.facts), outlet=facts.outlet or entry.facts.outlet), text


def _whole_summary(entry: Entry) -> str:
    """The text of a summary that is none: of several paragraphs, or with no page that would have more."""
    summary = entry.summary
    text = text_of_html(summary) if "<" in summary or "&" in summary else summary.strip()
    paragraphs = text.split("\n\n")
    is_long = len(paragraphs) >= _PARAGRAPHS and len(text.split()) >= _WORDS
    # RSS 2.0: an item may be complete in itself; then the description is the text, and the link may be left out.
    return text if (is_long or entry.facts.url is None) and not text.endswith((*_CUT, "…", "...")) else ""
