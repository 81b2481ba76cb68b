"""Fine-tuning: a small BERT with one layer on top that tells the three labels apart."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel

from claims.engine.weighing.wordpieces import Encoder, padded

from .rows import CHECKWORTHY, LABELS, Labelled

BATCH = 32
LEARNING_RATE = 8e-5
LAYER_DECAY = 0.9  # each layer further down learns so much more slowly
HEAD_BOOST = 5.0
WARM_UP = 0.08
SMOOTHING = 0.05
RANKING = 0.5  # the weight of a pair in the wrong order beside a row with the wrong label
AVERAGE_FROM = 0.6  # of all steps; from there on the weights are averaged
AVERAGE_KEEP = 0.99
SORTED_BATCHES = 40  # so many batches are put together by length, so that little is padding
# Nearly twice as fast where the processor has it, far slower where it has not.
HALF_PRECISION = torch.cpu._is_avx512_bf16_supported()


class Classifier(nn.Module):
    """Logits of the labels, from the mean of all pieces beside the first."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        # Eager attention is what the export to ONNX understands.
        self.encoder = AutoModel.from_pretrained(encoder, attn_implementation="eager")
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(2 * self.encoder.config.hidden_size, len(LABELS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        found = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(found.dtype)
        mean = (found * weights).sum(1) / weights.sum(1)
        return self.out(self.drop(torch.cat([mean, found[:, 0]], -1)))


def trained(
    rows: Sequence[Labelled],
    encoder: Path,
    *,
    epochs: float,
    seed: int,
    say: Callable[[str], object] = print,
) -> Classifier:
    """A classifier fine-tuned on `rows`; the same rows, seed and machine give the same one."""
    random.seed(seed)
    torch.manual_seed(seed)
    model = Classifier(encoder)
    # The word vectors are most of the weights and too many for so few sentences.
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    pieces = Encoder.from_file(encoder / "tokenizer.json")
    inputs = [pieces.encode(row.text) for row in rows]
    labels = [row.label for row in rows]
    optimizer = torch.optim.AdamW(_groups(model))
    steps = max(1, int(len(rows) / BATCH * epochs))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE_KEEP)
    )
    model.train()
    for step, chosen in zip(range(steps), _batches([len(one) for one in inputs]), strict=False):
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF_PRECISION):
            logits = model(**tensors([inputs[k] for k in chosen])).float()
        loss = _loss(logits, torch.tensor([labels[k] for k in chosen]))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step >= steps * AVERAGE_FROM:
            average.update_parameters(model)
        if step % 100 == 0:
            say(f"step {step} of {steps}, loss {loss.item():.3f}")
    averaged: Classifier = average.module
    return averaged.eval()


def _loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Less the surer the labels, and the further the check-worthy rows stand before the others.

    The second part is what a queue is for, and what average precision measures.
    """
    odds = logits[:, CHECKWORTHY] - torch.logsumexp(logits[:, :CHECKWORTHY], 1)
    worthy = labels == CHECKWORTHY
    behind = odds[~worthy] - odds[worthy].unsqueeze(1)
    misplaced = nn.functional.softplus(behind).sum() / max(1, behind.numel())
    labelled = nn.functional.cross_entropy(logits, labels, label_smoothing=SMOOTHING)
    return labelled + RANKING * misplaced


def tensors(batch: Sequence[Sequence[int]]) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(value) for name, value in padded(batch).items()}


def _groups(model: Classifier) -> list[dict]:
    layers = model.encoder.config.num_hidden_layers
    groups = []
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        depth = 0 if name.startswith("out.") else layers - _layer(name)
        rate = LEARNING_RATE * (HEAD_BOOST if name.startswith("out.") else LAYER_DECAY**depth)
        plain = name.endswith("bias") or "LayerNorm" in name
        groups.append({"params": [weight], "lr": rate, "weight_decay": 0.0 if plain else 0.01})
    return groups


def _layer(name: str) -> int:
    return int(name.split(".layer.")[1].split(".")[0]) if ".layer." in name else -1


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (WARM_UP * steps + 1)) * max(0.02, 1 - step / steps)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Batches for ever, each epoch in a new order, of sentences about as long as each other."""
    order = list(range(len(lengths)))
    while True:
        random.shuffle(order)
        batches = []
        for place in range(0, len(order), BATCH * SORTED_BATCHES):
            some = sorted(order[place : place + BATCH * SORTED_BATCHES], key=lengths.__getitem__)
            batches += [some[k : k + BATCH] for k in range(0, len(some), BATCH)]
        random.shuffle(batches)
        yield from batches
