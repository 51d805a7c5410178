"""What no sentence tells by itself: quoted words whose source stands before them, and quotes within quotes.

A tagger reads sentences. Here each quoted passage that it left over is given to whom the text around it gives it:
to the quote that it continues, to the subject of the sentence that leads to it, or to nobody.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.extraction.attribution.classification import Attribution, is_title_case
from app.extraction.attribution.cue_patterns import match_reporting_clause, match_verbless_phrase
from app.extraction.attribution.nested import find_nested_quotes
from app.extraction.attribution.quote_ownership import QuoteOwnership, is_after_colon
from app.extraction.coreference.source_types import SourceType, source_type_of
from app.extraction.entities.clustering import EntityIndex, is_after_preposition
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import FEMALE_PRONOUNS, MALE_PRONOUNS, SUBJECT_PRONOUNS, WRITER_PRONOUNS
from app.extraction.rules import continuations as rules
from app.extraction.structure.quotation_marks import QuotedSpan
from app.extraction.structure.segmentation import TextIndex
from app.extraction.structure.sentences import Sentence, find_sentences
from app.extraction.types import Span

_HE_OR_SHE = word_list("people", "pronouns", "singular_subjects")
_COLON_SUBJECTS = MALE_PRONOUNS | FEMALE_PRONOUNS | SUBJECT_PRONOUNS
_OTHER_PRONOUNS = _COLON_SUBJECTS - WRITER_PRONOUNS
# Within so many words before a colon a clause of its own may tell who speaks.
_COLON_CLAUSE_WORDS = 8
_CLAUSE_WORDS = word_list("common", "conjunctions", "clauses")
# Words in marks that are fewer than this are a name or a turn of phrase, unless somebody is said to speak them.
_MIN_QUOTED_WORDS = 4
_UNCERTAIN_PROBABILITY = 0.5
_OPENING_WORDS = 5
# The pieces that one quote goes on over; more are a list of quotes.
_MAX_PIECES = 500
_PASSIVE_STARTS = tuple(f"{word} " for word in sorted(word_list("common", "auxiliaries", "passive")))


def complete_attributions(layout: TextIndex, people: EntityIndex, tagged: Sequence[Attribution]) -> list[Attribution]:
    """The tagged attributions, each quoted passage with the one that it belongs to, and none left over."""
    units = list(layout.with_cancellation(find_sentences(layout)))
    claims = QuoteOwnership(layout, people, tagged)
    for unit in layout.with_cancellation(units):
        claims.assign_owners(unit)
    completion = _Completion(layout, people, claims)
    for previous, unit in layout.with_cancellation(zip([None, *units], units, strict=False)):
        completion.complete_sentence(unit, previous)
    found = [
        _drop_foreign_spans(layout, index, attribution, claims)
        for index, attribution in enumerate(layout.with_cancellation(completion.found))
    ]
    return [*found, *find_nested_quotes(layout, people, found)]


def _drop_foreign_spans(layout: TextIndex, index: int, attribution: Attribution, claims: QuoteOwnership) -> Attribution:
    """The attribution without what it has of other passages than its own: no content ends within another's marks."""
    own = attribution.cue + attribution.source
    content = list(attribution.content)
    for passage in {found for span in content for found in layout.outermost_spans_in(span)}:
        within = any(passage.inner.overlaps(span) for span in own)
        owner = claims.owners.get(passage, index)
        if rules.FOREIGN_WORDS.holds(owner != index and not within, passage.inner):
            content = [
                piece
                for span in content
                for piece in ([span] if span.contains(passage.outer) else _subtract_span(layout, span, passage.outer))
            ]
    return replace(attribution, content=tuple(content))


def _subtract_span(layout: TextIndex, span: Span, hole: Span) -> list[Span]:
    if not span.overlaps(hole):
        return [span]
    pieces = [(span.start, min(span.end, hole.start)), (max(span.start, hole.end), span.end)]
    return [Span(start, end) for start, end in pieces if start < end and layout.words_in(Span(start, end))]


