"""The learned tagger at run time: text -> attributions, by two small networks that onnxruntime runs on the CPU."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from app.extraction.document import Span
from app.extraction.model import decoding
from app.extraction.model.decoding import Floats, Link, Range
from app.extraction.model.windows import Ints, Pieces, batch, read, windows

WEIGHTS = files("app.extraction.model")
ROWS = 8


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that say that somebody said something: the cue, who (if told), and what, each with its probability."""

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    cue_probability: float
    source_probability: float
    content_probability: float


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen on held-out articles: the window's size in pieces, and how sure an attribution must be."""

    window: int = 126
    cue: float = 0.25
    sure: float = 0.25
    bias: float = 0.0


@dataclass(frozen=True, slots=True)
class Tagger:
    """The two networks and the tokenizer; `encode` and `link` are the networks as functions of arrays."""

    tokenizer: Tokenizer
    encode: Callable[[Ints, Ints], Sequence[Floats]]
    link: Callable[[Floats, Floats, Ints], Floats]
    settings: Settings = Settings()

    def tag(self, text: str) -> list[Attribution]:
        pieces = read(text, self.tokenizer)
        spans = [span for span in windows(pieces, self.settings.window) if _has_words(text, pieces, span)]
        spans.sort(key=lambda span: span[1] - span[0])
        found = [
            attribution
            for at in range(0, len(spans), ROWS)
            for attribution in self._attributions(pieces, spans[at : at + ROWS])
        ]
        return sorted(found, key=lambda one: (one.content[0], one.cue))

    def _attributions(self, pieces: Pieces, spans: Sequence[Range]) -> Iterator[Attribution]:
        ids, features = batch(pieces, spans)
        cue_logits, tokens, as_cue = self.encode(ids, features)
        cues = [
            (row, cue, chance)
            for row, (start, end) in enumerate(spans)
            for cue, chance in decoding.find_cues(cue_logits[row], end - start, self.settings.cue)
        ]
        if not cues:
            return
        rows = [row for row, _, _ in cues]
        states = np.stack([as_cue[row, s:e].mean(0) for row, (s, e), _ in cues])
        sizes = [spans[row][1] - spans[row][0] for row in rows]
        distance = np.stack(
            [decoding.distances(size, cue, ids.shape[1]) for size, (_, cue, _) in zip(sizes, cues, strict=True)]
        )
        logits = self.link(tokens[rows], states, distance)
        for (row, cue, chance), link in zip(cues, decoding.links(logits, distance, self.settings.bias), strict=True):
            if link.content and chance * link.content_probability >= self.settings.sure:
                yield _attribution(pieces, spans[row][0] - 1, cue, chance, link)


def tag(text: str) -> list[Attribution]:
    """The attributions of a text, in its order."""
    return load().tag(text)


@functools.cache
def load() -> Tagger:
    """The tagger with the packaged weights, once their checksums are found right."""
    manifest = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    held = {name: _checked(name, digest) for name, digest in manifest["sha256"].items()}
    encoder, linker = _session(held["tagger.onnx"]), _session(held["linker.onnx"])

    def encode(ids: Ints, features: Ints) -> Sequence[Floats]:
        return encoder.run(None, {"ids": ids, "features": features})  # type: ignore[no-any-return]

    def link(tokens: Floats, cue: Floats, distances: Ints) -> Floats:
        return linker.run(None, {"tokens": tokens, "cue": cue, "distances": distances})[0]  # type: ignore[no-any-return]

    return Tagger(Tokenizer.from_str(held["tokenizer.json"].decode()), encode, link, Settings(**manifest["settings"]))


def _checked(name: str, digest: str) -> bytes:
    content = (WEIGHTS / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} is not the file that the manifest names: its SHA-256 differs")
    return content


def _session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _has_words(text: str, pieces: Pieces, span: Range) -> bool:
    start, end = pieces.starts[span[0]], pieces.ends[span[1] - 1]
    return any(character.isalpha() for character in text[start:end])


def _attribution(pieces: Pieces, offset: int, cue: Range, chance: float, link: Link) -> Attribution:
    def place(span: Range) -> Span:
        return Span(int(pieces.starts[offset + span[0]]), int(pieces.ends[offset + span[1] - 1]))

    return Attribution(
        cue=(place(cue),),
        source=(place(link.source),) if link.source else (),
        content=tuple(place(span) for span in link.content),
        cue_probability=chance,
        source_probability=link.source_probability,
        content_probability=link.content_probability,
    )
