"""What is derived from a file is derived once an installation, and again when the file changes or its answers are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.readers import kept
from transforms.readers.kept import Kept

asked: list[bytes] = []


def shout(content: bytes) -> str:
    asked.append(content)
    return content.decode().upper()


def whisper(content: bytes) -> str:
    return content.decode().lower()


@pytest.fixture(autouse=True)
def _nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked.clear()
    monkeypatch.setattr("sys.dont_write_bytecode", False)


def answers(file: Path, *contents: bytes) -> list[str]:
    """What one process is answered."""
    process = Kept(file)
    found = [process.derived(content, shout) for content in contents]
    process.write()
    return found


def test_the_next_process_derives_only_what_changed(tmp_path: Path) -> None:
    file = tmp_path / "__pycache__" / "kept.json"
    assert answers(file, b"One", b"Two", b"One") == ["ONE", "TWO", "ONE"]
    assert answers(file, b"One", b"Two, edited") == ["ONE", "TWO, EDITED"]
    assert asked == [b"One", b"Two", b"Two, edited"]


def test_two_functions_of_one_content_have_two_answers(tmp_path: Path) -> None:
    process = Kept(tmp_path / "kept.json")
    assert (process.derived(b"Ab", shout), process.derived(b"Ab", whisper)) == ("AB", "ab")


def test_an_edit_of_the_deriving_module_makes_its_answers_void(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(tmp_path / "kept.json", b"One")
    edited = tmp_path / "edited.py"
    edited.write_text("# another way to shout\n")
    kept._name_of.cache_clear()
    monkeypatch.setattr("sys.modules", {shout.__module__: type("Edited", (), {"__file__": edited})})
    assert answers(tmp_path / "kept.json", b"One") == ["ONE"]
    kept._name_of.cache_clear()
    assert asked == [b"One", b"One"]


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{", b"[]", b'{"a": 1}'])
def test_damaged_answers_are_derived_again_and_mended(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "kept.json"
    file.write_bytes(damage)
    assert answers(file, b"One") == ["ONE"]
    assert answers(file, b"One") == ["ONE"]
    assert asked == [b"One"]


def test_where_nothing_can_be_written_all_is_derived_each_time(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    unwritable = tmp_path / "a file" / "kept.json"
    assert answers(unwritable, b"One") == answers(unwritable, b"One") == ["ONE"]
    assert asked == [b"One", b"One"]


def test_answers_of_older_files_go_when_they_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    file = tmp_path / "kept.json"
    answers(file, b"a", b"b", b"c")
    answers(file, b"c", b"d")
    asked.clear()
    answers(file, b"c", b"d", b"a")
    assert asked == [b"a"]


def test_no_half_written_file_stays(tmp_path: Path) -> None:
    answers(tmp_path / "kept.json", b"One")
    assert list(tmp_path.iterdir()) == [tmp_path / "kept.json"]


def test_who_wants_no_bytecode_written_gets_no_answers_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    answers(tmp_path / "kept.json", b"One")
    assert list(tmp_path.iterdir()) == []
