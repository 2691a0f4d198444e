"""Teaches the second reader of roles: fine-tunes the first layers of a small BERT on labelled postings, and stores it in 8 bits.

Decides which labels teach it, how, and what of the model is kept. It starts from all-MiniLM-L6-v2 (Apache 2.0): its first four
layers, of which the last two learn, and a head that sums what each piece of a word says of each role. Leaves what it reads to
`transforms.readers.role.second_reader`. torch, transformers and the starting model are needed here and nowhere else.
"""

from __future__ import annotations

import io
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from flows.roles.labels import Label, Row, employer_of, posting_features, share_roles
from transforms.readers.role.encoder import MATRICES, pack
from transforms.readers.role.pieces import BEGINS, ENDS, INSIDE, UNKNOWN, Pieces
from transforms.readers.role.second_reader import MOST_PIECES, WEIGHTS, Cut, cut_posting
from transforms.vocabulary import READ_ROLES

N_LAYERS, N_FROZEN = 4, 2
# The layers know language already and change slowly. The head starts from nothing.
LAYER_RATE, HEAD_RATE, WARM_UP, LAST_RATE = 1e-4, 1e-3, 200, 0.02
BATCH, EPOCHS = 16, 3
# Texts of one length side by side: no time goes to padding.
_BATCHES_SORTED = 40
# What the first reader knows without it, employers apart, teaches the second little: three in four are left out.
SURE, SURE_KEPT = 0.97, 0.25
# A piece that fewer employers use is cut into smaller ones.
PIECE_MIN_EMPLOYERS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One posting as the second reader sees it, and what its label says of each role (in the order of `READ_ROLES`)."""

    id: str
    employer: str
    cut: Cut
    targets: tuple[float, ...]


def starting_pieces(start: Path) -> Pieces:
    """The pieces that the starting model knows: its `vocab.txt`, one a line."""
    return Pieces((start / "vocab.txt").read_text("utf-8").rstrip("\n").split("\n"))


def lessons_of(
    labels: Sequence[Label], postings: Mapping[str, Row], pieces: Pieces
) -> list[Lesson]:
    """The labelled postings whose work is in English. The others have no second reading. Of two labels with one id the later counts."""
    lessons = []
    for label in {label.id: label for label in labels}.values():
        posting = postings.get(label.id)
        features = posting_features(posting, "body") if posting else None
        if posting is None or features is None or not features.work:
            continue
        cut = cut_posting(pieces, features.title, features.department, features.work)
        shares = share_roles(label.role, label.alt, label.sureness)
        targets = tuple(shares.get(role, 0.0) for role in READ_ROLES)
        lessons.append(Lesson(label.id, employer_of(posting), cut, targets))
    return lessons


def leave_out_sure(
    lessons: Sequence[Lesson], first: Mapping[str, Floats], seed: int = 5
) -> list[Lesson]:
    """Those that teach. `first`: by id, the first reader's log-odds by a fit that saw no posting of the employer."""
    generator = np.random.default_rng(seed)
    kept = []
    for lesson in lessons:
        role = int(np.argmax(lesson.targets))
        is_sure = lesson.id in first and softmax(first[lesson.id])[role] > SURE
        if not is_sure or generator.random() <= SURE_KEPT:
            kept.append(lesson)
    return kept


class Pupil:
    """The model while it learns: frozen layers, live layers and the head, in torch.

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

    def learn(self, lessons: Sequence[Lesson], epochs: int = EPOCHS) -> Iterator[float]:
        """Learns from all lessons, so many times over. Gives the mean loss of every hundred steps."""
        torch = self._torch
        known = [self._embedded(lesson.cut) for lesson in lessons]
        rates = [
            {"params": self._live.parameters(), "lr": LAYER_RATE},
            {"params": [*self._attention.parameters(), *self._head.parameters()], "lr": HEAD_RATE},
        ]
        optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
        n_steps = epochs * -(-len(lessons) // BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer,
            lambda step: min(1, (step + 1) / WARM_UP) * max(LAST_RATE, 1 - step / n_steps),
        )
        losses = []
        for batch in batches([len(one.cut.rows) for one in lessons], epochs):
            scores = self._scores(
                [known[row] for row in batch], [lessons[row].cut for row in batch]
            )
            targets = torch.tensor([lessons[row].targets for row in batch])
            loss = -(targets * torch.log_softmax(scores, 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            # The head starts from nothing, so its first steps are large.
            torch.nn.utils.clip_grad_norm_(self._live.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if len(losses) == 100:
                yield float(np.mean(losses))
                losses.clear()

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


def used_pieces(lessons: Sequence[Lesson], pieces: Pieces) -> list[str]:
    """The pieces worth keeping: special ones, single signs, and those in postings of enough employers."""
    employers = defaultdict(set)
    for lesson in lessons:
        for row in set(lesson.cut.rows):
            employers[row].add(lesson.employer)
    return [
        piece
        for piece, row in pieces.row_of.items()
        if len(employers[row]) >= PIECE_MIN_EMPLOYERS
        or len(piece.removeprefix(INSIDE)) == 1
        or piece in (UNKNOWN, BEGINS, ENDS)
    ]


def write_reader(arrays: Mapping[str, NDArray[Any]], path: Path = WEIGHTS) -> None:
    """Writes the file, the same bytes for the same arrays."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    path.write_bytes(packed.getvalue())
    print(f"{len(packed.getvalue()) / 1e6:.1f} MB written to {path}", file=sys.stderr)


def batches(lengths: Sequence[int], epochs: int) -> Iterator[list[int]]:
    """Every lesson once an epoch, in batches of like length, drawn anew each time."""
    generator = np.random.default_rng(0)
    n_sorted = BATCH * _BATCHES_SORTED
    for _ in range(epochs):
        order = generator.permutation(len(lengths)).tolist()
        chunks = [order[start : start + n_sorted] for start in range(0, len(order), n_sorted)]
        ordered = [sorted(chunk, key=lengths.__getitem__) for chunk in chunks]
        drawn = [
            chunk[start : start + BATCH]
            for chunk in ordered
            for start in range(0, len(chunk), BATCH)
        ]
        generator.shuffle(drawn)
        yield from drawn


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
