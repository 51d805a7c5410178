"""What the tests of this folder share: a text in, an extraction that can be asked in words out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from app.extraction import Act, Document, extract, normalise_text, words_at
from app.extraction.types import SPEECH_AND_WRITING, ExtractedQuote, ExtractedSpeaker


@dataclass(frozen=True)
class Reading:
    """An extraction beside its text, so that a test can ask in words."""

    text: str
    quotes: tuple[ExtractedQuote, ...]
    speakers: tuple[ExtractedSpeaker, ...]

    def quote(self, words: str) -> ExtractedQuote:
        """The one quote that holds these words."""
        found = [quote for quote in self.quotes if words in words_at(self.text, quote.content)]
        assert len(found) == 1, f"{len(found)} quotes hold {words!r}"
        return found[0]

    def words(self, quote: ExtractedQuote) -> str:
        return words_at(self.text, quote.content)

    def printed(self, quote: ExtractedQuote) -> str:
        """The literal source."""
        return words_at(self.text, quote.source)

    def speaker(self, words: str) -> str | None:
        """Whose these words are."""
        quote = self.quote(words)
        return None if quote.speaker is None else self.speakers[quote.speaker].name

    def person(self, name: str) -> ExtractedSpeaker:
        return next(speaker for speaker in self.speakers if speaker.name == name)


def read_text(text: str, published_on: date | None = None, acts: frozenset[Act] = SPEECH_AND_WRITING) -> Reading:
    document = Document(normalise_text(text), published_on=published_on)
    extraction = extract(document, acts=acts)
    return Reading(document.text, extraction.quotes, extraction.speakers)


@pytest.fixture
def read() -> Callable[..., Reading]:
    return read_text
