"""Attributions: which words are said to be somebody's, by which cue and source, and of what kind that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.extraction.lang.lexicon import verb_forms, word_list
from app.extraction.lang.words import (
    BELIEF_VERBS,
    CLAUSE_STARTS,
    DAYS,
    DETERMINERS,
    PREPOSITIONS,
    SENTENCE_ADVERBS,
    SPEECH_NOUNS,
    SPEECH_VERBS,
    WRITING_VERBS,
)
from app.extraction.rules import quotes as rules
from app.extraction.structure.segmentation import TextIndex
from app.extraction.types import Act, QuoteKind, Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the tagger finds: the words, what announces them, and whom the text names for them."""

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    cue_probability: float = 1.0
    source_probability: float = 1.0
    content_probability: float = 1.0


@dataclass(frozen=True, slots=True)
class ClassifiedAttribution:
    """An attribution with its spans put in order, and what kind of report it is."""

    attribution: Attribution
    kind: QuoteKind
    act: Act


_VERBS_OF_ACTS = (
    (Act.WRITING, rules.WRITING_VERB, WRITING_VERBS),
    (Act.SPEECH, rules.SPEECH_VERB, SPEECH_VERBS),
    (Act.BELIEF, rules.BELIEF_VERB, BELIEF_VERBS),
)
_SPEECH_PHRASES = word_list("cues", "speech", "phrases")
_NAMING_VERBS = verb_forms("cues", "naming", "verbs")
# An indirect statement of fewer words tells nothing; a label has no more than these.
_MIN_INDIRECT_WORDS, _MAX_LABEL_WORDS = 4, 5
# Of a title's words, those with no more letters may be written small.
_MAX_SMALL_WORD_LETTERS = 3
_DISCOURSE_MARKERS = (
    SENTENCE_ADVERBS | word_list("common", "sentence_adverbs", "markers") | CLAUSE_STARTS | DETERMINERS | PREPOSITIONS
)
_DENIALS = word_list("cues", "denials", "words")
_IMAGINING_VERBS = word_list("cues", "imagining", "words")
_QUOTING_VERBS = word_list("cues", "relays", "quoting")
_CONJUNCTIONS = word_list("common", "conjunctions", "trailing")
_WHEN_OR_WHERE = DAYS | word_list("common", "adjuncts", "leads")
_AUXILIARY_VERBS = word_list("common", "auxiliaries", "words")
# A clause of more words tells more than when and where.
_MAX_ADJUNCT_WORDS = 9
_LEADING_MARKS = ",;:"
_TRAILING_MARKS = ";:"


def classify_attributions(layout: TextIndex, tagged: Iterable[Attribution]) -> list[ClassifiedAttribution]:
    """Sayings in the order of the text, their content without enclosing marks; one without words falls away."""
    sayings = []
    for attribution in layout.with_cancellation(tagged):
        told = [
            piece
            for piece in attribution.content
            if not rules.DISCOURSE_MARKER.holds(_is_discourse_marker(layout, piece), piece)
        ] or attribution.content
        kind = quote_kind_of(layout, told)
        content = _clean_content(layout, told, kind)
        if kind is QuoteKind.INDIRECT:
            clipped = tuple(_clip_to_sentence(layout, piece, attribution) for piece in content)
            content = rules.REPORT_ENDS_WITH_SENTENCE.change(content, clipped, content)
        if content and not rules.ADJUNCT_IS_NO_REPORT.holds(_is_adjunct_only(layout, attribution, content), content):
            settled = replace(
                attribution, content=content, cue=_sort_spans(attribution.cue), source=_sort_spans(attribution.source)
            )
            sayings.append(ClassifiedAttribution(settled, kind, reported_act(layout.text, settled, kind)))
    return sorted(sayings, key=lambda saying: saying.attribution.content)


def _sort_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)))


def quote_kind_of(layout: TextIndex, content: Iterable[Span]) -> QuoteKind:
    """Direct where every word stands within marks, or all but the first, indirect where none does, else mixed."""
    spans = [span for span in content if layout.count_words((span,))]
    found, quoted = layout.count_words(spans), layout.count_quoted(spans)
    leads = found > 1 and not layout.is_quoted(layout.words_from(spans[0].start, 1)[0].start)
    if quoted == found or rules.WORD_BEFORE_MARKS.holds(leads and quoted == found - 1, spans):
        return QuoteKind.DIRECT
    return QuoteKind.MIXED if quoted else QuoteKind.INDIRECT


