"""What a sentence tells beside the words: to whom, through which medium, passed on by whom, when and where."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import dropwhile
from typing import Any

from app.extraction.attribution.classification import Attribution, ClassifiedAttribution
from app.extraction.coreference.media_owners import MediaIndex
from app.extraction.coreference.resolver import Resolution
from app.extraction.coreference.source_types import SourceType, parse_source
from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.dates import DateMention, find_dates
from app.extraction.entities.entity import Entity
from app.extraction.lang.lexicon import verb_forms, word_list
from app.extraction.lang.words import MEDIUM_NOUNS, PLACE_PREPOSITIONS, PREPOSITIONS
from app.extraction.rules import context as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Document, Role, Span

_OCCASION_NOUNS = MEDIUM_NOUNS | word_list("organisations", "occasions", "words")
_DETERMINERS = word_list("common", "determiners", "words")
_ADDRESSING_VERBS = verb_forms("cues", "addressing", "verbs")
_PASSIVE_QUOTED = ("was quoted", "were quoted", "is quoted", "are quoted")
_RELAY_VERBS = word_list("cues", "relays", "finite")
_PHRASE_END_MARKS = frozenset(',.;:\u201c\u201d"()\u2014\u2018')
# No sentence of the news tells more around a saying, and one of a megabyte costs no more than its words.
_MAX_CHARACTERS_AROUND = 600
# An addressee with more words than this is a misread clause.
_MAX_ADDRESSEE_WORDS = 8


@dataclass(frozen=True, slots=True)
class QuoteContext:
    """The circumstances of a saying, each None where its sentence does not tell."""

    role: Role | None = None
    attribution_role: str | None = None
    addressee: str | None = None
    medium: str | None = None
    relayed_by: str | None = None
    date_mention: DateMention | None = None
    place: str | None = None

    def as_quote_fields(self) -> dict[str, Any]:
        """What a quote holds under the same names."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "date_mention"}


