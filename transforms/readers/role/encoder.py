"""Computes what a small BERT encoder makes of a text: one vector for each piece of a word, read in its context.

Decides how the layers are computed (numpy, 32-bit) and how their weights lie in a file (8-bit, with a scale for each column).
Leaves what the vectors say of a role to `transforms.readers.role.second_reader`.

Attention, layer norm and the feed-forward step are those of BERT (Devlin and others 2018). GELU is its tanh form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]
Stored = Mapping[str, NDArray[np.generic]]

N_HEADS = 12
_NORM_FLOOR = 1e-12
# sqrt(2 / pi) and the cubic part of GELU's tanh form.
_GELU_SLOPE, _GELU_CUBE = 0.7978845608, 0.044715


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer: attention, then the feed-forward step, each followed by a norm. Matrices are input x output."""

    query_key_value: Floats32
    """The three side by side."""
    query_key_value_bias: Floats32
    attention_output: Floats32
    attention_output_bias: Floats32
    attention_norm: Floats32
    """Scale and shift, as two rows."""
    intermediate: Floats32
    intermediate_bias: Floats32
    output: Floats32
    output_bias: Floats32
    output_norm: Floats32


MATRICES = ("query_key_value", "attention_output", "intermediate", "output")
"""The parts of a layer that are stored in 8 bits."""
_VECTORS = (*(f"{name}_bias" for name in MATRICES), "attention_norm", "output_norm")


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """The vectors of every piece (8-bit, with the step of each column) and every position, and the layers."""

    pieces: NDArray[np.int8]
    piece_steps: Floats32
    positions: Floats32
    norm: Floats32
    layers: tuple[Layer, ...]

    def encode(self, rows: Sequence[int]) -> Floats32:
        """The vectors of these pieces in their context: piece x dimension. At most as many pieces as there are positions."""
        states = self.pieces[list(rows)] * self.piece_steps + self.positions[: len(rows)]
        states = _normalised(states, self.norm)
        for layer in self.layers:
            states = _apply(layer, states)
        return states


def stored_encoder(stored: Stored) -> Encoder:
    """The encoder of a file's arrays, as `flows.roles.second_reader` writes them."""
    n_layers = len(stored["output"])
    return Encoder(
        pieces=stored["pieces"].astype(np.int8),
        piece_steps=stored["pieces_steps"].astype(np.float32),
        positions=unpack(stored["positions"], stored["positions_steps"]),
        norm=stored["norm"].astype(np.float32),
        layers=tuple(
            Layer(
                **{
                    name: unpack(stored[name][layer], stored[f"{name}_steps"][layer])
                    for name in MATRICES
                },
                **{name: stored[name][layer].astype(np.float32) for name in _VECTORS},
            )
            for layer in range(n_layers)
        ),
    )


def pack(matrix: Floats32) -> tuple[NDArray[np.int8], Floats32]:
    """A matrix in 8 bits, and by column what one step is worth: no value moves by more than half a step."""
    steps = np.maximum(np.abs(matrix).max(axis=-2, keepdims=True), 1e-12) / np.float32(127)
    return np.rint(matrix / steps).astype(np.int8), steps.astype(np.float32)


def unpack(packed: NDArray[np.generic], steps: NDArray[np.generic]) -> Floats32:
    """The matrix that `pack` made these of."""
    return packed.astype(np.float32) * steps.astype(np.float32)


def _apply(layer: Layer, states: Floats32) -> Floats32:
    n_pieces, width = states.shape
    size = width // N_HEADS
    projected = states @ layer.query_key_value + layer.query_key_value_bias
    # Each of the three: head x piece x dimension.
    queries, keys, values = projected.reshape(n_pieces, 3, N_HEADS, size).transpose(1, 2, 0, 3)
    attention = queries @ keys.transpose(0, 2, 1)
    attention *= np.float32(size**-0.5)
    attention -= attention.max(axis=2, keepdims=True)
    np.exp(attention, out=attention)
    attention /= attention.sum(axis=2, keepdims=True)
    context = (attention @ values).transpose(1, 0, 2).reshape(n_pieces, width)
    attended = context @ layer.attention_output + layer.attention_output_bias
    states = _normalised(states + attended, layer.attention_norm)
    inner = _gelu(states @ layer.intermediate + layer.intermediate_bias)
    return _normalised(states + inner @ layer.output + layer.output_bias, layer.output_norm)


def _normalised(states: Floats32, norm: Floats32) -> Floats32:
    centred = states - states.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(_NORM_FLOOR))
    scale, shift = norm
    normalised: Floats32 = centred / deviation * scale + shift
    return normalised


def _gelu(values: Floats32) -> Floats32:
    # In place: a new array for each step takes half as long again.
    result = np.square(values)
    result *= values
    result *= np.float32(_GELU_CUBE)
    result += values
    result *= np.float32(_GELU_SLOPE)
    np.tanh(result, out=result)
    result += np.float32(1)
    result *= values
    result *= np.float32(0.5)
    return result