def reported_act(text: str, attribution: Attribution, kind: QuoteKind) -> Act:
    """What the cue's words say of the act; with a cue that tells nothing, words in marks were spoken."""
    cue = [word.strip(",:;.").lower() for span in attribution.cue for word in span.text_in(text).split()]
    for act, rule, verbs in _VERBS_OF_ACTS:
        if rule.holds(any(word in verbs for word in cue), attribution.cue):
            return act
    content = attribution.content
    announced = not SPEECH_NOUNS.isdisjoint(cue) and text.startswith("that ", content[0].start)
    printed = " ".join(cue)
    is_speech = (
        rules.MARKS_MAKE_SPEECH.holds(kind is not QuoteKind.INDIRECT, content)
        or rules.SPEECH_NOUN.holds(announced, attribution.cue)
        or rules.SPEECH_PHRASE.holds(any(phrase in printed for phrase in _SPEECH_PHRASES), attribution.cue)
    )
    return Act.SPEECH if is_speech else Act.BELIEF


def is_requested(layout: TextIndex, saying: ClassifiedAttribution, acts: frozenset[Act]) -> bool:
    """Whether a saying is of the acts. Where only real sayings are asked for, labels and bare objects are none."""
    return saying.act in acts and (Act.BELIEF in acts or _has_reported_words(layout, saying))


def _has_reported_words(layout: TextIndex, saying: ClassifiedAttribution) -> bool:
    """Whether words are reported, not just a name given ("called the “Treaty of Paris”") or a topic ("praised him")."""
    attribution = saying.attribution
    content = attribution.content
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    denied = is_denial(layout, attribution) and bool(cue) and cue[-1] in SPEECH_VERBS
    if (
        rules.QUESTION_TO_SOURCE.holds(_is_question_asked(layout, attribution), content)
        or rules.IMAGINED_WORDS.holds(_is_imagined(layout, attribution), content)
        or rules.DENIED_WORDS.holds(denied, content)
    ):
        return False
    length = layout.count_words(content)
    if saying.kind is QuoteKind.INDIRECT:
        return not (
            rules.SHORT_REPORT.holds(length < _MIN_INDIRECT_WORDS, content)
            or rules.TITLE_AS_REPORT.holds(is_title_case(layout, content), content)
            or _has_no_report(layout, saying)
        )
    if saying.kind is QuoteKind.MIXED or length > _MAX_LABEL_WORDS:
        return True
    if rules.LABEL.holds(bool(cue) and cue[-1] in _NAMING_VERBS, content):
        return False
    title = is_title_case(layout, content) and SPEECH_VERBS.isdisjoint(cue)
    return not rules.TITLE_IN_MARKS.holds(title, content)


def is_denial(layout: TextIndex, attribution: Attribution) -> bool:
    """Whether the cue tells what was not said: "did not say", "declined to say"."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    return any(word in _DENIALS or word.endswith(("n't", "n\u2019t")) for word in cue)


def _has_no_report(layout: TextIndex, saying: ClassifiedAttribution) -> bool:
    """Whether nothing is reported: "did not say when ...", "neither said whether ...", "asked if ...", "quoted him"."""
    attribution = saying.attribution
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    source = [word.lower for span in attribution.source for word in layout.words_in(span)]
    before = layout.word_before(attribution.source[0].start) if attribution.source else None
    nobody = source[:1] == ["neither"] or (before is not None and before.lower in ("neither", "nor"))
    asked = not source and cue[:1] == ["asked"]
    content = attribution.content
    return (
        rules.DENIED_WORDS.holds(is_denial(layout, attribution), content)
        or rules.NEITHER_SAID.holds(nobody, content)
        or rules.QUESTION_BY_NOBODY.holds(asked, content)
        or rules.QUOTED_OBJECT.holds(bool(cue) and cue[-1] in _QUOTING_VERBS, content)
    )


def _is_question_asked(layout: TextIndex, attribution: Attribution) -> bool:
    """Whether it is the question that the source was asked: "Asked whether it had failed, X said it had not"."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    content, source = attribution.content[0], attribution.source
    return cue == ["asked"] and bool(source) and attribution.cue[0].end <= content.start < source[0].start


def _is_imagined(layout: TextIndex, attribution: Attribution) -> bool:
    """Whether the words are only imagined: "Imagine X saying ..."."""
    lead = [w for span in attribution.source[:1] for w in (layout.word_before(span.start), *layout.words_in(span)[:1])]
    return any(word is not None and word.lower in _IMAGINING_VERBS for word in lead)


