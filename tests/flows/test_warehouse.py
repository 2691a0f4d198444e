"""A run whose market is published to a DuckLake as well."""

from pathlib import Path

import duckdb
import pytest

from flows import pipeline
from flows.classify import classify_lake
from flows.errors import RolecallError, UsageError
from flows.lake.session import writing
from flows.settings import Settings, read_settings
from tests.flows.small_parts import AS_OF, write_small_parts
from warehouse import ducklake
from warehouse.ducklake import s3_secret


def test_the_store_stop_publishes_its_market_and_a_rehearsal_does_not(tmp_path: Path) -> None:
    catalogue = f"ducklake:{tmp_path / 'catalogue.ducklake'}"
    settings = Settings(home=tmp_path, warehouse=catalogue)
    assert settings.rehearsal.warehouse == ""
    with writing(settings) as lake:
        write_small_parts(lake, 1)
        classify_lake(lake, n_workers=1)
        pipeline.store_stop(lake, settings, AS_OF)
    with duckdb.connect() as con:
        con.execute(f"load '{ducklake._extension('ducklake')}'")
        con.execute(f"attach '{catalogue}' as published (read_only)")
        titles = con.execute("select title from published.posting order by title").fetchall()
    assert titles == [("AI Engineer",), ("Data Scientist",), ("ML Engineer",)]


def test_a_warehouse_that_cannot_be_reached_leaves_the_market(tmp_path: Path) -> None:
    catalogue = "ducklake:postgres:host=127.0.0.1 port=1 password=geheim"
    settings = Settings(home=tmp_path, warehouse=catalogue)
    with writing(settings) as lake:
        write_small_parts(lake, 1)
        classify_lake(lake, n_workers=1)
        with pytest.raises(RolecallError, match="is rebuilt, but was not published") as refused:
            pipeline.store_stop(lake, settings, AS_OF)
    assert "geheim" not in str(refused.value)
    assert settings.market_file.exists()


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ROLECALL_WAREHOUSE": "postgres:password=geheim"}, "ducklake:FILE"),
        ({"ROLECALL_WAREHOUSE_DATA": "gs://bucket"}, "neither a folder nor s3"),
        ({"ROLECALL_LAKE": "http://bucket"}, "neither a folder nor an address"),
        ({"ROLECALL_HOME": "s3://bucket"}, "Only the lake can be in an object store"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    tmp_path: Path, environment: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        read_settings(environment, tmp_path / "none.toml")
    assert "geheim" not in str(refused.value)


def test_s3_is_known_by_the_variables_that_its_own_tools_read(tmp_path: Path) -> None:
    environment = {
        "AWS_ACCESS_KEY_ID": "me",
        "AWS_SECRET_ACCESS_KEY": "geheim",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9000",
    }
    settings = read_settings(environment, tmp_path / "none.toml")
    assert s3_secret(settings.s3) == {
        "key_id": "me",
        "secret": "geheim",
        "endpoint": "127.0.0.1:9000",
        "use_ssl": "false",
        "url_style": "path",
    }
    assert "geheim" not in repr(settings)
