"""What a setting must be, where its type says too little.

Decides which values are refused, and with which words, and that a container's memory counts before the machine's. Leaves
where values come from to `flows.settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.errors import UsageError

ENGINES = ("local", "dask")
OBJECT_STORES = ("s3", "gs", "az")

_S3 = {
    "key_id": "AWS_ACCESS_KEY_ID",
    "secret": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
    "region": "AWS_REGION",
}

_MEMORY = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?(MB|GB|TB)", re.IGNORECASE)
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_LEAST_MEMORY = 500 * 10**6  # Python, polars and DuckDB take 300 MB before they do anything
_CONTAINER_MEMORY = Path("/sys/fs/cgroup/memory.max")


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


def require_address(site_url: str) -> None:
    """Raises UsageError unless it is empty, or an address that a browser opens."""
    if site_url and not re.fullmatch(r"https?://[!-~]+", site_url):
        raise UsageError(f"setting site_url: {site_url!r} is not an https:// address")


def memory_there() -> int:
    """The memory of this machine in bytes, or of the container when that has less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = _CONTAINER_MEMORY.read_text(encoding="utf-8").strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


def bytes_of(memory: str) -> int:
    """An amount such as "4GB" in bytes. Raises UsageError unless it is one, and enough of it."""
    found = _MEMORY.fullmatch(memory.strip())
    n_bytes = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if n_bytes < _LEAST_MEMORY:
        raise UsageError(
            f"setting memory: {memory!r} is not an amount of memory of 500MB or more; "
            'write it as "4GB" or "800MB"'
        )
    return n_bytes


def s3_secret(environment: Mapping[str, str]) -> dict[str, str]:
    """DuckDB's names of what the environment says of S3. A server of one's own (AWS_ENDPOINT_URL) has its buckets in paths."""
    found = {
        name: environment[variable] for name, variable in _S3.items() if variable in environment
    }
    endpoint = urlsplit(environment.get("AWS_ENDPOINT_URL", ""))
    if endpoint.netloc:
        is_tls = "true" if endpoint.scheme == "https" else "false"
        found |= {"endpoint": endpoint.netloc, "use_ssl": is_tls, "url_style": "path"}
    return found


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
