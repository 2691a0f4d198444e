"""A series of editions: published ones stay, and what a later one changed in their figures is listed with the reason."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl
import pytest

from flows.errors import UsageError
from flows.export import series
from flows.export.revisions import find_revisions
from flows.export.series import add_edition, read_index
from flows.settings import Settings

EDITION = {
    "as_of": date(2026, 11, 2),
    "data_through": datetime(2026, 11, 2, 5),
    "edition_id": "2026-11-02-00000001",
    "version": "0.1.0",
    "reader_version": "a1",
    "is_rehearsal": False,
    "n_postings": 7,
}
LOOK = {"looked_at": datetime(2026, 11, 2, 5), "is_counted": True}
MONTH = {
    "role": "ai_engineer", "grain": "month", "period_start": date(2026, 9, 1),
    "stock": 40, "index": 120.0, "index_low": 110.0, "index_high": 130.0,
}  # fmt: skip
CLAIM = {"claim_id": "c1", "ours_value": 0.25, "ours_low": 0.1, "ours_high": 0.4, "n_openings": 9}


def package(folder: Path, month: dict[str, object] | None = None, **edition: object) -> Path:
    """As much of a package as is compared."""
    rows = {
        "mart_edition": EDITION | edition,
        "look": LOOK,
        "mart_role_growth": MONTH | (month or {}),
        "mart_claim": CLAIM | {"ours_value": 0.5},
    }
    (folder / "parquet").mkdir(parents=True)
    for table, row in rows.items():
        pl.DataFrame([row]).write_parquet(folder / "parquet" / f"{table}.parquet")
    return folder


@pytest.mark.parametrize(
    ("month", "revised"),
    [
        ({}, []),
        ({"index": 120.0 + 1e-10}, []),
        ({"index": 125.0}, [("index", 120.0, 125.0, False)]),
        ({"index": 140.0}, [("index", 120.0, 140.0, True)]),
        ({"stock": 41}, [("stock", 40.0, 41.0, None)]),
        ({"index": None}, [("index", 120.0, None, None)]),
        (
            {"period_start": date(2026, 10, 1)},
            [
                ("index", 120.0, None, None),
                ("index_high", 130.0, None, None),
                ("index_low", 110.0, None, None),
                ("stock", 40.0, None, None),
            ],
        ),
    ],
)
def test_a_figure_is_revised_when_the_same_period_has_another_number(
    tmp_path: Path, month: dict[str, object], revised: list[tuple[object, ...]]
) -> None:
    older = package(tmp_path / "older")
    newer = package(tmp_path / "newer", month, as_of=date(2026, 11, 9))
    found = find_revisions(older, newer)
    assert found.rows.drop("table", "key").rows() == revised
    assert found.n_compared["mart_role_growth"] == 4
    if revised:
        key = json.loads(found.rows["key"][0])
        assert key == {"role": "ai_engineer", "grain": "month", "period_start": "2026-09-01"}


def test_figures_of_the_day_are_compared_only_with_those_of_the_same_day(tmp_path: Path) -> None:
    older = package(tmp_path / "older")
    later = package(tmp_path / "later", as_of=date(2026, 11, 9))
    again = package(tmp_path / "again", version="0.2.0")
    claim = pl.DataFrame([CLAIM | {"ours_value": -0.5}])
    for each in (later, again):
        claim.write_parquet(each / "parquet" / "mart_claim.parquet")
    assert "mart_claim" not in find_revisions(older, later).n_compared
    found = find_revisions(older, again)
    revised = [("mart_claim", '{"claim_id":"c1"}', "ours_value", 0.5, -0.5, True)]
    assert found.rows.rows() == revised


@pytest.mark.parametrize(
    ("edition", "reason"),
    [
        ({"version": "0.2.0"}, "new code version (0.1.0, now 0.2.0)"),
        ({"reader_version": "b2"}, "new readings (a1, now b2)"),
        ({"data_through": datetime(2026, 11, 9, 5)}, "later looks (until 2026-11-02 05:00:00, now 2026-11-09 05:00:00)"),
        ({}, "nothing that an edition states: settings, or weights of the readers"),
    ],
)  # fmt: skip
def test_an_edition_says_what_can_have_moved_a_figure(
    tmp_path: Path, edition: dict[str, object], reason: str
) -> None:
    older, newer = package(tmp_path / "older"), package(tmp_path / "newer", **edition)
    assert find_revisions(older, newer).reasons == [reason]


def test_imported_looks_and_changed_methods_are_reasons_too(tmp_path: Path) -> None:
    older, newer = package(tmp_path / "older"), package(tmp_path / "newer")
    pl.DataFrame([LOOK, LOOK]).write_parquet(newer / "parquet" / "look.parquet")
    (newer / "figures").mkdir()
    log = "changed_date,kind,what\n2026-11-05,method,Floors are higher\n2021-01-01,law,Colorado\n"
    (newer / "figures" / "methods_change_log.csv").write_text(log)
    assert find_revisions(older, newer).reasons == [
        "method: 2026-11-05 Floors are higher",
        "other looks at the same days (1, now 2: import or backfill)",
    ]


def test_what_was_forgotten_is_a_reason(tmp_path: Path) -> None:
    older, newer = package(tmp_path / "older"), package(tmp_path / "newer")
    posting = {"first_seen_at": datetime(2026, 11, 1)}
    later = {"first_seen_at": datetime(2026, 11, 3)}
    for folder, known in ((older, [posting, posting]), (newer, [posting, later])):
        pl.DataFrame(known).write_parquet(folder / "parquet" / "posting.parquet")
    assert find_revisions(older, newer).reasons == [
        "other postings of the same days (2, now 1: forget, import or backfill)"
    ]


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the next exports write, instead of a market's: rows of `mart_edition`, and changes of a month."""
    waiting: list[dict[str, object]] = []

    def export_edition(_settings: Settings, folder: Path, _author: str) -> dict[str, object]:
        given = dict(waiting.pop(0))
        month, content = given.pop("month", None), given.pop("content", "c")
        package(folder, month, **given)  # type: ignore[arg-type]
        edition = json.loads(json.dumps(EDITION | given, default=str))
        return {"id": edition["edition_id"], "edition": edition, "content_sha256": content}

    monkeypatch.setattr(series, "export_edition", export_edition)
    return waiting


