"""`rolecall review` and `rolecall refit` as a person meets them: keys on a pseudo-terminal, labels on the disk, weights in force."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flows.conftest import command_line, environment_of
from tests.flows.forked import run_forked

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]

TITLES = ("Machine Learning Engineer", "Data Scientist", "AI Engineer", "Conversation Designer")
LLM = (
    "Build LLM agents and RAG pipelines with prompts, evals and LangChain. "
    "Orchestrate agents with tools and memory, and evaluate LLM output. "
)
N_EMPLOYERS = 30
_PATIENCE_S = 120
_STYLE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
"""What a terminal obeys and does not show."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A market of thirty employers with four postings each, imported from a file."""
    folder = tmp_path_factory.mktemp("own")
    file = folder / "postings.jsonl"
    rows = [
        {
            "id": f"{employer}-{number}",
            "title": title,
            "company": f"Firm {employer}",
            "text": f"What you will do\n- {LLM}\n- Work on product {employer} with people, \x1b[31mred\x1b[0m.",
        }
        for employer in range(N_EMPLOYERS)
        for number, title in enumerate(TITLES)
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    words = ("import", str(file), "--source", "mine")
    done = run_forked(words, environment_of(folder / "home"), folder, _PATIENCE_S)
    assert done.returncode == 0, done.stderr
    return folder / "home"


@pytest.fixture
def fresh(home: Path) -> Iterator[Path]:
    """The market without labels or weights of anybody's own."""
    yield home
    for name in ("role_labels.jsonl", "role_weights.csv"):
        (home / name).unlink(missing_ok=True)


class Terminal:
    """`rolecall review` on a pseudo-terminal."""

    def __init__(self, home: Path) -> None:
        child, self.handle = -1, -1
        child, self.handle = pty.fork()
        if child == 0:
            os.chdir(home.parent)
            words = command_line("review")
            os.execvpe(  # noqa: S606 - our own command, as a person starts it
                words[0], words, environment_of(home) | {"TERM": "xterm", "COLUMNS": "120"}
            )
        self.child, self.raw, self.seen, self.n_taken = child, "", "", 0

    def until(self, words: str) -> str:
        """What appears up to and with these words."""
        began = time.monotonic()
        while words not in self.seen:
            assert time.monotonic() < began + _PATIENCE_S, self.seen
            if select.select([self.handle], [], [], 1)[0]:
                try:
                    self.raw += os.read(self.handle, 65_536).decode("utf-8", "replace")
                    self.seen = _STYLE.sub("", self.raw)[self.n_taken :]
                except OSError as exc:  # the command has ended
                    raise AssertionError(f"{words!r} never came: {self.seen}") from exc
        shown, _, self.seen = self.seen.partition(words)
        self.n_taken += len(shown + words)
        return shown + words

    def press(self, keys: str) -> None:
        os.write(self.handle, keys.encode())

    def end(self) -> int:
        _, status = os.waitpid(self.child, 0)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(status)


def labels(home: Path) -> list[dict[str, str]]:
    lines = (home / "role_labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_one_key_labels_a_posting_and_the_next_is_shown(fresh: Path) -> None:
    terminal = Terminal(fresh)
    shown = terminal.until("b back   q quit")
    assert "1 of 120" in shown
    assert "Firm" in shown
    assert "Build LLM agents" in shown
    assert "what decided:" in shown
    assert "they disagree" in shown
    assert "\x1b[31m" not in terminal.raw  # a board's colours stay out
    terminal.press("a")
    assert "2 of 120, 1 label" in terminal.until("b back   q quit")
    assert len(labels(fresh)) == 1  # on the disk before the next key
    terminal.press("q")
    assert "1 label taken" in terminal.until("99 more")
    assert terminal.end() == 0
    (label,) = labels(fresh)
    assert label["id"].startswith("imported:mine:")
    assert (label["role"], label["role_alt"], label["role_conf"]) == ("ai_engineer", None, "high")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", label["when"])


def test_skip_back_unsure_and_unknown_keys(fresh: Path) -> None:
    terminal = Terminal(fresh)
    for keys, awaited in (
        ("s", "2 of 120"),
        ("m", "3 of 120"),
        ("b", "labelled ml_engineer; another key changes it"),
        ("x", "u unsure"),
        ("uad", "3 of 120, 1 label"),
        ("uq", "taken back"),
        ("q", "1 label taken"),
    ):
        terminal.until("q quit") if keys != "q" else None
        terminal.press(keys)
        terminal.until(awaited)
    assert terminal.end() == 0
    first, again = labels(fresh)
    assert first["id"] == again["id"]
    assert (again["role"], again["role_alt"], again["role_conf"]) == (
        "ai_engineer", "data_scientist", "low",
    )  # fmt: skip


def test_a_later_review_goes_on_and_an_interrupted_one_has_lost_nothing(fresh: Path) -> None:
    terminal = Terminal(fresh)
    terminal.until("q quit")
    terminal.press("w")
    terminal.until("2 of 120, 1 label")
    os.kill(terminal.child, signal.SIGINT)
    terminal.until("interrupted")
    assert terminal.end() == 130
    later = Terminal(fresh)
    assert "1 of 119, 1 label" in later.until("q quit")
    later.press("q")
    later.until("0 labels taken, 1 in")
    assert later.end() == 0


def test_without_a_terminal_review_says_what_to_do_and_lists_its_queue(
    rolecall: Rolecall, fresh: Path
) -> None:
    done = rolecall("review", home=fresh)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "--list 20" in done.stderr
    listed = rolecall("review", "--list", "3", home=fresh)
    assert listed.returncode == 0, listed.stderr
    assert "120 postings to review" in listed.stdout
    assert listed.stdout.count("imported:mine:") == 3


def test_without_a_market_both_say_how_to_get_one(rolecall: Rolecall) -> None:
    for command in ("review", "refit"):
        done = rolecall(command)
        assert done.returncode == 6
        assert "rolecall run" in done.stderr


def write_labels(home: Path, n_employers: int, designers_are: str) -> None:
    """What a person rules: whatever the title, this work is that of AI engineers, but for designers."""
    rows = [
        {
            "id": f"imported:mine:{employer}-{number}",
            "role": designers_are if "Designer" in title else "ai_engineer",
            "role_alt": None,
            "role_conf": "high",
        }
        for employer in range(n_employers)
        for number, title in enumerate(TITLES)
    ]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    (home / "role_labels.jsonl").write_text(text, encoding="utf-8")


def roles_of_designers(rolecall: Rolecall, home: Path) -> str:
    found = rolecall(
        "sql",
        "select distinct role from posting where title like '%Designer'",
        "--csv",
        home=home,
    )
    return found.stdout.strip().replace("\r", "")


def test_a_refit_says_what_it_needs_and_what_a_damaged_label_is(
    rolecall: Rolecall, fresh: Path
) -> None:
    write_labels(fresh, 5, "other")
    few = rolecall("refit", home=fresh)
    assert few.returncode == 2
    assert "needs 100 labels" in few.stderr
    assert "there are 20 of 5" in few.stderr
    (fresh / "role_labels.jsonl").write_text('{"id": "x", "role": "wizard"}\n', encoding="utf-8")
    damaged = rolecall("refit", home=fresh)
    assert damaged.returncode == 2
    assert "role_labels.jsonl, line 1: label x says 'wizard'" in damaged.stderr
    assert not (fresh / "role_weights.csv").exists()


def test_a_refit_is_judged_written_read_with_and_undone(rolecall: Rolecall, fresh: Path) -> None:
    before = roles_of_designers(rolecall, fresh)
    write_labels(fresh, N_EMPLOYERS, "data_analyst")
    done = rolecall("refit", home=fresh)
    assert done.returncode == 0, done.stderr
    assert "nothing is written" not in done.stderr
    assert re.search(r"accuracy +│ +120 │ +0\.\d+ │ +(1|0\.9\d*) │", done.stdout)
    assert "data_analyst" in done.stdout
    for stop in ("classify", "store"):
        assert rolecall(stop, home=fresh).returncode == 0
    assert "role\ndata_analyst" == roles_of_designers(rolecall, fresh) != before
    assert "role_weights.csv" in rolecall("doctor", home=fresh).stdout
    posting = fresh.parent / "one.jsonl"
    posting.write_text(
        json.dumps({"id": "1", "title": "Conversation Designer", "text": f"- {LLM}"}), "utf-8"
    )
    mine = rolecall("label", str(posting), home=fresh)
    assert json.loads(mine.stdout)["role"] == "data_analyst"
    assert "role_weights.csv" in mine.stderr

    undone = rolecall("refit", "--undo", home=fresh)
    assert undone.returncode == 0
    stored = rolecall("store", home=fresh)
    assert "1 part of the lake was read by other readers than these" in stored.stderr
    assert (fresh / "role_labels.jsonl").exists()
    waiting = rolecall("doctor", home=fresh).stdout
    assert "wait for `rolecall classify`" in waiting
    assert "role_weights.csv" not in waiting


def test_a_refit_of_the_demo_is_judged_and_never_written(
    rolecall: Rolecall, fresh: Path, tmp_path: Path
) -> None:
    demo = tmp_path / "home" / "rehearsal"
    demo.mkdir(parents=True)
    (demo / "market.duckdb").symlink_to(fresh / "market.duckdb")
    write_labels(demo, N_EMPLOYERS, "data_analyst")
    done = rolecall("refit", "--rehearsal")
    assert done.returncode == 0, done.stderr
    assert "What moved most" in done.stdout
    assert done.stderr.endswith(
        "the demo is always read with the shipped weights: nothing is written\n"
    )
    assert not (demo / "role_weights.csv").exists()


def test_damaged_weights_stop_a_reading_and_say_how_to_go_back(
    rolecall: Rolecall, fresh: Path
) -> None:
    (fresh / "role_weights.csv").write_text("nonsense\n", encoding="utf-8")
    done = rolecall("classify", home=fresh)
    assert done.returncode == 2
    assert "role_weights.csv" in done.stderr
    assert "refit --undo" in done.stderr
