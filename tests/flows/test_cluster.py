"""Classify on a real cluster of two worker processes: the same market as from this process, also when a worker is killed."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flows import classify, pipeline
from flows.backfill import plan_backfill
from flows.cluster import reading as cluster
from flows.errors import RolecallError, StorageError, UsageError
from flows.lake.filings import Filings
from flows.lake.parts import Lake
from flows.lake.session import open_lake
from flows.lake.versions import Version, present_version
from flows.ledger.take import Request
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings, read_settings
from tests.flows.ledger.published import Published, posting
from tests.flows.same_market import rows_of
from tests.flows.served_site import Answers, Site
from tests.flows.small_parts import AS_OF, write_small_parts

if TYPE_CHECKING:
    from distributed import LocalCluster

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # distributed leaves sockets and loops behind
    pytest.mark.timeout(900),
]

N_PARTS = 5


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    import dask  # half a second that no other worker of pytest-xdist should wait
    from distributed import LocalCluster

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


def market_of(lake: Lake, settings: Settings, as_of: datetime = AS_OF) -> dict[str, list[str]]:
    pipeline.store_stop(lake, settings, as_of)
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
    killed = kill_a_worker_at(workers, lambda: shared.folder.glob("postings/*/*.parquet"))
    assert cluster.classify_lake(shared, workers.scheduler_address) == n_read
    killed.join()
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


@pytest.fixture
def backfilled(
    tmp_path: Path, small_market: Market, site: Callable[[Answers], Site]
) -> tuple[Lake, datetime]:
    """What three backfills took and nobody has read: hiring threads, disclosure files, and a ledger. And their day."""
    lake, as_of = (
        Lake(tmp_path / "backfilled" / "lake"),
        datetime.combine(small_market.last_day, time()),
    )
    days = [f"{as_of - timedelta(days=days_ago):%Y-%m-%d}" for days_ago in (60, 30, 0)]
    listed = [posting("juniper", str(number), *days[1:]) for number in range(3)]
    ledger = site(Published().add_day(days[2], listed).answers())
    request = Request((), True, days[0][:7], days[2][:7])
    with RehearsalServer(small_market) as server:
        for name, since, mirror, asked in (
            ("hackernews", "2016-01", server.url, None),
            ("dol_lca", "FY2020", server.url, None),
            ("open_jobs", "", ledger.url, request),
        ):
            settings = Settings(home=tmp_path / "backfilled", mirror=mirror, timeout_s=60.0)
            plan_backfill(name, since, None, settings, as_of, asked)(lake)
    assert len(lake.parts()) > 2
    assert len(Filings(lake).taken()) > 1
    return lake, as_of


def test_backfills_are_read_on_the_cluster_as_on_one_machine_also_when_a_worker_is_killed(
    tmp_path: Path, backfilled: tuple[Lake, datetime], workers: LocalCluster
) -> None:
    taken, as_of = backfilled
    alone, own = copy_of(taken, tmp_path / "alone")
    shared, theirs = copy_of(taken, tmp_path / "shared")
    theirs = Settings(home=theirs.home, engine="dask", scheduler=workers.scheduler_address)
    killed = kill_a_worker_at(workers, lambda: shared.folder.glob("filings/read/*/*.parquet"))
    assert pipeline.classify_stop(shared, theirs) == pipeline.classify_stop(alone, own) > 0
    killed.join()
    assert readings_of(shared) == readings_of(alone)
    assert Filings(shared).filings().equals(Filings(alone).filings())
    markets = [
        market_of(lake, settings, as_of) for lake, settings in ((shared, theirs), (alone, own))
    ]
    assert markets[0] == markets[1]
    assert markets[0]["posting"]
    assert markets[0]["filing"]


def test_newer_readers_read_everything_again_on_the_cluster(
    tmp_path: Path, backfilled: tuple[Lake, datetime], workers: LocalCluster
) -> None:
    """What an upgrade does: all that was read, by whichever run or backfill, becomes stale at once."""
    lake, settings = copy_of(backfilled[0], tmp_path / "home")
    settings = Settings(home=settings.home, engine="dask", scheduler=workers.scheduler_address)
    n_read = pipeline.classify_stop(lake, settings)
    read, filings = readings_of(lake), Filings(lake).filings()
    pretend_read_by_older_readers(lake)
    assert pipeline.classify_stop(lake, settings) == n_read
    assert readings_of(lake) == read
    assert Filings(lake).filings().equals(filings)
    assert pipeline.classify_stop(lake, settings) == 0


def pretend_read_by_older_readers(lake: Lake) -> None:
    older = Version("older readers", present_version().adapters)
    for part in lake.kept_parts():
        lake.replace_postings(part, lake.postings(part).with_columns(role=pl.lit("other")), older)
    assert isinstance(lake.folder, Path)
    for kind in ("read", "rejected"):
        (folder,) = (lake.folder / "filings" / kind).iterdir()
        folder.rename(folder.with_name("older"))


def kill_a_worker_at(workers: LocalCluster, sign: Callable[[], Iterator[Path]]) -> threading.Thread:
    """Kills one of the workers as soon as there is such a file. Returns the thread that waits for it."""
    victim = workers.workers[0].pid

    def wait() -> None:
        until = monotonic() + 120
        while not any(sign()) and monotonic() < until:
            sleep(0.005)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=wait)
    killer.start()
    return killer


def test_a_run_that_has_lost_its_lease_shares_out_nothing_more(
    tmp_path: Path, workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: object) -> None:
        raise StorageError("the lease was lost")

    lake = Lake(tmp_path / "lake")
    write_small_parts(lake, 40)
    monkeypatch.setattr(cluster, "require_held", lost)
    with pytest.raises(StorageError, match="was lost"):
        cluster.classify_lake(lake, workers.scheduler_address)
    sleep(1.0)  # what the workers were at, they finish
    n_read = len(lake.parts_read_by())
    sleep(1.0)
    assert 0 < len(lake.parts_read_by()) == n_read < 40


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