def is_title_case(layout: TextIndex, content: Iterable[Span]) -> bool:
    """Whether the words are written like a name: "Treaty of the Two Rivers"."""
    long = [word for span in content for word in layout.words_in(span) if len(word.text) > _MAX_SMALL_WORD_LETTERS]
    return len(long) > 1 and all(word.is_capitalised for word in long)


def _clean_content(layout: TextIndex, content: Iterable[Span], kind: QuoteKind) -> tuple[Span, ...]:
    """The words themselves: what is quoted whole loses its marks, and the printer's comma before "he said"."""
    pieces = _merge_adjacent(layout.text, sorted(set(content)))
    if kind is QuoteKind.DIRECT:
        inside = [piece for span in pieces for piece in _strip_marks(layout, span)]
        pieces = rules.WORDS_WITHOUT_MARKS.change(pieces, inside, pieces)
    pieces = [piece for span in pieces if (piece := trim_span(layout.text, span, _LEADING_MARKS, _TRAILING_MARKS))]
    if pieces and kind is QuoteKind.DIRECT:
        last = rules.PRINTERS_COMMA.change(pieces[-1], trim_span(layout.text, pieces[-1], "", ","), pieces[-1])
        pieces[-1:] = [last] if last else []
    elif pieces:
        stripped = _strip_conjunction(layout, pieces[-1])
        pieces[-1] = rules.TRAILING_CONJUNCTION.change(pieces[-1], stripped, pieces[-1])
    return tuple(pieces)


def _clip_to_sentence(layout: TextIndex, piece: Span, attribution: Attribution) -> Span:
    """A report that begins in its cue's sentence ends with it: what follows is the writer's own again."""
    sentence = layout.sentence_index(piece.start)
    end = layout.sentences[sentence].end
    tells = any(layout.sentence_index(cue.start) == sentence for cue in attribution.cue)
    clipped = trim_span(layout.text, Span(piece.start, end), "", ".") if tells and end < piece.end else None
    return clipped or piece


def _is_adjunct_only(layout: TextIndex, attribution: Attribution, content: tuple[Span, ...]) -> bool:
    """Whether only when or where somebody spoke is told: "said Thursday morning on Fox News", "said on “This Week”"."""
    if not attribution.cue or not 0 < layout.count_words(content) <= _MAX_ADJUNCT_WORDS:
        return False
    found = [word.lower for span in content for word in layout.words_in(span)]
    follows = layout.text[attribution.cue[-1].end : content[0].start].strip() == ""
    plain = _AUXILIARY_VERBS.isdisjoint(found) and not layout.is_quoted(content[0].start)
    return follows and plain and found[0] in _WHEN_OR_WHERE


def _is_discourse_marker(layout: TextIndex, span: Span) -> bool:
    """Whether it is only a word that leads to what is told: the "Yet" of "Yet, as X observed, ..."."""
    return layout.count_words((span,)) == 1 and layout.words_in(span)[0].lower in _DISCOURSE_MARKERS


def _strip_conjunction(layout: TextIndex, span: Span) -> Span:
    """Without the comma and the conjunction that lead to what is no more told: "the dependence of the two, as"."""
    last = layout.word_before(span.end)
    if last is None or last.lower not in _CONJUNCTIONS or last.end < span.end or layout.count_words((span,)) < 2:
        return span
    return trim_span(layout.text, Span(span.start, last.start), "", ",") or span


def _strip_marks(layout: TextIndex, span: Span) -> Iterator[Span]:
    """The insides of the outermost passages that a span touches, as far as it touches them."""
    for passage in layout.outermost_spans_in(span):
        start, end = max(span.start, passage.inner.start), min(span.end, passage.inner.end)
        if start < end:
            yield Span(start, end)


def trim_span(text: str, span: Span, leading: str, trailing: str) -> Span | None:
    """A span without spaces and the given marks at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in leading):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in trailing):
        end -= 1
    return Span(start, end) if start < end else None


def _merge_adjacent(text: str, content: list[Span]) -> list[Span]:
    """Pieces with nothing but a space between them are one piece; a new paragraph begins a new one."""
    joined: list[Span] = []
    for span in content:
        gap = text[joined[-1].end : span.start] if joined else "\n"
        if joined and (joined[-1].overlaps(span) or (gap.strip() == "" and "\n" not in gap)):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
