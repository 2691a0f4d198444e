"""Editions as a series: what a digest compares, and the command that prints it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flows.digest.series import every_digest, newest_digest, read_editions, write_feed
from flows.errors import UsageError
from reports.site import archive
from reports.site.archive import STATEMENTS, Record
from tests.reports.in_memory import answer_from
from tests.reports.invented_market import sample_frames

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]
DAYS = (date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23))


@cache
def _stated() -> Record:
    return archive.statements(answer_from(sample_frames()))


def _publish(
    site: Path,
    day: date,
    pay_times: float = 1.0,
    reader: str = "r7",
    n_employers: int = 60,
    is_rehearsal: bool = True,
) -> None:
    """What an edition leaves for later ones, with all pay so many times the invented market's."""
    record = {
        "as_of": str(day), "edition_id": f"{day}-id", "version": "0.1.0", "reader_version": reader,
        "is_rehearsal": is_rehearsal, "n_boards": 62, "n_postings": 4812, "figures": {"Employers": [n_employers, "count"]},
    }  # fmt: skip
    is_pay = [topic == "pay" for topic in _stated()["topic"]]
    times = {
        end: [value * pay_times if pay else value for value, pay in zip(_stated()[end], is_pay, strict=True)]
        for end in ("value", "low", "high")
    }  # fmt: skip
    folder = site / str(day)
    folder.mkdir(parents=True)
    (folder / archive.RECORD).write_text(archive.to_json(record))
    (folder / archive.STATEMENTS).write_text(archive.to_json(_stated() | times))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three editions. Nothing changes in the second, and pay rises by half in the third."""
    folder = tmp_path_factory.mktemp("home") / "site"
    for day, pay_times in zip(DAYS, (1.0, 1.0, 1.5), strict=True):
        _publish(folder, day, pay_times)
    return folder


def test_an_edition_in_which_nothing_changed_has_no_news(site: Path) -> None:
    quiet, moved = every_digest(read_editions(site))
    assert quiet.sections == ()
    assert moved.sections[0].title == "Figures that moved"
    assert moved.since == "2026-11-16"
    assert all("Median stated base pay" in line.subject for line in moved.sections[0].lines)


def test_a_digest_since_a_named_edition_compares_with_that_one(site: Path) -> None:
    editions = read_editions(site)
    for name in ("2026-11-09", "2026-11-09-id"):
        found = newest_digest(editions, name)
        assert found
        assert found.since == "2026-11-09"
    with pytest.raises(UsageError, match=r"no such earlier edition.*2026-11-09, 2026-11-16"):
        newest_digest(editions, "2026-11-23")
    with pytest.raises(UsageError, match="it has: none"):
        newest_digest([], "2026-11-23")


def test_one_edition_alone_has_no_digest(site: Path) -> None:
    assert newest_digest(read_editions(site)[:1]) is None
    assert newest_digest([]) is None


def test_an_edition_whose_statements_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    for day in DAYS[:2]:
        _publish(tmp_path, day)
    (tmp_path / "2026-11-09" / STATEMENTS).write_text(json.dumps({"topic": 3}))
    assert [edition.day for edition in read_editions(tmp_path)] == ["2026-11-16"]


def test_a_change_of_readers_is_said(tmp_path: Path) -> None:
    _publish(tmp_path, DAYS[0])
    _publish(tmp_path, DAYS[1], 1.5, reader="r8")
    found = newest_digest(read_editions(tmp_path))
    assert found
    assert "other readers" in found.caveats[0]


def test_a_real_edition_is_never_compared_with_a_simulated_one(tmp_path: Path) -> None:
    for day, is_rehearsal in zip(DAYS, (True, False, False), strict=True):
        _publish(tmp_path, day, is_rehearsal=is_rehearsal)
    assert [edition.day for edition in read_editions(tmp_path)] == ["2026-11-16", "2026-11-23"]
    assert archive.before(tmp_path, DAYS[1], is_rehearsal=False) is None


def test_a_history_that_joins_is_said_and_what_it_moved_is_told_once(tmp_path: Path) -> None:
    _publish(tmp_path, DAYS[0])
    _publish(tmp_path, DAYS[1], 1.5, n_employers=300)
    _publish(tmp_path, DAYS[2], 1.5, n_employers=305)
    joined, after = every_digest(read_editions(tmp_path))
    assert joined.caveats == (
        "There are 300 employers behind this edition and 60 behind the earlier one, "
        "so differences may come from who is watched.",
    )
    assert (after.caveats, after.sections) == ((), ())


def test_the_feed_beside_the_archive_tells_the_third_edition_alone(site: Path) -> None:
    write_feed(site, "https://example.org/jobs")
    root = ElementTree.fromstring((site / "feed.xml").read_text("utf-8"))
    entries = root.findall("{*}entry")
    assert [entry.findtext("{*}title") for entry in entries] == [
        "Rolecall: what changed by 2026-11-23"
    ]


@pytest.fixture
def home(site: Path, tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "site").symlink_to(site)
    return tmp_path


def test_the_command_prints_markdown_and_writes_the_mail(rolecall: Rolecall, home: Path) -> None:
    done = rolecall("digest", "--html", str(home / "mail.html"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Rolecall: what changed by 2026-11-23\n")
    assert "<h2" in (home / "mail.html").read_text("utf-8")


def test_the_command_prints_nothing_when_nothing_changed(
    rolecall: Rolecall, tmp_path: Path
) -> None:
    for day in DAYS[:2]:
        _publish(tmp_path / "home" / "site", day)
    done = rolecall("digest")
    assert (done.stdout, done.returncode) == ("", 0)
    assert "Nothing changed beyond chance since 2026-11-09" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--since", "2020-01-01"], "no such earlier edition"),
        (["--send", "pigeon"], "choose from mail and webhook"),
        (["--send", "mail"], "set ROLECALL_SMTP"),
        (["--send", "webhook"], "set ROLECALL_WEBHOOK"),
    ],
)
def test_what_cannot_be_done_is_said(
    rolecall: Rolecall, home: Path, words: list[str], message: str
) -> None:
    done = rolecall("digest", *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_first_edition_says_what_a_digest_needs(rolecall: Rolecall) -> None:
    done = rolecall("digest")
    assert (done.stdout, done.returncode) == ("", 0)
    assert "needs two reports of two days" in done.stderr