class _Completion:
    def __init__(self, layout: TextIndex, people: EntityIndex, claims: QuoteOwnership) -> None:
        self.layout = layout
        self.people = people
        self.found = claims.found
        self.owners = claims.owners
        self.transcripts = claims.transcripts
        self.last: QuotedSpan | None = None

    def complete_sentence(self, unit: Sentence, previous: Sentence | None) -> None:
        for passage in unit.quoted_spans:
            if passage in self.owners:
                self._merge_with_previous(passage)
                self._fill_missing_source(passage, unit, previous)
            elif passage not in self.transcripts:
                self._find_owner(passage, unit, previous)
            self.last = passage
        self._assign_fragments(unit)

    def _find_owner(self, passage: QuotedSpan, unit: Sentence, previous: Sentence | None) -> None:
        if unit.is_fully_quoted and (
            self._is_continuation(passage, unit, previous) or _has_enough_words(self.layout, passage)
        ):
            self._assign_bare_span(passage, unit, previous)
        elif rules.QUOTE_AFTER_COLON.holds(
            _has_enough_words(self.layout, passage) and is_after_colon(self.layout, passage), passage.inner
        ):
            self._add_attribution(passage, self._source_before_colon(unit, passage))

    def _assign_fragments(self, unit: Sentence) -> None:
        """A few words in marks that nobody has yet, in a clause that says whose they are."""
        if unit.words and any(passage not in self.owners for passage in unit.quoted_spans):
            clause = match_reporting_clause(self.layout.text, unit) or match_verbless_phrase(self.layout.text, unit)
            left = [passage for passage in unit.quoted_spans if passage not in self.owners] if clause else []
            own = [one for one in left if clause and any(span.overlaps(one.inner) for span in clause.content)]
            if clause and own and rules.FRAGMENTS_IN_CLAUSE.holds(True, unit.span):
                self.owners.update(dict.fromkeys(own, len(self.found)))
                self.found.append(clause)

    def _merge_with_previous(self, passage: QuotedSpan) -> None:
        """An open-ended passage and the one that goes on in the next paragraph are one quote with one source."""
        if not self.last or self.last.is_closed or self.last not in self.owners:
            return
        first, second = self.owners[self.last], self.owners[passage]
        runs_on = first != second and self._is_next_paragraph_start(passage, self.last)
        if rules.ONE_SOURCE_OVER_PARAGRAPHS.holds(runs_on, passage.inner):
            if not self.found[first].source:
                self._merge_content(first, second, self.last, passage)
            elif not self.found[second].source:
                self._merge_content(second, first, self.last, passage)

    def _merge_content(self, giver: int, taker: int, *passages: QuotedSpan) -> None:
        content = self.found[giver].content + self.found[taker].content
        if len(content) > _MAX_PIECES:
            return
        self.found[taker] = replace(self.found[taker], content=content)
        self.found[giver] = replace(self.found[giver], content=())
        self.owners.update(dict.fromkeys(passages, taker))

    def _fill_missing_source(self, passage: QuotedSpan, unit: Sentence, previous: Sentence | None) -> None:
        """A cue without a source ("This was his answer:") has the subject of its sentence, or of the one before."""
        owner = self.found[self.owners[passage]]
        passive = any(span.text_in(self.layout.text).startswith(_PASSIVE_STARTS) for span in owner.cue)
        participle = any(self.layout.text[max(0, span.end - 3) : span.end] == "ing" for span in owner.cue)
        colon = is_after_colon(self.layout, passage)
        if owner.source or passive or not (unit.is_fully_quoted or colon or participle):
            return
        source: tuple[Span, ...] = ()
        if colon:
            source = rules.SUBJECT_BEFORE_COLON.change((), self._source_before_colon(unit, passage), passage.inner)
        elif participle:
            source = rules.SUBJECT_OF_PARTICIPLE.change((), self._sentence_subject(unit), passage.inner)
        source = source or (self._source_before_span(unit, previous) if previous else ())
        self.found[self.owners[passage]] = replace(owner, source=source, source_probability=_UNCERTAIN_PROBABILITY)

    def _is_next_paragraph_start(self, passage: QuotedSpan, last: QuotedSpan) -> bool:
        number = self.layout.paragraph_index(passage.outer.start)
        starts = self.layout.paragraphs[number].start == passage.outer.start
        remark = rules.REMARK_IN_BRACKETS.holds(self.layout.text[passage.inner.start] in "([", passage.inner)
        return starts and not remark and number == self.layout.paragraph_index(last.outer.start) + 1

    def _is_continuation(self, passage: QuotedSpan, unit: Sentence, previous: Sentence | None) -> bool:
        """Whether the passage goes on where an owned one stopped: in its paragraph, or over the paragraph's end."""
        if not self.last or self.last not in self.owners or not previous:
            return False
        if len(self.found[self.owners[self.last]].content) >= _MAX_PIECES:
            return False
        if not self.last.is_closed:
            return rules.OPEN_QUOTE_GOES_ON.holds(self._is_next_paragraph_start(passage, self.last), passage.inner)
        if unit.paragraph != previous.paragraph:
            return False
        return rules.QUOTE_GOES_ON.holds(
            self.last in previous.quoted_spans, passage.inner
        ) or rules.ASIDE_BETWEEN.holds(self._is_aside_between(previous, self.last), passage.inner)

    def _is_aside_between(self, unit: Sentence, last: QuotedSpan) -> bool:
        """One sentence about the same speaker between two of his: "“...,” X said. He named no day. “...”"""
        follows = self.layout.sentence_index(unit.span.start) == self.layout.sentence_index(last.outer.end - 1) + 1
        return follows and not unit.quoted_spans and unit.words[0].lower in _HE_OR_SHE

    def _assign_bare_span(self, passage: QuotedSpan, unit: Sentence, previous: Sentence | None) -> None:
        if self._is_continuation(passage, unit, previous) and self.last:
            owner = self.owners[self.last]
            self.found[owner] = replace(self.found[owner], content=(*self.found[owner].content, passage.inner))
            self.owners[passage] = owner
            return
        source = self._source_before_span(unit, previous) if previous else ()
        title = not source and is_title_case(self.layout, [passage.inner])
        if not rules.TITLE_ALONE.holds(title, passage.inner):
            self._add_attribution(passage, source)

    def _add_attribution(self, passage: QuotedSpan, source: tuple[Span, ...]) -> None:
        self.owners[passage] = len(self.found)
        self.found.append(
            Attribution(
                (), source, (passage.inner,), _UNCERTAIN_PROBABILITY, _UNCERTAIN_PROBABILITY, _UNCERTAIN_PROBABILITY
            )
        )

    def _source_before_span(self, unit: Sentence, previous: Sentence) -> tuple[Span, ...]:
        """The subject of the sentence that leads to bare quoted words: before a colon, or in the same paragraph."""
        ends_in_colon = self.layout.text[previous.span.end - 1] == ":"
        if previous.is_fully_quoted or not (ends_in_colon or unit.paragraph == previous.paragraph):
            return ()
        rule = rules.SENTENCE_BEFORE_COLON if ends_in_colon else rules.SENTENCE_BEFORE_QUOTE
        return rule.change((), self._sentence_subject(previous), unit.span)

    def _source_before_colon(self, unit: Sentence, passage: QuotedSpan) -> tuple[Span, ...]:
        """Whom a colon makes the speaker: I in "she was so upset that I added:", else the sentence's subject."""
        before = [word for word in unit.words if word.end <= passage.outer.start][-_COLON_CLAUSE_WORDS:]
        for previous, word in reversed(list(pairwise(before))):
            nearest = word.lower in _COLON_SUBJECTS and previous.lower in _CLAUSE_WORDS
            if rules.CLAUSE_BEFORE_COLON.holds(nearest, word):
                return (Span(word.start, word.end),)
        return self._sentence_subject(unit)

    def _sentence_subject(self, unit: Sentence) -> tuple[Span, ...]:
        """Who a sentence is about: the pronoun or the office that it begins with, or the first person it names."""
        opening = unit.words[:_OPENING_WORDS]
        if opening and rules.PRONOUN_SUBJECT.holds(opening[0].lower in _OTHER_PRONOUNS, opening[0]):
            return (Span(opening[0].start, opening[0].end),)
        persons = [m for m in self.people.mentions_in(unit.span) if m.entity.is_person and not m.name.has_possessive]
        named = [
            m
            for m in persons
            if not rules.NAME_AFTER_PREPOSITION.holds(is_after_preposition(self.layout, m), m.name.span)
        ]
        definite = bool(opening) and opening[0].lower == "the"
        if rules.OFFICE_SUBJECT.holds(definite and not (named and named[0].start <= opening[-1].start), unit.span):
            office = [word for word in opening if source_type_of(word.lower) is SourceType.ROLE]
            return (Span(opening[0].start, office[-1].end),) if office else ()
        return (named[0].name.span,) if named else ()


def _has_enough_words(layout: TextIndex, passage: QuotedSpan) -> bool:
    return layout.count_words((passage.inner,)) >= _MIN_QUOTED_WORDS
