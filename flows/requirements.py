"""What a setting and the instant of a run must be, where their type says too little.

Decides which values are refused, and with which words. Nothing heavy is imported here: a command that only lists boards asks
for an instant too. Leaves where values come from to `flows.settings`, and amounts of memory to `flows.memory`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.errors import UsageError

ENGINES = ("local", "dask")
OBJECT_STORES = ("s3", "gs", "az")

_TIME_ZONES = timedelta(days=1)  # somewhere it is already tomorrow


def require_lake(lake: str) -> None:
    """Raises UsageError unless it is a folder, or the address of an object store."""
    scheme, is_address, rest = lake.partition("://")
    if is_address and (scheme not in OBJECT_STORES or not rest):
        raise UsageError(
            f"setting lake: {lake!r} is neither a folder nor an address such as s3://BUCKET/PREFIX "
            f"(there are {', '.join(OBJECT_STORES)})"
        )


def require_warehouse(address: str, data: str) -> None:
    """Raises UsageError, which does not repeat an address, unless a market can be published there."""
    if address and not address.startswith("ducklake:"):
        raise UsageError(
            "setting warehouse: write it as ducklake:postgres:dbname=… host=… or ducklake:FILE. "
            "It is not shown here, as it may hold a password"
        )
    if "://" in data and not data.startswith("s3://"):
        raise UsageError(
            f"setting warehouse_data: {data!r} is neither a folder nor s3://BUCKET/PREFIX"
        )


def require_engine(engine: str, scheduler: str) -> None:
    """Raises UsageError unless postings can be read there."""
    if engine not in ENGINES:
        raise UsageError(f"setting engine: {engine!r} is none of {', '.join(ENGINES)}")
    if engine == "dask" and not scheduler:
        raise UsageError(
            "setting engine: dask needs ROLECALL_SCHEDULER, the address of a Dask scheduler "
            "(tcp://10.0.0.5:8786)"
        )


def require_contact(contact: str) -> None:
    """Raises UsageError unless it can stand in a header."""
    if not contact.isascii() or not contact.isprintable():
        raise UsageError(
            f"setting contact: {contact!r} goes into an HTTP header: ASCII letters, digits and punctuation only"
        )


def require_address(name: str, address: str, kind: str) -> None:
    """Raises UsageError unless the setting is empty, or an address that a browser opens. `kind`: what it should be."""
    if address and not re.fullmatch(r"https?://[!-~]+", address):
        raise UsageError(f"setting {name}: {address!r} is not {kind}")


def folder_of(name: str, value: Any) -> Path:
    """The folder that a setting names. "~" is the person's own, as in a shell, which does not expand it in a file."""
    if not str(value).strip():
        raise UsageError(f"setting {name}: it is empty; name a folder or leave the setting out")
    if "://" in str(value):
        raise UsageError(
            f"setting {name}: {value!r} is no folder of this machine. "
            "Only the lake can be in an object store (ROLECALL_LAKE)"
        )
    if any(sign in str(value) for sign in "?*"):
        raise UsageError(f"setting {name}: {value!r} contains ? or *, which are wildcards")
    return Path(value).expanduser()


def how_to_install(extra: str) -> str:
    """The command that installs an extra. No index has Rolecall: it is installed from its own folder."""
    return f"run `pip install '.[{extra}]'` in Rolecall's checkout"


def require_file(file: Path | None, example: str) -> None:
    """Raises UsageError where a file is to be written and a folder is named. `example`: what a file there may be called."""
    if file and file.is_dir():
        raise UsageError(f"{file} is a folder; name a file such as {file / example}")


def parse_as_of(text: str | None) -> datetime:
    """The reference time of a run: `--as-of` (a date or ISO time, UTC), else now.

    No figure asks the clock anywhere else. Locks, deadlines and waits have clocks of their own.

    Raises:
        UsageError: not a date or time, or one in the future.
    """
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    if text is None:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as exc:
        raise UsageError(
            f"--as-of {text!r}: not a date (2026-11-23) or time (2026-11-23T06:00)"
        ) from exc
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if moment > now + _TIME_ZONES:
        raise UsageError(
            f"--as-of {text}: lies in the future. Its looks would count as newer than all real ones"
        )
    return moment
