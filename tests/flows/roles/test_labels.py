"""Labels of roles: what a file may hold, and who is held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.roles.labels import (
    Label,
    employer_of,
    is_held_out,
    posting_features,
    read_labels,
    read_postings,
)
from transforms.vocabulary import READ_ROLES

OURS = Path(__file__).resolve().parents[2] / "gold" / "role_labels.csv"


def test_labels_are_read_from_csv_and_json_lines_alike(tmp_path: Path) -> None:
    table, lines = tmp_path / "labels.csv", tmp_path / "labels.jsonl"
    table.write_text("id,role,role_alt,role_conf,n_readers\n7,other,,high,2\n", "utf-8")
    lines.write_text(
        '{"id": 7, "role": "other", "role_alt": null, "role_conf": "high", "n_readers": 2}\n',
        "utf-8",
    )
    assert read_labels(table) == read_labels(lines) == [Label("7", "other", None, "high", 2)]


def test_a_text_may_hold_any_character_that_ends_a_line_elsewhere(tmp_path: Path) -> None:
    lines = tmp_path / "postings.jsonl"
    lines.write_text('{"id": 7, "text": "one\u2028two\x85three"}\n', "utf-8")
    assert read_postings([lines])["7"]["text"] == "one\u2028two\x85three"


def test_our_labels_hold_ids_and_roles_and_no_text() -> None:
    labels = read_labels(OURS)
    assert len({label.id for label in labels}) == len(labels) > 4_500
    assert {label.role for label in labels} == set(READ_ROLES)
    assert all(label.alt != label.role for label in labels)
    header = OURS.read_text("utf-8").split("\n", 1)[0]
    assert header == "id,role,role_alt,role_conf,n_readers,sample"


@pytest.mark.parametrize("row", ["7,plumber,,high,1", "7,other,plumber,high,1", "7,other,,sure,1"])
def test_a_word_that_is_not_ours_is_refused_by_file_line_and_id(tmp_path: Path, row: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(f"id,role,role_alt,role_conf,n_readers\n{row}\n", "utf-8")
    with pytest.raises(
        ValueError, match=r"labels\.csv, line 2: label 7 says '(plumber|sure)'; use one of"
    ):
        read_labels(path)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{role: other}", "not JSON"),
        ('["7", "other"]', "not a JSON object"),
        ('{"role": "other"}', "has no id"),
        ('{"id": "", "role": "other"}', "has no id"),
        ('{"id": "7"}', "has no role"),
    ],
)
def test_a_line_that_is_no_label_is_named_by_its_number(
    tmp_path: Path, line: str, why: str
) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f'{{"id": "7\u2028", "role": "other"}}\n\n{line}\n', "utf-8")
    with pytest.raises(ValueError, match=rf"labels\.jsonl, line 3: {why}"):
        read_labels(path)


def test_who_is_held_out_follows_from_the_name_alone() -> None:
    names = [f"employer {number}" for number in range(1000)]
    held = [name for name in names if is_held_out(name)]
    assert 150 < len(held) < 250
    assert held == [name for name in names if is_held_out(f" {name.upper()} ")]


def test_a_posting_without_an_employer_is_an_employer_of_its_own() -> None:
    assert employer_of({"id": 3, "company": " "}) == "3"
    assert employer_of({"id": 3, "company": " Acme "}) == "acme"


def test_a_posting_is_seen_in_its_own_language() -> None:
    text = (
        "Deine Aufgaben:\n- Du trainierst neuronale Netze und wertest sie aus\n"
        "- Du entwickelst mit uns die Pipelines, in denen wir die Modelle für unsere Kunden betreiben\n"
        "- Du arbeitest eng mit dem Team zusammen und hilfst anderen"
    )
    features = posting_features({"title": "Ingenieur", "text": text}, "body")
    assert features.is_language_read
    assert "duties: model_build" in features.values
