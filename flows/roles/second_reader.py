"""Teaches the second reader of roles: fine-tunes the first layers of a small BERT on labelled postings, and stores it in 8 bits.

Decides how it learns, and what of the model is kept. It starts from all-MiniLM-L6-v2 (Apache 2.0): its first four layers, of
which the last two learn, and a head that sums what each piece of a word says of each role. It learns alone first, then beside
the first reader: what that one misses. Leaves which postings teach it to `flows.roles.lessons`, and what it reads to
`transforms.readers.role.second_reader`. torch, transformers and the starting model are needed here and nowhere else.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.roles.lessons import BATCH, Lesson, batches, shorten
from transforms.readers.role.doubt import FIRST_SHARE, SECOND_SHARE
from transforms.readers.role.encoder import MATRICES, pack
from transforms.readers.role.pieces import Pieces
from transforms.readers.role.second_reader import MOST_PIECES, WEIGHTS, Cut
from transforms.vocabulary import READ_ROLES

N_LAYERS, N_FROZEN = 4, 2
WARM_UP, LAST_RATE = 200, 0.02

Floats = NDArray[np.float64]


class Stage(NamedTuple):
    """Some passes over all lessons. The layers know language already, so they change more slowly than the head."""

    epochs: int
    most_pieces: int
    """Of a posting. The rest is not seen."""
    layer_rate: float
    head_rate: float
    is_beside: bool
    """Whether it learns what the first reader misses, with the log-odds of both joined in the shares of a run."""


STAGES = (
    Stage(3, 400, 1e-4, 1e-3, is_beside=False),
    Stage(2, MOST_PIECES, 7e-5, 3e-4, is_beside=True),
)
# What it says alone counts a little beside the first reader too: else it forgets what that one knows already.
OWN_SHARE = 0.3
# The mean of the weights before and after that stage reads employers apart no worse than either, and AI engineers half a point
# better (docs/role-model-tried.md, after Wortsman and others 2022).
NEWER_SHARE = 0.7


def starting_pieces(start: Path) -> Pieces:
    """The pieces that the starting model knows: its `vocab.txt`, one a line."""
    return Pieces((start / "vocab.txt").read_text("utf-8").rstrip("\n").split("\n"))


class TorchReader:
    """The second reader in torch while it is trained: frozen layers, live layers and the head.

    Args:
        start: the folder of all-MiniLM-L6-v2, with `config.json`, `model.safetensors` and `vocab.txt`.
    """

    def __init__(self, start: Path) -> None:
        import torch
        from transformers import AutoModel

        torch.manual_seed(0)
        # With dropout a step takes 2.7 times as long.
        whole = AutoModel.from_pretrained(
            start, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        self._torch = torch
        self._embed = whole.embeddings.requires_grad_(False).eval()
        layers = list(whole.encoder.layer)[:N_LAYERS]
        self._frozen = [layer.requires_grad_(False).eval() for layer in layers[:N_FROZEN]]
        self._live = torch.nn.ModuleList(layers[N_FROZEN:])
        width = whole.config.hidden_size
        self._attention = torch.nn.Linear(width, 1)
        self._head = torch.nn.Linear(3 * width, len(READ_ROLES))
        self._trained = torch.nn.ModuleList([self._live, self._attention, self._head])

    def train(
        self, lessons: Sequence[Lesson], first: Mapping[str, Floats]
    ) -> Iterator[tuple[int, float]]:
        """Trains on all lessons, stage after stage, until this is read to its end.

        Args:
            lessons: those that teach.
            first: of each by id, the first reader's log-odds by a fit that saw no posting of the employer.

        Yields:
            The steps of a stage so far, and the mean loss of the last hundred. Losses of two stages do not compare.
        """
        for stage in STAGES:
            before = deepcopy(self._trained.state_dict())
            yield from self._train_stage(stage, lessons, first)
            if stage.is_beside:
                self._mix_with(before)

    def _mix_with(self, before: Mapping[str, Any]) -> None:
        after = self._trained.state_dict()
        mixed = {
            name: self._torch.lerp(old, after[name], NEWER_SHARE) for name, old in before.items()
        }
        self._trained.load_state_dict(mixed)

    def _train_stage(
        self, stage: Stage, lessons: Sequence[Lesson], first: Mapping[str, Floats]
    ) -> Iterator[tuple[int, float]]:
        torch = self._torch
        cuts = [shorten(lesson.cut, stage.most_pieces) for lesson in lessons]
        known = [self._embedded(cut) for cut in cuts]
        targets = torch.tensor([lesson.targets for lesson in lessons])
        firsts = torch.tensor(np.array([first[one.id] for one in lessons]), dtype=torch.float32)
        rates = [
            {"params": self._live.parameters(), "lr": stage.layer_rate},
            {
                "params": [*self._attention.parameters(), *self._head.parameters()],
                "lr": stage.head_rate,
            },
        ]
        optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
        n_steps = stage.epochs * -(-len(lessons) // BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer,
            lambda step: min(1, (step + 1) / WARM_UP) * max(LAST_RATE, 1 - step / n_steps),
        )
        losses = []
        drawn = batches([len(cut.rows) for cut in cuts], stage.epochs)
        for step, batch in enumerate(drawn, start=1):
            scores = self._scores([known[row] for row in batch], [cuts[row] for row in batch])
            loss = self._loss(scores, targets[batch])
            if stage.is_beside:
                joined = FIRST_SHARE * firsts[batch] + SECOND_SHARE * scores
                loss = self._loss(joined, targets[batch]) + OWN_SHARE * loss
            optimizer.zero_grad()
            loss.backward()
            # The head starts from nothing, so the first steps are large.
            torch.nn.utils.clip_grad_norm_(self._live.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if step % 100 == 0:
                yield step, float(np.mean(losses[-100:]))

    def _loss(self, scores: Any, targets: Any) -> Any:
        return -(targets * self._torch.log_softmax(scores, 1)).sum(1).mean()

    def read(self, cut: Cut) -> Floats:
        """Log-odds by role."""
        with self._torch.inference_mode():
            scores: Floats = self._scores([self._embedded(cut)], [cut])[0].double().numpy()
        return scores

    def _embedded(self, cut: Cut) -> Any:
        """What the frozen layers make of a posting, piece x dimension: the same in every epoch."""
        with self._torch.inference_mode():
            rows = self._torch.tensor([cut.rows])
            return _through(self._frozen, self._embed(input_ids=rows), None)[0].half()

    def _scores(self, known: Sequence[Any], cuts: Sequence[Cut]) -> Any:
        """Log-odds, posting x role. `known`: what the frozen layers made of each."""
        torch = self._torch
        states = torch.nn.utils.rnn.pad_sequence([one.float() for one in known], batch_first=True)
        position = torch.arange(states.shape[1])[None]
        is_piece = position < torch.tensor([[len(one)] for one in known])
        is_title = position < torch.tensor([[cut.n_title] for cut in cuts])
        mask = (~is_piece)[:, None, None].float() * -1e4
        states = _through(self._live, states, mask.expand(-1, 1, states.shape[1], -1))
        attention = self._attention(states)[..., 0].masked_fill(~is_piece, -1e4).softmax(1)
        shares = [attention, _even(is_piece & ~is_title), _even(is_piece & is_title)]
        sums = [(share[..., None] * states).sum(1) for share in shares]
        return self._head(torch.cat(sums, 1))

    def arrays(self, pieces: Pieces, kept: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Everything that `transforms.readers.role.second_reader` needs, with these pieces only."""
        embed = self._embed
        rows = [pieces.row_of[piece] for piece in kept]
        positions = (
            embed.position_embeddings.weight[:MOST_PIECES] + embed.token_type_embeddings.weight[0]
        )
        layers = [_layer_arrays(layer) for layer in (*self._frozen, *self._live)]
        arrays = {
            "vocabulary": np.frombuffer("\n".join(kept).encode(), np.uint8),
            "norm": _norm(embed.LayerNorm),
            "attention": _array(self._attention.weight)[0],
            "head": _array(self._head.weight).reshape(len(READ_ROLES), 3, -1).transpose(1, 2, 0),
            "bias": _array(self._head.bias),
        }
        stacked = {name: np.stack([layer[name] for layer in layers]) for name in layers[0]}
        stacked |= {
            "pieces": _array(embed.word_embeddings.weight)[rows],
            "positions": _array(positions),
        }
        for name in (*MATRICES, "pieces", "positions"):
            arrays[name], arrays[f"{name}_steps"] = pack(stacked.pop(name))
        return arrays | stacked


