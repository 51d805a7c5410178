"""Any text at all goes through."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extraction import Act, Document, extract, normalise_text


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
        ': "We agree on peace and trade."',
        "He met the Commander of The (Ana Lim) there.",
    ],
)
def test_a_tiny_or_strange_text_is_read(text: str):
    document = Document(normalise_text(text))
    for quote in extract(document, acts=frozenset(Act)).quotes:
        for span in quote.content + quote.cue + quote.source:
            assert span.end <= len(document.text)


def test_two_runs_give_the_same():
    text = "“We came as rivals,” Paul Adeyemi said, “and we leave as neighbours.” He smiled. " * 20
    assert extract(Document(text)) == extract(Document(text))


ALPHABET = st.one_of(
    st.characters(exclude_categories=("Cs",)),
    st.sampled_from("“”‘’\"'«»„‚‹›「」—–-.,:;!?…()[]\n\t \u00a0\u200b\u202e\u2028"),
)
CUES = ["said", "says", "told", "according to", "he", "she", "they", "the minister", "Ana Lim", "president.", "U.S."]
SCRIPTS = [
    "“We",
    "”",
    "‘no’",
    "“",
    "\n\n",
    "Dr.",
    "van der Berg,",
    "الرئيس",
    "قال",
    "主席说",
    "сказал",
    "είπε",
    "אמר",
    "😀",
]
WORDS = st.sampled_from([*CUES, *SCRIPTS, "on Monday", "in Paris", "reporters", "that"])
TEXTS = st.one_of(
    st.text(ALPHABET, max_size=200),
    st.lists(st.one_of(WORDS, st.text(ALPHABET, max_size=6)), max_size=60).map(" ".join),
)


@given(TEXTS)
@settings(max_examples=2_000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_and_every_span_lies_in_it(text: str):
    document = Document(normalise_text(text))
    found = extract(document, acts=frozenset(Act))
    for quote in found.quotes:
        assert quote.content
        for span in (*quote.content, *quote.cue, *quote.source):
            assert 0 <= span.start < span.end <= len(document.text)
            assert span.text_in(document.text).strip()
    for meeting in found.meetings:
        assert meeting.evidence.contains(meeting.trigger)
