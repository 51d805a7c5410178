"""How well extractions agree with annotated news: the figures of `chancery evaluate`.

Gold documents are {"id", "text", "quotes": [{"id", "source", "cue", "content"}]}, each part a list of [start, end] in
Unicode code points, end exclusive. Gold speakers are {"id", "quotes": [{"quote", "speaker", "kind", "how", "alt"}]}.
All figures are micro-averages over the documents.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.extraction.evaluation.matching import (
    Agreement,
    CharacterSet,
    characters_of,
    gold_characters,
    is_same_name,
    pair_quotes,
)
from app.extraction.types import ExtractedQuote, ExtractedSpeaker, Extraction, Span

QUOTE_PARTS = ("content", "source", "cue")
SURE_CONFIDENCE = 0.9
# A passage in quotation marks counts as verbatim from this many words on.
_MIN_VERBATIM_WORDS = 4
_QUOTED_TEXT = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|''.*?(?:''|$)", re.DOTALL)
Scores = dict[str, Agreement | float | int | str]


def score_extractions(
    golds: Sequence[Mapping[str, Any]],
    extractions: Mapping[Any, Extraction],
    speakers: Sequence[Mapping[str, Any]] = (),
) -> Scores:
    """The figures for extractions by document id, with those on speakers where gold speakers are given.

    A predicted quote is paired with the gold quote it shares most content characters with, one to one. `*_exact`
    counts pairs whose spans are equal, white space, marks and commas at the edges aside; `*_overlap` counts the shared
    characters of pairs. `verbatim` asks of each gold passage in quotation marks of four words or more that has a
    source: is over half of it in a predicted quote, and does that quote's source meet the gold's?
    """
    documents = [_ScoredDocument(gold, extractions[gold["id"]]) for gold in golds]
    figures: Scores = {
        "documents": len(documents),
        "gold quotes": sum(len(gold["quotes"]) for gold in golds),
        "predicted quotes": sum(len(document.predicted) for document in documents),
    }
    for kind in ("exact", "overlap"):
        for part in QUOTE_PARTS:
            figures[f"{part}_{kind}"] = _sum_agreements(getattr(document, kind)(part) for document in documents)
    passages = list(chain.from_iterable(document.verbatim_results() for document in documents))
    figures["verbatim found"] = sum(found for found, _ in passages) / max(1, len(passages))
    figures["verbatim attributed"] = sum(attributed for _, attributed in passages) / max(1, len(passages))
    if speakers:
        figures |= _speaker_scores(_judge_documents({document.id: document for document in documents}, speakers))
    return figures


class _ScoredDocument:
    """One document's gold and predicted quotes as sets of characters, and which of them are paired."""

    def __init__(self, gold: Mapping[str, Any], extraction: Extraction) -> None:
        self.id = gold["id"]
        self.text: str = gold["text"]
        self.speakers = extraction.speakers
        self.quotes = {quote["id"]: quote for quote in gold["quotes"]}
        self.gold = [quote for quote in gold["quotes"] if quote["content"]]
        self.predicted = list(extraction.quotes)
        self.gold_chars = {
            part: [gold_characters(self.text, quote[part]) for quote in self.gold] for part in QUOTE_PARTS
        }
        self.predicted_chars = {
            part: [characters_of(self.text, getattr(quote, part)) for quote in self.predicted] for part in QUOTE_PARTS
        }
        self.pairs = pair_quotes(self.gold_chars["content"], self.predicted_chars["content"])

    def exact(self, part: str) -> Agreement:
        gold, predicted = self.gold_chars[part], self.predicted_chars[part]
        equal = sum(1 for i, j in self.pairs if gold[i] and gold[i] == predicted[j])
        return Agreement(equal, sum(map(bool, predicted)), sum(map(bool, gold)))

    def overlap(self, part: str) -> Agreement:
        gold, predicted = self.gold_chars[part], self.predicted_chars[part]
        shared = sum(len(gold[i] & predicted[j]) for i, j in self.pairs)
        return Agreement(shared, sum(map(len, predicted)), sum(map(len, gold)))

    def verbatim_results(self) -> Iterable[tuple[bool, bool]]:
        for number, quote in enumerate(self.gold):
            passages = [passage for start, end in quote["content"] for passage in self._quoted_spans_in(start, end)]
            if passages and quote["source"]:
                hit = self.best_covering_quote(characters_of(self.text, passages))
                source = characters_of(self.text, hit.source) if hit else frozenset()
                yield hit is not None, bool(source & self.gold_chars["source"][number])

    def best_covering_quote(self, wanted: CharacterSet) -> ExtractedQuote | None:
        """The predicted quote that holds most of the wanted characters, if that is over half of them."""
        best, most = None, 0
        for quote, held in zip(self.predicted, self.predicted_chars["content"], strict=True):
            if len(wanted & held) > most:
                best, most = quote, len(wanted & held)
        return best if most * 2 > len(wanted) else None

    def gold_content_of(self, quote: str) -> CharacterSet:
        return gold_characters(self.text, self.quotes[quote]["content"])

    def speaker_of(self, quote: ExtractedQuote | None) -> ExtractedSpeaker | None:
        return None if quote is None or quote.speaker is None else self.speakers[quote.speaker]

    def _quoted_spans_in(self, start: int, end: int) -> Iterable[Span]:
        for match in _QUOTED_TEXT.finditer(self.text[start:end]):
            if len(match[0].split()) >= _MIN_VERBATIM_WORDS:
                yield Span(start + match.start(), start + match.end())


