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
from app.extraction.attribution.model.decoding import Floats, PieceRange
from app.extraction.attribution.model.span_selection import CandidateAttribution, TaggerSettings, select_attributions
from app.extraction.attribution.model.windows import Ints, WordPieces, encode_text, split_windows, to_network_input
from app.extraction.cancellation import CancellationCheck, never_cancel, with_cancellation
from app.extraction.types import Span

WEIGHTS = files("app.extraction.attribution.model")
# Windows whose labels are read at a time. The networks are given one by one: as rows of one batch, some would have to
# be padded, and the padding masked, which takes a fifth longer.
WINDOWS_AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Tagger:
    """The two networks and the tokenizer; `encode` and `link` are the networks as functions of arrays."""

    tokenizer: Tokenizer
    encode: Callable[[Ints, Ints], Sequence[Floats]]
    link: Callable[[Floats, Floats, Ints], Floats]
    settings: TaggerSettings

    def tag(self, text: str, check: CancellationCheck = never_cancel) -> list[Attribution]:
        pieces = encode_text(text, self.tokenizer, check)
        spans = [span for span in split_windows(pieces, self.settings.window) if _has_words(text, pieces, span)]
        found = [
            candidate
            for at in range(0, len(spans), WINDOWS_AT_A_TIME)
            for candidate in self._find_candidates(pieces, spans[at : at + WINDOWS_AT_A_TIME], check)
        ]
        chosen = select_attributions(found, pieces, self.settings, check)
        return sorted((_to_attribution(pieces, one) for one in chosen), key=lambda one: (one.content[0], one.cue))

    def _find_candidates(
        self, pieces: WordPieces, spans: Sequence[PieceRange], check: CancellationCheck
    ) -> Iterator[CandidateAttribution]:
        found: list[tuple[PieceRange, int, float]] = []
        labels: list[Floats] = []
        for span in with_cancellation(spans, check):
            # Without the marks for start and end.
            cue_logits, tokens, as_cue = (out[:, 1:-1] for out in self.encode(*to_network_input(pieces, span)))
            cues = decoding.find_cues(cue_logits[0], self.settings.doubtful)
            if cues:
                anchors = [anchor for anchor, _ in cues]
                distance = decoding.distance_buckets(span[1] - span[0], anchors)
                labels.extend(self.link(tokens, as_cue[0, anchors], distance))
                found.extend((span, *cue) for cue in cues)
        if not found:
            return
        links = decoding.decode_links(labels, [anchor for _, anchor, _ in found], self.settings.bias)
        for (span, _, chance), link in zip(found, links, strict=True):
            if link.content:
                yield CandidateAttribution.from_link(link, chance, span)


def tag(text: str, check: CancellationCheck = never_cancel) -> list[Attribution]:
    """The attributions of a text, in its order."""
    return load_tagger().tag(text, check)


@functools.cache
def load_tagger() -> Tagger:
    """The tagger with the packaged weights, once their checksums are found right."""
    manifest = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    held = {name: _read_verified(name, digest) for name, digest in manifest["sha256"].items()}
    encoder, linker = (_open_session(held[name]) for name in ("tagger.onnx", "linker.onnx"))

    def run_encoder(ids: Ints, features: Ints) -> Sequence[Floats]:
        return encoder.run(None, {"ids": ids, "features": features})  # type: ignore[no-any-return]

    def run_linker(tokens: Floats, cue: Floats, distances: Ints) -> Floats:
        return linker.run(None, {"tokens": tokens, "cue": cue, "distances": distances})[0]  # type: ignore[no-any-return]

    return Tagger(
        Tokenizer.from_str(held["tokenizer.json"].decode()),
        run_encoder,
        run_linker,
        TaggerSettings.from_manifest(manifest["settings"]),
    )


def _read_verified(name: str, digest: str) -> bytes:
    content = (WEIGHTS / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} is not the file that the manifest names: its SHA-256 differs")
    return content


def _import_onnxruntime() -> Any:
    """onnxruntime without its telemetry, by which it would tell its maker of each process and name the machine.

    It reads the variables, of which each version knows one, when it is imported.
    """
    os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}
    return importlib.import_module("onnxruntime")


def _open_session(model: bytes) -> Any:
    onnxruntime = _import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Done together, a sum and its norm take thrice as long as one after the other.
    apart = ["SkipLayerNormFusion"]
    return onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"], disabled_optimizers=apart)


def _has_words(text: str, pieces: WordPieces, span: PieceRange) -> bool:
    start, end = pieces.starts[span[0]], pieces.ends[span[1] - 1]
    return any(character.isalpha() for character in text[start:end])


def _to_attribution(pieces: WordPieces, one: CandidateAttribution) -> Attribution:
    def to_span(span: PieceRange) -> Span:
        return Span(int(pieces.starts[span[0]]), int(pieces.ends[span[1] - 1]))

    return Attribution(
        cue=(to_span(one.cue),),
        source=(to_span(one.source),) if one.source else (),
        content=tuple(to_span(span) for span in one.content),
        cue_probability=one.cue_probability,
        source_probability=one.source_probability,
        content_probability=one.content_probability,
    )
