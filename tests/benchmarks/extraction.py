"""How fast is `extract`, beside a plain spaCy pipeline of the small English model's shape?

    pip install spacy && python -m tests.benchmarks.extraction [TEXTS.jsonl]

Reads lines with a "text" each (by default the seed articles), and runs both over them in turn, on one core, in rounds.
The speed of spaCy's tokenizer, tagger, parser and entity recogniser does not depend on what their weights have learned,
so untrained ones of the same shape stand in for a model that would have to be downloaded. Prints articles and tokens
(as spaCy counts them) a second, the median of the rounds, and the ratio round by round.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

ROOT = Path(__file__).parents[2]
ROUNDS = 5
# As many labels as the small English model has.
LABELS = {"tagger": 50, "parser": 45, "ner": 18}
TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 96,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
        "rows": [5000, 1000, 2500, 2500, 50, 50],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 96,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}


def read_texts(arguments: list[str]) -> list[str]:
    if arguments:
        return [json.loads(line)["text"] for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines()]
    from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
    from app.ingestion.sources import find_input_locations, read_document_file

    files = find_input_locations([str(ROOT / "seeds" / "articles")])
    return [read_document_file(Path(file), ArticleMetadata(), ReaderOptions(5_000_000)).text for file in files] * 5


def plain_pipeline() -> Callable[[str], object]:
    """An untrained pipeline of the shape that spaCy's small English model has."""
    import spacy
    from spacy.training import Example

    pipeline = spacy.blank("en")
    pipeline.add_pipe("tok2vec", config={"model": TOK2VEC})
    pipeline.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": LISTENER}})
    for name, state in (("parser", "parser"), ("ner", "ner")):
        model = {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": state,
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": LISTENER if name == "parser" else TOK2VEC,
        }
        pipeline.add_pipe(name, config={"model": model})
    doc = pipeline.make_doc(" ".join(f"word{number}" for number in range(60)))
    annotation = {
        "tags": [f"T{number % LABELS['tagger']}" for number in range(60)],
        "heads": [max(0, number - 1) for number in range(60)],
        "deps": ["ROOT", *(f"d{number % LABELS['parser']}" for number in range(1, 60))],
        "entities": [(doc[n].idx, doc[n].idx + len(doc[n]), f"E{n}") for n in range(LABELS["ner"])],
    }
    pipeline.initialize(lambda: [Example.from_dict(doc, annotation)])
    return pipeline


def seconds(run: Callable[[str], object], texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        run(text)
    return time.perf_counter() - start


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from app.extraction import Document, extract
    from app.extraction.entities.topics import read_vocabulary

    vocabulary = read_vocabulary(ROOT / "seeds" / "topics.toml")
    texts = read_texts(sys.argv[1:])

    def ours(text: str) -> object:
        return extract(Document(text), vocabulary)

    seconds(ours, texts[:5])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plain = plain_pipeline()
    tokens = sum(len(plain.tokenizer(text)) for text in texts)  # type: ignore[attr-defined]
    seconds(plain, texts[:5])
    rounds = [(seconds(ours, texts), seconds(plain, texts)) for _ in range(ROUNDS)]
    for name, index in (("extract", 0), ("spaCy", 1)):
        took = statistics.median(pair[index] for pair in rounds)
        print(f"{name:8} {len(texts) / took:8.2f} articles/s {tokens / took:10.0f} tokens/s")
    ratios = sorted(theirs / own for own, theirs in rounds)
    print(f"extract / spaCy: {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}), one core")
    print(f"memory of extract alone: {memory:.0f} MB at its peak")


if __name__ == "__main__":
    main()
