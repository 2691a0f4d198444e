"""Shards: every board is in exactly one, and no host is asked from two."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.boards.lists import read_boards
from flows.boards.shards import Shard, host_group, shard_of
from flows.errors import UsageError
from flows.sources import Board, every_source

SOURCES = sorted(every_source())


def board_lists() -> st.SearchStrategy[list[Board]]:
    slugs = st.sampled_from(["acme", "beta", "jobs.acme.example", "gamma.wd1.example/careers"])
    return st.lists(st.builds(Board, st.sampled_from(SOURCES), slugs), unique_by=lambda b: b.key)


def hosts_of(boards: list[Board]) -> Iterator[str]:
    """Every host that looks at the boards may ask: a board's own, or those that its source shares."""
    for board in boards:
        source = every_source()[board.source]
        yield from [source.host(board)] if source.host_template else source.hosts


@given(board_lists(), st.integers(1, 20))
def test_shards_partition_the_boards_and_keep_their_order(
    boards: list[Board], n_shards: int
) -> None:
    shards = [Shard(index, n_shards).pick(boards) for index in range(1, n_shards + 1)]
    assert sorted(b.key for shard in shards for b in shard) == sorted(b.key for b in boards)
    for shard in shards:
        assert shard == [board for board in boards if board in shard]


@given(board_lists(), st.integers(1, 20))
def test_a_host_is_asked_from_one_shard_alone(boards: list[Board], n_shards: int) -> None:
    shard_of_host: dict[str, int] = {}
    for index in range(1, n_shards + 1):
        for host in hosts_of(Shard(index, n_shards).pick(boards)):
            assert shard_of_host.setdefault(host, index) == index, host


@given(board_lists(), board_lists(), st.integers(1, 20))
def test_machines_with_different_lists_agree_on_a_board(
    ours: list[Board], theirs: list[Board], n_shards: int
) -> None:
    common = {b.key: b for b in ours if b.key in {t.key for t in theirs}}
    of_theirs = {b.key: shard_of(b, n_shards) for b in theirs}
    assert all(shard_of(board, n_shards) == of_theirs[key] for key, board in common.items())


def test_sources_that_share_a_host_share_a_shard() -> None:
    assert host_group(Board("usajobs", "x")) == host_group(Board("usajobs_history", "y"))


def test_a_careers_page_on_a_host_that_a_source_shares_belongs_to_its_shard() -> None:
    page = Board("careers_page", "www.amazon.jobs/en/jobs")
    assert host_group(page) == host_group(Board("amazon", "amazon"))


def test_boards_with_hosts_of_their_own_spread_over_the_shards() -> None:
    boards = [board for board in read_boards(panel="all") if board.source == "workday"]
    sizes = [len(Shard(index, 8).pick(boards)) for index in range(1, 9)]
    assert sum(sizes) == len(boards) > 1000
    assert min(sizes) > 0.7 * len(boards) / 8


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "3/0", "-1/8", "a/b", "3/8/1", "3 / 8"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="third of eight"):
        Shard.parse(text)


def test_a_shard_is_written_as_its_number_and_how_many_there_are() -> None:
    assert Shard.parse("3/8") == Shard(3, 8)
