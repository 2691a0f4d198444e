"""What is missing from a lake that lost files: by a person's hand, a bad copy or a damaged disk.

Decides when a lake lacks what it must hold before a market is made of it. Leaves files that are damaged to
`flows.lake.parts`, and what a failed look means to `transforms.history`.
"""

from __future__ import annotations

import logging

from flows.errors import CheckFailed
from flows.lake.disk import files_under
from flows.lake.parts import Lake

log = logging.getLogger(__name__)


def require_readings(lake: Lake) -> None:
    """Raises CheckFailed when nothing of a lake with postings was read. Warns when parts of it were not."""
    read, committed = lake.parts_read_by(), set(lake.parts())
    seen = {file.stem for file in files_under(lake.folder / "bodies")} & committed
    unread = sorted(seen - read)
    if seen and not read:
        raise CheckFailed(
            f"{lake.folder} holds postings, and none of them is read: run `rolecall classify` first. The old market is untouched",
            "postings_are_read",
            "\n".join(unread[:5]),
        )
    if unread:
        log.warning(
            "the market lacks the postings of %d of %d parts of the lake, which are not read: "
            "run `rolecall classify`, then `rolecall store`",
            len(unread),
            len(seen),
        )
