"""Two machines scrape one list of boards into one lake, each its shard, at the same time."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from flows.boards.lists import read_boards
from flows.lake.parts import Lake
from flows.rehearsal.server import RehearsalServer


def test_shards_scraped_side_by_side_see_every_board_once(
    tmp_path: Path,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    launch: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    server = serve_market()
    boards = board_list(server)
    words = ("scrape", "--boards", str(boards), "--as-of", "2026-11-23")
    runs = [launch(*words, "--shard", f"{n}/2", mirror=server.url) for n in (1, 2)]
    assert [run.wait() for run in runs] == [0, 0]
    lake = Lake(tmp_path / "home" / "lake")
    looks = lake.looks()
    seen = sorted(looks.select("source", "board").iter_rows())
    assert seen == sorted(board.key for board in read_boards(boards))
    assert lake.known_hashes() == set(lake.sightings()["content_hash"])
    assert looks["run_id"].n_unique() == 2
    assert list((tmp_path / "home").glob("*.lock")) == []
