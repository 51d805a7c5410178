"""Attributions: which words are said to be somebody's, by which cue and source, and of what kind that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.extraction.document import Span
from app.extraction.lang.lexicon import forms, words
from app.extraction.structure.segmentation import Layout
from app.extraction.types import Act, QuoteKind


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
class Saying:
    """An attribution with its spans put in order, and what kind of report it is."""

    attribution: Attribution
    kind: QuoteKind
    act: Act


_WRITING = forms("cues", "writing", "verbs")
_SPEECH = forms("cues", "speech", "verbs")
_BELIEF = forms("cues", "belief", "verbs")
_PHRASES = words("cues", "speech", "phrases")
_NOUNS = words("cues", "speech", "nouns")
_NAMING = forms("cues", "naming", "verbs")
# An indirect statement of fewer words tells nothing; a label has no more than these.
_FEWEST, _LABEL = 4, 5
# Of a title's words, those with no more letters may be written small.
_SMALL = 3
_HINGES = frozenset({"as", "yet"}).union(
    *(words("common", kind, "words") for kind in ("sentence_adverbs", "clause_starts", "determiners", "prepositions"))
)
_DENIALS = words("cues", "denials", "words")
_IMAGINED = frozenset(["imagine", "imagining", "suppose", "supposing"])
_QUOTING = frozenset(["quoted", "quotes", "quoting"])
_CONJUNCTIONS = frozenset(["and", "as", "because", "but", "or", "while"])
_WHEN_OR_WHERE = words("common", "days", "words") | frozenset(["on", "in", "at", "during"])
_VERBS = words("common", "auxiliaries", "words") - {"to", "first", "later", "again", "once", "as"}
# A clause of more words tells more than when and where.
_CIRCUMSTANCE = 9
_LEADING = ",;:"
_TRAILING = ";:"


def settle(layout: Layout, tagged: Iterable[Attribution]) -> list[Saying]:
    """Sayings in the order of the text, their content without enclosing marks; one without words falls away."""
    sayings = []
    for attribution in layout.paced(tagged):
        told = [piece for piece in attribution.content if not _is_hinge(layout, piece)] or attribution.content
        kind = kind_of(layout, told)
        content = _content(layout, told, kind)
        if kind is QuoteKind.INDIRECT:
            content = tuple(_in_sentence(layout, piece, attribution) for piece in content)
        if content and not _is_circumstance(layout, attribution, content):
            settled = replace(
                attribution, content=content, cue=_ordered(attribution.cue), source=_ordered(attribution.source)
            )
            sayings.append(Saying(settled, kind, act_of(layout.text, settled, kind)))
    return sorted(sayings, key=lambda saying: saying.attribution.content)


def _ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans)))


def kind_of(layout: Layout, content: Iterable[Span]) -> QuoteKind:
    """Direct where every word stands within marks, or all but the first, indirect where none does, else mixed."""
    spans = [span for span in content if layout.count_words((span,))]
    found, quoted = layout.count_words(spans), layout.count_quoted(spans)
    leads = found > 1 and not layout.is_quoted(layout.words_from(spans[0].start, 1)[0].start)
    if quoted == found or (leads and quoted == found - 1):
        return QuoteKind.DIRECT
    return QuoteKind.MIXED if quoted else QuoteKind.INDIRECT


def act_of(text: str, attribution: Attribution, kind: QuoteKind) -> Act:
    """What the cue's words say of the act; with a cue that tells nothing, words in marks were spoken."""
    cue = [word.strip(",:;.").lower() for span in attribution.cue for word in span.of(text).split()]
    for act, verbs in ((Act.WRITING, _WRITING), (Act.SPEECH, _SPEECH), (Act.BELIEF, _BELIEF)):
        if any(word in verbs for word in cue):
            return act
    announced = not _NOUNS.isdisjoint(cue) and text.startswith("that ", attribution.content[0].start)
    printed = " ".join(cue)
    if kind is not QuoteKind.INDIRECT or announced or any(phrase in printed for phrase in _PHRASES):
        return Act.SPEECH
    return Act.BELIEF


def is_asked(layout: Layout, saying: Saying, acts: frozenset[Act]) -> bool:
    """Whether a saying is of the acts. Where only real sayings are asked for, labels and bare objects are none."""
    return saying.act in acts and (Act.BELIEF in acts or _tells(layout, saying))


def _tells(layout: Layout, saying: Saying) -> bool:
    """Whether words are reported, not just a name given ("called the “Treaty of Paris”") or a topic ("praised him")."""
    attribution = saying.attribution
    if _was_asked(layout, attribution) or _never_said(layout, attribution):
        return False
    length = layout.count_words(attribution.content)
    if saying.kind is QuoteKind.INDIRECT:
        return length >= _FEWEST and not is_title(layout, attribution.content) and not _only_names_act(layout, saying)
    if saying.kind is QuoteKind.MIXED or length > _LABEL:
        return True
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    if cue and cue[-1] in _NAMING:
        return False
    return not is_title(layout, attribution.content) or not _SPEECH.isdisjoint(cue)


