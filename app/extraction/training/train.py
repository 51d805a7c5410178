"""Train the tagger: `python -m app.extraction.training.train --data train.jsonl --encoder DIR --out DIR`.

`--encoder` is the folder of all-MiniLM-L6-v2 (model.safetensors and tokenizer.json).
"""

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from app.extraction.attribution.model.decoding import distance_buckets
from app.extraction.attribution.model.windows import Ints
from app.extraction.training.data import (
    MASK_ID,
    Batch,
    EncodedArticle,
    encode_article,
    epoch_batches,
    read_fitting_rows,
)
from app.extraction.training.network import Network, load_pretrained_encoder

SEED = 7
HELD_OUT_INTERVAL = 20  # one article in so many is held out: it chooses the weights and the thresholds
BATCH_PIECES = 3072  # pieces in a batch
MASKED_SHARE = 0.06
DOUBTFUL_PROBABILITY = 0.1  # a piece that is no cue but thought one with this probability is trained to link to nothing
ENCODER_RATE, HEAD_RATE, LAYER_DECAY = 3e-4, 1e-3, 0.85
WARM_UP_SHARE = 0.06
AVERAGE_DECAY = 0.995
LINK_WEIGHT = 0.5
OTHER_ANCHOR_SHARE = 0.3


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--encoder", type=Path, required=True)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--resume", type=Path, help="the folder of an earlier run to go on from")
    ask.add_argument("--epochs", type=int, default=8)
    ask.add_argument("--seed", type=int, default=SEED, help="another network, to distil from several")
    ask.add_argument("--minutes", type=float, default=math.inf, help="finish the schedule within this time")
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    tokenizer = read_tokenizer(args.encoder)
    tokenizer.save(str(args.out / "tokenizer.json"))
    annotated = read_fitting_rows(args.data)
    kept, held = split_held_out(annotated)
    network = Network(tokenizer.get_vocab_size())
    network.encoder.precision = torch.bfloat16
    load_pretrained_encoder(args.encoder / "model.safetensors", network)
    if args.resume:
        network.load_state_dict(torch.load(args.resume / "weights.pt", weights_only=True))
    articles = [encode_article(one, tokenizer) for one in kept]
    train_network(network, articles, [encode_article(one, tokenizer) for one in held], args)


