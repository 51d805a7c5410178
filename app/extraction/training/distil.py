"""Make a trained tagger smaller: `python -m app.extraction.training.distil --data train.jsonl --run DIR --out DIR`.

Takes out the attention heads and the inner units that matter least to the loss, judged by its first-order change
without each (Michel, Levy and Neubig 2019), and lets what is left learn to answer as the whole network does, or as
several do in the mean.
"""

import argparse
import copy
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.extraction.attribution.model.decoding import SOURCE
from app.extraction.training.data import Batch, EncodedArticle, encode_article, epoch_batches, read_fitting_rows
from app.extraction.training.network import HEAD_WIDTH, Layer, Linear, Network, read_run
from app.extraction.training.train import (
    BATCH_PIECES,
    LINK_WEIGHT,
    SEED,
    choose_anchors,
    distances_to_anchors,
    held_out_losses,
    parameter_groups,
    set_rates,
    split_held_out,
    step_losses,
    take_step,
    update_average,
)

JUDGED_ARTICLES = 120  # articles by which heads and units are judged
KEPT_HEADS, KEPT_INNER_UNITS = 48, 1024  # heads left in all layers together, inner units left in each
MASKED_SHARE = 0.08
DROPOUT_RATE = 0.05
WARM_UP_SHARE = 0.03
AVERAGE_DECAY = 0.99
GOLD_WEIGHT = 0.3  # the share of the loss that asks for the annotators' labels, not the whole network's
STATE_WEIGHT = 10.0
_SOURCE = torch.tensor(SOURCE)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--run", type=Path, required=True, help="the folder of the run to make smaller")
    ask.add_argument("--beside", type=Path, nargs="*", default=(), help="folders of other runs that teach with it")
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--go-on", type=Path, help="the folder of an earlier small network to go on from")
    ask.add_argument("--epochs", type=int, default=4)
    ask.add_argument("--rate", type=float, default=0.6, help="of the rates of the first training")
    ask.add_argument("--rounded", action="store_true", help="learn with weights and inputs as rounded as when exported")
    ask.add_argument("--bfloat16", action="store_true", help="work so, twice as fast where the processor knows how")
    ask.add_argument("--sources", type=float, default=1.0, help="how much the places of sources count")
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    tokenizer, whole = read_run(args.run)
    tokenizer.save(str(args.out / "tokenizer.json"))
    kept, held = (
        [encode_article(one, tokenizer) for one in some] for some in split_held_out(read_fitting_rows(args.data))
    )
    print("whole", held_out_losses(whole, held), flush=True)
    if args.go_on:
        _, small = read_run(args.go_on, DROPOUT_RATE)
    else:
        small = prune_network(whole, *measure_importances(whole, random.Random(SEED).sample(kept, JUDGED_ARTICLES)))
    teachers = [whole, *(read_run(folder)[1] for folder in args.beside)]
    for network in (small, *teachers):
        network.encoder.precision = torch.bfloat16 if args.bfloat16 else torch.float32
    for part in small.modules():
        if isinstance(part, Linear):
            part.is_rounded = args.rounded
    print("small", small.shape, held_out_losses(small, held), flush=True)
    distil_network(teachers, small, kept, held, args)


def measure_importances(network: Network, articles: Sequence[EncodedArticle]) -> tuple[Tensor, Tensor]:
    """By layer, how much each head and each inner unit matters to the loss."""
    layers = network.encoder.layers
    caught: dict[nn.Module, Tensor] = {}

    def catch_input(module: nn.Module, given: tuple[Tensor]) -> None:
        caught[module] = given[0]
        given[0].retain_grad()

    hooks = [part.register_forward_pre_hook(catch_input) for layer in layers for part in (layer.out, layer.down)]
    heads = torch.zeros(len(layers), layers[0].heads)
    units = torch.zeros(len(layers), layers[0].up.out_features)
    for one in epoch_batches(articles, random.Random(SEED), BATCH_PIECES, 0.0):
        network.zero_grad()
        sum(step_losses(network, one)).backward()
        for number, layer in enumerate(layers):
            by_place = _first_order_effect(caught[layer.out]).unflatten(-1, (-1, HEAD_WIDTH)).sum(-1)
            heads[number] += by_place.square().sum((0, 1))
            units[number] += _first_order_effect(caught[layer.down]).square().sum((0, 1))
    for hook in hooks:
        hook.remove()
    network.zero_grad()
    return heads, units


def _first_order_effect(x: Tensor) -> Tensor:
    assert x.grad is not None
    return (x * x.grad).detach()


def prune_network(network: Network, heads: Tensor, units: Tensor) -> Network:
    """The network without all but the best heads of all layers, and the best inner units of each."""
    least = heads.flatten().sort(descending=True).values[KEPT_HEADS - 1]
    left = heads >= least
    small = Network(
        network.encoder.words.num_embeddings, DROPOUT_RATE, [(int(row.sum()), KEPT_INNER_UNITS) for row in left]
    )
    weights = {name: value for name, value in network.state_dict().items() if ".layers." not in name}
    small.load_state_dict(weights, strict=False)
    for number, (old, new) in enumerate(zip(network.encoder.layers, small.encoder.layers, strict=True)):
        best = units[number].argsort(descending=True)[:KEPT_INNER_UNITS].sort().values
        _copy_kept_weights(old, new, left[number].repeat_interleave(HEAD_WIDTH).nonzero()[:, 0], best)
    return small.eval()


