"""Turn a training run into what the product runs: `python -m app.extraction.training.export --run DIR`.

Writes the two networks as ONNX with 8-bit weights, the tokenizer, and a manifest with checksums and settings.
"""

import argparse
import dataclasses
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.extraction.model.choosing import Settings
from app.extraction.tagger import PROBED
from app.extraction.training.network import Network

PACKAGED = Path(__file__).parent.parent / "model"
FILES = ("tagger.onnx", "linker.onnx", "tokenizer.json", "probe.onnx")
OPSET = 17
# Which axes of an input or output have no fixed length.
Axes = dict[str, tuple[int, ...]]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--run", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=PACKAGED)
    ask.add_argument("--settings", type=json.loads, default={}, help="JSON: fields of Settings that differ")
    ask.add_argument("--single", action="store_true", help="keep single precision, to compare")
    args = ask.parse_args()
    export(args.run, args.out, Settings.of({**dataclasses.asdict(Settings()), **args.settings}), args.single)


def export(run: Path, out: Path, settings: Settings, single: bool = False) -> None:
    out.mkdir(parents=True, exist_ok=True)
    network = Network(Tokenizer.from_file(str(run / "tokenizer.json")).get_vocab_size())
    network.load_state_dict(torch.load(run / "weights.pt", weights_only=True))
    network.eval()
    ids = torch.full((2, 7), 200)
    _, states, cue = network.encoder(ids, ids % 64)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch)
        rows: dict[str, tuple[int, ...]] = {
            "ids": (0, 1),
            "features": (0, 1),
            "cues": (0, 1),
            "tokens": (0, 1),
            "as_cue": (0, 1),
        }
        _write(network.encoder, (ids, ids % 64), plain / "tagger.onnx", ["cues", "tokens", "as_cue"], rows)
        rows = {"tokens": (0, 1), "cue": (0,), "distances": (0, 1), "labels": (0, 1)}
        _write(network.linker, (states, cue[:, 0], ids % 9 + 1), plain / "linker.onnx", ["labels"], rows)
        for name in FILES[:2]:
            if single:
                shutil.copy(plain / name, out / name)
            else:
                quantize_dynamic(plain / name, out / name, weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(run / "tokenizer.json", out / "tokenizer.json")
    (out / "probe.onnx").write_bytes(_probe().SerializeToString())
    digests = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES}
    manifest = {"sha256": digests, "settings": dataclasses.asdict(settings)}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _probe() -> onnx.ModelProto:
    """Sums of the greatest 8-bit products, by which the tagger sees whether the processor adds them exactly."""
    weights = onnx.numpy_helper.from_array(np.full((PROBED, 16), 127, np.int8), "weights")
    row = onnx.helper.make_tensor_value_info("bytes", onnx.TensorProto.UINT8, ["row", PROBED])
    sums = onnx.helper.make_tensor_value_info("sums", onnx.TensorProto.INT32, ["row", 16])
    node = onnx.helper.make_node("MatMulInteger", ["bytes", "weights"], ["sums"])
    graph = onnx.helper.make_graph([node], "probe", [row], [sums], [weights])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=8)


def _write(
    network: nn.Module, inputs: tuple[Tensor, ...], path: Path, outputs: list[str], axes: dict[str, tuple[int, ...]]
) -> None:
    names = ("row", "place")
    dynamic = {name: {axis: names[axis] for axis in which} for name, which in axes.items()}
    given = [name for name in axes if name not in outputs]
    torch.onnx.export(
        network,
        inputs,
        str(path),
        input_names=given,
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=OPSET,
        dynamo=False,
    )


if __name__ == "__main__":
    main()
