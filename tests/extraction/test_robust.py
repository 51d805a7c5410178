"""Any text at all goes through, in time that grows no faster than the text."""

import time

import pytest

from app.extraction import Act, Document, extract, normalise

HOSTILE = {
    "opening marks": "“",
    "straight marks": '"',
    "apostrophes": "'",
    "mixed marks": "“‘",
    "he said": "he said ",
    "tagged quotes": "“All is well here,” he said. ",
    "open paragraphs": "“All is well here.\n\n",
    "one word": "a",
    "capitals": "A",
    "names": "John Smith said. ",
    "namesakes": "Ann Smith and Smith said it. ",
    "offices": "The president said so. ",
    "posts": "Trump’s post said so. ",
    "initials": "A.",
    "stops": "!?. ",
    "lines": "ab.\n",
    "emoji": "😀",
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "“",
        "”",
        "'",
        ".",
        "\n",
        "\x00",
        "\u202e“אמר”, he said",
        "😀 “😀 a b c” said 😀",
        "“ he said.",
        "said",
    ],
)
def test_a_tiny_or_strange_text_is_read(text: str):
    document = Document(normalise(text))
    for quote in extract(document, acts=frozenset(Act)).quotes:
        for span in quote.content + quote.cue + quote.source:
            assert span.end <= len(document.text)


def test_two_runs_give_the_same():
    text = "“We came as rivals,” Paul Adeyemi said, “and we leave as neighbours.” He smiled. " * 20
    assert extract(Document(text)) == extract(Document(text))


def seconds(text: str) -> float:
    """The best of two runs, so that a pause of the machine counts for nothing."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        extract(Document(text))
        times.append(time.perf_counter() - start)
    return min(times)


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(kind: str):
    unit = HOSTILE[kind]
    text = unit * (40_000 // len(unit))
    assert seconds(text * 2) < 3.5 * seconds(text) + 0.1