def _copy_kept_weights(old: Layer, new: Layer, places: Tensor, units: Tensor) -> None:
    whole = old.heads * HEAD_WIDTH
    rows = torch.cat([places + part * whole for part in range(3)])
    with torch.no_grad():
        for name, value in new.state_dict().items():
            value.copy_(
                {
                    "qkv.weight": old.qkv.weight[rows],
                    "qkv.bias": old.qkv.bias[rows],
                    "out.weight": old.out.weight[:, places],
                    "up.weight": old.up.weight[units],
                    "up.bias": old.up.bias[units],
                    "down.weight": old.down.weight[:, units],
                }.get(name, old.get_parameter(name))
            )


def distil_network(
    teachers: Sequence[Network],
    small: Network,
    articles: Sequence[EncodedArticle],
    held: Sequence[EncodedArticle],
    args: argparse.Namespace,
) -> None:
    chance = random.Random(SEED)
    optimizer = torch.optim.AdamW(parameter_groups(small), betas=(0.9, 0.98), fused=True)
    rates = [args.rate * group["lr"] for group in optimizer.param_groups]
    average = copy.deepcopy(small)
    began, steps = time.monotonic(), 0
    for number in range(args.epochs):
        small.train()
        batches = list(epoch_batches(articles, chance, BATCH_PIECES, MASKED_SHARE))
        seen = []
        for at, one in enumerate(batches):
            done = (number + at / len(batches)) / args.epochs
            set_rates(optimizer, rates, done, WARM_UP_SHARE)
            losses = distillation_losses(teachers, small, one, args.sources)
            steps += 1
            take_step(small, optimizer, losses)
            update_average(average, small, min(AVERAGE_DECAY, steps / (steps + 10)))
            seen.append([loss.item() for loss in losses])
            if at % 25 == 0:
                spent = round(time.monotonic() - began)
                print(number, at, len(batches), np.mean(seen[-25:], 0).round(3), spent, flush=True)
        print("held out", held_out_losses(average, held), flush=True)
        torch.save(average.state_dict(), args.out / "weights.pt")


def distillation_losses(
    teachers: Sequence[Network], small: Network, one: Batch, sources: float
) -> tuple[Tensor, Tensor, Tensor]:
    """How far the small network's cues, links and states are from the teachers' and from the annotators'.

    The states of several teachers have no mean: they are left out.
    """
    ids, features, tags = (torch.from_numpy(array) for array in (one.ids, one.features, one.tags))
    real = ids > 0
    with torch.no_grad():
        taught = [teacher.encoder(ids, features) for teacher in teachers]
        cues = _mean_logits([cues for cues, *_ in taught])
    small_cues, *small_states = small.encoder(ids, features)
    count = max(1, len(one.rows))
    cue_loss = _mixed_loss(small_cues[real], cues[real], tags[real]).sum() / count
    state_loss = cue_loss * 0 if len(teachers) > 1 else _state_distance(small_states, taught[0][1:], real)
    rows, anchors, labels = choose_anchors(one, cues, training=True)
    if not len(rows):
        return cue_loss, cue_loss * 0, state_loss
    distance = distances_to_anchors(one, rows, anchors)

    def link_logits(network: Network, tokens: Tensor, as_cue: Tensor) -> Tensor:
        return network.linker(tokens[rows], as_cue[rows, anchors], distance)

    with torch.no_grad():
        linked = _mean_logits([link_logits(teacher, *its) for teacher, (_, *its) in zip(teachers, taught, strict=True)])
    small_linked = link_logits(small, *small_states)
    known = distance > 0
    gold = torch.from_numpy(labels)[known]
    named = torch.isin(gold, _SOURCE) | torch.isin(linked[known].argmax(-1), _SOURCE)
    link_loss = (_mixed_loss(small_linked[known], linked[known], gold) * torch.where(named, sources, 1.0)).sum() / count
    return cue_loss, LINK_WEIGHT * link_loss, state_loss


def _state_distance(mine: Sequence[Tensor], theirs: Sequence[Tensor], real: Tensor) -> Tensor:
    pairs = ((a[real], b[real]) for a, b in zip(mine, theirs, strict=True))
    return STATE_WEIGHT * sum((a - b).square().mean() / b.square().mean() for a, b in pairs)


def _mean_logits(logits: Sequence[Tensor]) -> Tensor:
    """Of several networks' probabilities, as logits."""
    return torch.logsumexp(torch.stack([one.log_softmax(-1) for one in logits]), 0)


def _mixed_loss(mine: Tensor, theirs: Tensor, gold: Tensor) -> Tensor:
    """For each place."""
    taught = F.kl_div(mine.log_softmax(-1), theirs.log_softmax(-1), reduction="none", log_target=True).sum(-1)
    return (1 - GOLD_WEIGHT) * taught + GOLD_WEIGHT * F.cross_entropy(mine, gold, reduction="none")


if __name__ == "__main__":
    main()
