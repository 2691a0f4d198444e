"""A letter that a terminal's encoding lacks costs that letter, not the command."""

from __future__ import annotations

import io
import sys

import pytest

from flows.cli.streams import in_any_encoding


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_what_cannot_be_written_is_replaced(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    in_any_encoding(lambda: print("Łódź – 機械"))
    sys.stdout.flush()
    assert b"?" in written.getvalue()
