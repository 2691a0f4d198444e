"""A person's own weights of the role model: where a reading gets them from.

Decides that a file in the data folder, when it is there, is in force for every reading of the process and of its workers.
Leaves its form to `transforms.readers.role.own` and how it is made to `flows.roles.refit`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from flows.errors import UsageError
from transforms.readers.role.own import own_text, put_in_force
from transforms.readers.version import digest_of

log = logging.getLogger(__name__)

_SHIPPED = "# on top of the shipped weights "
_ROLE = Path(str(files("transforms.readers.role")))


def use_own_weights(file: Path) -> bool:
    """Puts the weights of `file` in force, or the shipped ones alone when it is not there. Whether there are own ones.

    Warns when they were fitted on top of other shipped weights than those of this version.

    Raises:
        UsageError: the file is damaged.
    """
    if not file.exists():
        put_in_force(None)
        return False
    try:
        text = file.read_text(encoding="utf-8")
        put_in_force(text)
    except ValueError as exc:
        raise UsageError(
            f"{file}: these are no weights of the role model ({exc}). "
            "`rolecall refit` writes them again, `rolecall refit --undo` goes back to the shipped ones"
        ) from exc
    if f"{_SHIPPED}{shipped_weights()}" not in text.splitlines():
        log.warning(
            "%s was fitted on top of another version's weights: run `rolecall refit` again", file
        )
    return True


def made_for() -> str:
    """The remark in a file of own weights that says which shipped weights they are added to."""
    return f"{_SHIPPED}{shipped_weights()}"


@cache
def shipped_weights() -> str:
    """The digest of the shipped role model."""
    return digest_of(_ROLE, _ROLE.rglob("*"))


def same_weights() -> Callable[[], None]:
    """Puts the weights that are in force here in force in a worker, too."""
    return partial(put_in_force, own_text())
