"""What a sentence tells beside the words: to whom, through which medium, passed on by whom, when and where."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.extraction.attribution.classification import Attribution, Saying
from app.extraction.coreference.media_owners import Media
from app.extraction.coreference.resolver import Resolution
from app.extraction.coreference.source_types import Form
from app.extraction.document import Document, Span
from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.dates import Dated, find_dates
from app.extraction.entities.entity import Figure
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout, Word
from app.extraction.types import Role

_MEDIA = words("organisations", "media", "words")
_OCCASIONS = _MEDIA | words("organisations", "occasions", "words")
_ADDRESSING = words("common", "addressing", "words")
_PLACE_PREPOSITIONS = words("common", "place_prepositions", "words")
_PREPOSITIONS = words("common", "prepositions", "words")
_ARTICLES = words("common", "articles", "words")
_QUOTED = ("was quoted", "were quoted", "is quoted", "are quoted")
_RELAYS = frozenset(("reported", "reports", "quoted", "quotes"))
_ENDS = frozenset(',.;:\u201c\u201d"()\u2014\u2018')
# No sentence of the news tells more around a saying, and one of a megabyte costs no more than its words.
_REACH = 600
# An addressee with more words than this is a misread clause.
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of a saying, each None where its sentence does not tell."""

    role: Role | None = None
    addressee: str | None = None
    medium: str | None = None
    relayed_by: str | None = None
    dated: Dated | None = None
    place: str | None = None


class ContextReader:
    """Reads the circumstances around the sayings of one document."""

    def __init__(
        self, document: Document, layout: Layout, people: People, media: Media, sayings: Sequence[Saying]
    ) -> None:
        self.layout = layout
        self.contents = sorted(span for saying in sayings for span in saying.attribution.content)
        self.people = people
        self.media = media
        self.published_on: date | None = document.published_on

    def read(self, attribution: Attribution, resolution: Resolution) -> Context:
        stretches = self._around(attribution)
        relay, medium = self._relay(attribution, resolution, stretches)
        return Context(
            role=_role(resolution.figure, attribution),
            addressee=self._addressee(attribution),
            medium=self._medium(resolution, stretches) or medium,
            relayed_by=relay,
            dated=self._dated(stretches),
            place=self._place(stretches),
        )

    def _around(self, attribution: Attribution) -> list[Span]:
        """The writer's own words in the sentence of the cue: what is left of it beside what is said there."""
        anchors = attribution.cue or attribution.source
        if not anchors:
            return []
        own = [*anchors, *attribution.content]
        first, last = self.layout.sentence(anchors[0].start), self.layout.sentence(anchors[-1].end - 1)
        start = max(self.layout.sentences[first].start, min(own).start - _REACH)
        end = min(self.layout.sentences[last].end, max(span.end for span in own) + _REACH)
        stretches: list[Span] = []
        opening, closing = (bisect_left(self.contents, at, key=lambda span: span.start) for at in (start, end))
        others = self.contents[opening:closing]
        said = [span for span in others if not any(span.meets(anchor) for anchor in anchors)]
        for span in sorted({*attribution.content, *said}):
            if start < span.start <= end:
                stretches.append(Span(start, span.start))
            start = max(start, span.end)
        return [*stretches, Span(start, end)] if start < end else stretches

    def _addressee(self, attribution: Attribution) -> str | None:
        """The ones told, as in "she told reporters": up to the next mark or preposition."""
        text = self.layout.text
        for cue in attribution.cue:
            verb = self.layout.words_in(cue)[-1:]
            if not verb or verb[0].lower not in _ADDRESSING:
                continue
            content = min((span.start for span in attribution.content if span.start >= cue.end), default=len(text))
            found: list[Word] = []
            for word in self.layout.words_from(cue.end, _LONGEST):
                gap = text[(found[-1].end if found else cue.end) : word.start]
                if word.start >= content or word.lower in _PREPOSITIONS | {"that"} or not _ENDS.isdisjoint(gap):
                    break
                found.append(word)
            is_occasion = bool(found) and found[-1].lower in _OCCASIONS
            return self._words(found) if found and not is_occasion else None
        return None

    def _words(self, found: list[Word]) -> str:
        return " ".join(self.layout.text[found[0].start : found[-1].end].split())

    def _medium(self, resolution: Resolution, stretches: list[Span]) -> str | None:
        """The noun for what carried the words: that of the source itself, or one after a preposition."""
        source = resolution.source
        if source.form is Form.MEDIUM and source.head:
            return self._noun(source.head)
        for stretch in stretches:
            for word in self.layout.words_in(stretch):
                if word.text in _MEDIA and self._is_led_by_preposition(word):
                    return self._noun(word)
        return None

    def _noun(self, word: Word) -> str:
        """The medium with what makes it one: "press release" rather than "release"."""
        before = self.layout.word_before(word.start)
        joined = f"{before.lower} {word.lower}" if before else ""
        return joined if joined in _MEDIA or joined.startswith(("news ", "press ", "joint ")) else word.lower

    def _is_led_by_preposition(self, word: Word) -> bool:
        index = self.layout.word_index(word.start)
        before = self.layout.words[max(0, index - 5) : index]
        return any(earlier.lower in _PREPOSITIONS for earlier in before)

    def _relay(
        self, attribution: Attribution, resolution: Resolution, stretches: list[Span]
    ) -> tuple[str | None, str | None]:
        """Who passed the words on, and the medium of it."""
        for stretch in stretches:
            for mention in self.people.within(stretch):
                if mention.figure is not resolution.figure and self._passes_on(mention):
                    return mention.figure.name, None
        cue = " ".join(span.of(self.layout.text).lower() for span in attribution.cue)
        if cue.startswith(_QUOTED) and attribution.cue and (told := self.media.last_before(attribution.cue[0].start)):
            return (told.owner.name if told.owner is not resolution.figure else None), self._noun(told.head)
        return None, None

    def _passes_on(self, mention: Mention) -> bool:
        """As in "according to X", "X reported", "X quoted Y"."""
        index = self.layout.word_index(mention.start)
        before = self.layout.words[max(0, index - 3) : index]
        after = self.layout.words_from(mention.name.span.end, 1)
        led = " ".join(word.lower for word in before).removesuffix(" the")
        if led.endswith(("according to", "quoted by", "reported by")):
            return True
        return bool(after) and after[0].lower in _RELAYS

    def _dated(self, stretches: list[Span]) -> Dated | None:
        """The first day that is told beside the words; what was still to come was not the day that they were said."""
        dates = (found for part in stretches for found in find_dates(self.layout.text, part, self.published_on))
        return next((found for found in dates if not self.published_on or found.on <= self.published_on), None)

    def _place(self, stretches: list[Span]) -> str | None:
        """Phnom Penh where the sentence says "in Phnom Penh"."""
        for stretch in stretches:
            for mention in self.people.within(stretch):
                before = self.layout.word_before(mention.start)
                led = before is not None and before.lower in _PLACE_PREPOSITIONS
                if led and mention.figure.place > mention.figure.person:
                    return mention.name.printed
        return None


def _role(figure: Figure | None, attribution: Attribution) -> Role | None:
    """The role that the text printed last before the words, else the first that it prints."""
    if figure is None or not figure.roles:
        return None
    end = max(span.end for span in attribution.source + attribution.content)
    before = [role for role in figure.roles if role.span.start < end]
    return before[-1] if before else figure.roles[0]