def denies(layout: Layout, attribution: Attribution) -> bool:
    """Whether the cue tells what was not said: "did not say", "declined to say"."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    return any(word in _DENIALS or word.endswith(("n't", "n\u2019t")) for word in cue)


def _only_names_act(layout: Layout, saying: Saying) -> bool:
    """Whether nothing is reported: "did not say when ...", "neither said whether ...", "asked if ...", "quoted him"."""
    attribution = saying.attribution
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    source = [word.lower for span in attribution.source for word in layout.words_in(span)]
    before = layout.word_before(attribution.source[0].start) if attribution.source else None
    nobody = source[:1] == ["neither"] or (before is not None and before.lower in ("neither", "nor"))
    asked = not source and cue[:1] == ["asked"]
    return denies(layout, attribution) or nobody or asked or (bool(cue) and cue[-1] in _QUOTING)


def _was_asked(layout: Layout, attribution: Attribution) -> bool:
    """Whether it is the question that the source was asked: "Asked whether it had failed, X said it had not"."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    content, source = attribution.content[0], attribution.source
    return cue == ["asked"] and bool(source) and attribution.cue[0].end <= content.start < source[0].start


def _never_said(layout: Layout, attribution: Attribution) -> bool:
    """Whether the words are only imagined, or denied: "Imagine X saying ...", "... is what X has never said"."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    lead = [w for span in attribution.source[:1] for w in (layout.word_before(span.start), *layout.words_in(span)[:1])]
    imagined = any(word is not None and word.lower in _IMAGINED for word in lead)
    return imagined or (denies(layout, attribution) and bool(cue) and cue[-1] in _SPEECH)


def is_title(layout: Layout, content: Iterable[Span]) -> bool:
    """Whether the words are written like a name: "Treaty of the Two Rivers"."""
    long = [word for span in content for word in layout.words_in(span) if len(word.text) > _SMALL]
    return len(long) > 1 and all(word.capital for word in long)


def _content(layout: Layout, content: Iterable[Span], kind: QuoteKind) -> tuple[Span, ...]:
    """The words themselves: what is quoted whole loses its marks, and the printer's comma before "he said"."""
    pieces = _joined(layout.text, sorted(set(content)))
    if kind is QuoteKind.DIRECT:
        pieces = [piece for span in pieces for piece in _inside_marks(layout, span)]
    pieces = [piece for span in pieces if (piece := trimmed(layout.text, span, _LEADING, _TRAILING))]
    if pieces and kind is QuoteKind.DIRECT:
        last = trimmed(layout.text, pieces[-1], "", ",")
        pieces[-1:] = [last] if last else []
    elif pieces:
        pieces[-1] = _without_loose_end(layout, pieces[-1])
    return tuple(pieces)


def _in_sentence(layout: Layout, piece: Span, attribution: Attribution) -> Span:
    """A report that begins in its cue's sentence ends with it: what follows is the writer's own again."""
    sentence = layout.sentence(piece.start)
    end = layout.sentences[sentence].end
    tells = any(layout.sentence(cue.start) == sentence for cue in attribution.cue)
    clipped = trimmed(layout.text, Span(piece.start, end), "", ".") if tells and end < piece.end else None
    return clipped or piece


def _is_circumstance(layout: Layout, attribution: Attribution, content: tuple[Span, ...]) -> bool:
    """Whether only when or where somebody spoke is told: "said Thursday morning on Fox News", "said on “This Week”"."""
    if not attribution.cue or not 0 < layout.count_words(content) <= _CIRCUMSTANCE:
        return False
    found = [word.lower for span in content for word in layout.words_in(span)]
    follows = layout.text[attribution.cue[-1].end : content[0].start].strip() == ""
    plain = _VERBS.isdisjoint(found) and not layout.is_quoted(content[0].start)
    return follows and plain and found[0] in _WHEN_OR_WHERE


def _is_hinge(layout: Layout, span: Span) -> bool:
    """Whether it is only a word that leads to what is told: the "Yet" of "Yet, as X observed, ..."."""
    return layout.count_words((span,)) == 1 and layout.words_in(span)[0].lower in _HINGES


def _without_loose_end(layout: Layout, span: Span) -> Span:
    """Without the comma and the conjunction that lead to what is no more told: "the dependence of the two, as"."""
    last = layout.word_before(span.end)
    if last is None or last.lower not in _CONJUNCTIONS or last.end < span.end or layout.count_words((span,)) < 2:
        return span
    return trimmed(layout.text, Span(span.start, last.start), "", ",") or span


def _inside_marks(layout: Layout, span: Span) -> Iterator[Span]:
    """The insides of the outermost passages that a span touches, as far as it touches them."""
    for passage in layout.outermost_in(span):
        start, end = max(span.start, passage.inner.start), min(span.end, passage.inner.end)
        if start < end:
            yield Span(start, end)


def trimmed(text: str, span: Span, leading: str, trailing: str) -> Span | None:
    """A span without spaces and the given marks at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in leading):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in trailing):
        end -= 1
    return Span(start, end) if start < end else None


def _joined(text: str, content: list[Span]) -> list[Span]:
    """Pieces with nothing but a space between them are one piece; a new paragraph begins a new one."""
    joined: list[Span] = []
    for span in content:
        gap = text[joined[-1].end : span.start] if joined else "\n"
        if joined and (joined[-1].meets(span) or (gap.strip() == "" and "\n" not in gap)):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