def _through(layers: Any, states: Any, mask: Any) -> Any:
    """What these layers make of the vectors of some postings. `mask`: added to the attention, so that none goes to padding."""
    for layer in layers:
        # Some versions of transformers give a tuple.
        out = layer(states, mask)
        states = out[0] if isinstance(out, tuple) else out
    return states


def _even(is_in: Any) -> Any:
    """The same share for each of these pieces, posting x piece."""
    return is_in.float() / is_in.sum(1, keepdim=True).clamp(min=1)


def write_reader(arrays: Mapping[str, NDArray[Any]], path: Path = WEIGHTS) -> None:
    """Writes the file, the same bytes for the same arrays."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    path.write_bytes(packed.getvalue())
    print(f"{len(packed.getvalue()) / 1e6:.1f} MB written to {path}", file=sys.stderr)


def _layer_arrays(layer: Any) -> dict[str, NDArray[np.float32]]:
    """One layer of BERT by the names of `transforms.readers.role.encoder.Layer`. torch keeps its matrices output x input."""
    attention, attended = layer.attention.self, layer.attention.output
    heads = (attention.query, attention.key, attention.value)
    return {
        "query_key_value": np.hstack([_array(part.weight).T for part in heads]),
        "query_key_value_bias": np.hstack([_array(part.bias) for part in heads]),
        "attention_output": _array(attended.dense.weight).T,
        "attention_output_bias": _array(attended.dense.bias),
        "attention_norm": _norm(attended.LayerNorm),
        "intermediate": _array(layer.intermediate.dense.weight).T,
        "intermediate_bias": _array(layer.intermediate.dense.bias),
        "output": _array(layer.output.dense.weight).T,
        "output_bias": _array(layer.output.dense.bias),
        "output_norm": _norm(layer.output.LayerNorm),
    }


def _norm(norm: Any) -> NDArray[np.float32]:
    return np.stack([_array(norm.weight), _array(norm.bias)])


def _array(parameter: Any) -> NDArray[np.float32]:
    array: NDArray[np.float32] = parameter.detach().numpy()
    return array
