"""A person's own weights of the role model, and where a reading gets them from.

Decides that a file in the data folder, when it exists, is used for every reading of the process and of its workers.
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
    """Uses the weights of `file` from now on, or only the shipped ones when it does not exist. Returns whether it exists.

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
            f"{file}: not weights of the role model ({exc}). "
            "`rolecall refit` rewrites them, `rolecall refit --undo` restores the shipped ones"
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
    """A function that makes a worker use the weights that are used here."""
    return partial(put_in_force, own_text())
