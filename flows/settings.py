"""Settings from ROLECALL_* in the environment and from rolecall.toml. Nothing else reads the environment.

The environment wins over the file. An unknown name in the file is an error. In the environment, `rolecall doctor` reports
it. Keys to sources (ROLECALL_<SOURCE>_KEY, ROLECALL_<SOURCE>_ID) come from the environment alone: files are copied and
shown around. Decides what a setting may be. Leaves what Prefect reads to `flows.schedule.environment`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.errors import UsageError
from flows.memory import bytes_of, memory_there
from flows.requirements import (
    folder_of,
    require_address,
    require_contact,
    require_engine,
    require_lake,
    require_warehouse,
)

VERSION = "0.1.0"
SETTINGS_FILE = Path("rolecall.toml")
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
PANELS = ("core", "broad", "wide", "all")
"""The bundled boards that can be asked for. No board is in both `core` and `wide`. `broad` has a part of each."""

KEY_NAME = re.compile(r"[a-z][a-z0-9]*_(?:key|id)")
"""What a setting that holds a key or an account is called: after its source."""

# Shorter ones would be found, and cut, inside ordinary words.
_KEY_VALUE = re.compile(r"[!-~]{6,500}")
_PREFIX = "ROLECALL_"

_NO_SETTINGS = ("keys", "s3")
"""Fields that no variable of ours sets."""

_SECRETS = ("webhook", "smtp", "warehouse")
"""Settings that come from the environment only, as keys do."""

_KINDS = {"int": "a whole number", "float": "a number"}
_MOST = {"interval_days": 36_500}  # a date cannot lie beyond the year 9999


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Every field is ROLECALL_<NAME> in the environment and `<name>` in rolecall.toml."""

    home: Path = Path("rolecall-data")
    """Folder of lake/, market.duckdb and site/."""
    lake: str = ""
    """Where the lake is, if not in `home`: a folder, or an object store (s3://BUCKET/PREFIX, gs://…, az://…)."""
    contact: str = ""
    """An address or URL for board owners. Part of the User-Agent."""
    mirror: str = ""
    """Send every request for https://HOST/PATH to MIRROR/HOST/PATH instead."""
    pace_s: float = 1.0
    """Least seconds between two requests to one host. A loopback mirror has no pace: nobody else shares it."""
    timeout_s: float = 30.0
    """Most seconds that a server may be silent."""
    max_reply_mb: float = 200.0
    """Cap on one decompressed reply."""
    n_workers: int = 8
    """Boards asked at the same time. Each host still sees one request at a time."""
    panel: str = "core"
    """Which bundled boards are watched beside a person's own: core, broad (every Greenhouse, Lever and Ashby board that two
    public lists attest), wide (all but core that two lists attest) or all."""
    interval_days: int = 7
    """Days until the next run is expected. Shown on the pages."""
    keep_raw_days: int = 90
    """Days that postings stay in the lake as sent. 0: only until they are read. What was read of them is kept."""
    keep_editions: int = 0
    """Newest editions of the site that keep their pages. Of older ones few do (`reports.site.thinning`). 0: all do."""
    max_requests_per_host: int = 10_000
    """Most requests to one host in one run. Looks that need more end partial or failed, and say so."""
    memory: str = ""
    """How much memory building the market may plan with ("4GB"). By default half of what this machine, or container, has."""
    engine: str = "local"
    """Where postings are read: local (the cores of this machine) or dask (the workers of `scheduler`)."""
    scheduler: str = ""
    """The Dask scheduler's address, such as tcp://10.0.0.5:8786."""
    warehouse: str = field(default="", repr=False)
    """A DuckLake that each edition is published to: ducklake:postgres:dbname=… host=…, or ducklake:FILE. It may hold a password,
    so it comes from the environment only."""
    warehouse_data: str = ""
    """Where a new DuckLake keeps its Parquet files, if not in `home`: a folder, or s3://BUCKET/PREFIX."""
    s3: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """What the environment says of S3, by the names that other tools read: AWS_ACCESS_KEY_ID and so on."""
    site_url: str = ""
    """Where the site is published (https://NAME.github.io/REPOSITORY), for the links of feed, digest, embeds and Prefect's UI."""
    mail_to: str = ""
    """Who gets the digest by mail: addresses with commas between them."""
    smtp: str = field(default="", repr=False)
    """The server that sends it: smtps://USER:PASSWORD@HOST. It holds a password, so it comes from the environment only."""
    webhook: str = field(default="", repr=False)
    """Where alarms and digests are sent as JSON: an https address. Its path is a secret, so it comes from the environment only."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """Keys to sources that want one, by setting. From the environment only, never shown."""

    @property
    def lake_address(self) -> str:
        """Where looks, sightings, bodies and postings are: a folder, or an address in an object store."""
        return self.lake.rstrip("/") or str(self.home / "lake")

    @property
    def copies_folder(self) -> Path:
        """Where copies of a lake's objects are."""
        return self.home / ".lake-copies"

    @property
    def market_file(self) -> Path:
        """The DuckDB file people query."""
        return self.home / "market.duckdb"

    @property
    def unfinished_market_file(self) -> Path:
        """The market as a build writes it. It stays when its checks fail, for a person to look into."""
        return self.home / ".market.unfinished.duckdb"

    @property
    def site_folder(self) -> Path:
        """Where the pages are."""
        return self.home / "site"

    @property
    def own_boards_file(self) -> Path:
        """The person's own list, added to the bundled panel. `rolecall boards add` writes it."""
        return self.home / "boards.csv"

    @property
    def own_labels_file(self) -> Path:
        """The person's own labels of roles. `rolecall review` writes it and `rolecall refit` reads it."""
        return self.home / "role_labels.jsonl"

    @property
    def own_weights_file(self) -> Path:
        """The person's own weights of the role model. `rolecall refit` writes it and every reading uses it."""
        return self.home / "role_weights.csv"

    @property
    def rehearsal(self) -> Settings:
        """The demo's settings: a data folder of its own, so that simulated postings never meet real ones."""
        return replace(self, home=self.home / "rehearsal", lake="", warehouse="", site_url="")

    @property
    def memory_bytes(self) -> int:
        """The memory to plan with, in bytes."""
        return bytes_of(self.memory) if self.memory else memory_there() // 2

    @property
    def has_loopback_mirror(self) -> bool:
        """Whether requests go to this machine itself."""
        return (urlsplit(self.mirror).hostname or "") in LOOPBACK_NAMES

    def value_of(self, name: str) -> str:
        """A key, or the text of another setting. Empty when it is not set."""
        return self.keys.get(name) or str(getattr(self, name, ""))

    @property
    def user_agent(self) -> str:
        """Who we say we are: name, version, and how to reach the person who runs us."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"Rolecall/{VERSION} (+https://github.com/rolecall/rolecall{contact})"


def read_settings(
    environment: Mapping[str, str] | None = None, file: Path = SETTINGS_FILE
) -> Settings:
    """The settings in force.

    Raises:
        UsageError: rolecall.toml cannot be read, a key is unknown, or a value is not of its type.
    """
    environment = os.environ if environment is None else environment
    types = {name: type(default) for name, default in _defaults().items()}
    values = _in_file(file, types)
    values |= {
        name: environment[variable]
        for name in types
        if (variable := environment_name(name)) in environment
    }
    if unknown := sorted(set(values) - set(types)):
        raise UsageError(
            f"{file}: unknown setting {', '.join(unknown)}; choose from {', '.join(sorted(types))}"
        )
    require_contact(str(values.get("contact", "")))
    if (panel := str(values.get("panel", Settings.panel))) not in PANELS:
        raise UsageError(f"setting panel: {panel!r} is none of {', '.join(PANELS)}")
    require_engine(str(values.get("engine", "local")), str(values.get("scheduler", "")))
    require_lake(str(values.get("lake", "")))
    require_warehouse(str(values.get("warehouse", "")), str(values.get("warehouse_data", "")))
    _require_confidential(str(values.get("webhook", "")))
    require_address("site_url", str(values.get("site_url", "")), "an https:// address")
    mirror = str(values.get("mirror", ""))
    require_address("mirror", mirror, "an address such as http://127.0.0.1:8766")
    if memory := str(values.get("memory", "")):
        bytes_of(memory)
    converted = {name: _convert(name, value, types[name]) for name, value in values.items()}
    return Settings(**converted, keys=_keys(environment), s3=_s3(environment))


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """The ROLECALL_* variables that set nothing, sorted. Most are misspelt, so that what they were to set has not changed."""
    environment = os.environ if environment is None else environment
    names = set(map(environment_name, _defaults()))
    return sorted(
        name
        for name in environment
        if name.startswith(_PREFIX) and name not in names and not _is_key(_setting(name))
    )


def environment_name(setting: str) -> str:
    """The environment variable of a setting."""
    return f"{_PREFIX}{setting.upper()}"


def _setting(variable: str) -> str:
    return variable.removeprefix(_PREFIX).lower()


def _is_key(name: str) -> bool:
    return KEY_NAME.fullmatch(name) is not None


def _defaults() -> dict[str, Any]:
    return {
        field.name: field.default for field in fields(Settings) if field.name not in _NO_SETTINGS
    }


def _in_file(file: Path, known: Container[str]) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise UsageError(f"{file}: not valid TOML ({exc})") from exc
    for name in sorted(values):
        if name in _SECRETS or (_is_key(name) and name not in known):
            raise UsageError(
                f"{file}: {name}: keys come from the environment only; "
                f"set {environment_name(name)} and remove the line"
            )
    return values


def _require_confidential(webhook: str) -> None:
    """Raises UsageError, which does not repeat the address, unless it is empty, https, or this machine's own."""
    try:
        parts = urlsplit(webhook)
    except ValueError:
        parts = urlsplit("")
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES
    is_whole = parts.hostname and webhook.isascii() and webhook.isprintable() and " " not in webhook
    if webhook and not (is_whole and (is_here or parts.scheme == "https")):
        raise UsageError(
            "setting webhook: not an https:// address (http:// only reaches this machine). "
            "It is not shown here, as its path is a secret"
        )


def _s3(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith("AWS_")}


def _keys(environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for variable, text in environment.items():
        name, value = _setting(variable), text.strip()
        if not variable.startswith(_PREFIX) or not _is_key(name) or not value:
            continue
        if not _KEY_VALUE.fullmatch(value):
            raise UsageError(
                f"{variable} is not a key: a key is 6 to 500 ASCII characters without spaces"
            )
        found[name] = value
    return found


def _convert(name: str, value: Any, wanted: type[Any]) -> Any:
    try:
        converted = folder_of(name, value) if issubclass(wanted, Path) else wanted(value)
    except (TypeError, ValueError) as exc:
        raise UsageError(
            f"setting {name}: {value!r} is not {_KINDS.get(wanted.__name__, 'a text')}"
        ) from exc
    most = _MOST.get(name, 10**9)
    if isinstance(converted, (int, float)) and not 0 <= converted <= most:  # NaN is neither
        raise UsageError(f"setting {name}: {value!r} is not between 0 and {most:,}")
    return converted
