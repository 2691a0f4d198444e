"""A lease that a killed run left behind, and two runs that find it, in whatever object store."""

import pytest

from flows.errors import RunInProgress
from flows.lake.lock import lease
from flows.lake.objects import ObjectPath


def leave_behind(folder: ObjectPath, name: str = "run.lock") -> None:
    """A lease as a killed run leaves it."""
    with (folder / name).written() as file:
        file.write_text("PID 1 on elsewhere, last seen at noon\nabc\n")


def require_one_heir(folder: ObjectPath) -> None:
    """Of two runs that find it dead at once, the first to take it has it, and the other is refused."""
    file = folder / "run.lock"
    dead = file.look()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lease, "_require_dead", lambda _: dead)
        first, second = lease._Lease(file), lease._Lease(file)
        first.take()
        with pytest.raises(RunInProgress, match="just begun"):
            second.take()
    assert "elsewhere" not in file.read_text()
