"""The learned tagger at run time: text -> attributions, by two small networks that onnxruntime runs on the CPU."""

import functools
import hashlib
import importlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from tokenizers import Tokenizer

from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.model import decoding
from app.extraction.attribution.model.decoding import Floats, Range
from app.extraction.attribution.model.span_selection import Candidate, Settings, choose
from app.extraction.attribution.model.windows import Ints, Pieces, as_row, read, windows
from app.extraction.document import Span
from app.extraction.pacing import Check, paced, unhurried

WEIGHTS = files("app.extraction.attribution.model")
# Windows whose labels are read at a time. The networks are given one by one: as rows of one batch, some would have to
# be padded, and the padding masked, which takes a fifth longer.
TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Tagger:
    """The two networks and the tokenizer; `encode` and `link` are the networks as functions of arrays."""

    tokenizer: Tokenizer
    encode: Callable[[Ints, Ints], Sequence[Floats]]
    link: Callable[[Floats, Floats, Ints], Floats]
    settings: Settings

    def tag(self, text: str, check: Check = unhurried) -> list[Attribution]:
        pieces = read(text, self.tokenizer, check)
        spans = [span for span in windows(pieces, self.settings.window) if _has_words(text, pieces, span)]
        found = [
            candidate
            for at in range(0, len(spans), TOGETHER)
            for candidate in self._candidates(pieces, spans[at : at + TOGETHER], check)
        ]
        chosen = choose(found, pieces, self.settings, check)
        return sorted((_attribution(pieces, one) for one in chosen), key=lambda one: (one.content[0], one.cue))

    def _candidates(self, pieces: Pieces, spans: Sequence[Range], check: Check) -> Iterator[Candidate]:
        found: list[tuple[Range, int, float]] = []
        labels: list[Floats] = []
        for span in paced(spans, check):
            # Without the marks for start and end.
            cue_logits, tokens, as_cue = (out[:, 1:-1] for out in self.encode(*as_row(pieces, span)))
            cues = decoding.find_cues(cue_logits[0], self.settings.doubtful)
            if cues:
                anchors = [anchor for anchor, _ in cues]
                distance = decoding.distances(span[1] - span[0], anchors)
                labels.extend(self.link(tokens, as_cue[0, anchors], distance))
                found.extend((span, *cue) for cue in cues)
        if not found:
            return
        links = decoding.links(labels, [anchor for _, anchor, _ in found], self.settings.bias)
        for (span, _, chance), link in zip(found, links, strict=True):
            if link.content:
                yield Candidate.of(link, chance, span)


def tag(text: str, check: Check = unhurried) -> list[Attribution]:
    """The attributions of a text, in its order."""
    return load().tag(text, check)


@functools.cache
def load() -> Tagger:
    """The tagger with the packaged weights, once their checksums are found right."""
    manifest = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    held = {name: _checked(name, digest) for name, digest in manifest["sha256"].items()}
    encoder, linker = (_session(held[name]) for name in ("tagger.onnx", "linker.onnx"))

    def encode(ids: Ints, features: Ints) -> Sequence[Floats]:
        return encoder.run(None, {"ids": ids, "features": features})  # type: ignore[no-any-return]

    def link(tokens: Floats, cue: Floats, distances: Ints) -> Floats:
        return linker.run(None, {"tokens": tokens, "cue": cue, "distances": distances})[0]  # type: ignore[no-any-return]

    return Tagger(Tokenizer.from_str(held["tokenizer.json"].decode()), encode, link, Settings.of(manifest["settings"]))


def _checked(name: str, digest: str) -> bytes:
    content = (WEIGHTS / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} is not the file that the manifest names: its SHA-256 differs")
    return content


def _runtime() -> Any:
    """onnxruntime without its telemetry, by which it would tell its maker of each process and name the machine.

    It reads the variables, of which each version knows one, when it is imported.
    """
    os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}
    return importlib.import_module("onnxruntime")


def _session(model: bytes) -> Any:
    onnxruntime = _runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Done together, a sum and its norm take thrice as long as one after the other.
    apart = ["SkipLayerNormFusion"]
    return onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"], disabled_optimizers=apart)


def _has_words(text: str, pieces: Pieces, span: Range) -> bool:
    start, end = pieces.starts[span[0]], pieces.ends[span[1] - 1]
    return any(character.isalpha() for character in text[start:end])


def _attribution(pieces: Pieces, one: Candidate) -> Attribution:
    def place(span: Range) -> Span:
        return Span(int(pieces.starts[span[0]]), int(pieces.ends[span[1] - 1]))

    return Attribution(
        cue=(place(one.cue),),
        source=(place(one.source),) if one.source else (),
        content=tuple(place(span) for span in one.content),
        cue_probability=one.cue_probability,
        source_probability=one.source_probability,
        content_probability=one.content_probability,
    )
