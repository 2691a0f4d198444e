"""`kill -9` at random moments of the main job, alone and two at once: what was acknowledged must stand, and the next run end well.

    python tests/benchmarks/crash_drill.py --kills 200 --pairs 50

Each run is the command as a person types it (`run --plain`), on a small rehearsal market that is a week older each time.
Half of the kills take the process alone, as the out-of-memory killer does, half its whole group. After each, the lake, the
market and the pages are examined; after every fourth the next run must end well and its market hold every open posting.
Prints how many kills fell on which stop, and every violation. Ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as day_time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb
import polars as pl

from flows.boards import read_boards
from flows.errors import RunInProgress
from flows.lake import Lake, content_hash
from flows.pipeline import run_market
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings

WEEKS = 10  # a home lives so many kills, then the next one starts from nothing: first runs are killed too
FINISH_EVERY = 4
ANY_MOMENT = 0.15  # of the kills fall at any moment from the start on; the others once the run holds the lock
ORPHANS_GONE_S = 15.0
LONGEST_RUN_S = 200.0
STOPS = ("starting", "scrape", "classify", "store", "report")


@dataclass
class Run:
    """One `rolecall run` in a process group of its own."""

    process: subprocess.Popen[bytes]
    log: Path
    started_at: float
    ended_at: float | None = None

    def has_ended(self) -> bool:
        """Whether it ended by itself; remembers when that was first seen."""
        if self.process.poll() is not None and self.ended_at is None:
            self.ended_at = time.time()
        return self.process.returncode is not None

    def kill(self, is_whole_group: bool) -> None:
        """`kill -9`, of the process alone or of its workers too."""
        (os.killpg if is_whole_group else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def survivors(self) -> list[int]:
        """Processes of its session that still live."""
        return [pid for pid, session in _sessions() if session == self.process.pid]


@dataclass
class Drill:
    """A home folder, what it had acknowledged, and the counts so far."""

    folder: Path
    market: Market
    server: RehearsalServer
    moments: random.Random
    full_run_s: float = 5.0
    n_homes: int = 0
    week: int = WEEKS
    acknowledged: pl.DataFrame = field(default_factory=pl.DataFrame)
    had_report: bool = False
    stops: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / f"home{self.n_homes}"

    @property
    def boards(self) -> Path:
        return self.folder / "boards.csv"

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, mirror=self.server.url, contact="drill@example.org", pace_s=0.0)

    def next_week(self) -> date:
        """The market a week later; after the last week, a new home and the first week again."""
        self.week += 1
        if self.week >= len(self.market.days()):
            shutil.rmtree(self.home, ignore_errors=True)
            self.n_homes, self.week, self.had_report = self.n_homes + 1, 0, False
            self.acknowledged = pl.DataFrame()
        self.server.day = self.market.days()[self.week]
        return self.server.day

    def launch(self, day: date, name: str = "run") -> Run:
        log = self.folder / f"{name}.log"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "ROLECALL_"))}
        ours = {
            "ROLECALL_HOME": str(self.home),
            "ROLECALL_MIRROR": self.server.url,
            "ROLECALL_CONTACT": "drill@example.org",
        }
        words = ("run", "--plain", "--boards", str(self.boards), "--as-of", day.isoformat())
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", *words],
                env=kept | ours,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        return Run(process, log, time.time())

    def wait_for_moment(self, runs: list[Run]) -> None:
        """Waits until a random moment of a run: of its whole length, or of what comes once it holds the lock."""
        length = self.full_run_s
        if self.moments.random() > ANY_MOMENT:
            while not (self.home / "run.lock").exists() and not all(run.has_ended() for run in runs):
                time.sleep(0.005)
            length -= time.time() - runs[0].started_at
        until = time.time() + max(0.3, length) * 1.05 * self.moments.random()
        while time.time() < until and not all(run.has_ended() for run in runs):
            time.sleep(0.002)

    def stop_of(self, run: Run) -> str:
        """The stop at which a run is, by what it has told and written."""
        told = run.log.read_text(encoding="utf-8", errors="replace")
        market = self.settings.market_file
        if not (self.home / "run.lock").exists():
            return "starting"
        if "looked at" not in told:
            return "scrape"
        if "postings in" not in told:
            return "classify"
        return "report" if market.exists() and market.stat().st_mtime > run.started_at else "store"

    def examine(self, when: str) -> None:
        """Everything that must hold however a run ended."""
        lake = Lake(self.settings.lake_folder)
        looks = lake.looks()
        if (
            self.acknowledged.height
            and self.acknowledged.join(looks, on="look_id", how="anti", nulls_equal=True).height
        ):
            self.violated(when, "an acknowledged look is gone")
        self.acknowledged = looks.select("look_id")
        sightings = lake.sightings()
        if lost := set(sightings["content_hash"]) - lake.known_hashes():
            self.violated(when, f"{len(lost)} sighted contents have no body")
        listed = looks.filter(pl.col("outcome") == "complete").select("look_id", "n_postings")
        seen = sightings.group_by("look_id").agg(n=pl.len())
        short = listed.join(seen, on="look_id", how="left").filter(pl.col("n").fill_null(0) != pl.col("n_postings"))
        if short.height:
            self.violated(when, f"{short.height} acknowledged looks have lost sightings")
        for part in lake.parts():
            for row in lake.bodies(part).iter_rows(named=True):
                named = content_hash(row["source"], row["board"], row["external_id"], row["body"])
                if named != row["content_hash"]:
                    self.violated(when, f"a body of part {part} is not what was seen")
        self._examine_market(when)
        self._examine_site(when)

    def _examine_market(self, when: str) -> None:
        file = self.settings.market_file
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

    def _examine_site(self, when: str) -> None:
        site = self.settings.site_folder
        pages = [
            page
            for page in site.rglob("*.html")
            if not any(part.startswith(".") for part in page.relative_to(site).parts)
        ]
        for page in pages:
            if not page.read_text(encoding="utf-8").rstrip().endswith("</html>"):
                self.violated(when, f"half-written page {page.relative_to(site)}")
        # Set aside for the instant between two renames; the next run puts it back first of all.
        has_report = any((site / name / "index.html").exists() for name in ("latest", ".latest.old"))
        if self.had_report and not has_report:
            self.violated(when, "the report is gone")
        self.had_report = self.had_report or has_report

    def finish(self, when: str) -> None:
        """The next run: it must end well, hold every open posting, and leave no litter."""
        day = self.next_week()
        started = time.time()
        boards = read_boards(self.boards, self.settings.own_boards_file)
        try:
            run_market(boards, self.settings, datetime.combine(day, day_time()))
        except Exception as exc:  # whatever it is, it is the finding
            self.violated(when, f"the next run failed: {type(exc).__name__}: {exc}")
            return
        self.full_run_s = 0.5 * (self.full_run_s + time.time() - started + 1.5)  # a command imports for 1.5 s first
        self.examine(f"{when}, then a whole run")
        market = self.market
        up = [
            employer.board
            for employer in market.employers
            if market.has_joined(employer.board, day) and not market.is_out(employer.board, day)
        ]
        expected = sum(len(market.postings_open(board, day)) for board in up)
        with duckdb.connect(str(self.settings.market_file), read_only=True) as con:
            (n_open,) = con.execute(
                "select count(*) from posting where is_open and last_seen_at = (select max(looked_at) from look)"
            ).fetchall()[0]
            known = con.execute("select source, board, external_id from posting").pl()
        if n_open != expected:
            self.violated(when, f"{n_open} postings are open, {expected} are listed")
        sighted = Lake(self.settings.lake_folder).sightings().select("source", "board", "external_id").unique()
        if sighted.join(known, on=["source", "board", "external_id"], how="anti").height:
            self.violated(when, "a sighted posting is not in the market")
        if not (self.settings.site_folder / "latest" / "index.html").exists():
            self.violated(when, "there is no report")
        if litter := [str(path.relative_to(self.home)) for path in self._litter()]:
            self.violated(when, f"litter: {', '.join(litter)}")

    def _litter(self) -> Iterator[Path]:
        for path in sorted(self.home.rglob("*")):
            if path.name == "run.lock" or path.name.startswith("."):
                yield path

    def violated(self, when: str, what: str) -> None:
        self.violations.append(f"{when}: {what}")
        print(f"VIOLATION {self.violations[-1]}", flush=True)

    def expect_no_orphans(self, run: Run, when: str) -> None:
        """A killed run's workers must notice and end."""
        until = time.time() + ORPHANS_GONE_S
        while (left := run.survivors()) and time.time() < until:
            time.sleep(0.05)
        if left:
            self.violated(when, f"{len(left)} worker processes outlive their run")
            os.killpg(run.process.pid, signal.SIGKILL)


