"""A sentence -> its attribution, by rules: quotation marks, cue words, and the noun phrase beside the cue."""

from collections.abc import Iterator

from app.extraction.attributions import Attribution
from app.extraction.document import Span
from app.extraction.layout import Word
from app.extraction.lexicon import forms, words
from app.extraction.marks import Passage
from app.extraction.units import Unit

_SAYING = forms("cues", "speech", "verbs") | forms("cues", "writing", "verbs")
_CUES = _SAYING | forms("cues", "belief", "verbs")
_BARE = words("cues", "clauses", "bare")
_OBJECT = words("cues", "clauses", "object")
_AUXILIARIES = words("common", "auxiliaries", "words")
_CLAUSE_STARTS = words("common", "clause_starts", "words")
_DETERMINERS = frozenset("a an the his her its their our my your this that these those no any some by joint".split())
_PRONOUNS = frozenset(["he", "she", "they", "it", "we", "i", "who", "which"])
# "Reuters reported" after "she said" tells who passed the words on, not whose they are.
_RELAYS = frozenset(("reported", "reports", "reporting"))
_CLOSING = " \n'\"\u2019\u201d"
_WALLS = ";:\u201c\u201d\u2018\"\u2014"
_LEADS = words("common", "leads", "words")
# A source phrase longer than this is a misread clause.
_LONGEST_SOURCE = 30


def read_unit(text: str, unit: Unit) -> Iterator[Attribution]:
    """The attributions of a sentence: one for its quoted utterances, and one for a clause beside them."""
    if spoken := _around_marks(text, unit):
        yield spoken
        unit = _before(unit, spoken)
    positions = [*_cue_positions(text, unit, _SAYING), *_cue_positions(text, unit, _CUES - _SAYING)]
    clauses = (found for position in positions if (found := _clause(text, unit, position)))
    if clause := next(clauses, None) or _phrase(text, unit):
        yield clause


def _before(unit: Unit, spoken: Attribution) -> Unit:
    """What of the sentence stands before the utterance and its cue; nothing, unless some other passage does."""
    start = min(span.start for span in spoken.cue + spoken.content)
    passages = tuple(passage for passage in unit.passages if passage.outer.end < start)
    found = tuple(word for word in unit.words if word.end < start)
    if not passages or not found:
        return Unit(unit.span, (), (), unit.paragraph)
    return Unit(Span(unit.span.start, found[-1].end), found, passages, unit.paragraph)


def _cue_positions(text: str, unit: Unit, cues: frozenset[str]) -> Iterator[int]:
    """The verbs that may be cues: not names ("United States"), nouns ("the post") or asides ("as announced")."""
    for position, word in enumerate(unit.words):
        before = unit.words[position - 1] if position else None
        is_noun = before is not None and (before.lower in _DETERMINERS or (before.lower == "as" and word.lower != "saying") or before.lower.endswith(("'s", "\u2019s")))
        if word.text in cues and not is_noun:
            yield position


def _around_marks(text: str, unit: Unit) -> Attribution | None:
    """Words in marks with "X said" or "said X" right after them, or "X said:" right before them."""
    whole = [passage for passage in unit.passages if _is_utterance(text, passage, unit)]
    if not whole:
        return None
    readings = [
        (unit.words[position].lower in _RELAYS, _gap_to_marks(unit.words[position], whole), position, source)
        for position in _cue_positions(text, unit, _SAYING)
        if (source := _source_beside(text, unit, position, whole[0])) or _is_passive(unit, position)
    ]
    if not readings:
        return None
    *_, position, source = min(readings)
    return Attribution((_cue(unit, position),), source, tuple(passage.inner for passage in whole))


def _gap_to_marks(word: Word, passages: list[Passage]) -> int:
    return min(max(word.start - p.outer.end, p.outer.start - word.end) for p in passages)


