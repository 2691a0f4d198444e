"""Classify on a real cluster of two worker processes: the same market as from this process, also when a worker is killed."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import dask
import polars as pl
import pytest
from distributed import LocalCluster

from flows import classify, pipeline
from flows.cluster import reading as cluster
from flows.errors import RolecallError, UsageError
from flows.lake.parts import Lake
from flows.lake.session import open_lake
from flows.lake.versions import Version, present_version
from flows.settings import Settings, read_settings
from tests.flows.same_market import rows_of
from tests.flows.small_parts import AS_OF, write_small_parts

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # distributed leaves sockets and loops behind
    pytest.mark.timeout(900),
]

N_PARTS = 5


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    cluster.take_versions()
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as running,
    ):
        yield running


@pytest.fixture
def scraped(tmp_path: Path) -> Lake:
    """A lake that nobody has read."""
    lake = Lake(tmp_path / "scraped" / "lake")
    write_small_parts(lake, N_PARTS)
    return lake


def copy_of(lake: Lake, home: Path) -> tuple[Lake, Settings]:
    shutil.copytree(lake.folder, home / "lake")
    settings = Settings(home=home)
    return open_lake(settings), settings


def readings_of(lake: Lake) -> list[bytes]:
    return [file.read_bytes() for file in lake.posting_files()]


def market_of(lake: Lake, settings: Settings) -> dict[str, list[str]]:
    pipeline.store_stop(lake, settings, AS_OF)
    return rows_of(settings.market_file)


def test_a_cluster_of_two_makes_the_same_market_as_one_process(
    tmp_path: Path, scraped: Lake, workers: LocalCluster
) -> None:
    alone, own = copy_of(scraped, tmp_path / "alone")
    shared, theirs = copy_of(scraped, tmp_path / "shared")
    theirs = Settings(home=theirs.home, engine="dask", scheduler=workers.scheduler_address)
    assert pipeline.classify_stop(shared, theirs) == pipeline.classify_stop(alone, own) > 0
    assert len(shared.posting_files()) == N_PARTS
    assert readings_of(shared) == readings_of(alone)
    assert market_of(shared, theirs) == market_of(alone, own)


def test_a_killed_worker_costs_nothing(
    tmp_path: Path, scraped: Lake, workers: LocalCluster
) -> None:
    alone, _ = copy_of(scraped, tmp_path / "alone")
    shared, _ = copy_of(scraped, tmp_path / "shared")
    n_read = classify.classify_lake(alone)
    victim = workers.workers[0].pid

    def kill_at_the_first_part() -> None:
        until = time.monotonic() + 120
        while not list(shared.folder.glob("postings/*/*.parquet")) and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill_at_the_first_part)
    killer.start()
    assert cluster.classify_lake(shared, workers.scheduler_address) == n_read
    killer.join()
    assert not Path(f"/proc/{victim}").exists()
    assert shared.clear_unfinished() <= 1  # what the victim was writing
    assert readings_of(shared) == readings_of(alone)


def test_kept_texts_are_read_again_on_the_cluster(
    tmp_path: Path, scraped: Lake, workers: LocalCluster
) -> None:
    lake, _ = copy_of(scraped, tmp_path / "home")
    n_read = cluster.classify_lake(lake, workers.scheduler_address)
    assert pipeline.retain_stop(lake, Settings(keep_raw_days=0), AS_OF) > 0
    read = readings_of(lake)
    older = Version("older readers", present_version().adapters)
    for part in lake.emptied_parts():
        lake.replace_postings(part, lake.postings(part).with_columns(role=pl.lit("other")), older)
    assert cluster.classify_lake(lake, workers.scheduler_address) == n_read
    assert readings_of(lake) == read


def test_a_worker_with_other_readers_is_refused(
    scraped: Lake, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = Version("of a newer Rolecall", present_version().adapters)
    monkeypatch.setattr(cluster, "present_version", lambda: newer)
    with pytest.raises(RolecallError, match=f"those of the run are {newer.name}"):
        cluster.classify_lake(scraped, workers.scheduler_address)
    assert scraped.posting_files() == []


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ROLECALL_ENGINE": "spark"}, "'spark' is none of local, dask"),
        ({"ROLECALL_ENGINE": "dask"}, "needs ROLECALL_SCHEDULER"),
    ],
)
def test_an_engine_that_cannot_be_used_is_named(
    tmp_path: Path, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        read_settings(environment, tmp_path / "none.toml")


def test_a_scheduler_that_does_not_answer_is_named(
    scraped: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.2)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        cluster.classify_lake(scraped, "tcp://127.0.0.1:9")
