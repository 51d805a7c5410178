"""How well extractions agree with completely annotated texts of diplomacy, by genre: who said what, and who met whom.

A gold document is {"id", "genre", "text", "quotes", "meetings"}. Its quotes have "content" as [start, end] pairs,
"speakers" ([{"name", "kind", "country"?, "alt"?}], empty where the text names nobody), "kind", and where the text tells
"addressee", "medium", "relayed_by", "said_on", "place". Its meetings have "participants" (names) and may be "planned":
those did not take place. tests/gold/README.md says how such texts are annotated.

A gold quote is found if a predicted one holds over half of its characters; the most similar one is compared:

- right: exactly its speakers are given (nobody, where the text names nobody), an organ of a state with its country
- partial: some of several speakers, and nobody else
- wrong: somebody who did not say it
- none: nobody, though the text names somebody

Invented are predicted quotes that lie for at least half outside of every gold quote. Sure are predicted quotes with a
speaker and a confidence of 0.9 or more; their precision is the share with exactly the right speakers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.extraction.evaluation.matching import (
    Agreement,
    CharacterSet,
    characters_of,
    gold_characters,
    is_same_name,
    name_words,
    pair_quotes,
)
from app.extraction.evaluation.scoring import SURE_CONFIDENCE
from app.extraction.types import Event, ExtractedMeeting, ExtractedQuote, ExtractedSpeaker, Extraction, SpeakerKind

CONTEXT_FIELDS = ("addressee", "medium", "relayed_by", "said_on", "place")
ALL_GENRES = "all"
# Part of a name as printed, but not of the name that is compared.
_POST_NOMINALS = frozenset(["KC", "QC", "MP", "MEP", "OBE", "CBE", "PhD", "Jr", "Jr.", "Sr", "Sr."])

# A share is None where nothing is counted: no meeting in the texts has no recall.
StatementFigures = dict[str, float | int | None]
Predictions = list[tuple[CharacterSet, ExtractedQuote]]


def score_statements(
    golds: Iterable[Mapping[str, Any]], extractions: Mapping[Any, Extraction]
) -> dict[str, StatementFigures]:
    """The figures of each genre, in the order of their names, and of all documents at the end."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for gold in golds:
        tallies[gold.get("genre", "-")] += tally_document(gold, extractions[gold["id"]])
    total: Counter[str] = sum(tallies.values(), Counter())
    return {genre: to_figures(tally) for genre, tally in sorted(tallies.items())} | {ALL_GENRES: to_figures(total)}


def tally_document(gold: Mapping[str, Any], extraction: Extraction) -> Counter[str]:
    """What the figures are made of, counted in one document; the counts of several may be added."""
    text, quotes = gold["text"], gold["quotes"]
    predicted = [(characters_of(text, quote.content), quote) for quote in extraction.quotes]
    wanted = [gold_characters(text, quote["content"]) for quote in quotes]
    tally: Counter[str] = Counter()
    verdicts: dict[int, list[str]] = defaultdict(list)
    for characters, quote in zip(wanted, quotes, strict=True):
        tally["statements"] += 1
        hit = _most_similar_quote(characters, predicted)
        if hit is None:
            continue
        verdict = _verdict_on_speakers(quote["speakers"], _speakers_of(hit, extraction))
        verdicts[id(hit)].append(verdict)
        tally.update(["found", verdict])
        tally["kind right"] += hit.kind == quote["kind"]
        tally += _tally_context(quote, hit)
    tally += _tally_predicted(predicted, frozenset().union(*wanted), verdicts)
    tally += _tally_content(wanted, [characters for characters, _ in predicted])
    return tally + _tally_meetings(gold.get("meetings", ()), extraction.meetings)


def _speakers_of(quote: ExtractedQuote, extraction: Extraction) -> list[ExtractedSpeaker]:
    return [] if quote.speaker is None else [extraction.speakers[quote.speaker]]


def _most_similar_quote(wanted: CharacterSet, predicted: Predictions) -> ExtractedQuote | None:
    """Of the quotes that hold over half of the wanted characters the most similar: the inner one of nested quotes."""
    near = [
        (len(wanted & held) / len(wanted | held), quote)
        for held, quote in predicted
        if len(wanted & held) * 2 > len(wanted)
    ]
    return max(near, key=lambda found: found[0])[1] if near else None


def _verdict_on_speakers(gold: Sequence[Mapping[str, Any]], predicted: Sequence[ExtractedSpeaker]) -> str:
    left = list(predicted)
    for wanted in gold:
        same = next((speaker for speaker in left if _is_same_speaker(wanted, speaker)), None)
        if same:
            left.remove(same)
    met = len(predicted) - len(left)
    if left:
        return "wrong"
    if met == len(gold):
        return "right"
    return "partial" if met else "none"