class ContextReader:
    """Reads the circumstances around the sayings of one document."""

    def __init__(
        self,
        document: Document,
        layout: TextIndex,
        people: EntityIndex,
        media: MediaIndex,
        sayings: Sequence[ClassifiedAttribution],
    ) -> None:
        self.layout = layout
        self.contents = sorted(span for saying in sayings for span in saying.attribution.content)
        self.people = people
        self.media = media
        self.published_on: date | None = document.published_on

    def read_context(self, attribution: Attribution, resolution: Resolution) -> QuoteContext:
        stretches = self._narration_around(attribution)
        relay, medium = self._find_relay(attribution, resolution, stretches)
        return QuoteContext(
            role=_latest_role(resolution.entity, attribution),
            attribution_role=None if resolution.entity else self._find_unnamed_role(attribution),
            addressee=self._find_addressee(attribution),
            medium=self._find_medium(resolution, stretches) or medium,
            relayed_by=relay,
            date_mention=self._find_date(stretches),
            place=self._find_place(stretches),
        )

    def _find_unnamed_role(self, attribution: Attribution) -> str | None:
        """The office of a source without a name: "senior official" of "a senior official of the ministry"."""
        source = parse_source(self.layout, self.people, attribution.source)
        if source.source_type is not SourceType.ROLE or not source.span or not source.head:
            return None
        phrase = self.layout.words_in(Span(source.span.start, source.head.end))
        words = list(dropwhile(lambda word: word.lower in _DETERMINERS, phrase))
        return self.layout.text[words[0].start : source.head.end] if words else None

    def _narration_around(self, attribution: Attribution) -> list[Span]:
        """The writer's own words in the sentence of the cue: what is left of it beside what is said there."""
        anchors = attribution.cue or attribution.source
        if not anchors:
            return []
        own = [*anchors, *attribution.content]
        first, last = self.layout.sentence_index(anchors[0].start), self.layout.sentence_index(anchors[-1].end - 1)
        start = max(self.layout.sentences[first].start, min(own).start - _MAX_CHARACTERS_AROUND)
        end = min(self.layout.sentences[last].end, max(span.end for span in own) + _MAX_CHARACTERS_AROUND)
        stretches: list[Span] = []
        opening, closing = (bisect_left(self.contents, at, key=lambda span: span.start) for at in (start, end))
        others = self.contents[opening:closing]
        said = [span for span in others if not any(span.overlaps(anchor) for anchor in anchors)]
        said = rules.OTHERS_WORDS.change([], said, anchors)
        for span in sorted({*attribution.content, *said}):
            if start < span.start <= end:
                stretches.append(Span(start, span.start))
            start = max(start, span.end)
        return [*stretches, Span(start, end)] if start < end else stretches

    def _find_addressee(self, attribution: Attribution) -> str | None:
        """The ones told, as in "she told reporters": up to the next mark or preposition."""
        text = self.layout.text
        for cue in attribution.cue:
            verb = self.layout.words_in(cue)[-1:]
            if not verb or verb[0].lower not in _ADDRESSING_VERBS:
                continue
            content = min((span.start for span in attribution.content if span.start >= cue.end), default=len(text))
            found: list[Word] = []
            for word in self.layout.words_from(cue.end, _MAX_ADDRESSEE_WORDS):
                gap = text[(found[-1].end if found else cue.end) : word.start]
                if (
                    word.start >= content
                    or word.lower in PREPOSITIONS | {"that"}
                    or not _PHRASE_END_MARKS.isdisjoint(gap)
                ):
                    break
                found.append(word)
            if not found or rules.OCCASION.holds(found[-1].lower in _OCCASION_NOUNS, found):
                return None
            return rules.ADDRESSEE.change(None, self._printed_words(found), found)
        return None

    def _printed_words(self, found: list[Word]) -> str:
        return " ".join(self.layout.text[found[0].start : found[-1].end].split())

    def _find_medium(self, resolution: Resolution, stretches: list[Span]) -> str | None:
        """The noun for what carried the words: that of the source itself, or one after a preposition."""
        source = resolution.source
        if source.source_type is SourceType.MEDIUM and source.head:
            return rules.MEDIUM_AS_SOURCE.change(None, self._medium_noun(source.head), source.head)
        for stretch in stretches:
            for word in self.layout.words_in(stretch):
                led = word.text in MEDIUM_NOUNS and self._is_after_preposition(word)
                if rules.MEDIUM_AFTER_PREPOSITION.holds(led, word):
                    return self._medium_noun(word)
        return None

    def _medium_noun(self, word: Word) -> str:
        """The medium with what makes it one: "press release" rather than "release"."""
        before = self.layout.word_before(word.start)
        joined = f"{before.lower} {word.lower}" if before else ""
        compound = joined in MEDIUM_NOUNS or joined.startswith(("news ", "press ", "joint "))
        return rules.COMPOUND_MEDIUM.change(word.lower, joined if compound else word.lower, word)

    def _is_after_preposition(self, word: Word) -> bool:
        index = self.layout.word_index(word.start)
        before = self.layout.words[max(0, index - 5) : index]
        return any(earlier.lower in PREPOSITIONS for earlier in before)

    def _find_relay(
        self, attribution: Attribution, resolution: Resolution, stretches: list[Span]
    ) -> tuple[str | None, str | None]:
        """Who passed the words on, and the medium of it."""
        for stretch in stretches:
            for mention in self.people.mentions_in(stretch):
                if mention.entity is not resolution.entity and self._is_relay(mention):
                    return mention.entity.name, None
        cue = " ".join(span.text_in(self.layout.text).lower() for span in attribution.cue)
        told = (
            self.media.last_introduction_before(attribution.cue[0].start)
            if attribution.cue and cue.startswith(_PASSIVE_QUOTED)
            else None
        )
        if told and rules.QUOTED_BY_MEDIUM.holds(True, attribution.cue):
            return (told.owner.name if told.owner is not resolution.entity else None), self._medium_noun(told.head)
        return None, None

    def _is_relay(self, mention: Mention) -> bool:
        """As in "according to X", "X reported", "X quoted Y"."""
        index = self.layout.word_index(mention.start)
        before = self.layout.words[max(0, index - 3) : index]
        after = self.layout.words_from(mention.name.span.end, 1)
        led = " ".join(word.lower for word in before).removesuffix(" the")
        if rules.RELAY_AFTER_BY.holds(led.endswith(("according to", "quoted by", "reported by")), mention.name.span):
            return True
        return rules.RELAY_BEFORE_VERB.holds(bool(after) and after[0].lower in _RELAY_VERBS, mention.name.span)

    def _find_date(self, stretches: list[Span]) -> DateMention | None:
        """The first day that is told beside the words; what was still to come was not the day that they were said."""
        for part in stretches:
            for found in find_dates(self.layout.text, part, self.published_on):
                future = self.published_on is not None and found.first_day > self.published_on
                if not rules.FUTURE_DAY.holds(future, found.span):
                    return rules.DAY_BESIDE_WORDS.change(None, found, found.span)
        return None

    def _find_place(self, stretches: list[Span]) -> str | None:
        """Phnom Penh where the sentence says "in Phnom Penh"."""
        for stretch in stretches:
            for mention in self.people.mentions_in(stretch):
                before = self.layout.word_before(mention.start)
                led = before is not None and before.lower in PLACE_PREPOSITIONS
                place = led and mention.entity.place_score > mention.entity.person_score
                if rules.PLACE_AFTER_PREPOSITION.holds(place, mention.name.span):
                    return mention.name.printed
        return None


def _latest_role(figure: Entity | None, attribution: Attribution) -> Role | None:
    """The role that the text printed last before the words, else the first that it prints."""
    if figure is None or not figure.roles:
        return None
    end = max(span.end for span in attribution.source + attribution.content)
    before = [role for role in figure.roles if role.span.start < end]
    latest = before[-1] if before else figure.roles[0]
    return rules.LATEST_ROLE.change(figure.roles[0], latest, latest.span)
