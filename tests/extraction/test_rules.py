"""Each rule of extraction is noticed: its examples come out as they say, and otherwise where it is switched off."""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest

from app.extraction import Document, extract, extract_tagged, normalise_text, words_at
from app.extraction.attribution.classification import Attribution
from app.extraction.rules import RULES, Example, record_changes, without_rules
from app.extraction.types import ExtractedQuote, Extraction, Span

Show = Callable[[str, Extraction], Iterable[str]]


def _of_quotes(show: Callable[[str, Extraction, ExtractedQuote], object]) -> Show:
    """What a function tells of each quote, in the order of the text."""
    return lambda text, found: [str(show(text, found, quote) or "nothing") for quote in found.quotes]


def _speaker(_: str, found: Extraction, quote: ExtractedQuote) -> str:
    return "nobody" if quote.speaker is None else found.speakers[quote.speaker].name


def _offices(_: str, found: Extraction) -> Iterable[str]:
    """The offices of each speaker: "foreign minister (JP)", "lecturer (Royal Academy)"."""
    for speaker in found.speakers:
        for role in speaker.roles:
            known = ", ".join(filter(None, (role.organisation, role.country)))
            yield f"{role.title} ({known})" if known else str(role.title)


def _speakers(_: str, found: Extraction) -> Iterable[str]:
    """Each speaker with what else it is called: "person: Ana Lim, Lim"."""
    return (f"{speaker.kind}: {', '.join((speaker.name, *speaker.aliases))}" for speaker in found.speakers)


def _meetings(_: str, found: Extraction) -> Iterable[str]:
    """Each meeting: "Ana Lim and Bo Karlsen, Oslo, 2031-05-03"."""
    for meeting in found.meetings:
        sides = " and ".join(side.name for side in meeting.participants)
        days = (str(day) for day in (meeting.start_on, meeting.end_on) if day)
        yield ", ".join(filter(None, (sides, meeting.place, *days)))


def _sides(_: str, found: Extraction) -> Iterable[str]:
    return (f"{side.name} ({side.country})" for meeting in found.meetings for side in meeting.participants)


SHOWS: dict[str, Show] = {
    "words": _of_quotes(lambda text, _, quote: words_at(text, quote.content)),
    "source": _of_quotes(lambda text, _, quote: words_at(text, quote.source)),
    "cue": _of_quotes(lambda text, _, quote: words_at(text, quote.cue)),
    "speaker": _of_quotes(_speaker),
    "kind": _of_quotes(lambda _, __, quote: quote.kind),
    "act": _of_quotes(lambda _, __, quote: quote.act),
    "method": _of_quotes(lambda _, __, quote: quote.method),
    "confidence": _of_quotes(lambda _, __, quote: quote.confidence),
    "role": _of_quotes(lambda _, __, quote: quote.role and quote.role.title),
    "addressee": _of_quotes(lambda _, __, quote: quote.addressee),
    "medium": _of_quotes(lambda _, __, quote: quote.medium),
    "relay": _of_quotes(lambda _, __, quote: quote.relayed_by),
    "day": _of_quotes(lambda _, __, quote: quote.said_on),
    "offices": _offices,
    "speakers": _speakers,
    "meetings": _meetings,
    "sides": _sides,
    "place": _of_quotes(lambda _, __, quote: quote.place),
}


def _tagged(text: str, cue: str, source: str, *content: str) -> Attribution:
    def spans(*words: str) -> tuple[Span, ...]:
        found = (re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text) for piece in words if piece)
        return tuple(Span(*match.span()) for match in found if match)

    return Attribution(spans(cue), spans(source), spans(*content))


def show(example: Example) -> str:
    """What the example shows of its text. Confidences are raw: their calibration is learned anew with each model."""
    document = Document(normalise_text(example.text), published_on=example.published_on)
    with patch("app.extraction.pipeline.calibrate_confidence", float):
        if example.tagged is None:
            found = extract(document)
        else:
            found = extract_tagged(document, [_tagged(document.text, *words) for words in example.tagged])
    return " / ".join(SHOWS[example.shows](document.text, found)) or "nothing"


EXAMPLES = [
    pytest.param(rule.id, example, id=f"{rule.id}-{number}" if number else rule.id)
    for rule in RULES.values()
    for number, example in enumerate(rule.examples)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_does_what_its_example_says_and_is_missed_when_it_is_off(rule, example):
    assert show(example) == example.found
    with without_rules({rule}):
        assert show(example) == example.otherwise
    assert example.otherwise != example.found


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_trace_names_the_rule(rule, example):
    with record_changes() as changes:
        show(example)
    assert rule in {change.rule.id for change in changes}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_has_an_id_a_sentence_and_an_example(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert rule.sentence.endswith(".")
    assert rule.examples


def test_a_rule_that_is_not_there_cannot_be_switched_off():
    with pytest.raises(ValueError, match="there is no rule 'no-such-rule'"), without_rules({"no-such-rule"}):
        pass


def test_a_rule_is_off_in_its_own_block_and_thread_only():
    example = RULES["time-adjunct"].examples[0]
    with without_rules({"time-adjunct"}), ThreadPoolExecutor(1) as pool:
        assert pool.submit(show, example).result() == example.found
        with without_rules({"dateline"}):
            assert show(example) == example.otherwise
    assert show(example) == example.found