def test_a_series_lists_each_edition_with_what_it_revised(
    tmp_path: Path, exported: list[dict[str, object]]
) -> None:
    second = {"edition_id": "2026-11-09-2", "as_of": date(2026, 11, 9), "version": "0.2.0"}
    exported += [{}, second | {"month": {"index": 140.0}}, second | {"month": {"index": 140.0}}]
    folder = tmp_path / "series"
    assert add_edition(Settings(), folder)["compared_with"] is None
    entry = add_edition(Settings(), folder)
    assert (entry["n_revised"], entry["n_beyond_interval"]) == (1, 1)
    assert entry["tables"]["mart_role_growth"] == {
        "n_compared": 4, "n_revised": 1, "n_beyond_interval": 1,
    }  # fmt: skip
    assert add_edition(Settings(), folder) == entry  # published already: nothing is added
    assert read_index(folder)[1] == entry
    assert len(read_index(folder)) == 2
    told = (folder / "README.md").read_text()
    assert told.index("## [2026-11-09-2]") < told.index("## [2026-11-02-00000001]")
    assert "- new code version (0.1.0, now 0.2.0)" in told
    lines = (folder / "revisions" / "2026-11-09-2.csv").read_text().splitlines()
    assert lines[1].endswith(",index,120.0,140.0,true")
    assert not (folder / ".new").exists()


def test_a_published_edition_never_changes_and_a_rehearsal_stays_apart(
    tmp_path: Path, exported: list[dict[str, object]]
) -> None:
    exported += [{}, {"content": "other"}, {"is_rehearsal": True, "edition_id": "2026-11-03-3"}]
    add_edition(Settings(), tmp_path / "s")
    with pytest.raises(UsageError, match="published edition never changes"):
        add_edition(Settings(), tmp_path / "s")
    with pytest.raises(UsageError, match="do not share a series"):
        add_edition(Settings(), tmp_path / "s")
    assert [file.name for file in (tmp_path / "s").iterdir() if file.is_dir()] == [
        "2026-11-02-00000001"
    ]


def test_the_command_adds_a_whole_export_and_says_where_it_is(
    published: Settings, tmp_path: Path, rolecall: Callable[..., CompletedProcess[str]]
) -> None:
    done = rolecall("export", "--series", str(tmp_path / "s"), home=published.home)
    assert done.returncode == 0, done.stderr
    entry = read_index(tmp_path / "s")[0]
    assert done.stdout.strip() == str(tmp_path / "s" / entry["id"])
    assert (tmp_path / "s" / entry["id"] / "reproduce.py").exists()
    assert f"## [{entry['id']}]" in (tmp_path / "s" / "README.md").read_text()


def test_a_folder_that_is_no_series_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(UsageError, match=r"other files and no index\.json"):
        add_edition(Settings(home=tmp_path), tmp_path)
    (tmp_path / "index.json").write_text("[]")
    with pytest.raises(UsageError, match=r"not an index of a series"):
        add_edition(Settings(home=tmp_path), tmp_path)