def read_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def split_held_out(annotated: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Articles to train on, and those held out; the same ones on every run."""
    order = list(range(len(annotated)))
    random.Random(SEED).shuffle(order)
    held = set(order[: len(order) // HELD_OUT_INTERVAL])
    return [d for n, d in enumerate(annotated) if n not in held], [annotated[n] for n in sorted(held)]


def train_network(
    network: Network, articles: Sequence[EncodedArticle], held: Sequence[EncodedArticle], args: argparse.Namespace
) -> None:
    chance = random.Random(args.seed)
    optimizer = torch.optim.AdamW(parameter_groups(network), betas=(0.9, 0.98), fused=True)
    rates = [group["lr"] for group in optimizer.param_groups]
    average = copy.deepcopy(network)
    began, steps, best = time.monotonic(), 0, math.inf
    likeliest: dict[str, Tensor] = {}
    log = (args.out / "log.jsonl").open("w", encoding="utf-8")
    for number in range(args.epochs):
        network.train()
        batches = list(epoch_batches(articles, chance, BATCH_PIECES, MASKED_SHARE))
        seen = []
        for at, one in enumerate(batches):
            spent = (time.monotonic() - began) / 60 / args.minutes
            done = max((number + at / len(batches)) / args.epochs, spent)
            if done >= 1:
                break
            set_rates(optimizer, rates, done, WARM_UP_SHARE)
            losses = step_losses(network, one)
            steps += 1
            take_step(network, optimizer, losses)
            update_average(average, network, min(AVERAGE_DECAY, steps / (steps + 10)))
            seen.append([loss.item() for loss in losses])
            if at % 25 == 0:
                print(number, at, len(batches), np.mean(seen[-25:], 0).round(3), round(spent, 3), flush=True)
        checked = held_out_losses(average, held)
        row = {
            "epoch": number,
            "train": np.mean(seen, 0).tolist(),
            "held_out": checked,
            "seconds": time.monotonic() - began,
        }
        print(row, flush=True)
        log.write(json.dumps(row) + "\n")
        log.flush()
        if sum(checked) < best:
            best, likeliest = sum(checked), copy.deepcopy(average.state_dict())
        torch.save(interpolate_weights(likeliest, average.state_dict()), args.out / "weights.pt")
        if done >= 1:
            break


def interpolate_weights(likeliest: dict[str, Tensor], last: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights of the best loss knew best how sure to be, the last where spans end: a mean of both does best."""
    return {name: (likeliest[name] + 2 * last[name]) / 3 for name in last}


def parameter_groups(network: Network) -> list[dict[str, Any]]:
    """Word and position embeddings stay as they are; lower layers learn slower, what is new learns faster."""
    encoder = network.encoder
    for frozen in (encoder.words, encoder.positions):
        frozen.requires_grad_(False)
    depth = len(encoder.layers)
    groups = [
        {"params": list(layer.parameters()), "lr": ENCODER_RATE * LAYER_DECAY ** (depth - 1 - number)}
        for number, layer in enumerate(encoder.layers)
    ]
    groups.append({"params": list(encoder.norm.parameters()), "lr": ENCODER_RATE * LAYER_DECAY**depth})
    fresh = [encoder.features, encoder.cue, encoder.as_token, encoder.as_cue, network.linker]
    groups.append({"params": [p for part in fresh for p in part.parameters()], "lr": HEAD_RATE})
    return groups


def set_rates(optimizer: torch.optim.Optimizer, rates: Sequence[float], done: float, warm_up: float) -> None:
    """Rates that rise to their height during the first part of the training, and then fall to nothing."""
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * min(done / warm_up, 1 - done)


def take_step(network: Network, optimizer: torch.optim.Optimizer, losses: Sequence[Tensor]) -> None:
    sum(losses).backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()


def update_average(average: Network, network: Network, share: float) -> None:
    with torch.no_grad():
        pairs = [(a, p) for a, p in zip(average.parameters(), network.parameters(), strict=True) if p.requires_grad]
        torch._foreach_lerp_([a for a, _ in pairs], [p for _, p in pairs], 1 - share)


def step_losses(network: Network, one: Batch) -> tuple[Tensor, Tensor]:
    """Per true cue: how improbable the cue tags are, and how improbable the labels that belong to the cues are."""
    ids, features, tags = (torch.from_numpy(array) for array in (one.ids, one.features, one.tags))
    logits, tokens, as_cue = network.encoder(ids, features)
    real = ids > 0
    cue_loss = F.cross_entropy(logits[real], tags[real], reduction="sum")
    rows, anchors, labels = choose_anchors(one, logits, network.training)
    if not len(rows):
        return cue_loss, cue_loss * 0
    distance = distances_to_anchors(one, rows, anchors)
    linked = network.linker(tokens[rows], as_cue[rows, anchors], distance)
    known = distance > 0
    link_loss = F.cross_entropy(linked[known], torch.from_numpy(labels)[known], reduction="sum")
    count = max(1, len(one.rows))
    return cue_loss / count, LINK_WEIGHT * link_loss / count


def distances_to_anchors(one: Batch, rows: Ints, anchors: Ints) -> Tensor:
    """For each anchor, how far the places of its row lie from it, in buckets; 0 outside."""
    buckets = np.zeros((len(rows), one.ids.shape[1]), dtype=np.int64)
    sizes = (one.ids[rows] > 0).sum(1) - 2
    for row, size, anchor in zip(buckets, sizes, anchors, strict=True):
        row[1 : size + 1] = distance_buckets(size, [anchor - 1])
    return torch.from_numpy(buckets)


def choose_anchors(one: Batch, logits: Tensor, training: bool) -> tuple[Ints, Ints, Ints]:
    """Rows, anchors and labels of the true cues, in training also of pieces wrongly thought a cue, which link nothing.

    A cue is known by the piece that the network finds likeliest, in training sometimes by another of its pieces.
    """
    chances = 1 - torch.softmax(logits.detach(), -1)[..., 0].numpy()
    anchors = [
        int(torch.randint(start, end, ()))
        if training and torch.rand(()) < OTHER_ANCHOR_SHARE
        else start + int(chances[row, start:end].argmax())
        for row, (start, end) in zip(one.rows, one.cues, strict=True)
    ]
    chances[(one.tags > 0) | (one.ids <= MASK_ID) | (chances < DOUBTFUL_PROBABILITY)] = 0
    most = min(len(anchors) // 2 + 1, int((chances > 0).sum())) if training else 0
    rows, pieces = np.divmod(np.argsort(-chances, axis=None, kind="stable")[:most], chances.shape[1])
    nothing = np.zeros((most, one.labels.shape[1]), dtype=np.int64)
    return (
        np.concatenate([one.rows, rows]),
        np.concatenate([np.array(anchors, dtype=np.int64), pieces]),
        np.concatenate([one.labels, nothing]),
    )


def held_out_losses(network: Network, held: Sequence[EncodedArticle]) -> list[float]:
    network.eval()
    with torch.inference_mode():
        batches: Iterable[Batch] = epoch_batches(held, random.Random(SEED), BATCH_PIECES, 0.0)
        return np.mean([[float(loss) for loss in step_losses(network, one)] for one in batches], 0).tolist()


if __name__ == "__main__":
    main()
