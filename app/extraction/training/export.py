"""Turn a training run into what the product runs: `python -m app.extraction.training.export --run DIR`.

Writes the two networks as ONNX with 7-bit weights in bytes, the tokenizer, and a manifest with checksums and settings.
"""

import argparse
import dataclasses
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from app.extraction.attribution.model.span_selection import TaggerSettings
from app.extraction.training.network import read_run

PACKAGED_MODEL = Path(__file__).parent.parent / "model"
MODEL_FILES = ("tagger.onnx", "linker.onnx", "tokenizer.json")
ONNX_OPSET = 17
# Which axes of an input or output have no fixed length, and what they count.
DynamicAxes = dict[str, dict[int, str]]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--run", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=PACKAGED_MODEL)
    ask.add_argument("--settings", type=json.loads, default={}, help="JSON: fields of Settings that differ")
    ask.add_argument("--single", action="store_true", help="keep single precision, to compare")
    args = ask.parse_args()
    export_run(
        args.run,
        args.out,
        TaggerSettings.from_manifest({**dataclasses.asdict(TaggerSettings()), **args.settings}),
        args.single,
    )


def export_run(run: Path, out: Path, settings: TaggerSettings, single: bool = False) -> None:
    out.mkdir(parents=True, exist_ok=True)
    _, network = read_run(run)
    ids = torch.full((1, 9), 200)
    _, tokens, as_cue = network.encoder(ids, ids % 64)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch)
        axes: DynamicAxes = {name: {1: "place"} for name in ("ids", "features", "cues", "tokens", "as_cue")}
        _write_onnx(network.encoder, (ids, ids % 64), plain / "tagger.onnx", ["cues", "tokens", "as_cue"], axes)
        axes = {"tokens": {1: "place"}, "cue": {0: "cue"}}
        axes |= {name: {0: "cue", 1: "place"} for name in ("distances", "labels")}
        buckets = torch.ones((2, 9), dtype=torch.int64)
        _write_onnx(network.linker, (tokens, as_cue[0, :2], buckets), plain / "linker.onnx", ["labels"], axes)
        for name in MODEL_FILES[:2]:
            if single:
                shutil.copy(plain / name, out / name)
            else:
                # Of 7 bits, since processors without VNNI add two products of 8 bits in 16, which may be too few.
                quantize_dynamic(
                    plain / name, out / name, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
                )
    shutil.copy(run / "tokenizer.json", out / "tokenizer.json")
    digests = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in MODEL_FILES}
    manifest = {"sha256": digests, "settings": dataclasses.asdict(settings)}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _write_onnx(
    network: nn.Module, inputs: tuple[Tensor, ...], path: Path, outputs: list[str], axes: DynamicAxes
) -> None:
    torch.onnx.export(
        network,
        inputs,
        str(path),
        input_names=[name for name in axes if name not in outputs],
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=ONNX_OPSET,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )


if __name__ == "__main__":
    main()