def kill_one(drill: Drill, number: int) -> None:
    """One run, killed at a random moment; a run that ends before its moment is run again."""
    while True:
        run = drill.launch(drill.next_week())
        drill.wait_for_moment([run])
        if not run.has_ended():
            break
        drill.full_run_s = 0.5 * (drill.full_run_s + (run.ended_at or 0) - run.started_at)
        if run.process.returncode != 0:
            drill.violated(
                f"kill {number}", f"a run that was left alone ended with {run.process.returncode}: {_last_line(run)}"
            )
        drill.examine(f"before kill {number}")
    stop, is_whole_group = drill.stop_of(run), drill.moments.random() < 0.5
    run.kill(is_whole_group)
    drill.stops[stop] += 1
    when = f"kill {number} ({stop}, {'group' if is_whole_group else 'process'})"
    drill.examine(when)
    drill.expect_no_orphans(run, when)
    if number % FINISH_EVERY == 0:
        drill.finish(when)


def start_two(drill: Drill, number: int) -> None:
    """Two runs started at once, half of the time beside the lock of a dead one; one, both or neither killed."""
    day = drill.next_week()
    if drill.moments.random() < 0.5:
        _leave_stale_lock(drill.home)
    runs = [drill.launch(day, "first"), drill.launch(day, "second")]
    n_kills = drill.moments.choice((0, 1, 1, 2))
    if n_kills:
        drill.wait_for_moment(runs)
    killed = [run for run in drill.moments.sample(runs, n_kills) if not run.has_ended()]
    stops = []
    for run in killed:
        stops.append(drill.stop_of(run))
        run.kill(is_whole_group=drill.moments.random() < 0.5)
    until = time.time() + LONGEST_RUN_S
    while not all(run.has_ended() for run in runs) and time.time() < until:
        time.sleep(0.01)
    when = f"pair {number} ({'+'.join(stops) or 'none'} killed)"
    for run in runs:
        if run not in killed and run.process.returncode not in (0, RunInProgress.exit_code):
            drill.violated(when, f"the run left alone ended with {run.process.returncode}: {_last_line(run)}")
    codes = sorted("killed" if run in killed else str(run.process.returncode) for run in runs)
    drill.endings[" and ".join(codes)] += 1
    if not killed and codes == ["0", "0"] and _wrote_side_by_side(drill, runs):
        drill.violated(when, "both wrote at the same time")
    if not killed and codes == ["5", "5"]:
        drill.violated(when, "each gave way to the other")
    drill.examine(when)
    for run in killed:
        drill.expect_no_orphans(run, when)
    if number % FINISH_EVERY == 0:
        drill.finish(when)


