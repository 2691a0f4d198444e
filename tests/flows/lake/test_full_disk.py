"""A disk that is full and a folder that may not be written: one clear line, nothing damaged, and the next run ends well."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.errors import NoMarket, StorageError
from flows.lake.disk import naming
from flows.lake.parts import Lake
from flows.lake.refusals import storage_error
from flows.rehearsal.server import RehearsalServer

Disk = Callable[[str], Path]
Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]

DAY, NEXT_DAY = "2026-11-16", "2026-11-23"


def system(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Mounts a disk of its own in memory, as big as told; again for other options. Root may write to read-only folders."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        done = system("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place))
        if done.returncode:
            pytest.skip(
                f"mounting a small disk needs more rights than these tests have: {done.stderr.strip()}"
            )
        return place

    yield mount
    system("umount", str(place))


def remount(place: Path, options: str) -> None:
    assert system("mount", "-o", f"remount,{options}", str(place)).returncode == 0


def contents(home: Path) -> dict[str, bytes]:
    """The market, the pages, and every committed look: what must survive."""
    files = [
        home / "market.duckdb",
        *(home / "site").rglob("*.*"),
        *(home / "lake" / "looks").glob("*.parquet"),
    ]
    return {str(file.relative_to(home)): file.read_bytes() for file in files if file.is_file()}


def open_postings(home: Path) -> int:
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        return int(con.execute("select count(*) from posting where is_open").fetchall()[0][0])


@pytest.mark.parametrize("room_kb", [60, 400, 7000], ids=["lake", "market", "pages"])
def test_a_full_disk_ends_a_run_with_one_line_and_the_next_run_goes_on(
    room_kb: int,
    disk: Disk,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    rolecall: Rolecall,
) -> None:
    server, place = serve_market(), disk(f"size={room_kb}k")
    arguments, home = (
        ("run", "--plain", "--boards", str(board_list(server)), "--as-of"),
        place / "home",
    )
    failed = rolecall(*arguments, DAY, mirror=server.url, home=home)
    assert failed.returncode == StorageError.exit_code, failed.stderr
    assert "Traceback" not in failed.stderr
    last = failed.stderr.strip().splitlines()[-1]
    assert last.startswith(f"rolecall: no space left to write to {home} ")
    assert "Free some and run again" in last
    kept = set(Lake(home / "lake").looks()["look_id"])
    remount(place, "size=64m")
    done = rolecall(*arguments, NEXT_DAY, mirror=server.url, home=home)
    assert done.returncode == 0, done.stderr
    assert open_postings(home) > 20
    assert kept <= set(Lake(home / "lake").looks()["look_id"])
    assert [path for path in home.rglob(".*") if path.name != ".gitignore"] == []


def test_a_disk_that_fills_up_later_leaves_the_old_market_and_report_as_they_were(
    disk: Disk,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    after_a_run: Callable[[Path], Path],
    rolecall: Rolecall,
) -> None:
    server, place = serve_market(), disk("size=64m")
    arguments, home = (
        ("run", "--plain", "--boards", str(board_list(server)), "--as-of"),
        place / "home",
    )
    after_a_run(home)
    before = contents(home)
    filling = place / "filling"
    filling.write_bytes(
        bytes(shutil.disk_usage(place).free - 400_000)
    )  # room for the lake, none for the market
    failed = rolecall(*arguments, NEXT_DAY, mirror=server.url, home=home)
    assert failed.returncode == StorageError.exit_code, failed.stderr
    assert before.items() <= contents(home).items()
    filling.unlink()
    assert rolecall(*arguments, NEXT_DAY, mirror=server.url, home=home).returncode == 0
    assert (home / "site" / NEXT_DAY / "index.html").exists()


def test_a_read_only_folder_ends_a_run_with_one_line_and_can_still_be_asked(
    disk: Disk,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    after_a_run: Callable[[Path], Path],
    rolecall: Rolecall,
) -> None:
    server, place = serve_market(), disk("size=64m")
    arguments, home = (
        ("run", "--plain", "--boards", str(board_list(server)), "--as-of"),
        place / "home",
    )
    after_a_run(home)
    before = contents(home)
    remount(place, "ro")
    for words in ((*arguments, NEXT_DAY), ("store",), ("report",)):
        failed = rolecall(*words, mirror=server.url, home=home)
        assert failed.returncode == StorageError.exit_code, failed.stderr
        assert "Traceback" not in failed.stderr
        assert str(home) in failed.stderr
        assert "cannot be written to" in failed.stderr
    assert contents(home) == before
    asked = rolecall("sql", "--csv", "select count(*) as n from posting", home=home)
    assert asked.returncode == 0, asked.stderr
    remount(place, "rw")
    assert rolecall(*arguments, NEXT_DAY, mirror=server.url, home=home).returncode == 0


@pytest.mark.parametrize(
    ("options", "words"), [("size=64m", "no space left"), ("ro", "cannot be written to")]
)
def test_pages_on_a_disk_of_their_own_that_refuses_stay_as_they_were_while_the_market_is_the_new_one(
    options: str,
    words: str,
    disk: Disk,
    tmp_path: Path,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    after_a_run: Callable[[Path], Path],
    rolecall: Rolecall,
) -> None:
    server, place, home = serve_market(), disk("size=64m"), tmp_path / "home"
    home.mkdir()
    (home / "site").symlink_to(place)
    arguments = ("run", "--plain", "--boards", str(board_list(server)), "--as-of")
    after_a_run(home)
    pages = {name: content for name, content in contents(home).items() if name.startswith("site")}
    pages |= {
        str(page.relative_to(home)): page.read_bytes()
        for page in (home / "site" / "latest").glob("*.html")
    }
    filling = place / "filling"
    if options == "ro":
        remount(place, options)
    else:
        filling.write_bytes(
            bytes(shutil.disk_usage(place).free - 300_000)
        )  # room for a page or two, not for all
    failed = rolecall(*arguments, NEXT_DAY, mirror=server.url)
    assert failed.returncode == StorageError.exit_code, failed.stderr
    assert "Traceback" not in failed.stderr
    assert words in failed.stderr
    assert {name: (home / name).read_bytes() for name in pages} == pages
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        assert str(con.execute("select as_of from mart_edition").fetchall()[0][0]) == NEXT_DAY
    remount(place, "rw")
    filling.unlink(missing_ok=True)
    assert rolecall("report").returncode == 0
    assert (home / "site" / NEXT_DAY / "index.html").exists()


@pytest.mark.parametrize(
    ("exc", "words"),
    [
        (
            OSError(28, "No space left on device", "/data/lake/x.parquet"),
            "no space left to write to /data ",
        ),
        (
            pl.exceptions.ComputeError(
                "parquet: underlying IO error: No space left on device (os error 28)"
            ),
            "no space left to write to /data ",
        ),
        (
            duckdb.IOException('Could not write file "/data/x.wal": No space left on device'),
            "no space left to write to /data ",
        ),
        (OSError(122, "Disk quota exceeded"), "Disk quota exceeded"),
        (OSError(30, "Read-only file system", "/data/run.lock"), "/data cannot be written to"),
        (
            PermissionError(13, "Permission denied", "/data/run.lock"),
            "set ROLECALL_HOME to another folder",
        ),
    ],
)
def test_whoever_reports_that_the_disk_refuses_the_message_is_one(
    exc: Exception, words: str
) -> None:
    with pytest.raises(StorageError, match=words) as told, naming(Path("/data")):
        raise exc
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "exc",
    [
        OSError(2, "No such file", "x"),
        ValueError("nothing of the kind"),
        NoMarket("Permission denied"),
    ],
)
def test_other_errors_pass_as_they_are(exc: Exception) -> None:
    with pytest.raises(type(exc)) as raised, naming(Path("/data")):
        raise exc
    assert raised.value is exc


def test_without_a_folder_the_file_that_the_error_names_is_told() -> None:
    told = storage_error(PermissionError(13, "Permission denied", "/elsewhere/labels.jsonl"))
    assert told is not None
    assert str(told).startswith(
        "/elsewhere/labels.jsonl cannot be written to (Permission denied). Choose another place"
    )
