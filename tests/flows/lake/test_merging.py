"""Old parts become few: the same market, and nothing lost or counted twice however a merge ends."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.classify import classify_lake
from flows.lake import disk
from flows.lake.objects import ObjectPath
from flows.lake.parts import Lake
from flows.lake.retention.forget import remove_postings
from flows.lake.retention.merging import merge_old_parts
from flows.lake.retention.old_bodies import remove_old_bodies
from flows.lake.session import asking, open_lake
from flows.lake.tables import posting_hash
from flows.lake.versions import Version, present_version
from flows.settings import Settings
from tests.flows.same_market import rows_of
from tests.flows.small_parts import AS_OF, contents_of, write_weekly_parts

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the S3 server's libraries
    pytest.mark.timeout(900),
]

N_WEEKS = 30

KILLED = """
import os, signal, sys
from pathlib import Path
from flows.lake import disk, objects
from flows.lake.lock import lease
from flows.lake.retention.merging import merge_old_parts
from flows.lake.session import writing
from flows.settings import Settings
from tests.flows.small_parts import AS_OF
lease._seconds_since = lambda _: 99.0  # whoever held the lease before was killed
left = int(sys.argv[3])
def counted(do):
    def count(*words):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return do(*words)
    return count
def delete_half(files):
    objects.delete_all(files[: len(files) // 2])
    os.kill(os.getpid(), signal.SIGKILL)
with writing(Settings(home=Path(sys.argv[1]), lake=sys.argv[2])) as lake:
    objects.ObjectPath.written = counted(objects.ObjectPath.written)
    objects.ObjectPath.unlink = counted(objects.ObjectPath.unlink)
    if sys.argv[4:] == ["delete half"]:
        disk.delete_all = delete_half
    merge_old_parts(lake, AS_OF)
"""


@pytest.fixture(scope="module")
def half_a_year(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Thirty weekly runs, read. The bodies of all but the last 90 days are gone."""
    lake = Lake(tmp_path_factory.mktemp("half-a-year") / "lake")
    write_weekly_parts(lake, N_WEEKS)
    classify_lake(lake, n_workers=1)
    remove_old_bodies(lake, 90, AS_OF)
    return lake


@pytest.fixture
def lake(half_a_year: Lake, tmp_path: Path) -> Lake:
    assert isinstance(half_a_year.folder, Path)
    shutil.copytree(half_a_year.folder, tmp_path / "lake")
    return Lake(tmp_path / "lake")


def months_of(lake: Lake) -> dict[str, int]:
    """How many parts there are of each month, and how many of them are merged ones."""
    names = [part[:6] + (" merged" if "-merged-" in part else "") for part in lake.parts()]
    return {name: names.count(name) for name in names}


def test_months_whose_bodies_are_gone_become_one_part_each(lake: Lake) -> None:
    before = months_of(lake)
    assert before == {
        "202605": 8,
        "202606": 10,
        "202607": 8,
        "202608": 10,
        "202609": 8,
        "202610": 8,
        "202611": 8,
    }
    assert merge_old_parts(lake, AS_OF) == 36
    kept = {month: before[month] for month in ("202609", "202610", "202611")}
    merged = {f"{month} merged": 1 for month in ("202605", "202606", "202607", "202608")}
    assert months_of(lake) == {**merged, **kept}
    assert merge_old_parts(lake, AS_OF) == 0


def test_merging_changes_nothing_that_a_lake_says(lake: Lake) -> None:
    before, run_ids = contents_of(lake), lake.looks()["run_id"].unique().sort()
    each = [
        lake.scan_sightings({run_id}).filter(pl.col("look_id").str.starts_with(run_id))
        for run_id in run_ids
    ]
    seen = [frame.collect() for frame in each]
    merge_old_parts(lake, AS_OF)
    for was, now in zip(before, contents_of(lake), strict=True):
        assert now.equals(was)
    for run_id, was in zip(run_ids, seen, strict=True):
        now = lake.scan_sightings({run_id}).filter(pl.col("look_id").str.starts_with(run_id))
        assert now.collect().equals(was)


@pytest.mark.parametrize("ask", [Lake.looks, Lake.sightings, Lake.known_hashes])
def test_who_asks_without_the_lock_while_parts_are_merged_is_answered_as_before(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Lake], object]
) -> None:
    meant, list_files = ask(lake), Lake._files

    def listed_before_a_merge(asked: Lake, kind: str) -> list[disk.Place]:
        listed = list_files(asked, kind)
        monkeypatch.setattr(Lake, "_files", list_files)
        assert merge_old_parts(lake, AS_OF) == 36
        return listed

    def ask_and_merge(asked: Lake) -> object:
        if not any("-merged-" in part for part in asked.parts()):
            monkeypatch.setattr(Lake, "_files", listed_before_a_merge)
        return ask(asked)

    found = asking(Settings(home=tmp_path), ask_and_merge)
    assert found.equals(meant) if isinstance(found, pl.DataFrame) else found == meant


@pytest.mark.parametrize("n_left_alone", [0, 3])
def test_the_market_is_the_same_after_a_merge(
    lake: Lake, tmp_path: Path, n_left_alone: int
) -> None:
    """Also where parts in the midst of a month stay as they were, and now come after the merged one."""
    for odd in lake.emptied_parts()[:n_left_alone]:
        lake.replace_postings(odd, lake.postings(odd), Version("older readers", {}))
    settings = Settings(home=tmp_path)
    markets = []
    for _ in range(2):
        pipeline.store_stop(lake, settings, AS_OF)
        markets.append(rows_of(settings.market_file))
        merge_old_parts(lake, AS_OF)
    assert len(markets[0]["posting"]) == 6
    assert markets[0] == markets[1]


