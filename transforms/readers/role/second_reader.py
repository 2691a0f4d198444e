"""Reads the work of a posting once more: each line in its context, where the first reader only weighs words.

Decides what the second reader sees (title, department, then duties and asks, as far as it reads), what it says of each role,
and how much of that each line says. It is a small transformer, so slow that only doubtful postings get it. Leaves which
postings these are, and how much the second reader counts, to `transforms.readers.role.doubt`, the arithmetic to
`transforms.readers.role.encoder`, and where the weights come from to `flows.roles.second_reader`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.readers.role.encoder import Encoder, Floats32, stored_encoder
from transforms.readers.role.features import TITLE_MAX_CHARS
from transforms.readers.role.pieces import BEGINS, ENDS, Pieces

WEIGHTS = Path(str(files("transforms.readers.role").joinpath("second_reader.npz")))
MOST_PIECES = 512
"""Of a whole posting: the starting model knows no more positions. Half of all postings have more than 560: duties stand before
asks, so it is asks that are cut."""
TITLE_MOST_PIECES = 40

# So many pieces have some 2,600 letters. What is beyond this is padding.
_TEXT_MOST_CHARS = 20_000


class Cut(NamedTuple):
    """A posting as the second reader sees it: the rows of its pieces, first those of title and department.

    `lines` are the lines of the text that have pieces here, and `line_of` says for each piece behind the title which it is of.
    """

    rows: list[int]
    n_title: int
    line_of: list[int]
    lines: tuple[str, ...]


class SecondReading(NamedTuple):
    """What the second reader says: log-odds by role, and what the title (with the department) and each line add to them."""

    scores: NDArray[np.float64]
    by_title: NDArray[np.float64]
    by_line: NDArray[np.float64]
    """Line x role."""
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The encoder and its head. The vectors of a posting are summed in three ways, and each sum says something of the roles."""

    pieces: Pieces
    encoder: Encoder
    attention: Floats32
    """By dimension: how much attention a piece gets."""
    from_attended: Floats32
    """Dimension x role: what is said by the sum of all pieces, each by its share of the attention."""
    from_body: Floats32
    """The same by the mean of the pieces behind the title."""
    from_title: Floats32
    """The same by the mean of the pieces of the title."""
    bias: Floats32

    def read(self, cut: Cut) -> SecondReading:
        """What is said of a posting. Pure."""
        states = self.encoder.encode(cut.rows)
        attention = states @ self.attention
        attention = np.exp(attention - attention.max())
        attention /= attention.sum()
        title, body = slice(None, cut.n_title), slice(cut.n_title, None)
        said = attention[:, None] * (states @ self.from_attended)
        said[title] += states[title] @ self.from_title / np.float32(cut.n_title)
        said[body] += states[body] @ self.from_body / np.float32(max(1, len(cut.line_of)))
        by_line = np.zeros((len(cut.lines), said.shape[1]))
        np.add.at(by_line, cut.line_of, said[body])
        by_title = said[title].sum(axis=0, dtype=np.float64)
        scores = by_title + by_line.sum(axis=0) + self.bias
        return SecondReading(scores, by_title, by_line, cut.lines)


@cache
def second_reader(path: Path = WEIGHTS) -> Reader:
    """The reader of a file, by default the shipped one. Loaded once a process: a quarter of a second and 40 MB."""
    with np.load(path) as stored:
        arrays = dict(stored)
    from_attended, from_body, from_title = arrays["head"]
    return Reader(
        pieces=Pieces(arrays["vocabulary"].tobytes().decode().split("\n")),
        encoder=stored_encoder(arrays),
        attention=arrays["attention"],
        from_attended=from_attended,
        from_body=from_body,
        from_title=from_title,
        bias=arrays["bias"],
    )


def cut_posting(pieces: Pieces, title: str, department: str, text: str) -> Cut:
    """The pieces of a posting: title and department first, then line after line of the text, until `MOST_PIECES`."""
    begins, ends = pieces.row_of[BEGINS], pieces.row_of[ENDS]
    heading = title[:TITLE_MAX_CHARS]
    if department:
        heading += f" | {department[:TITLE_MAX_CHARS]}"
    rows = [begins, *pieces.rows(heading), ends][:TITLE_MOST_PIECES]
    n_title, line_of, lines = len(rows), list[int](), list[str]()
    for line in text[:_TEXT_MOST_CHARS].split("\n"):
        if found := list(islice(pieces.rows(line), MOST_PIECES - len(rows))):
            line_of += [len(lines)] * len(found)
            lines.append(line)
            rows += found
    if lines and len(rows) < MOST_PIECES:
        line_of.append(line_of[-1])
        rows.append(ends)
    return Cut(rows, n_title, line_of, tuple(lines))


# An employer posts one job in many cities, one after the other.
@lru_cache(maxsize=100)
def read_again(title: str, department: str, text: str) -> SecondReading:
    """What the shipped reader says of a posting.

    Args:
        title: as the employer wrote it.
        department: as the board states it. Empty: none.
        text: the lines of duties and asks.
    """
    reader = second_reader()
    return reader.read(cut_posting(reader.pieces, title, department, text))
