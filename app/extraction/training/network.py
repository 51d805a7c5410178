"""The network: a small pre-trained encoder that finds cues, and a thin layer that labels a window for one cue."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.extraction.attribution.model.decoding import DISTANCE_BUCKETS, LABELS
from app.extraction.attribution.model.windows import FEATURE_VALUES

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PAD_ID = 0
ENCODER_WIDTH, HEAD_WIDTH, MAX_PIECES = 384, 32, 512
LINKER_WIDTH, LINKER_HEADS, LINKER_INNER = 128, 4, 384
# Heads and inner width of each of the encoder's layers, as it comes.
EncoderShape = Sequence[tuple[int, int]]
FULL_SHAPE: EncoderShape = ((12, 1536),) * 6


class Linear(nn.Linear):
    """Keeps its weights in single precision and works in that of its input, or as rounded as what is exported."""

    is_rounded = False

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight
        if self.is_rounded:
            weight, x = _round_weight(weight), _round_input(x.float()).to(x.dtype)
        return F.linear(x, weight.to(x.dtype), self.bias.to(x.dtype))


def _round_weight(weight: Tensor) -> Tensor:
    """Of 7 bits a channel; learned from as if it were not."""
    step = weight.detach().abs().amax(1, keepdim=True) / 64
    return weight + (torch.round(weight.detach() / step) * step - weight.detach())


def _round_input(x: Tensor) -> Tensor:
    """Of 8 bits between the least and the greatest."""
    least, greatest = x.detach().min().clamp(max=0), x.detach().max().clamp(min=0)
    step = (greatest - least) / 255
    return x + (torch.round((x.detach() - least) / step) * step + least - x.detach())


class Norm(nn.LayerNorm):
    def __init__(self, width: int) -> None:
        super().__init__(width, eps=1e-12)

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


class Layer(nn.Module):
    """A transformer layer, normalised after each half; dropout is drawn once for all positions of a window.

    A head is `HEAD` wide, so that fewer heads than make up the width are less to do.
    """

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv, self.out = Linear(width, 3 * heads * HEAD_WIDTH), Linear(heads * HEAD_WIDTH, width)
        self.up, self.down = Linear(width, inner), Linear(inner, width)
        self.norm_attention, self.norm_output = Norm(width), Norm(width)

    def forward(self, x: Tensor, absent: Tensor) -> Tensor:
        """`absent` tells the places that hold nothing."""
        q, k, v = self.qkv(x).chunk(3, -1)
        attend = _ExportedAttention.apply if torch.onnx.is_in_onnx_export() else _compute_attention
        x = self.norm_attention(x + self._apply_dropout(self.out(attend(q, k, v, absent, self.heads))))
        return self.norm_output(x + self._apply_dropout(self.down(F.gelu(self.up(x)))))

    def _apply_dropout(self, x: Tensor) -> Tensor:
        if not self.training or not self.dropout:
            return x
        return x * F.dropout(torch.ones_like(x[:, :1]), self.dropout)


def _compute_attention(q: Tensor, k: Tensor, v: Tensor, absent: Tensor, heads: int) -> Tensor:
    rows, size, width = q.shape
    q, k, v = (part.view(rows, size, heads, HEAD_WIDTH).transpose(1, 2) for part in (q, k, v))
    mask = torch.where(absent, -1e4, 0.0)[:, None, None, :].to(q.dtype)
    scores = q @ k.transpose(-1, -2) * HEAD_WIDTH**-0.5 + mask
    return (torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(rows, size, width)


class _ExportedAttention(torch.autograd.Function):
    """Attention as one operation of onnxruntime, which is twice as fast, but only where no place is absent."""

    @staticmethod
    def forward(_ctx: Any, q: Tensor, k: Tensor, v: Tensor, absent: Tensor, heads: int) -> Tensor:
        return _compute_attention(q, k, v, absent, heads)

    @staticmethod
    def symbolic(graph: Any, q: Any, k: Any, v: Any, _absent: Any, heads: int) -> Any:
        return graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


class Encoder(nn.Module):
    """Pieces and their features -> cue logits, and per piece what the linker needs of it as token and as cue."""

    def __init__(self, vocabulary: int, dropout: float, shape: EncoderShape) -> None:
        super().__init__()
        self.precision = torch.float32
        self.words, self.positions = nn.Embedding(vocabulary, ENCODER_WIDTH), nn.Embedding(MAX_PIECES, ENCODER_WIDTH)
        self.features = nn.Embedding(FEATURE_VALUES, ENCODER_WIDTH)
        nn.init.zeros_(self.features.weight)
        self.norm = Norm(ENCODER_WIDTH)
        self.layers = nn.ModuleList(Layer(ENCODER_WIDTH, heads, inner, dropout) for heads, inner in shape)
        self.cue = Linear(ENCODER_WIDTH, 3)
        self.as_token, self.as_cue = Linear(ENCODER_WIDTH, LINKER_WIDTH), Linear(ENCODER_WIDTH, 2 * LINKER_WIDTH)

    def forward(self, ids: Tensor, features: Tensor) -> tuple[Tensor, ...]:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places) + self.features(features)).to(self.precision)
        absent = ids == PAD_ID
        for layer in self.layers:
            x = layer(x, absent)
        return self.cue(x).float(), self.as_token(x), self.as_cue(x)


class Linker(nn.Module):
    """Token states, one cue's state and each token's distance to it -> label logits of the window for that cue."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.distance = nn.Embedding(DISTANCE_BUCKETS, LINKER_WIDTH)
        nn.init.normal_(self.distance.weight, std=0.3)
        self.norm = Norm(LINKER_WIDTH)
        self.layer = Layer(LINKER_WIDTH, LINKER_HEADS, LINKER_INNER, dropout)
        self.label = Linear(LINKER_WIDTH, len(LABELS))

    def forward(self, tokens: Tensor, cue: Tensor, distances: Tensor) -> Tensor:
        scale, shift = cue[:, None].chunk(2, -1)
        x = self.norm(tokens * (1 + scale) + shift + self.distance(distances).to(tokens.dtype))
        return self.label(self.layer(x, distances == 0)).float()