def _is_same_speaker(gold: Mapping[str, Any], speaker: ExtractedSpeaker) -> bool:
    is_body = gold["kind"] == SpeakerKind.ORGANISATION
    name = " ".join(word for word in speaker.name.split() if word not in _POST_NOMINALS)
    if not any(
        is_same_name(wanted, name, gold["kind"]) or (is_body and _holds_name(name, wanted))
        for wanted in (gold["name"], *gold.get("alt", ()))
    ):
        return False
    are_known = is_body and gold.get("country") and speaker.country
    return not are_known or gold["country"] == speaker.country


def _holds_name(longer: str, name: str) -> bool:
    """Whether a body's name has all words of another: "Egyptian presidency", "presidency"."""
    words = set(name_words(name))
    return bool(words) and words <= set(name_words(longer))


def _tally_context(gold: Mapping[str, Any], hit: ExtractedQuote) -> Counter[str]:
    tally: Counter[str] = Counter()
    for field in CONTEXT_FIELDS:
        wanted, given = gold.get(field), getattr(hit, field)
        tally[f"{field} gold"] += bool(wanted)
        tally[f"{field} given"] += bool(given)
        tally[f"{field} right"] += bool(wanted and given) and _is_same_phrase(str(wanted), str(given))
    return tally


def _is_same_phrase(wanted: str, given: str) -> bool:
    a, b = wanted.lower().removeprefix("the "), given.lower().removeprefix("the ")
    return a in b or b in a


def _tally_predicted(predicted: Predictions, known: CharacterSet, verdicts: Mapping[int, list[str]]) -> Counter[str]:
    """What is to be said of the predicted quotes: how many are invented, and how many sure ones are right."""
    tally: Counter[str] = Counter()
    for characters, quote in predicted:
        is_invented = bool(characters) and len(characters & known) * 2 <= len(characters)
        is_named = quote.speaker is not None
        tally["predicted"] += 1
        tally["invented"] += is_invented
        tally["invented named"] += is_invented and is_named
        if is_named and quote.confidence >= SURE_CONFIDENCE:
            found = verdicts.get(id(quote), [])
            tally["sure"] += 1
            tally["sure right"] += not is_invented and bool(found) and not {"wrong", "partial"}.intersection(found)
    return tally


def _tally_content(wanted: Sequence[CharacterSet], predicted: Sequence[CharacterSet]) -> Counter[str]:
    pairs = pair_quotes(wanted, predicted)
    return Counter({
        "exact": sum(wanted[i] == predicted[j] for i, j in pairs),
        "shared": sum(len(wanted[i] & predicted[j]) for i, j in pairs),
        "characters gold": sum(map(len, wanted)),
        "characters predicted": sum(map(len, predicted)),
    })  # fmt: skip


def _tally_meetings(gold: Iterable[Mapping[str, Any]], predicted: Iterable[ExtractedMeeting]) -> Counter[str]:
    """A meeting is right if two or more sides are those of a gold meeting, told by the last words of their names."""
    left = [_side_names(meeting["participants"]) for meeting in gold if not meeting.get("planned")]
    tally = Counter({"meetings gold": len(left)})
    for meeting in predicted:
        if meeting.event is Event.COOPERATE:
            continue
        tally["meetings predicted"] += 1
        sides = _side_names(participant.name for participant in meeting.participants)
        same = next((other for other in left if len(sides) > 1 and (sides <= other or other <= sides)), None)
        if same is not None:
            left.remove(same)
            tally["meetings right"] += 1
    return tally


def _side_names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower().split()[-1] for name in names if name)


def to_figures(tally: Mapping[str, int]) -> StatementFigures:
    """The figures by name. Shares of statements, but invented ones of what is predicted and kinds of what is found."""

    def share(part: str, whole: str) -> float | None:
        return tally[part] / tally[whole] if tally[whole] else None

    return {
        "statements": tally["statements"],
        **{name: share(name, "statements") for name in ("found", "right", "wrong", "partial", "none")},
        "invented": share("invented", "predicted"),
        "invented named": share("invented named", "predicted"),
        "sure share": share("sure", "statements"),
        "sure precision": share("sure right", "sure"),
        "content exact": Agreement(tally["exact"], tally["predicted"], tally["statements"]).f1,
        "content overlap": Agreement(tally["shared"], tally["characters predicted"], tally["characters gold"]).f1,
        "kind": share("kind right", "found"),
        "meeting precision": share("meetings right", "meetings predicted"),
        "meeting recall": share("meetings right", "meetings gold"),
        **{f"{field} precision": share(f"{field} right", f"{field} given") for field in CONTEXT_FIELDS},
        **{f"{field} recall": share(f"{field} right", f"{field} gold") for field in CONTEXT_FIELDS},
    }
