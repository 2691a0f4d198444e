"""What must hold of a data folder however the run that wrote it ended, and the runs themselves: used by the crash drills.

Decides what is examined: acknowledged looks, their sightings and bodies, the market, the pages. Leaves what is run, and
when it is killed, to `crash_drill` and `crash_demo`.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from flows.lake.parts import Lake
from flows.lake.session import open_lake
from flows.lake.tables import content_hash
from flows.settings import Settings

STOPS = ("starting", "scrape", "classify", "store", "report")
FIRST_GUESS_S = 1.0  # of how long a stop takes, until it is seen
LOOK_EVERY_S = 0.01
ORPHANS_GONE_S = 30.0


@dataclass
class Run:
    """One command in a process group of its own."""

    process: subprocess.Popen[bytes]
    log: Path
    started_at: float
    scraped: str = "looked at"
    """What it says when the first stop is done."""
    ended_at: float | None = None

    @classmethod
    def launch(
        cls,
        words: Sequence[str],
        settings: Mapping[str, str],
        log: Path,
        scraped: str = "looked at",
    ) -> Run:
        """Starts Python with `words`; `settings` are ROLECALL_* of the environment."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PREFECT_", "ROLECALL_"))
        }
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, *words],
                env={**kept, **settings},
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        return cls(process, log, time.time(), scraped)

    def has_ended(self) -> bool:
        """Whether it ended by itself; remembers when that was first seen."""
        if self.process.poll() is not None and self.ended_at is None:
            self.ended_at = time.time()
        return self.process.returncode is not None

    def kill(self, is_whole_group: bool) -> None:
        """`kill -9`, of the process alone or of its workers too."""
        (os.killpg if is_whole_group else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_line(self) -> str:
        """What it said last."""
        told = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return told[-1] if told else "(it said nothing)"

    def stop(self, home: Path, market_file: Path) -> str:
        """The stop at which it is, by what it has told and written."""
        told = self.log.read_text(encoding="utf-8", errors="replace")
        if not (home / "run.lock").exists():
            return "starting"
        if self.scraped not in told:
            return "scrape"
        if "postings in" not in told:
            return "classify"
        has_market = market_file.exists() and market_file.stat().st_mtime > self.started_at
        return "report" if has_market else "store"

    def survivors(self) -> list[int]:
        """Processes of its session that still live."""
        return [pid for pid, session in _sessions() if session == self.process.pid]


@dataclass
class Moments:
    """Draws the moments of kills: a stop, each as often, then any moment of it, so that none is missed for being short.

    How long a stop takes is learnt from the runs themselves: a machine may be more and less busy.
    """

    random: random.Random
    lasts_s: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STOPS, FIRST_GUESS_S))

    def wait(self, runs: Sequence[Run], home: Path, market_file: Path) -> None:
        """Returns at a random moment of the runs, or when all have ended."""
        wanted = self.random.randrange(len(STOPS))
        entered, at = time.time(), 0
        while at < wanted:
            if all(run.has_ended() for run in runs):
                return
            now = max(STOPS.index(run.stop(home, market_file)) for run in runs)
            if now > at:
                self._learn(STOPS[at], time.time() - entered)
                entered, at = time.time(), now
            time.sleep(LOOK_EVERY_S)
        until = time.time() + self.random.random() * self.lasts_s[STOPS[at]]
        while time.time() < until and not all(run.has_ended() for run in runs):
            time.sleep(LOOK_EVERY_S)
        if all(run.has_ended() for run in runs):
            self._learn(STOPS[at], time.time() - entered)

    def _learn(self, stop: str, seconds: float) -> None:
        self.lasts_s[stop] = 0.5 * (self.lasts_s[stop] + seconds)


@dataclass
class Witness:
    """Remembers what a data folder had acknowledged, and every violation."""

    acknowledged: pl.DataFrame = field(default_factory=pl.DataFrame)
    had_report: bool = False
    violations: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """The next data folder starts from nothing."""
        self.acknowledged, self.had_report = pl.DataFrame(), False

    def violated(self, when: str, what: str) -> None:
        """Notes that something did not hold."""
        self.violations.append(f"{when}: {what}")
        print(f"VIOLATION {self.violations[-1]}", flush=True)

    def examine(self, settings: Settings, when: str) -> None:
        """Everything that must hold however a run ended."""
        lake = open_lake(settings)
        looks = lake.looks()
        if (
            self.acknowledged.height
            and self.acknowledged.join(looks, on="look_id", how="anti", nulls_equal=True).height
        ):
            self.violated(when, "an acknowledged look is gone")
        self.acknowledged = looks.select("look_id")
        self._examine_postings(lake, looks, when)
        self._examine_market(settings.market_file, when)
        self._examine_site(settings.site_folder, when)

    def _examine_postings(self, lake: Lake, looks: pl.DataFrame, when: str) -> None:
        sightings = lake.sightings()
        if lost := set(sightings["content_hash"]) - lake.known_hashes():
            self.violated(when, f"{len(lost)} sighted contents have no body")
        listed = looks.filter(pl.col("outcome") == "complete").select("look_id", "n_postings")
        seen = sightings.group_by("look_id").agg(n=pl.len())
        short = listed.join(seen, on="look_id", how="left").filter(
            pl.col("n").fill_null(0) != pl.col("n_postings")
        )
        if short.height:
            self.violated(when, f"{short.height} acknowledged looks have lost sightings")
        for part in lake.parts():
            for row in lake.bodies(part).iter_rows(named=True):
                named = content_hash(row["source"], row["board"], row["external_id"], row["body"])
                if named != row["content_hash"]:
                    self.violated(when, f"a body of part {part} is not what was seen")

    def _examine_market(self, file: Path, when: str) -> None:
        if not file.exists():
            if self.had_report:
                self.violated(when, "the market is gone")
            return
        try:
            with duckdb.connect(str(file), read_only=True) as con:
                if con.execute("select count(*) from mart_edition").fetchall() != [(1,)]:
                    self.violated(when, "the market holds no edition")
        except duckdb.Error as exc:
            self.violated(when, f"the market does not open: {exc}")

    def _examine_site(self, site: Path, when: str) -> None:
        for page in _pages(site):
            if not page.read_text(encoding="utf-8").rstrip().endswith("</html>"):
                self.violated(when, f"half-written page {page.relative_to(site)}")
        # Set aside for the instant between two renames; the next run puts it back first of all.
        has_report = any(
            (site / name / "index.html").exists() for name in ("latest", ".latest.old")
        )
        if self.had_report and not has_report:
            self.violated(when, "the report is gone")
        self.had_report = self.had_report or has_report

    def expect_no_litter(self, home: Path, when: str) -> None:
        """After a run that ended well, nothing half-done lies about."""
        left = [
            path
            for path in sorted(home.rglob("*"))
            if path.name == "run.lock" or path.name.startswith(".")
        ]
        if left:
            self.violated(
                when, f"litter: {', '.join(str(path.relative_to(home)) for path in left)}"
            )

    def expect_no_orphans(self, run: Run, when: str) -> None:
        """A killed run's workers must notice and end."""
        until = time.time() + ORPHANS_GONE_S
        while (left := run.survivors()) and time.time() < until:
            time.sleep(0.05)
        if left:
            self.violated(when, f"{len(left)} worker processes outlive their run")
            os.killpg(run.process.pid, signal.SIGKILL)


def _pages(site: Path) -> Iterator[Path]:
    for page in sorted(site.rglob("*.html")):
        if not any(part.startswith(".") for part in page.relative_to(site).parts):
            yield page


def _sessions() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            yield int(stat.parent.name), int(fields[3])