def _source_beside(text: str, unit: Unit, position: int, first: Passage) -> tuple[Span, ...]:
    source = _quoted_as_saying(unit, position) or _source_before(text, unit, position)
    if not source and unit.words[position].start > first.outer.end:
        source = _source_after(text, unit, position)
    return source


def _quoted_as_saying(unit: Unit, position: int) -> tuple[Span, ...]:
    """Whom somebody "quoted ... as saying" it."""
    following = unit.words[position + 1].lower if position + 1 < len(unit.words) else "as"
    if unit.words[position].lower != "quoted" or following == "as":
        return ()
    for index in range(position + 2, len(unit.words) - 1):
        if unit.words[index].lower == "as" and unit.words[index + 1].lower in ("saying", "telling"):
            return (Span(unit.words[position + 1].start, unit.words[index - 1].end),)
    return ()


def _is_utterance(text: str, passage: Passage, unit: Unit) -> bool:
    """Whether the marks hold a sentence of their own rather than a few words of the writer's."""
    before = text[unit.span.start : passage.outer.start].rstrip()
    inside = text[passage.inner.start : passage.inner.end].rstrip(_CLOSING)
    if not before or before[-1] in ":,":
        return inside[-1:] in ",.!?\u2026\u2014-:;" or text[passage.outer.end : passage.outer.end + 1] in ",.;:"
    return before[-1] in ".!?;\u2014" or (inside[-1:] in "!?." and inside[:1].isupper())


def _phrase(text: str, unit: Unit) -> Attribution | None:
    """"According to X, ...", "..., according to X", "in X's words"."""
    for position, (first, second) in enumerate(zip(unit.words, unit.words[1:], strict=False)):
        if (first.lower, second.lower) == ("according", "to"):
            source = _noun_phrase_after(text, unit, second.end)
            before, after = (unit.span.start, first.start), (source[-1].end if source else second.end, unit.span.end)
            content = _trim(text, *(after if first.start == unit.span.start else before))
            return Attribution((Span(first.start, second.end),), source, content) if content else None
        if first.lower in ("in", "with") and second.lower.endswith(("'s", "\u2019s")) and unit.passages:
            words_of = unit.words[position + 2].lower if position + 2 < len(unit.words) else ""
            if words_of in ("words", "phrase"):
                content = tuple(passage.inner for passage in unit.passages)
                return Attribution((Span(first.start, unit.words[position + 2].end),), (Span(second.start, second.end),), content)
    return None


def _clause(text: str, unit: Unit, position: int) -> Attribution | None:
    """ "X said that ...", "X said ...", "..., X said"."""
    word = unit.words[position]
    source = _source_before(text, unit, position)
    if not source:
        return None
    following = unit.words[position + 1].lower if position + 1 < len(unit.words) else ""
    rest = text[word.end : unit.span.end]
    if rest.strip(' .,!?\u201d"') == "" or (rest[0] in ",." and text[: source[0].start].rstrip()[-1:] == ","):
        content = _trim(text, unit.span.start, source[0].start)
    elif (
        word.lower in _BARE
        or word.lower in _OBJECT
        or "that" in (following, _second(unit, position))
        or any(passage.outer.start > word.end for passage in unit.passages)
    ):
        content = _trim(text, word.end, unit.span.end)
    else:
        return None
    return Attribution((_cue(unit, position),), source, content) if content else None


def _second(unit: Unit, position: int) -> str:
    return unit.words[position + 2].lower if position + 2 < len(unit.words) else ""


def _is_passive(unit: Unit, position: int) -> bool:
    return position > 0 and unit.words[position - 1].lower in ("was", "were", "been")


def _cue(unit: Unit, position: int) -> Span:
    """The cue verb with its auxiliaries and adverbs: "was quoted as saying"."""
    first = position
    while first > 0 and _goes_with(unit.words[first - 1]) and unit.words[first].start - unit.words[first - 1].end == 1:
        first -= 1
    return Span(unit.words[first].start, unit.words[position].end)


def _goes_with(word: Word) -> bool:
    return word.lower in _AUXILIARIES or word.lower.endswith("ly") or word.lower == "quoted"


