"""One run at a time in an object store, on a real S3 server: a lease that its holder keeps alive."""

import time
from pathlib import Path
from threading import Thread

import pytest

from flows.errors import RunInProgress, StorageError
from flows.lake.lock import lease
from flows.lake.lock.lease import only_run, only_shard
from flows.lake.objects import ObjectPath
from tests.flows.lake.dead_lease import leave_behind, require_one_heir

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the server's libraries


@pytest.fixture
def folder(tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch) -> ObjectPath:
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.2)
    return ObjectPath(bucket, tmp_path)


@pytest.fixture
def ninety_seconds_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases that were left behind are as if nobody had renewed them for 90 seconds."""
    monkeypatch.setattr(lease, "_seconds_since", lambda _: 91.0)


def locks(folder: ObjectPath) -> list[str]:
    return [file.name for file in folder.glob("*.lock")]


def write_for_minutes(name: ObjectPath) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with name.written() as file:
            file.write_text(str(time.monotonic()))


def await_change(file: ObjectPath) -> None:
    before, until = file.look().tag, time.monotonic() + 120
    while file.look().tag == before:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_second_run_is_told_who_holds_the_lake(folder: ObjectPath) -> None:
    with (
        only_run(folder),
        pytest.raises(RunInProgress, match=r"PID .* is writing to s3://"),
        only_run(folder),
    ):
        pass
    assert locks(folder) == []


def test_the_holder_renews_its_lease_as_long_as_it_runs(folder: ObjectPath) -> None:
    with only_run(folder):
        await_change(folder / "run.lock")
        await_change(folder / "run.lock")
        with (folder / "looks" / "a").written() as file:
            file.write_text("in time")
    assert (folder / "looks" / "a").read_text() == "in time"


def test_the_lease_of_a_killed_run_holds_for_a_while(folder: ObjectPath) -> None:
    leave_behind(folder)
    with pytest.raises(RunInProgress, match="on elsewhere"), only_run(folder):
        pass


@pytest.mark.usefixtures("ninety_seconds_later")
def test_the_lease_of_a_killed_run_then_passes_on(folder: ObjectPath) -> None:
    leave_behind(folder)
    with only_run(folder):
        assert "elsewhere" not in (folder / "run.lock").read_text()
    assert locks(folder) == []


def test_of_two_that_find_a_dead_lease_one_gets_it(folder: ObjectPath) -> None:
    leave_behind(folder)
    require_one_heir(folder)


def test_a_lease_that_is_released_while_it_is_looked_at_is_free(
    folder: ObjectPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def released(file: ObjectPath) -> str:
        file.unlink()
        raise FileNotFoundError(file)

    leave_behind(folder)
    monkeypatch.setattr(ObjectPath, "read_text", released)
    with only_run(folder):
        assert locks(folder) == ["run.lock"]


def test_a_run_whose_lease_was_taken_writes_nothing_any_more(folder: ObjectPath) -> None:
    with only_run(folder):
        leave_behind(folder)  # as another run would
        with pytest.raises(StorageError, match="was lost"):
            write_for_minutes(folder / "looks" / "a")
        before = (folder / "looks" / "a").look().tag
        with pytest.raises(StorageError, match="was lost"):
            (folder / "looks" / "a").unlink()
        assert (folder / "looks" / "a").look().tag == before
    assert locks(folder) == ["run.lock"]  # the other's


def test_a_run_that_could_not_renew_its_lease_for_long_writes_nothing(
    folder: ObjectPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    with only_run(folder):
        monkeypatch.setattr(lease, "HELD_FOR_S", 0.0)  # as if it had slept
        with pytest.raises(StorageError, match="slept"), (folder / "looks" / "a").written() as file:
            file.write_text("late")


def test_a_run_whose_machine_slept_writes_nothing_before_it_has_renewed_its_lease(
    folder: ObjectPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 600.0)
    with only_run(folder):
        # The monotonic clock of many systems stands still meanwhile.
        wall = time.time
        monkeypatch.setattr(time, "time", lambda: wall() + 91.0)
        with pytest.raises(StorageError, match="slept"), (folder / "looks" / "a").written() as file:
            file.write_text("late")


@pytest.mark.parametrize("seconds", range(0, 121, 5))
def test_of_two_whose_clocks_are_half_a_minute_apart_one_may_write(
    folder: ObjectPath, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    held = lease._Lease(folder / "run.lock")
    held.take()
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() + seconds)  # since the last renewal
    may_write = held.is_held()
    monkeypatch.setattr(time, "time", lambda: wall() + seconds + 30)  # on the other's clock
    if may_write:
        with pytest.raises(RunInProgress):
            lease._require_dead(folder / "run.lock")
    assert may_write is (seconds < 45)


def test_a_renewal_whose_reply_got_lost_does_not_cost_the_lease(folder: ObjectPath) -> None:
    held = lease._Lease(folder / "run.lock")
    held.take()
    before = held._put
    assert before
    held._write(before)
    held._put = before  # as if its reply had not come
    renewing = Thread(target=held.renew_until_ended, daemon=True)
    renewing.start()
    renewing.join(timeout=2.0)
    assert renewing.is_alive()
    await_change(folder / "run.lock")
    assert held.is_held()
    held.ended.set()
    renewing.join()


def test_a_lease_that_cannot_be_released_does_not_fail_its_run(
    folder: ObjectPath, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: ObjectPath) -> None:
        raise OSError("the store is gone")

    with only_run(folder):
        monkeypatch.setattr(ObjectPath, "unlink", refuse)
    assert "was not released: the store is gone" in caplog.text


def test_shards_are_scraped_at_once_and_nothing_else(folder: ObjectPath) -> None:
    with only_shard(folder, "1 of 2"):
        with only_shard(folder, "2 of 2"):
            assert locks(folder) == ["run.1-of-2.lock", "run.2-of-2.lock"]
        with pytest.raises(RunInProgress), only_shard(folder, "1 of 2"):
            pass
        with pytest.raises(RunInProgress), only_run(folder):
            pass
    with only_run(folder), pytest.raises(RunInProgress), only_shard(folder, "1 of 2"):
        pass
    assert locks(folder) == []


@pytest.mark.usefixtures("ninety_seconds_later")
def test_a_run_clears_the_lease_of_a_shard_that_was_killed(folder: ObjectPath) -> None:
    leave_behind(folder, "run.3-of-8.lock")
    with only_run(folder):
        assert locks(folder) == ["run.lock"]
