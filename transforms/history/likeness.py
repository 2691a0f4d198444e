"""What a text is compared by: a number for its fingerprint, its longer lines, the languages it asks for, its words.

Decides what is taken from a text, once, and what decides it (`likeness_version`). Leaves how alike is enough to
`history.same_job`, and keeping what was taken to `flows.lake.likeness`.

It follows from one reading alone, so it can be kept beside it: reading it from a million texts takes minutes.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import polars as pl

from transforms.history.cut_copies import count_words
from transforms.history.same_job import languages_asked
from transforms.history.same_lines import hash_lines
from transforms.history.similar_texts import N_VALUES
from transforms.readers.version import digest_of

LIKENESS = pl.Schema(
    {
        "print_hash": pl.UInt64(),
        "languages": pl.String(),
        "lines": pl.List(pl.UInt64),
        "n_words": pl.UInt32(),
    }
)
"""One row per reading.

- `print_hash`: the same for equal fingerprints. Null without a whole one: such a text is compared with none.
- `languages`: those that the text asks for, joined by blanks.
- `lines`: see `same_lines.hash_lines`.
- `n_words`: as `cut_copies` counts them.
"""

_PACKAGE = Path(str(files("transforms")))
_DECIDING = ("history", "readers", "text")


def with_likeness(readings: pl.DataFrame) -> pl.DataFrame:
    """One row per reading, with the columns of `LIKENESS` instead of its `fingerprint` and `description_text`."""
    text, prints = pl.col("description_text"), pl.col("fingerprint")
    as_words = prints.list.eval(pl.element().cast(pl.String)).list.join(",")
    known = readings.with_columns(
        print_hash=pl.when(prints.list.len() == N_VALUES).then(as_words.hash()),
        languages=languages_asked(text),
        n_words=count_words(text),
    )
    lined = known.with_columns(lines=hash_lines(readings["description_text"]))
    others = pl.exclude("fingerprint", "description_text", *LIKENESS)
    return lined.select(others, *LIKENESS).cast(LIKENESS)


@cache
def likeness_version() -> str:
    """Names what decides a likeness: the code, its words, and polars, whose hashes differ between its versions."""
    folders = [file for name in _DECIDING for file in (_PACKAGE / name).rglob("*")]
    return sha256(f"{digest_of(_PACKAGE, folders)} {pl.__version__}".encode()).hexdigest()[:12]