class Network(nn.Module):
    def __init__(self, vocabulary: int, dropout: float = 0.1, shape: EncoderShape = FULL_SHAPE) -> None:
        super().__init__()
        self.encoder, self.linker = Encoder(vocabulary, dropout, shape), Linker(dropout)

    @property
    def shape(self) -> EncoderShape:
        return [(layer.heads, layer.up.out_features) for layer in self.encoder.layers]


def read_run(folder: Path, dropout: float = 0.0) -> tuple[Tokenizer, Network]:
    """The tokenizer and the network of a training run, in single precision."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    weights = torch.load(folder / "weights.pt", weights_only=True)
    depth = len(FULL_SHAPE)
    sizes = [[weights[f"encoder.layers.{n}.{part}.bias"].numel() for part in ("qkv", "up")] for n in range(depth)]
    network = Network(tokenizer.get_vocab_size(), dropout, [(qkv // HEAD_WIDTH // 3, inner) for qkv, inner in sizes])
    network.load_state_dict(weights)
    return tokenizer, network.eval()


def load_pretrained_encoder(weights: Path, network: Network) -> None:
    """Load the pre-trained encoder, if the file is the one that this was made for."""
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != ENCODER_SHA256:
        raise ValueError(f"{weights.name} has SHA-256 {digest}, not {ENCODER_SHA256}")
    given = load_file(weights)
    encoder = network.encoder
    with torch.no_grad():
        encoder.words.weight.copy_(given["embeddings.word_embeddings.weight"])
        token_type = given["embeddings.token_type_embeddings.weight"][0]
        encoder.positions.weight.copy_(given["embeddings.position_embeddings.weight"] + token_type)
        _copy_parameters(encoder.norm, given, "embeddings.LayerNorm")
        for number, layer in enumerate(encoder.layers):
            at = f"encoder.layer.{number}."
            for kind in ("weight", "bias"):
                parts = [given[f"{at}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(parts))
            _copy_parameters(layer.out, given, at + "attention.output.dense")
            _copy_parameters(layer.norm_attention, given, at + "attention.output.LayerNorm")
            _copy_parameters(layer.up, given, at + "intermediate.dense")
            _copy_parameters(layer.down, given, at + "output.dense")
            _copy_parameters(layer.norm_output, given, at + "output.LayerNorm")


def _copy_parameters(module: nn.Module, given: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(given[name + ".weight"])
    module.bias.copy_(given[name + ".bias"])