def _source_before(text: str, unit: Unit, position: int) -> tuple[Span, ...]:
    """The noun phrase that ends right before the cue, over an apposition between commas if there is one."""
    last = position - 1
    while last >= 0 and _goes_with(unit.words[last]):
        last -= 1
    if last < 0:
        return ()
    if unit.words[last].lower == "and":
        return _first_source(text, unit, last)
    if text[unit.words[last].end] == ",":
        return _apposed(text, unit, last)
    first = last
    for index in range(last, max(-1, last - _LONGEST_SOURCE), -1):
        if not _joins(text, unit, index, last):
            break
        first = index
        if unit.words[index].lower in _PRONOUNS:
            break
    start = _skip_openers(unit, first, last)
    return (Span(unit.words[start].start, unit.words[last].end),) if start <= last else ()


def _apposed(text: str, unit: Unit, last: int) -> tuple[Span, ...]:
    """"X, a lecturer at Y, said": back to the piece between commas that holds the name itself."""
    first = last
    while first > 0 and not any(mark in text[unit.words[first - 1].end : unit.words[first].start] for mark in _WALLS):
        first -= 1
    while first <= last and unit.words[first].lower in _LEADS:
        piece = first
        while piece < last and text[unit.words[piece].end] != ",":
            piece += 1
        named = [i for i in range(first + 2, piece) if unit.words[i].capital and unit.words[i + 1].capital]
        if named and not unit.words[named[0] - 1].lower in _LEADS:
            first = named[0]
            break
        first = piece + 1
    return (Span(unit.words[first].start, unit.words[last].end),) if first <= last else ()


def _first_source(text: str, unit: Unit, position: int) -> tuple[Span, ...]:
    """"He appealed for calm and said ...": the second verb has the subject of the first."""
    for earlier in _cue_positions(text, unit, _SAYING):
        if earlier < position and (source := _source_before(text, unit, earlier)):
            return source
    return ()


def _joins(text: str, unit: Unit, index: int, last: int) -> bool:
    """Whether the word there belongs to the noun phrase that ends at `last`."""
    word = unit.words[index]
    following = unit.words[index + 1] if index < last else None
    if word.lower == "and" and following and 0 < index:
        return following.capital and unit.words[index - 1].capital
    if word.lower in _CLAUSE_STARTS or word.text in _SAYING and word.lower not in ("post", "statement"):
        return False
    gap = text[word.end : following.start] if following else ""
    return not any(mark in gap for mark in _WALLS + ",")


def _skip_openers(unit: Unit, first: int, last: int) -> int:
    """Past "However," and "During the meeting," at the start of a sentence."""
    while first <= last and unit.words[first].lower in words("common", "sentence_adverbs", "words"):
        first += 1
    return first


def _source_after(text: str, unit: Unit, position: int) -> tuple[Span, ...]:
    word = unit.words[position]
    following = unit.words[position + 1] if position + 1 < len(unit.words) else None
    if following is None or text[word.end : following.start].strip():
        return ()
    return _noun_phrase_after(text, unit, word.end)


def _noun_phrase_after(text: str, unit: Unit, start: int) -> tuple[Span, ...]:
    """From there to the end of the clause; an apposition after a comma stays with its name."""
    rest = [word for word in unit.words if word.start >= start][:_LONGEST_SOURCE]
    end = start
    for word, following in zip(rest, [*rest[1:], None], strict=True):
        if word.lower in ("that", "on", "in", "during", "after", "before", "as", "when", "while", "at"):
            break
        end = word.end
        gap = text[word.end : following.start if following else unit.span.end]
        if any(mark in gap for mark in '.;:\u201c"\u2018\u2014,') or not following:
            break
    return _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> tuple[Span, ...]:
    while start < end and (text[start].isspace() or text[start] in ",:;\u2014"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:;.\u2014"):
        end -= 1
    return (Span(start, end),) if start < end else ()
