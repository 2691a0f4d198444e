"""The arithmetic of the second reader's encoder, against the formulas of BERT written out, and its weights in 8 bits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from transforms.readers.role.encoder import MATRICES, N_HEADS, pack, stored_encoder

WIDTH, INNER, N_PIECES = 2 * N_HEADS, 30, 5


@pytest.fixture
def stored() -> dict[str, np.ndarray]:
    """Two small layers of chance."""
    draw = np.random.default_rng(3).standard_normal
    shapes = {
        "pieces": (7, WIDTH), "positions": (N_PIECES, WIDTH), "norm": (2, WIDTH),
        "query_key_value": (2, WIDTH, 3 * WIDTH), "query_key_value_bias": (2, 3 * WIDTH),
        "attention_output": (2, WIDTH, WIDTH), "attention_output_bias": (2, WIDTH), "attention_norm": (2, 2, WIDTH),
        "intermediate": (2, WIDTH, INNER), "intermediate_bias": (2, INNER),
        "output": (2, INNER, WIDTH), "output_bias": (2, WIDTH), "output_norm": (2, 2, WIDTH),
    }  # fmt: skip
    found = {name: draw(shape).astype(np.float32) for name, shape in shapes.items()}
    for name in (*MATRICES, "pieces", "positions"):
        found[name], found[f"{name}_steps"] = pack(found[name])
    return found


def normed(row: np.ndarray, norm: np.ndarray) -> np.ndarray:
    return (row - row.mean()) / row.std() * norm[0] + norm[1]


def by_the_book(stored: dict[str, np.ndarray], rows: list[int]) -> np.ndarray:
    """Piece by piece and head by head, in 64 bits."""
    plain = {
        name: array.astype(float) * stored.get(f"{name}_steps", 1.0)
        for name, array in stored.items()
    }
    read = [
        normed(plain["pieces"][row] + plain["positions"][position], plain["norm"])
        for position, row in enumerate(rows)
    ]
    size = WIDTH // N_HEADS
    for layer in range(2):
        of = {
            name: array[layer]
            for name, array in plain.items()
            if len(array) == 2 and name != "norm"
        }
        projected = [piece @ of["query_key_value"] + of["query_key_value_bias"] for piece in read]
        after = []
        for piece, own in zip(read, projected, strict=True):
            context = np.zeros(WIDTH)
            for head in range(N_HEADS):
                at = slice(head * size, (head + 1) * size)
                attention = [
                    math.exp(own[at] @ other[WIDTH:][at] / math.sqrt(size)) for other in projected
                ]
                context[at] = sum(
                    share / sum(attention) * other[2 * WIDTH :][at]
                    for share, other in zip(attention, projected, strict=True)
                )
            joined = normed(
                piece + context @ of["attention_output"] + of["attention_output_bias"],
                of["attention_norm"],
            )
            wide = joined @ of["intermediate"] + of["intermediate_bias"]
            activated = np.array([v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in wide])
            after.append(
                normed(joined + activated @ of["output"] + of["output_bias"], of["output_norm"])
            )
        read = after
    return np.array(read)


def test_an_encoder_computes_what_the_formulas_say(stored: dict[str, np.ndarray]) -> None:
    rows = [3, 0, 3, 6]
    found = stored_encoder(stored).encode(rows)
    assert found.dtype == np.float32
    # The tanh form of GELU is off by up to 0.0005 a step.
    assert np.allclose(found, by_the_book(stored, rows), atol=0.02)


@given(arrays(np.float32, (4, 3), elements=st.floats(-50, 50, width=32)))
def test_no_figure_moves_by_more_than_half_a_step_when_it_is_packed(matrix: np.ndarray) -> None:
    packed, steps = pack(matrix)
    assert packed.dtype == np.int8
    assert (np.abs(packed * steps - matrix) <= steps * 0.501).all()
