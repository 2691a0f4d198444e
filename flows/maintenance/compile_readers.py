"""Compiles the readers into a wheel, where its builder wants it and has a C compiler.

Decides when: a wheel that is built with ROLECALL_COMPILE=1, never an editable install, so that an edit of a .py file always
counts in a checkout. The sources are compiled in a folder of their own, and stay in the wheel beside what is made of them:
the version of the readers is the digest of the sources. Leaves which modules to pyproject.toml.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WANTED = "ROLECALL_COMPILE"

_BUILD = """
import sys
from mypyc.build import mypycify
from setuptools import setup

options = ["--explicit-package-bases", "--ignore-missing-imports", "--follow-imports=silent"]
extensions = mypycify([*options, *sys.argv[1:]], opt_level="3", debug_level="0", group_name="rolecall_readers")
setup(name="readers", packages=[], ext_modules=extensions, script_args=["build_ext", "--inplace"])
"""


class CompiledReaders(BuildHookInterface[Any]):
    """The hook that hatchling runs before it packs a wheel."""

    PLUGIN_NAME = "custom"
    work: TemporaryDirectory[str] | None = None
    """Where the readers are compiled. It goes when the wheel is packed, or with the process."""

    def dependencies(self) -> list[str]:
        """What a build in isolation installs first."""
        return ["mypy", "setuptools"] if _wants() and _lacks() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the compiled modules to the wheel.

        Raises:
            RuntimeError: they cannot be compiled. The message holds what the compiler said.
        """
        if version != "standard" or not _wants():
            return
        if missing := _lacks():
            self.app.display_warning(
                f"The readers are not compiled: this machine has no {missing}."
            )
            return
        self.work = TemporaryDirectory(prefix="rolecall-readers-")
        root, folder = Path(self.root), Path(self.work.name)
        compile_modules(root, _modules(root, self.config["modules"]), folder)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        for made in folder.rglob(f"*{_SUFFIX}"):
            name = made.relative_to(folder)
            if name.parts[0] != "build":  # where the compiler works
                build_data["force_include"][str(made)] = name.as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes what was made on the way."""
        if self.work:
            self.work.cleanup()


_SUFFIX = ".pyd" if sys.platform == "win32" else ".so"


def _wants() -> bool:
    return os.environ.get(WANTED) == "1"


def _lacks() -> str | None:
    """What a machine needs to compile and this one does not have. None when it has all."""
    compiler = str(sysconfig.get_config_var("CC") or "cl").split()[0]
    if shutil.which(compiler) is None:
        return f"C compiler ({compiler})"
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return None if headers.exists() else f"headers of Python ({headers})"


def _modules(root: Path, folders: Mapping[str, Sequence[str]]) -> list[str]:
    """The named modules of each folder, as paths from the root. `*`: all of the folder."""
    return sorted(
        path.relative_to(root).as_posix()
        for folder, names in folders.items()
        for name in names
        for path in (root / folder).glob(f"{name}.py")
        if path.name != "__init__.py"
    )


def compile_modules(root: Path, modules: list[str], folder: Path) -> None:
    """Compiles modules of `root` into `folder`, each where its package has it."""
    shutil.copytree(
        root / "transforms", folder / "transforms", ignore=shutil.ignore_patterns("*.so")
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and words, no shell
        [sys.executable, "-c", _BUILD, *modules],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"the readers cannot be compiled (without {WANTED}=1 they are not):\n{done.stdout}"
        )
