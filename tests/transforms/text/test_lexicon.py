"""What the loader of bundled files promises to the readers beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from transforms.text import lexicon as loader
from transforms.text.lexicon import csv_records, csv_rows, lexicon

PAY, PLACE = "transforms.readers.pay", "transforms.readers.place"


def test_a_lexicon_is_parsed_once_a_process() -> None:
    assert lexicon(PAY, "pay.toml") is lexicon(PAY, "pay.toml")
    assert "salary" in lexicon(PAY, "pay.toml")["pay"]


def test_rows_begin_after_the_notice_and_the_header() -> None:
    assert next(csv_rows(PLACE, "country_names.csv"))[0] == "AD"


def test_records_name_their_columns_with_or_without_a_notice() -> None:
    assert next(csv_records(PLACE, "country_names.csv"))["country"] == "AD"
    weights = next(csv_records("transforms.readers.role", "roles_weights.csv"))
    assert (weights["basis"], weights["feature"]) == ("body", "(temperature)")


def test_a_row_with_a_missing_column_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_parsed", lambda package, name: iter([["id", "n"], ["python"]]))
    with pytest.raises(ValueError, match="shorter"):
        list(csv_records(PLACE, "any.csv"))


def test_a_file_that_is_not_bundled_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"unwritten\.toml"):
        lexicon(PAY, "unwritten.toml")


def word_lists(tables: Any) -> Iterator[list[str]]:
    """Every list of words, however deep it stands."""
    if isinstance(tables, list) and all(isinstance(word, str) for word in tables):
        yield tables
    elif isinstance(tables, dict | list):
        for table in tables.values() if isinstance(tables, dict) else tables:
            yield from word_lists(table)


def test_no_list_states_a_word_twice() -> None:
    stated = {
        file.name: list(word_lists(tomllib.loads(file.read_text("utf-8"))))
        for file in Path(str(files("transforms"))).rglob("*.toml")
    }
    assert len(stated) > 20
    twice = {
        (name, word)
        for name, lists in stated.items()
        for words in lists
        for word in words
        if words.count(word) > 1
    }
    assert twice == set()
