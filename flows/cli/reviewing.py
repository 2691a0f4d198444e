"""`rolecall review` on a terminal: one posting at a time, one key a role.

Decides what a person sees of a posting, what each key does, and that a label is on the disk before the next posting
is shown. Leaves the order of the queue to `flows.roles.review`.
"""

from __future__ import annotations

import json
import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows.cli.explain import describe_evidence
from flows.cli.terminal import harmless, out, plain
from flows.progress import counted
from flows.roles.review import Candidate
from transforms.text.document import read_document
from transforms.vocabulary import READ_ROLES

KEYS = dict(zip("amdrenwo", READ_ROLES, strict=True))
"""One key a role."""

UNSURE, SKIP, BACK, QUIT = "u", "s", "b", "q"

_DUTIES_SHOWN, _ASKS_SHOWN = 14, 8
_WIDEST = 110
_ENDS = ("\x04", "")  # Ctrl-D, or a terminal that was closed

_HELP = (
    "  a AI engineer    m ML engineer    d data scientist     r research scientist\n"
    "  e data engineer  n data analyst   w software engineer  o other\n"
    "  u unsure, two roles   s skip   b back   q quit"
)

Clock = Callable[[], str]


@dataclass
class Review:
    """One sitting. `queue`: what is shown, in order. `file`: where labels go. `clock`: the time, for a label."""

    queue: Sequence[Candidate]
    file: Path
    clock: Clock
    n_before: int
    at: int = 0
    taken: dict[str, str] = field(default_factory=dict)

    def run(self, keys: Iterator[str]) -> int:
        """Shows postings and takes keys until the queue or the person is done. Returns how many were labelled."""
        while self.at < len(self.queue):
            self._show(self.queue[self.at])
            if not self._take_key(keys):
                break
        return len(self.taken)

    def _take_key(self, keys: Iterator[str]) -> bool:
        """Obeys keys until another posting is to be shown. False when the person quits."""
        for key in keys:
            if key == QUIT:
                return False
            if key == BACK:
                self.at = max(self.at - 1, 0)
                return True
            if key == SKIP:
                self.at += 1
                return True
            if key in KEYS:
                self._keep(KEYS[key], None, "high")
                return True
            if key == UNSURE and self._take_two(keys):
                return True
            out.print(f"  {_HELP.strip()}" if key != UNSURE else "  taken back: which role?")
        return False

    def _take_two(self, keys: Iterator[str]) -> bool:
        """Takes the likelier role and then the other one. Any other key takes it back."""
        out.print("  unsure: the likelier role, then the other one (the same key twice: no other)")
        first = KEYS.get(next(keys, ""))
        if first is None:
            return False
        out.print(f"  {first}, or …")
        second = KEYS.get(next(keys, ""))
        if second is None:
            return False
        self._keep(first, second if second != first else None, "low")
        return True

    def _keep(self, role: str, second: str | None, sureness: str) -> None:
        candidate = self.queue[self.at]
        label = {
            "id": candidate.id,
            "role": role,
            "role_alt": second,
            "role_conf": sureness,
            "when": self.clock(),
            "read": candidate.role,
        }
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as labels:
            labels.write(json.dumps(label) + "\n")
            labels.flush()
            os.fsync(labels.fileno())
        self.taken[candidate.id] = role
        self.at += 1
        or_else = f", or {second}" if second else ""
        out.print(f"  → {role}{or_else}")

    def _show(self, candidate: Candidate) -> None:
        n_labels = self.n_before + len(self.taken)
        out.rule(f"{self.at + 1} of {len(self.queue)}, {counted(n_labels, 'label')}", align="left")
        for line in describe(candidate, min(out.width, _WIDEST) - 6):
            out.print(line, highlight=False, soft_wrap=True)
        if earlier := self.taken.get(candidate.id):
            out.print(f"  labelled {earlier}; another key changes it")
        out.print(_HELP, highlight=False)


def describe(candidate: Candidate, width: int) -> Iterator[str]:
    """What a person needs to decide: title, employer, what was read and why, the duties and what is asked."""
    posting = candidate.posting
    yield f"{plain(posting['title'])} – {plain(posting['employer'])}"
    yield f"  {plain(posting['id'])}   {plain(posting.get('url'))}"
    yield (
        f"  read: {candidate.role} ({candidate.confidence:.2f}), then {candidate.second}; "
        f"by the title alone: {candidate.title_role} ({candidate.title_confidence:.2f})"
        + (" – they disagree" if candidate.is_contested else "")
    )
    document = read_document(plain=str(posting.get("text") or ""))
    duties = document.of("duties") or document.of("other") or document.text
    yield from _some_lines("duties", duties, _DUTIES_SHOWN, width)
    asks = document.of("requirements", "preferred")
    yield from _some_lines("asks", asks, _ASKS_SHOWN, width)
    yield "  what decided:"
    yield from describe_evidence(posting.get("role_evidence"))


def _some_lines(name: str, text: str, most: int, width: int) -> Iterator[str]:
    lines = [" ".join(harmless(line).split()) for line in text.splitlines() if line.strip()]
    if not lines:
        return
    yield f"  {name}:"
    for line in lines[:most]:
        yield f"    {line if len(line) <= width else line[: width - 1] + '…'}"
    if len(lines) > most:
        yield f"    … {counted(len(lines) - most, 'more line')}"


@contextmanager
def single_keys() -> Iterator[Iterator[str]]:
    """Single keys from the terminal, in lower case, until it is closed. Ctrl-C interrupts as usual.

    A key that is typed before it is asked for is not lost.
    """
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    tty.setcbreak(handle, termios.TCSANOW)
    try:
        yield _keys(handle)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _keys(handle: int) -> Iterator[str]:
    while (key := _wait_for_key(handle)) not in _ENDS:
        yield key.lower()


def _wait_for_key(handle: int) -> str:
    # Polars catches SIGINT so that a read goes on after it. Waiting ends for it, and Python can then interrupt.
    select.select([handle], [], [])
    return os.read(handle, 1).decode("utf-8", "ignore")
