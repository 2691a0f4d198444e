"""A lake in an object store, on a real S3 server: what is kept, what a kill costs, and the same market as from a disk."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows import pipeline
from flows.classify import classify_lake
from flows.errors import RolecallError, StorageError
from flows.lake.disk import write_parquet
from flows.lake.objects import ObjectPath
from flows.lake.parts import Lake
from flows.lake.retention.old_bodies import remove_old_bodies, reread_kept_texts
from flows.lake.session import open_lake, writing
from flows.settings import Settings
from tests.flows.s3_requests import counting
from tests.flows.same_market import rows_of
from tests.flows.small_parts import AS_OF, write_small_parts

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the server's libraries
    pytest.mark.timeout(900),
]

WRITER = """
import sys
from pathlib import Path
from flows.lake.lock import lease
from flows.lake.session import writing
from flows.settings import Settings
from tests.flows.small_parts import write_small_parts
lease._seconds_since = lambda _: 91.0  # whoever held the lease before was killed
with writing(Settings(home=Path(sys.argv[1]), lake=sys.argv[2])) as lake:
    for number in range(len(lake.parts()), 200):
        write_small_parts(lake, 1, first=number)
        print(number, flush=True)
"""


def names_of(lake: Lake) -> list[str]:
    assert isinstance(lake.folder, ObjectPath)
    return sorted(found.key for found in lake.folder.rglob("*"))


def test_the_market_is_the_same_from_an_object_store_as_from_a_disk(
    tmp_path: Path, bucket: str
) -> None:
    markets = []
    for settings in (
        Settings(home=tmp_path / "disk"),
        Settings(home=tmp_path / "store", lake=bucket),
    ):
        with writing(settings) as lake:
            write_small_parts(lake, 3)
            assert classify_lake(lake, n_workers=1) == 9
            pipeline.store_stop(lake, settings, AS_OF)
        markets.append(rows_of(settings.market_file))
    assert markets[0] == markets[1]
    assert len(markets[1]["posting"]) == 9
    assert not (tmp_path / "store" / "lake").exists()


def test_another_machine_sees_what_was_committed_and_reads_nothing_twice(
    tmp_path: Path, bucket: str
) -> None:
    here, there = (Settings(home=tmp_path / name, lake=bucket) for name in ("here", "there"))
    with writing(here) as lake:
        write_small_parts(lake, 2)
        assert classify_lake(lake, n_workers=1) == 6
    with writing(there) as lake:
        assert len(lake.parts()) == 2
        assert classify_lake(lake, n_workers=1) == 0
        assert remove_old_bodies(lake, 0, AS_OF) == 2
        assert lake.emptied_parts() == lake.parts()
        assert len(lake.known_hashes()) == 6
    assert open_lake(here).emptied_parts() == open_lake(here).parts()


def test_a_part_counts_once_its_looks_are_there(tmp_path: Path, bucket: str) -> None:
    settings = Settings(home=tmp_path, lake=bucket)
    with writing(settings) as lake:
        write_small_parts(lake, 2)
        (lake.folder / "looks" / f"{lake.parts()[1]}.parquet").unlink()
        assert len(lake.known_hashes()) == lake.sightings().height == 3
    with writing(settings) as lake:
        assert len(names_of(lake)) == 4  # three of the part, and the lease
    assert len(names_of(lake)) == 3


def test_a_writer_that_is_killed_loses_nothing_acknowledged(tmp_path: Path, bucket: str) -> None:
    acknowledged = -1
    for _ in range(3):
        words = [sys.executable, "-c", WRITER, str(tmp_path), bucket]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            for line in running.stdout:
                acknowledged = int(line)
                if acknowledged % 4 == 3:
                    running.kill()
                    break
        lake = open_lake(Settings(home=tmp_path, lake=bucket))
        assert len(lake.parts()) > acknowledged
        assert lake.known_hashes() == set(lake.sightings()["content_hash"])
    assert acknowledged >= 11


def test_an_object_whose_bytes_were_changed_is_named(tmp_path: Path, bucket: str) -> None:
    import obstore

    from flows.lake.objects import store_of

    lake = open_lake(Settings(home=tmp_path, lake=bucket))
    write_small_parts(lake, 1)
    file = lake.folder / "bodies" / f"{lake.parts()[0]}.parquet"
    assert isinstance(file, ObjectPath)
    raw = bytearray(file.read_bytes())
    raw[20] ^= 255
    obstore.put(store_of(bucket), file.key, bytes(raw))
    with pytest.raises(RolecallError, match="is damaged"):
        lake.bodies(lake.parts()[0])


def test_a_bucket_that_is_not_there_is_named(tmp_path: Path, bucket: str) -> None:
    settings = Settings(home=tmp_path, lake="s3://no-such-bucket/lake")
    with pytest.raises(StorageError, match="there is no such bucket"), writing(settings):
        pass


def test_copies_of_what_the_lake_no_longer_holds_are_deleted(tmp_path: Path, bucket: str) -> None:
    settings = Settings(home=tmp_path, lake=bucket)
    lake = open_lake(settings)
    write_small_parts(lake, 2)
    assert lake.looks().height == 2
    (lake.folder / "looks" / f"{lake.parts()[1]}.parquet").unlink()
    with writing(settings) as lake:
        assert lake.looks().height == 1
    assert len(list(settings.copies_folder.rglob("looks/*.parquet"))) == 1


def test_an_object_that_is_replaced_after_it_was_listed_is_copied_as_it_now_is(
    tmp_path: Path, bucket: str
) -> None:
    lake = open_lake(Settings(home=tmp_path, lake=bucket))
    write_small_parts(lake, 1)
    assert isinstance(lake.folder, ObjectPath)
    (listed,) = (lake.folder / "bodies").rglob("*.parquet")
    lake.empty_bodies(lake.parts()[0])
    assert listed.metadata()["bodies"] == "removed"
    assert listed.copy() == listed.look().copy()
    assert listed.copy().read_bytes() == listed.read_bytes()
    assert not (tmp_path / ".lake-copies").joinpath(listed._copies_of_content()).exists()


@pytest.mark.parametrize("is_object", [False, True])
def test_bodies_from_before_a_column_was_added_are_known_by_their_hashes(
    tmp_path: Path, bucket: str, is_object: bool
) -> None:
    lake = open_lake(Settings(home=tmp_path, lake=bucket if is_object else ""))
    write_small_parts(lake, 2)
    older, newer = lake.parts()
    file = lake.folder / "bodies" / f"{older}.parquet"
    write_parquet(lake.bodies(older).drop("origin", "look_id"), file)
    assert len(lake.known_hashes()) == 6
    assert lake.parts_brought_by(["look-0", "look-1"]) == {newer}


def test_a_footer_of_any_size_is_read(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = open_lake(Settings(home=tmp_path, lake=bucket))
    write_small_parts(lake, 1)
    lake.empty_bodies(lake.parts()[0])
    monkeypatch.setattr("flows.lake.objects._FOOTER_BYTES", 20)
    assert lake.emptied_parts() == lake.parts()


def test_what_a_run_asks_of_a_lake_does_not_grow_with_its_age(tmp_path: Path, bucket: str) -> None:
    settings = Settings(home=tmp_path, lake=bucket)
    counts = []
    for n_parts in (2, 6):
        with writing(settings) as lake:
            write_small_parts(lake, n_parts)
            assert classify_lake(lake, n_workers=1)
            remove_old_bodies(lake, 0, AS_OF)
            lake.posting_files(), lake.looks(), lake.kept_parts(), lake.known_hashes()  # as before
            with counting() as asked:
                write_small_parts(lake, 1, first=n_parts)
                assert classify_lake(lake, n_workers=1) == 3
                assert remove_old_bodies(lake, 0, AS_OF) == 1
                assert reread_kept_texts(lake) == 0
            counts.append(asked)
    assert counts[0] == counts[1]


def test_an_object_that_is_not_there_can_be_deleted_in_any_store(
    tmp_path: Path, bucket: str
) -> None:
    for root in (bucket, f"file://{tmp_path}"):
        ObjectPath(root, tmp_path / "copies", "looks/none.parquet").unlink()
