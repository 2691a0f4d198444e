"""How the second reader of roles is stored, and who judges it. Learning itself needs torch, which no run does."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from flows.maintenance.fit_second_reader import is_apart
from flows.roles.second_reader import write_reader


def test_the_same_weights_are_the_same_file(tmp_path: Path) -> None:
    arrays = {"bias": np.arange(8, dtype=np.float32)}
    for name in ("one.npz", "other.npz"):
        write_reader(arrays, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    with np.load(tmp_path / "one.npz") as stored:
        assert np.array_equal(stored["bias"], arrays["bias"])


def test_one_employer_in_ten_stands_apart() -> None:
    assert 70 < sum(is_apart(f"employer {number}") for number in range(1000)) < 130
