"""Tag annotated articles and write the predictions, a JSON line each: `python -m app.extraction.training.evaluate`."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.model.decoding import Floats
from app.extraction.attribution.model.span_selection import TaggerSettings
from app.extraction.attribution.model.windows import Ints
from app.extraction.attribution.tagger import Tagger, load_tagger
from app.extraction.evaluation.gold_files import read_rows
from app.extraction.training.network import read_run


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--weights", type=Path, help="a training run's folder, in place of the packaged weights")
    args = ask.parse_args()
    tagger = tagger_from_run(args.weights) if args.weights else load_tagger()
    with args.out.open("w", encoding="utf-8") as out:
        for document in read_rows(args.data):
            quotes = [to_quote_json(one) for one in tagger.tag(document["text"])]
            out.write(json.dumps({"id": document["id"], "quotes": quotes}) + "\n")


def tagger_from_run(folder: Path, settings: TaggerSettings | None = None) -> Tagger:
    """A tagger that runs the weights of a training run in single precision."""
    tokenizer, network = read_run(folder)

    def run_encoder(ids: Ints, features: Ints) -> list[Floats]:
        with torch.inference_mode():
            return [out.numpy() for out in network.encoder(torch.from_numpy(ids), torch.from_numpy(features))]

    def run_linker(tokens: Floats, cue: Floats, distances: Ints) -> Floats:
        with torch.inference_mode():
            return network.linker(*(torch.from_numpy(array) for array in (tokens, cue, distances))).numpy()

    return Tagger(tokenizer, run_encoder, run_linker, settings or TaggerSettings())


def to_quote_json(one: Attribution) -> dict[str, Any]:
    parts = {"source": one.source, "cue": one.cue, "content": one.content}
    return {
        "spans": {name: [{"start": s.start, "end": s.end} for s in spans] for name, spans in parts.items()},
        "speaker": None,
        "confidence": one.cue_probability,
    }


def predict_quotes(tagger: Tagger, annotated: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {document["id"]: [to_quote_json(one) for one in tagger.tag(document["text"])] for document in annotated}


if __name__ == "__main__":
    main()