def _leave_stale_lock(home: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    home.mkdir(parents=True, exist_ok=True)
    host = os.uname().nodename
    (home / "run.lock").write_text(
        f'{{"pid": {dead.pid}, "host": "{host}", "started_at": {time.time()}}}', encoding="utf-8"
    )


def _wrote_side_by_side(drill: Drill, runs: list[Run]) -> bool:
    """Whether both had committed looks before either had ended."""
    started = min(run.started_at for run in runs)
    written = sorted(file.stat().st_mtime for file in (drill.home / "lake" / "looks").glob("*.parquet"))
    ends = min(run.ended_at or 0.0 for run in runs)
    return sum(started <= moment < ends for moment in written) > 1


def _sessions() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            yield int(stat.parent.name), int(fields[3])


def _last_line(run: Run) -> str:
    return (run.log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["(it said nothing)"])[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="runs to kill")
    parser.add_argument("--pairs", type=int, default=0, help="times that two runs are started at once")
    parser.add_argument("--seed", type=int, default=20261123)
    wanted = parser.parse_args()
    market = Market.simulate(seed=11, n_employers=10, weeks=WEEKS)
    with tempfile.TemporaryDirectory() as folder, RehearsalServer(market) as server:
        drill = Drill(Path(folder), market, server, random.Random(wanted.seed))
        rows = [
            f"{board.source},{board.slug},{board.employer}" for board in server.boards() if board.source != "hackernews"
        ]
        drill.boards.write_text("source,board,employer\n" + "\n".join(rows) + "\n", encoding="utf-8")
        drill.finish("before the first kill")
        for number in range(1, wanted.kills + 1):
            kill_one(drill, number)
            if number % 10 == 0:
                print(f"{number} kills: {_told(drill.stops)}; {len(drill.violations)} violations", flush=True)
        for number in range(1, wanted.pairs + 1):
            start_two(drill, number)
            if number % 10 == 0:
                print(f"{number} pairs: {_told(drill.endings)}; {len(drill.violations)} violations", flush=True)
        drill.finish("at the end")
    print(
        f"{wanted.kills} kills ({_told(drill.stops)}); {wanted.pairs} pairs ({_told(drill.endings)}); {len(drill.violations)} violations"
    )
    return 1 if drill.violations else 0


def _told(counts: Counter[str]) -> str:
    names = [*(stop for stop in STOPS if stop in counts), *sorted(set(counts) - set(STOPS))]
    return ", ".join(f"{counts[name]} {name}" for name in names) or "none"


if __name__ == "__main__":
    sys.exit(main())