def test_the_run_after_a_merge_stores_nothing_twice_and_reads_nothing_again(lake: Lake) -> None:
    merge_old_parts(lake, AS_OF)
    assert classify_lake(lake, n_workers=1) == 0
    assert lake.stale_parts(present_version()) == {}
    newer = Version("newer readers", present_version().adapters)
    assert set(lake.stale_parts(newer)) <= set(lake.kept_parts())
    assert pipeline.new_run_id(lake, datetime(2026, 5, 4)).startswith("20260504T000000-0001")


def test_what_a_person_wants_forgotten_is_forgotten_in_merged_parts_too(lake: Lake) -> None:
    merge_old_parts(lake, AS_OF)
    remove_postings(lake, {posting_hash("imported", "employer-0", "AI Engineer")})
    assert lake.sightings().filter(board="employer-0", external_id="AI Engineer").is_empty()
    read = pl.concat(map(pl.read_parquet, lake.posting_files()))
    assert read.filter(board="employer-0", sighted_id="AI Engineer").is_empty()
    assert not any("merged" in part for part in lake.kept_parts())


def test_a_month_is_merged_when_the_last_of_its_bodies_is_gone(lake: Lake) -> None:
    merge_old_parts(lake, AS_OF)
    for days, n_parts in ((0, 8), (26, 8), (27, 1)):  # the last bodies of September are of the 21st
        remove_old_bodies(lake, 90, AS_OF + timedelta(days=days))
        merge_old_parts(lake, AS_OF + timedelta(days=days))
        of_september = {name: n for name, n in months_of(lake).items() if name.startswith("202609")}
        assert sum(of_september.values()) == n_parts


def test_a_part_that_other_readers_read_stays_alone(lake: Lake) -> None:
    odd = lake.emptied_parts()[0]
    lake.replace_postings(odd, lake.postings(odd), Version("older readers", {}))
    merge_old_parts(lake, AS_OF)
    assert months_of(lake)["202605"] == 1
    assert odd in lake.parts()


def test_a_file_of_a_merged_part_that_is_brought_back_does_not_count(lake: Lake) -> None:
    before = contents_of(lake)
    assert isinstance(lake.folder, Path)
    backup = shutil.copytree(lake.folder, lake.folder.parent / "backup")
    merge_old_parts(lake, AS_OF)
    shutil.copytree(backup, lake.folder, dirs_exist_ok=True)
    for was, now in zip(before, contents_of(lake), strict=True):
        assert now.equals(was)
    assert lake.clear_unfinished() > 36


def test_a_merge_that_fails_at_any_file_loses_and_doubles_nothing(
    lake: Lake, tmp_path: Path
) -> None:
    before = contents_of(lake)
    n_files = 0
    while True:
        broken = Lake(tmp_path / f"broken-{n_files}")
        shutil.copytree(tmp_path / "lake", broken.folder)
        with pytest.MonkeyPatch.context() as patch:
            fail_after(patch, n_files)
            try:
                merge_old_parts(broken, AS_OF)
                break
            except KeyboardInterrupt:
                pass
        assert all(now.equals(was) for now, was in zip(contents_of(broken), before, strict=True))
        broken.clear_unfinished()
        assert all(now.equals(was) for now, was in zip(contents_of(broken), before, strict=True))
        n_files += 1 if n_files < 20 else 9  # writing comes first, then deleting
    assert (
        n_files > 4 * 4 + 36
    )  # four files of each merged part are written, and those of 36 parts deleted


def fail_after(patch: pytest.MonkeyPatch, n_files: int) -> None:
    """Interrupts whoever renames or deletes more files than that."""
    left = n_files

    def counted(do: Callable[..., object]) -> Callable[..., object]:
        def count(file: Path, *words: object, **options: object) -> object:
            nonlocal left
            if not file.name.endswith(".tmp") or words:
                left -= 1
                if left < 0:
                    raise KeyboardInterrupt
            return do(file, *words, **options)

        return count

    patch.setattr(Path, "replace", counted(Path.replace))
    patch.setattr(Path, "unlink", counted(Path.unlink))


def test_a_merge_that_is_killed_in_an_object_store_loses_and_doubles_nothing(
    half_a_year: Lake, tmp_path: Path, bucket: str
) -> None:
    import obstore

    from flows.lake.objects import store_of

    assert isinstance(half_a_year.folder, Path)
    for file in half_a_year.folder.rglob("*.*"):
        obstore.put(store_of(bucket), file.relative_to(half_a_year.folder).as_posix(), file)
    lake = open_lake(Settings(home=tmp_path, lake=bucket))
    before = contents_of(lake)
    words = [sys.executable, "-c", KILLED, str(tmp_path), bucket]
    for when in (["2"], ["4"], ["9"], ["1000", "delete half"]):
        assert subprocess.run([*words, *when], timeout=300).returncode < 0
        assert all(now.equals(was) for now, was in zip(contents_of(lake), before, strict=True))
    assert 4 + 24 < len(disk.files_under(bucket_folder(lake) / "looks")) < 4 + 60
    subprocess.run([*words, "1000"], timeout=300, check=True)
    assert all(now.equals(was) for now, was in zip(contents_of(lake), before, strict=True))
    assert len(list((bucket_folder(lake) / "looks").glob("2026*-merged-*"))) == 4
    assert len(disk.files_under(bucket_folder(lake) / "looks")) == 4 + 24


def bucket_folder(lake: Lake) -> ObjectPath:
    assert isinstance(lake.folder, ObjectPath)
    return lake.folder
