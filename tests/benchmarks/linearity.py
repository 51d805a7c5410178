"""Does `extract` take twice as long for twice the text, whatever the text, and what does a text cost?

    python -m tests.benchmarks.linearity [KIND...]
    python -m tests.benchmarks.linearity cost [MEGABYTES...]

Prints, for each kind of hostile text, the seconds for one and for two megabytes and their ratio, the best of two runs;
or the CPU seconds and the most memory that a process of its own takes for the seeds' text, repeated.
"""

import os
import resource
import subprocess
import sys
import time
from datetime import date

from app.extraction import Document, Vocabulary, extract, normalise_text
from app.ingestion.save_article import load_topics
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
        extract(Document(normalise_text(text), published_on=date(2024, 2, 27)), vocabulary)
        times.append(time.perf_counter() - start)
    return min(times)


def print_costs(sizes: list[float]) -> None:
    for size in sizes:
        subprocess.run([sys.executable, "-m", __spec__.name, "one", str(size)], env=os.environ, check=True)


def print_cost(megabytes: float) -> None:
    """In this process, which has read nothing else: what it needs at all is told apart."""
    settings = Settings()
    vocabulary = load_topics(settings.seeds)
    extract(Document("Ana Lim said so."), vocabulary)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    articles = "\n\n".join(path.read_text("utf-8") for path in sorted((settings.seeds / "articles").iterdir()))
    size = int(megabytes * MEGABYTE)
    text = normalise_text((articles * (size // len(articles) + 1))[:size])
    start = time.thread_time()
    extract(Document(text, published_on=date(2024, 2, 27)), vocabulary)
    seconds = time.thread_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{megabytes:4.1f} MB {seconds:7.1f} s {before // 1024:5} MB before {most // 1024:5} MB at most")


def main() -> None:
    match sys.argv[1:]:
        case ["cost", *sizes]:
            print_costs([float(size) for size in sizes] or [0.25, 1, 4])
        case ["one", size]:
            print_cost(float(size))
        case kinds:
            compare(kinds)


def compare(kinds: list[str]) -> None:
    vocabulary = load_topics(Settings().seeds)
    for kind in kinds or HOSTILE:
        unit = HOSTILE[kind]
        text = f"A{unit * (MEGABYTE // len(unit.encode()))}b"
        one, two = seconds(text, vocabulary), seconds(f"A{text[1:-1] * 2}b", vocabulary)
        print(f"{kind:16} {one:7.2f} s {two:7.2f} s  ratio {two / one:.2f}")


if __name__ == "__main__":
    main()
