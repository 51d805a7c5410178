"""Does `extract` take twice as long for twice the text, whatever the text?

    python -m tests.benchmarks.linearity [KIND...]

Prints, for each kind of hostile text, the seconds for one and for two megabytes and their ratio, the best of two runs.
"""

import sys
import time

from app.extraction import Document, extract

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
}


def seconds(text: str) -> float:
    times = []
    for _ in range(2):
        start = time.perf_counter()
        extract(Document(text))
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    for kind in sys.argv[1:] or HOSTILE:
        unit = HOSTILE[kind]
        text = unit * (MEGABYTE // len(unit.encode()))
        one, two = seconds(text), seconds(text * 2)
        print(f"{kind:16} {one:7.2f} s {two:7.2f} s  ratio {two / one:.2f}")


if __name__ == "__main__":
    main()
