"""The version of a reading: the readers that read it, and the adapters that parsed it for them.

Decides which sources' bodies a mended reader or adapter makes stale. Leaves where readings lie to `flows.lake.parts`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from flows.lake.disk import Place, make_folder, replacing
from flows.sources import every_source
from transforms.readers.kept import derived
from transforms.readers.version import digest_of, reader_version

_SOURCES = Path(str(files("flows.sources")))
_PREFIX = "flows.sources."


@dataclass(frozen=True)
class Version:
    """What decides a reading, by digest: the readers, and of each source its adapter and what that imports."""

    readers: str
    adapters: Mapping[str, str]

    @property
    def name(self) -> str:
        """Names the version: the folder of the postings that it read."""
        return sha256(self._text().encode()).hexdigest()[:12]

    def stale_sources(self, earlier: Version | None, present: Collection[str]) -> frozenset[str]:
        """Those of the sources `present` whose bodies this version may read otherwise than `earlier` did."""
        if earlier is None or earlier.readers != self.readers:
            return frozenset(present)
        return frozenset(
            source
            for source in present
            if earlier.adapters.get(source) != self.adapters.get(source)
        )

    def make_folder(self, parent: Place) -> Place:
        """Makes the folder of what the version read. The file beside it says what the version is made of."""
        folder = parent / self.name
        if not _made_of(folder).exists():
            make_folder(parent)
            with replacing(_made_of(folder)) as unfinished:
                unfinished.write_text(self._text(), encoding="utf-8")
        make_folder(folder)
        return folder

    @classmethod
    def of_folder(cls, folder: Place) -> Version | None:
        """The version that read what is in a folder. None when its file is missing or damaged: all is read again then."""
        try:
            return cls(**json.loads(_made_of(folder).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _text(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def version_name(file: Place) -> str | None:
    """The version that read a file of postings; None for a lake from before versions were folders."""
    return None if file.parent.name == "postings" else file.parent.name


def version_of(file: Place | None) -> Version | None:
    """What the version that read a file of postings was made of. None: nobody read it, or nobody knows."""
    return Version.of_folder(file.parent) if file else None


def delete_if_empty(folder: Place) -> None:
    """Deletes the folder of a version, and the file beside it, once nothing is left in it."""
    with suppress(OSError):  # most of the time something is
        if isinstance(folder, Path):
            folder.rmdir()
        elif folder.is_dir():
            return
        _made_of(folder).unlink(missing_ok=True)


def _made_of(folder: Place) -> Place:
    return folder.with_suffix(".json")


def present_version() -> Version:
    """The version of the installed readers, the weights in force and the adapters."""
    return Version(reader_version(), _adapter_versions())


@cache
def _adapter_versions() -> Mapping[str, str]:
    return {source: adapter_version(source) for source in every_source()}


def adapter_version(source: str, folder: Path = _SOURCES) -> str:
    """Digest of what decides how one source's bodies are parsed: its adapter, and all below `flows.sources` that it imports.

    The contract of a source (`__init__.py`) always counts: it sets each posting's id and employer.
    """
    code = _imported_files(folder / f"{source}.py", folder, {folder / "__init__.py"})
    return digest_of(folder, [each for file in code for each in file.parent.glob(f"{file.stem}.*")])


def _imported_files(file: Path, folder: Path, found: set[Path]) -> set[Path]:
    """Adds the file of a module, and those of every module that it imports, to what was found."""
    if file not in found:
        found.add(file)
        for module in derived(file.read_bytes(), _imports).split():
            imported = folder.joinpath(*module.split(".")).with_suffix(".py")
            if imported.exists():
                _imported_files(imported, folder, found)
    return found


def _imports(code: bytes) -> str:
    """The modules below `flows.sources` that code may import, in whichever form, a blank between two: `kit.fields usajobs`."""
    names: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
    return " ".join(
        name.removeprefix(_PREFIX) for name in dict.fromkeys(names) if name.startswith(_PREFIX)
    )
