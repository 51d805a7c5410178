"""Does `extract` take twice as long for twice the text, whatever the text?

    python -m tests.benchmarks.linearity [KIND...]

Prints, for each kind of hostile text, the seconds for one and for two megabytes and their ratio, the best of two runs.
"""

import sys
import time
from datetime import date

from app.extraction import Document, Vocabulary, extract, normalise
from app.ingestion.load import read_topics
from app.settings import Settings

MEGABYTE = 1_000_000
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
    "spaces": " ",
    "meetings": "Ana Lim met Bo Karlsen on Monday ",
    "dates": "on 3 May 2024 ",
    "countries": "“Kenya and Ghana trade,” he said. ",
    "one sentence": "“All is well here,” he said on Monday, ",
}


def seconds(text: str, vocabulary: Vocabulary) -> float:
    times = []
    for _ in range(2):
        start = time.perf_counter()
        extract(Document(normalise(text), published_on=date(2024, 2, 27)), vocabulary)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    vocabulary = read_topics(Settings().seeds)
    for kind in sys.argv[1:] or HOSTILE:
        unit = HOSTILE[kind]
        text = f"A{unit * (MEGABYTE // len(unit.encode()))}b"
        one, two = seconds(text, vocabulary), seconds(f"A{text[1:-1] * 2}b", vocabulary)
        print(f"{kind:16} {one:7.2f} s {two:7.2f} s  ratio {two / one:.2f}")


if __name__ == "__main__":
    main()
