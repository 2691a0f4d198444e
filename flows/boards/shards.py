"""Shards: cuts a list of boards into N lists for N machines, so that each host is asked by one machine alone.

Decides which shard a host belongs to: by a hash of its name, so that machines agree even when their lists differ. A
source that asks the same hosts for all its boards stays whole in one shard, however many boards it has. Leaves the pace at a host to
`flows.web.turns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from flows.errors import UsageError
from flows.sources import Board, every_source


@dataclass(frozen=True)
class Shard:
    """One of `n_shards` parts of a board list. `index` counts from 1."""

    index: int
    n_shards: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that "3/8" names. Raises UsageError for anything else."""
        found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
        shard = cls(int(found[1]), int(found[2])) if found else None
        if shard is None or not 1 <= shard.index <= shard.n_shards:
            raise UsageError(f"--shard {text!r}: write it as 3/8, the third of eight shards")
        return shard

    def __str__(self) -> str:
        return f"{self.index} of {self.n_shards}"

    def pick(self, boards: Iterable[Board]) -> list[Board]:
        """The boards that this shard looks at, in their order."""
        return [board for board in boards if shard_of(board, self.n_shards) == self.index]


def shard_of(board: Board, n_shards: int) -> int:
    """The shard, from 1 to `n_shards`, that looks at a board."""
    digest = blake2b(host_group(board).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % n_shards + 1


def host_group(board: Board) -> str:
    """Names the hosts that a look at a board may ask. Boards that share a host share the group."""
    host = every_source()[board.source].host(board).lower()
    return _groups_of_hosts().get(host, host)


@cache
def _groups_of_hosts() -> dict[str, str]:
    """The group of each host that boards share. Sources with a host in common (usajobs and its history) are one group."""
    groups: dict[str, str] = {}
    # A board with a host of its own asks no other, whatever else its source's addresses may name.
    for source in (each for each in every_source().values() if not each.host_template):
        met = {groups.get(host, host) for host in source.hosts}
        members = {*source.hosts, *(host for host, group in groups.items() if group in met)}
        groups |= dict.fromkeys(members, min(met, default=""))
    return groups