def _sum_agreements(agreements: Iterable[Agreement]) -> Agreement:
    found = list(agreements)
    return Agreement(sum(a.common for a in found), sum(a.predicted for a in found), sum(a.gold for a in found))


@dataclass(frozen=True, slots=True)
class SpeakerVerdict:
    """What became of one gold quote with a speaker: right, wrong, none (no name) or missed (no quote).

    `way` is how the annotators knew the speaker; `confidence` is the predicted quote's, None where it names nobody.
    """

    verdict: str
    annotated_method: str
    confidence: float | None


def judge_speakers(
    golds: Iterable[Mapping[str, Any]], extractions: Mapping[Any, Extraction], speakers: Iterable[Mapping[str, Any]]
) -> Iterable[SpeakerVerdict]:
    """A verdict on each gold quote with a speaker; a wrong name counts as wrong, no name is a gap."""
    documents = {gold["id"]: _ScoredDocument(gold, extractions[gold["id"]]) for gold in golds}
    return _judge_documents(documents, speakers)


def _judge_documents(
    documents: Mapping[Any, _ScoredDocument], rows: Iterable[Mapping[str, Any]]
) -> Iterable[SpeakerVerdict]:
    for row in rows:
        document = documents[row["id"]]
        for want in row["quotes"]:
            if want["speaker"]:
                hit = document.best_covering_quote(document.gold_content_of(want["quote"]))
                speaker = document.speaker_of(hit)
                verdict = "missed" if hit is None else _verdict_on_speaker(want, speaker)
                yield SpeakerVerdict(verdict, want["how"], hit.confidence if hit and speaker else None)


def _speaker_scores(judged: Iterable[SpeakerVerdict]) -> Scores:
    seen: Counter[str] = Counter()
    by_way: dict[str, Counter[str]] = defaultdict(Counter)
    sure: Counter[str] = Counter()
    for one in judged:
        seen[one.verdict] += 1
        by_way[one.annotated_method][one.verdict] += 1
        if one.confidence is not None and one.confidence >= SURE_CONFIDENCE:
            sure[one.verdict] += 1
    total = max(1, seen.total())
    figures: Scores = {"speakers gold": seen.total()}
    figures |= {f"speakers {verdict}": seen[verdict] / total for verdict in ("right", "wrong", "none", "missed")}
    figures |= {"sure share": sure.total() / total, "sure precision": sure["right"] / max(1, sure.total())}
    return figures | {f"right by {way}": f"{found['right']}/{found.total()}" for way, found in sorted(by_way.items())}


def _verdict_on_speaker(want: Mapping[str, Any], speaker: ExtractedSpeaker | None) -> str:
    right = speaker is not None and any(
        is_same_name(name, speaker.name, want["kind"]) for name in (want["speaker"], *want.get("alt", ()))
    )
    if want["kind"] == "unnamed":
        # A source without a name may be left without one, but must not get somebody's.
        return "right" if speaker is None or right else "wrong"
    if speaker is None:
        return "none"
    return "right" if right else "wrong"
