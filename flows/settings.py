"""Settings from ROLECALL_* in the environment and from rolecall.toml. Nothing else reads the environment.

The environment wins over the file; a name in the file that is not a setting is an error that names the ones there are, one
in the environment is told by `rolecall doctor`. Keys to sources
that want one (ROLECALL_<SOURCE>_KEY, ROLECALL_<SOURCE>_ID) come from the environment alone: files are copied and shown around.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.errors import UsageError

VERSION = "0.1.0"
SETTINGS_FILE = Path("rolecall.toml")
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
KEY_NAME = re.compile(r"[a-z][a-z0-9]*_(?:key|id)")
"""What a setting that holds a key or an account is called: after its source."""

_KEY_VALUE = re.compile(
    r"[!-~]{6,500}"
)  # shorter ones would be found, and cut, in the midst of honest words
PANELS = ("core", "wide", "all")
"""The bundled boards that can be asked for; no board is in both `core` and `wide`."""


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Every field is ROLECALL_<NAME> in the environment and `<name>` in rolecall.toml."""

    home: Path = Path("rolecall-data")
    """Folder of lake/, market.duckdb and site/."""
    contact: str = ""
    """An address or URL for board owners; goes into the User-Agent."""
    mirror: str = ""
    """Send every request for https://HOST/PATH to MIRROR/HOST/PATH instead."""
    pace_s: float = 1.0
    """Least seconds between two requests to one host. A loopback mirror is not paced: nobody else shares it."""
    timeout_s: float = 30.0
    max_reply_mb: float = 200.0
    """Cap on one decompressed reply."""
    n_workers: int = 8
    """Boards asked at the same time; each host still sees one request at a time."""
    panel: str = "core"
    """Which bundled boards are watched beside a person's own: core, wide (all else that two public lists attest) or all."""
    interval_days: int = 7
    """Days until the next run is expected; shown on the pages."""
    keep_raw_days: int = 90
    """Days that postings stay in the lake as sent. 0: only until they are read. What was read of them stays for ever."""
    max_requests_per_host: int = 10_000
    """Most requests to one host in one run; the looks that would need more end partial or failed and say so."""
    webhook: str = field(default="", repr=False)
    """Where alarms are sent as JSON: an https address. Its path is a secret, so it comes from the environment only."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """Keys to sources that want one, by setting. From the environment only; never shown."""

    @property
    def lake_folder(self) -> Path:
        """Where looks, sightings, bodies and postings are."""
        return self.home / "lake"

    @property
    def market_file(self) -> Path:
        """The DuckDB file people query."""
        return self.home / "market.duckdb"

    @property
    def site_folder(self) -> Path:
        """Where the pages are."""
        return self.home / "site"

    @property
    def own_boards_file(self) -> Path:
        """The person's own list, beside the bundled panel; `rolecall boards add` writes it."""
        return self.home / "boards.csv"

    @property
    def rehearsal(self) -> Settings:
        """The demo's settings: a data folder of its own, so that simulated postings never meet real ones."""
        return replace(self, home=self.home / "rehearsal")

    @property
    def has_loopback_mirror(self) -> bool:
        """Whether requests go to this machine itself."""
        return (urlsplit(self.mirror).hostname or "") in LOOPBACK_NAMES

    def value_of(self, name: str) -> str:
        """A key, or the text of another setting; empty when it is not set."""
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
    known = {field.name: field for field in fields(Settings) if field.name != "keys"}
    values: dict[str, Any] = {}
    if file.exists():
        try:
            values |= tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
            raise UsageError(f"{file}: not valid TOML ({exc})") from exc
    if secret := sorted(
        name
        for name in values
        if name == "webhook" or (KEY_NAME.fullmatch(name) and name not in known)
    ):
        raise UsageError(
            f"{file}: {secret[0]}: keys come from the environment only; set {environment_name(secret[0])} and remove the line"
        )
    values |= {
        name: environment[key] for name in known if (key := environment_name(name)) in environment
    }
    if unknown := sorted(set(values) - set(known)):
        raise UsageError(
            f"{file}: unknown setting {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )
    contact = str(values.get("contact", ""))
    if not contact.isascii() or not contact.isprintable():
        raise UsageError(
            f"setting contact: {contact!r} goes into an HTTP header: plain letters, digits and signs only"
        )
    if (panel := str(values.get("panel", Settings.panel))) not in PANELS:
        raise UsageError(f"setting panel: {panel!r} is none of {', '.join(PANELS)}")
    _require_private_line(str(values.get("webhook", "")))
    converted = {
        name: _converted(name, value, type(known[name].default)) for name, value in values.items()
    }
    return Settings(**converted, keys=_keys(environment))


def _require_private_line(webhook: str) -> None:
    """Raises UsageError, which does not repeat the address, unless it is empty, https, or this machine's own."""
    try:
        parts = urlsplit(webhook)
        is_private = parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES
        )
        is_whole = (
            bool(parts.hostname)
            and webhook.isascii()
            and webhook.isprintable()
            and " " not in webhook
        )
    except ValueError:
        is_private = is_whole = False
    if webhook and not (is_private and is_whole):
        raise UsageError(
            "setting webhook: not an https:// address (http:// is taken for this machine only); it is not shown here, "
            "as its path is a secret"
        )


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """The ROLECALL_* variables that set nothing, sorted: most are misspelt, and what they should have set stays as it was."""
    environment = os.environ if environment is None else environment
    known = {environment_name(field.name) for field in fields(Settings) if field.name != "keys"}
    prefix = environment_name("")
    return sorted(
        name
        for name in environment
        if name.startswith(prefix)
        and name not in known
        and not KEY_NAME.fullmatch(name.removeprefix(prefix).lower())
    )


def environment_name(setting: str) -> str:
    """The environment variable of a setting."""
    return f"ROLECALL_{setting.upper()}"


def _keys(environment: Mapping[str, str]) -> dict[str, str]:
    prefix = environment_name("")
    found: dict[str, str] = {}
    for variable, value in environment.items():
        name = variable.removeprefix(prefix).lower()
        if variable.startswith(prefix) and KEY_NAME.fullmatch(name) and value.strip():
            if not _KEY_VALUE.fullmatch(value.strip()):
                raise UsageError(
                    f"{variable} is not a key: 6 to 500 letters, digits and signs without blanks are"
                )
            found[name] = value.strip()
    return found


def _converted(name: str, value: Any, kind: type[Any]) -> Any:
    try:
        converted = Path(value) if issubclass(kind, Path) else kind(value)
    except (TypeError, ValueError) as exc:
        raise UsageError(f"setting {name}: {value!r} is not a {kind.__name__}") from exc
    if isinstance(converted, (int, float)) and converted < 0:
        raise UsageError(f"setting {name}: {value!r} is below 0")
    return converted


def prepare_prefect(settings: Settings) -> None:
    """Sets what Prefect reads from the environment before it is imported; what a person has set stays.

    Its database goes beside our data, so that two installations do not share one. A first start migrates that database,
    16 to 25 s on two cores: the start-up limit leaves room for slower machines. Nothing is reported to anyone.
    """
    home = (settings.home / "prefect").resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "flows")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")
