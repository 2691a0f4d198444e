"""The lake: a part counts once its looks file stands, and not before."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows.errors import RolecallError
from flows.lake.disk import naming, write_parquet
from flows.lake.parts import Lake
from flows.lake.tables import BODY, LOOK, QUARANTINE, SIGHTING, content_hash
from flows.lake.versions import Version


def look(look_id: str, board: str = "acme") -> dict[str, object]:
    return {
        "look_id": look_id,
        "source": "ashby",
        "board": board,
        "looked_at": datetime(2026, 1, 5),
        "outcome": "complete",
    }


def part_of(lake: Lake, name: str, hashes: list[str]) -> None:
    looks = pl.DataFrame([look(f"look-{name}")], schema=LOOK)
    sightings = pl.DataFrame(
        [(f"look-{name}", "ashby", "acme", h, h, None) for h in hashes],
        schema=SIGHTING,
        orient="row",
    )
    bodies = pl.DataFrame(
        [
            {"content_hash": h, "source": "ashby", "board": "acme", "external_id": h, "body": b"{}"}
            for h in hashes
        ],
        schema=BODY,
    )
    lake.write_part(name, looks, sightings, bodies)


def test_an_empty_lake_gives_empty_frames_in_their_schemas(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    assert (lake.looks().schema, lake.sightings().schema, lake.quarantine().schema) == (
        LOOK,
        SIGHTING,
        QUARANTINE,
    )
    assert lake.known_hashes() == set()


def test_a_committed_part_is_read_back_as_written(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    part_of(lake, "a", ["h1", "h2"])
    assert lake.parts() == ["a"]
    assert lake.looks()["look_id"].to_list() == ["look-a"]
    assert lake.known_hashes() == {"h1", "h2"}


@pytest.mark.parametrize("killed_after", ["bodies", "sightings"])
def test_a_part_without_its_looks_file_is_not_there_and_is_cleared_away(
    tmp_path: Path, killed_after: str
) -> None:
    lake = Lake(tmp_path)
    part_of(lake, "a", ["h1"])
    part_of(lake, "b", ["h2"])
    (tmp_path / "looks" / "b.parquet").unlink()
    if killed_after == "bodies":
        (tmp_path / "sightings" / "b.parquet").unlink()
    (tmp_path / "bodies" / ".c.parquet.1.tmp").write_bytes(b"half")
    assert lake.known_hashes() == {"h1"}
    assert lake.sightings()["external_id"].to_list() == ["h1"]
    assert lake.clear_unfinished() == (2 if killed_after == "bodies" else 3)
    assert sorted(file.name for file in (tmp_path / "bodies").iterdir()) == ["a.parquet"]


def test_parts_read_by_another_version_of_the_readers_are_stale(tmp_path: Path) -> None:
    first, second = Version("v1", {}), Version("v2", {})
    lake = Lake(tmp_path)
    part_of(lake, "a", ["h1"])
    part_of(lake, "b", ["h2"])
    lake.write_postings("a", pl.DataFrame({"x": [1]}), pl.DataFrame(schema=QUARANTINE), first)
    assert list(lake.stale_parts(first)) == ["b"]
    assert list(lake.stale_parts(second)) == ["a", "b"]


def test_a_failed_write_leaves_no_file_behind(tmp_path: Path) -> None:
    class Broken(pl.DataFrame):
        def write_parquet(self, *_: object, **__: object) -> None:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_parquet(Broken(), tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_same_bytes_under_another_id_or_board_are_another_content() -> None:
    names = {
        content_hash("ashby", "acme", "1", b"{}"),
        content_hash("ashby", "acme", "2", b"{}"),
        content_hash("ashby", "other", "1", b"{}"),
        content_hash("lever", "acme", "1", b"{}"),
        content_hash("ashby", "acme", "1", b"{ }"),
        content_hash("ashby", "acme", None, b"{}"),
    }
    assert len(names) == 6
    assert content_hash("ashby", "acme", "1", b"{}") in names


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    part_of(lake, "a", ["h1"])
    lake.require_whole()
    file = tmp_path / "bodies" / "a.parquet"
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(RolecallError, match=str(file)):
        lake.require_whole()


def zero_inside(file: Path, where: float) -> None:
    """Zeroes a part of a file as a damaged disk does. Its end stays whole."""
    raw = file.read_bytes()
    begin = max(4, int((len(raw) - 16) * where))
    end = min(begin + max(64, len(raw) // 4), len(raw) - 16)
    file.write_bytes(raw[:begin] + bytes(end - begin) + raw[end:])


@pytest.mark.parametrize("where", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("kind", ["looks", "sightings", "bodies"])
def test_a_file_that_is_zeroed_in_the_middle_is_named(
    tmp_path: Path, kind: str, where: float
) -> None:
    lake = Lake(tmp_path)
    for part in ("a", "b", "c"):
        part_of(lake, part, [f"{part}{at}" for at in range(50)])
    file = tmp_path / kind / "b.parquet"
    zero_inside(file, where)
    lake.require_whole()  # its ends are there
    damaged = pytest.raises(RolecallError, match=f"{file} is damaged: .*Restore it")
    with damaged as told, naming(tmp_path):
        lake.looks(), lake.sightings(), [lake.bodies(part) for part in lake.parts()]
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("at", range(0, 4000, 40))
def test_no_zeroed_block_passes_for_data(tmp_path: Path, at: int) -> None:
    """One in ten such blocks decodes to other hashes without any error of Parquet's."""
    lake = Lake(tmp_path)
    part_of(lake, "a", [f"{at * 7919 % 10007:08x}" for at in range(800)])
    file = tmp_path / "sightings" / "a.parquet"
    raw = file.read_bytes()
    at = min(at, len(raw) - 40)
    file.write_bytes(raw[:at] + bytes(32) + raw[at + 32 :])
    changed = pytest.raises(RolecallError, match=f"{file} is damaged: .*Restore it")
    with changed, naming(tmp_path):
        lake.sightings()


def test_a_file_without_a_checksum_is_believed(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    part_of(lake, "a", ["crc32:00000000"])
    file = tmp_path / "sightings" / "a.parquet"
    pl.read_parquet(file).write_parquet(file)
    assert lake.sightings()["content_hash"].to_list() == ["crc32:00000000"]


def test_the_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    frame = pl.DataFrame({"n": [1, 2]})
    for name in ("a", "b"):
        write_parquet(frame, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_fault_of_ours_is_not_blamed_on_a_file(tmp_path: Path) -> None:
    part_of(Lake(tmp_path), "a", ["h1"])
    with pytest.raises(pl.exceptions.ColumnNotFoundError), naming(tmp_path):
        Lake(tmp_path).looks().select("nothing_of_the_kind")


def test_a_folder_whose_name_looks_like_a_pattern_is_only_a_folder(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "data [2026] *")
    part_of(lake, "a", ["h1"])
    assert lake.known_hashes() == {"h1"}
    assert (
        lake.bodies("a").height
        == lake.looks().height
        == lake.scan_sightings().collect().height
        == 1
    )
