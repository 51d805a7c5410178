"""Which attribution has which quoted utterance: each has one owner, the one whose cue and source stand beside it.

A tagger may give an utterance to whom merely passed it on ("..., Reuters reported"), to two at once, in part, or to
nobody. The marks and the words right beside them tell better.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.extraction.attribution.classification import Attribution, is_denial
from app.extraction.attribution.cue_patterns import (
    is_utterance,
    match_plain_report,
    match_postposed_clause,
    match_quoted_speech,
)
from app.extraction.attribution.source_boundaries import repair_source
from app.extraction.entities.clustering import EntityIndex
from app.extraction.lang.lexicon import word_list
from app.extraction.rules import ownership as rules
from app.extraction.structure.quotation_marks import QuotedSpan
from app.extraction.structure.segmentation import TextIndex
from app.extraction.structure.sentences import Sentence
from app.extraction.types import Span

_RELAY_WORDS = word_list("cues", "relays", "active", "passive", "phrases")
# A cue or a source this near to the marks stands beside them.
_MAX_DISTANCE_BESIDE, _NO_DISTANCE = 3, 1 << 30
# What is left of a content without its utterance tells nothing if it has fewer words.
_MIN_REMAINING_WORDS = 4
_SIGNATURE_DASH = re.compile(r"\s?([\u2015\u2014\u2013]|--?)\s?")
# "MR. MILLER: Good afternoon."
_TRANSCRIPT_TURN = re.compile(r"((?:[A-Z][A-Z.'\u2019-]+ ){0,4}[A-Z][A-Z'\u2019-]+)(:)\s+")
_LINE_END = re.compile(r"\.?[^\S\n]*(?:\n|\Z)")


class QuoteOwnership:
    """The attributions of a document, and the owner of each passage by its index among them.

    A passage that names its speaker inside the marks, as a transcript does, belongs to that one and nobody else.
    """

    def __init__(self, layout: TextIndex, people: EntityIndex, tagged: Sequence[Attribution]) -> None:
        self.layout = layout
        self.people = people
        self.found = [repair_source(layout, people, attribution) for attribution in layout.with_cancellation(tagged)]
        self.owners: dict[QuotedSpan, int] = {}
        self._claimants: dict[QuotedSpan, list[int]] = {}
        self.transcripts: set[QuotedSpan] = set()
        self._cues: dict[int, int] = {}
        for index, attribution in enumerate(layout.with_cancellation(tagged)):
            self._cues.update((start, index) for span in attribution.cue for start in self._word_starts(span))
            for passage in _mostly_covered(layout, attribution):
                self._claimants.setdefault(passage, []).append(index)
        for passage in layout.with_cancellation(layout.outermost_spans):
            self._assign_transcript_turn(passage)
        for passage, claimants in layout.with_cancellation(self._claimants.items()):
            inside = any(_has_source_inside(self.found[index], passage) for index in claimants)
            if passage not in self.owners and rules.SPEAKER_WITHIN_MARKS.holds(inside, passage.inner):
                self.transcripts.add(passage)

    def _assign_transcript_turn(self, passage: QuotedSpan) -> None:
        """A passage that opens with a name in capitals and a colon is that speaker's."""
        turn = _TRANSCRIPT_TURN.match(self.layout.text, passage.inner.start, passage.inner.end)
        if not turn or turn.end() == passage.inner.end or not rules.TRANSCRIPT_TURN.holds(True, passage.inner):
            return
        for index in self._claimants.pop(passage, ()):
            self.found[index] = replace(self.found[index], content=())
        self.transcripts.add(passage)
        self.owners[passage] = len(self.found)
        content = Span(turn.end(), passage.inner.end)
        self.found.append(Attribution((Span(*turn.span(2)),), (Span(*turn.span(1)),), (content,)))

    def _word_starts(self, cue: Span) -> list[int]:
        """Where the words of a cue begin; a dash is a cue without one."""
        return [word.start for word in self.layout.words_in(cue)] or [cue.start]

    def assign_owners(self, unit: Sentence) -> None:
        """Decides whose the passages of one sentence are."""
        passages = [passage for passage in unit.quoted_spans if passage not in self.transcripts]
        spoken = match_quoted_speech(self.layout.text, unit) if passages else None
        aside = (
            (match_postposed_clause(self.layout.text, unit) or match_plain_report(self.layout.text, unit))
            if passages
            else None
        )
        for passage in passages:
            utterance = is_utterance(self.layout.text, passage, unit)
            claimants = self._claimants.get(passage, [])
            for index in [index for index in claimants if utterance and is_denial(self.layout, self.found[index])]:
                if not rules.DENIAL_OWNS_NOTHING.holds(True, passage.inner):
                    break
                claimants.remove(index)
                self._remove_from(index, passage)
            signature = rules.SIGNATURE.change(None, self._match_signature(passage), passage.inner)
            read = signature or _matching_pattern(passage, spoken, aside)
            owner = self._choose_owner(passage, claimants, read)
            if owner is None:
                continue
            self.owners[passage] = owner
            if utterance:
                self._extend_over(passage, owner)
            for other in claimants:
                disowned = other != owner and (utterance or self._is_relay(self.found[other]))
                if rules.ONE_OWNER.holds(disowned, passage.inner):
                    self._remove_from(other, passage, owner)

    def _choose_owner(self, passage: QuotedSpan, claimants: list[int], read: Attribution | None) -> int | None:
        nearest = self._nearest_claimant(passage, claimants)
        if not read or not read.cue or (nearest is None and passage.inner not in read.content):
            return nearest
        if nearest is not None and not self._is_weaker_match(self.found[nearest], read, passage):
            return nearest
        verb = self._word_starts(read.cue[0])[-1]
        index = self._cues.setdefault(verb, len(self.found))
        content = () if passage.inner in read.content else read.content
        if index == len(self.found):
            self.found.append(replace(read, content=content))
        elif not any(span.overlaps(other) for span in self.found[index].source for other in read.source):
            self.found[index] = replace(self.found[index], source=read.source, content=content)
        return index

    def _match_signature(self, passage: QuotedSpan) -> Attribution | None:
        """ "“We will wait.” — Ana Lim": the name that signs the words on the same line."""
        dash = _SIGNATURE_DASH.match(self.layout.text, passage.outer.end)
        if not dash:
            return None
        signed = next(
            (m for m in self.people.mentions_in(Span(dash.end(), dash.end() + 1)) if m.start == dash.end()), None
        )
        if not signed or not _LINE_END.match(self.layout.text, signed.name.span.end):
            return None
        return Attribution((Span(*dash.span(1)),), (signed.name.span,), (passage.inner,))

    def _nearest_claimant(self, passage: QuotedSpan, claimants: list[int]) -> int | None:
        """Of those who say the words themselves, if there are any, the one nearest to the marks."""
        speaking = [index for index in claimants if not self._is_relay(self.found[index])]
        candidates = rules.RELAY_OWNS_LAST.change(claimants, speaking or claimants, passage.inner)
        if not candidates:
            return None
        nearest = min(candidates, key=lambda index: _distance_to_marks(self.found[index], passage))
        return rules.NEAREST_OWNS.change(candidates[0], nearest, passage.inner)

    def _is_weaker_match(self, claimant: Attribution, read: Attribution, passage: QuotedSpan) -> bool:
        """Whether the claimant has no source, only passed the words on, or stands apart from the marks."""
        if not read.source:
            return False
        other_line = self._is_on_other_line(claimant, passage) and not self._is_on_other_line(read, passage)
        if rules.SAME_LINE_OWNS.holds(other_line, passage.inner):
            return True
        if self._is_relay(claimant):
            speaks = not self._is_relay(read) or read.source != claimant.source
            return rules.SPEAKER_OVER_RELAY.holds(speaks, passage.inner)
        if claimant.source and (
            _distance_to_marks(read, passage) > _MAX_DISTANCE_BESIDE or passage.inner not in read.content
        ):
            return False
        if not claimant.source:
            return rules.READ_SOURCE_FOR_NONE.holds(True, passage.inner)
        return rules.CLAUSE_BESIDE_MARKS.holds(
            _distance_to_marks(claimant, passage) > _MAX_DISTANCE_BESIDE, passage.inner
        )

    def _is_on_other_line(self, attribution: Attribution, passage: QuotedSpan) -> bool:
        """Whether a new line begins between the marks and all that announces them."""
        own = attribution.cue + attribution.source
        gaps = [(min(span.end, passage.outer.end), max(span.start, passage.outer.start)) for span in own]
        return all("\n" in self.layout.text[start:end] for start, end in gaps)

    def _is_relay(self, attribution: Attribution) -> bool:
        return any(word.lower in _RELAY_WORDS for span in attribution.cue for word in self.layout.words_in(span))

    def _extend_over(self, passage: QuotedSpan, owner: int) -> None:
        """The owner has all of the passage; what leads to it with a colon is no content."""
        attribution = self.found[owner]
        whole = any(span.contains(passage.inner) for span in attribution.content)
        lead = is_after_colon(self.layout, passage)
        if whole and not lead:
            return
        rest = [piece for span in attribution.content for piece in self._pieces_outside(span, passage, attribution)]
        if lead:
            sentence = self.layout.sentences[self.layout.sentence_index(passage.outer.start)].start
            rest = [piece for piece in rest if piece.start < sentence or piece.start > passage.outer.start]
        extended = replace(attribution, content=(*rest, passage.inner))
        rule = rules.COLON_LEAD if whole else rules.WHOLE_UTTERANCE
        self.found[owner] = rule.change(attribution, extended, passage.inner)

    def _remove_from(self, other: int, passage: QuotedSpan, owner: int | None = None) -> None:
        """Leaves what of the content is neither in the passage nor the clause that tells whose the passage is."""
        attribution = self.found[other]
        told = self.found[owner].cue + self.found[owner].source if owner is not None else ()
        rest = tuple(
            piece
            for span in attribution.content
            for piece in self._pieces_outside(span, passage, attribution)
            if not any(piece.overlaps(own) for own in told)
        )
        length = sum(len(self.layout.words_in(piece)) for piece in rest)
        few = rules.FEW_WORDS_REMAIN.holds(length < _MIN_REMAINING_WORDS, passage.inner)
        self.found[other] = replace(attribution, content=() if few else rest)

    def _pieces_outside(self, span: Span, passage: QuotedSpan, attribution: Attribution) -> list[Span]:
        """What of a content span is not in the passage, nor the attribution's own cue or source."""
        if not span.overlaps(passage.outer):
            return [span]
        pieces = [(span.start, passage.outer.start), (passage.outer.end, span.end)]
        if is_after_colon(self.layout, passage):
            pieces = pieces[1:]
        kept = [Span(start, end) for start, end in pieces if start < end and self.layout.words_in(Span(start, end))]
        return [piece for piece in kept if not any(piece.overlaps(own) for own in attribution.cue + attribution.source)]


