"""Prints what a lake in an object store costs in requests as it ages: a run of one part, on a real S3 server (moto).

    python tests/benchmarks/bench_objects.py [--parts 200 2000]

The lake has so many parts, all read, of which those that are older than 90 days have lost their bodies. `LIST` counts pages
of 1,000 names. The machine of the run keeps its copies from one run to the next, but that of the last line has none.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx
import obstore
from moto.server import ThreadedMotoServer

from flows import pipeline
from flows.lake.facts import gather_facts
from flows.lake.objects import store_of
from flows.lake.parts import Lake
from flows.lake.session import writing
from flows.settings import Settings
from tests.flows.s3_requests import counting
from tests.flows.small_parts import AS_OF, write_daily_parts

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "invented",
    "AWS_SECRET_ACCESS_KEY": "invented",
    "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}
KINDS = ("LIST", "HEAD", "GET", "PUT", "COPY", "DELETE")


def main() -> None:
    """Prints one table for each age of the lake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, nargs="+", default=[200, 2000])
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=f"http://{host}:{port}")
    for n_parts in parser.parse_args().parts:
        with tempfile.TemporaryDirectory() as folder:
            httpx.put(f"http://{host}:{port}/lake-{n_parts}").raise_for_status()
            print_table(Path(folder), n_parts, f"s3://lake-{n_parts}/our")
    server.stop()


def print_table(folder: Path, n_parts: int, address: str) -> None:
    """The requests of each stop of a run on a lake of so many parts."""
    lake = Lake(folder / "lake")
    write_daily_parts(lake, n_parts)
    settings = Settings(home=folder / "home", lake=address)
    pipeline.classify_stop(lake, settings)
    pipeline.retain_stop(lake, settings, AS_OF)
    upload(folder / "lake", address)
    with writing(settings) as ours:  # the run before
        pipeline.retain_stop(ours, settings, AS_OF)
        look_back(ours)
        gather_facts(ours, AS_OF)
    print(f"\n{n_parts:,} parts{'':<24}", *(f"{kind:>7}" for kind in KINDS))
    with writing(settings) as ours:
        print_requests("what a scrape reads first", lambda: look_back(ours))
        print_requests("write a part", lambda: write_daily_parts(ours, 1, first=n_parts))
        print_requests("read it", lambda: pipeline.classify_stop(ours, settings))
        print_requests("retention", lambda: pipeline.retain_stop(ours, settings, AS_OF))
        print_requests("facts of the market", lambda: gather_facts(ours, AS_OF))
    elsewhere = replace(settings, home=folder / "elsewhere")
    print_requests("a run on a machine without copies", lambda: run_once(elsewhere))


def run_once(settings: Settings) -> None:
    """What a run asks of a lake that has nothing new."""
    with writing(settings) as lake:
        look_back(lake)
        pipeline.classify_stop(lake, settings)
        pipeline.retain_stop(lake, settings, AS_OF)
        gather_facts(lake, AS_OF)


def upload(folder: Path, address: str) -> None:
    """Puts every file of a lake on disk into the store."""
    store = store_of(address)
    with ThreadPoolExecutor(8) as threads:
        for file in folder.rglob("*.*"):
            threads.submit(obstore.put, store, file.relative_to(folder).as_posix(), file)


def look_back(lake: Lake) -> None:
    """What `flows.scrape` asks a lake before it asks the first board."""
    lake.known_hashes(), lake.forgotten(), lake.own_looks()


def print_requests(what: str, do: Callable[[], object]) -> None:
    """One line: how many requests of each kind."""
    with counting() as asked:
        do()
    print(f"{what:<34}", *(f"{asked[kind]:>7,}" for kind in KINDS), flush=True)


if __name__ == "__main__":
    main()
