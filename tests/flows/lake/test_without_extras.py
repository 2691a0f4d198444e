"""What was installed without its extras does the main job, and says what an object store needs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flows.doctor import examine
from flows.errors import UsageError
from flows.lake.session import open_lake, writing
from flows.settings import Settings
from tests.flows.small_parts import AS_OF, write_small_parts

EXTRAS = ("obstore", "distributed", "dask", "mcp", "sklearn", "torch", "transformers")


@pytest.fixture(autouse=True)
def without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [*EXTRAS, *sys.modules]:
        if module.partition(".")[0] in EXTRAS:
            monkeypatch.setitem(sys.modules, module, None)


def test_a_lake_on_a_disk_is_written_and_cleared(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    for first in (0, 1):
        with writing(settings) as lake:
            write_small_parts(lake, 1, first=first)
            lake.clear_unfinished()
    assert len(open_lake(settings).parts()) == 2


def test_a_lake_in_a_store_says_which_extra_it_needs(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, lake="s3://b/x")
    said = r"s3://b/x needs the extra `cluster`: run `pip install '\.\[cluster\]'`"
    with pytest.raises(UsageError, match=said):
        open_lake(settings)
    with pytest.raises(UsageError, match=said), writing(settings):
        pass
    with pytest.raises(UsageError, match=said):
        examine(settings, AS_OF)
