"""Who a source describes, or who stands nearer to its cue: X in "X, an adviser to Y, said"."""

from app.extraction.attribution.classification import Attribution
from app.extraction.coreference.source_types import SourceType, parse_source
from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import ARTICLES, CLAUSE_STARTS, PHRASE_LEADS
from app.extraction.rules import sources as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Span

_INDEFINITE_ARTICLES = word_list("common", "articles", "indefinite")
_POSSESSIVES = word_list("people", "pronouns", "possessive")
_CLAUSE_OPENERS = CLAUSE_STARTS | word_list("common", "clause_starts", "asides")
# A phrase before an apposition has no more words.
_MAX_LEADING_WORDS = 6


def subject_beside_cue(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Span | None:
    """The person right before the cue, where the source stands further off: X in "For the envoys X had one word"."""
    if not attribution.cue or attribution.source[-1].end > attribution.cue[0].start:
        return None
    for mention in people.mentions_before(attribution.cue[0].start, 1):
        before = layout.word_before(mention.title_start)
        led = before is not None and before.lower in PHRASE_LEADS
        between = mention.title_start >= attribution.source[-1].end and not led and mention.entity.is_person
        if between and layout.text_between(mention.name.span.end, attribution.cue[0].start) == " ":
            subject = Span(mention.title_start, mention.name.span.end)
            return rules.SUBJECT_BESIDE_CUE.change(None, subject, attribution.source)
    return None


def apposition_start(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> int | None:
    """Where that begins whose apposition the source is: X in "X, an adviser to Y," or "X, Y's only ally,"."""
    first = attribution.source[0]
    opening = layout.words_in(first)[:1]
    if not opening or not _has_final_comma(layout, attribution.source[-1]):
        return None
    is_office = (
        parse_source(layout, people, attribution.source).source_type is SourceType.ROLE and opening[0].lower in ARTICLES
    )
    for mention in people.mentions_before(first.start, 1):
        beside = layout.text_between(mention.name.span.end, first.start) == ", "
        rule = rules.OFFICE_IN_APPOSITION if is_office else rules.DESCRIPTION_IN_APPOSITION
        described = is_office or _is_description(people, first, opening[0])
        is_head = beside and described and _is_clause_opening(layout, mention, attribution)
        if rule.holds(is_head, first):
            return mention.title_start
    if opening[0].lower not in _INDEFINITE_ARTICLES:
        return None
    return rules.PHRASE_WITH_APPOSITION.change(None, _leading_phrase_start(layout, first), first)


def _is_clause_opening(layout: TextIndex, mention: Mention, attribution: Attribution) -> bool:
    """Whether a clause or its subject begins with a mention; in "asked about X, an aide said" it does not."""
    before = layout.word_before(mention.title_start)
    if before is None or layout.text_between(before.end, mention.title_start) != " " or before.lower in _CLAUSE_OPENERS:
        return True
    return any(span.start <= before.start < span.end for span in attribution.cue)


def _is_description(people: EntityIndex, source: Span, opening: Word) -> bool:
    """Whether a phrase that begins so says who somebody is: "a friend", "her opponent", "Y's only ally"."""
    owner = next((mention for mention in people.mentions_in(source) if mention.start == source.start), None)
    possessive = owner.name.has_possessive if owner else opening.text.endswith(("'s", "\u2019s"))
    return possessive or opening.lower in _INDEFINITE_ARTICLES or opening.lower in _POSSESSIVES


def _leading_phrase_start(layout: TextIndex, apposition: Span) -> int | None:
    """Where the sentence begins, if all before the apposition is one phrase: "The clerk of the court, a friend,"."""
    start = layout.sentences[layout.sentence_index(apposition.start)].start
    before = layout.text[start : apposition.start].rstrip()
    lead = before.split()
    whole = (
        1 < len(lead) <= _MAX_LEADING_WORDS
        and lead[0].lower() in _INDEFINITE_ARTICLES | {"the"}
        and before.find(",") == len(before) - 1
    )
    return start if whole else None


def _has_final_comma(layout: TextIndex, span: Span) -> bool:
    return layout.text[span.end - 1] == "," or layout.text[span.end : span.end + 1] == ","