def _matching_pattern(passage: QuotedSpan, spoken: Attribution | None, aside: Attribution | None) -> Attribution | None:
    """What the rules read for a passage: an utterance's tag, else the tag behind the sentence that it is a part of."""
    if spoken and passage.inner in spoken.content:
        return spoken
    return aside if aside and any(span.contains(passage.inner) for span in aside.content) else None


def _has_source_inside(attribution: Attribution, passage: QuotedSpan) -> bool:
    """Whether the words in the marks tell themselves whose they are."""
    return any(passage.inner.overlaps(own) for own in attribution.cue + attribution.source)


def _mostly_covered(layout: TextIndex, attribution: Attribution) -> Iterator[QuotedSpan]:
    """The passages of which an attribution has more than half."""
    for span in attribution.content:
        for passage in layout.outermost_spans_in(span):
            shared = min(span.end, passage.inner.end) - max(span.start, passage.inner.start)
            if 2 * shared > passage.inner.end - passage.inner.start:
                yield passage


def is_after_colon(layout: TextIndex, passage: QuotedSpan) -> bool:
    return layout.text[max(0, passage.outer.start - 2) : passage.outer.start].strip() == ":"


def _distance_to_marks(attribution: Attribution, passage: QuotedSpan) -> int:
    """How far the cue or the source stands from the marks."""
    own = attribution.cue + attribution.source
    return min((max(passage.distance_to(span.start, span.end), 0) for span in own), default=_NO_DISTANCE)
