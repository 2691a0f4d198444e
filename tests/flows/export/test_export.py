"""An edition as files: whole, described, without texts, and enough to make every figure of the site again."""

import csv
import html
import json
import re
import shutil
import subprocess
import venv
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import unquote

import duckdb
import polars as pl
import pytest

from flows.errors import NoMarket, UsageError
from flows.export import describe
from flows.export.package import export_edition
from flows.report import build_report
from flows.settings import Settings
from reports.answers import every_query, read_sql
from tests.flows.export.conftest import NO_BREAK, TEXT
from transforms.text.lexicon import lexicon
from warehouse import market, read

TABLES = sorted({*market.statements("tables"), *market.statements("marts")})
LINK = re.compile(
    r'href="data:text/csv;charset=utf-8,([^"]*)" download="rolecall-[\d-]+-(\w+)\.csv"'
)

UNQUERIED = {"methods_role_scores", "methods_change_log"}
"""Figures of what no market holds: how often the readers are right, and what changed in the methods."""


def outline() -> dict[str, list[str]]:
    """Every page of the site, with the ids of its figures."""
    pages = json.loads((Path(__file__).parents[2] / "reports/site/outline.json").read_text())
    return {
        page: [block.split()[1] for block in blocks if block.startswith("figure ")]
        for page, blocks in pages.items()
    }


def rows(package: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(package / "market.duckdb"), read_only=True) as con:
        return con.sql(sql).fetchall()


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a virtual environment that holds duckdb and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False, symlinks=True)
    modules = next(folder.glob("lib/python*/site-packages"))
    kept = distribution("duckdb")
    for part in {file.parts[0] for file in kept.files or []}:
        (modules / part).symlink_to(kept.locate_file(part))
    return folder / "bin" / "python"


def reproduce(python: Path, package: Path) -> "subprocess.CompletedProcess[str]":
    command = [python, "-I", package / "reproduce.py"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_stranger_makes_every_figure_of_the_site_again_with_duckdb_alone(
    bare: Path, package: Path, published: Settings, tmp_path: Path
) -> None:
    has_polars = subprocess.run(
        [bare, "-I", "-c", "import polars"], capture_output=True, check=False
    )
    assert has_polars.returncode == 1
    done = reproduce(bare, package)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(published.market_file, tmp_path / "market.duckdb")
    site = build_report(Settings(home=tmp_path)).parent
    shown = dict(_figures_of(site))
    exported = {file.stem: file.read_text("utf-8") for file in (package / "figures").glob("*.csv")}
    assert {name: exported[name] for name in shown} == shown
    queries = [file.read_text("utf-8") for file in (package / "figures").glob("*.sql")]
    assert {*queries} == {*map(read_sql, every_query())}
    known = {name for names in outline().values() for name in names}
    assert known <= exported.keys()
    assert known - {file.stem for file in (package / "figures").glob("*.sql")} == UNQUERIED
    n_queries = len(queries)
    assert f"{n_queries} of {n_queries} figures follow from the market" in done.stdout
    assert n_queries > 50


def _figures_of(site: Path) -> Iterator[tuple[str, str]]:
    """Each figure's id and the CSV that its page holds."""
    for page in sorted(site.glob("*.html")):
        for body, name in LINK.findall(page.read_text("utf-8")):
            yield name, unquote(html.unescape(body))


@pytest.mark.parametrize("spoil", ["a figure", "a query's rows", "the market"])
def test_reproducing_says_what_is_not_as_it_was_published(
    bare: Path, package: Path, tmp_path: Path, spoil: str
) -> None:
    copy = shutil.copytree(package, tmp_path / "copy")
    if spoil == "a figure":
        figure = copy / "figures" / "overview_pay.csv"
        figure.write_text(figure.read_text().replace("ai_engineer", "ml_engineer", 1))
    elif spoil == "a query's rows":
        with (copy / "figures" / "overview_pay.sql").open("a") as query:
            query.write("limit 1")
    else:
        with duckdb.connect(str(copy / "market.duckdb")) as con:
            con.execute("update mart_pay_band set p50 = p50 + 1")
    done = reproduce(bare, copy)
    assert done.returncode == 1
    assert re.search(r"^changed: (figures/overview_pay|market)\.", done.stdout, re.MULTILINE)
    assert "differs: overview_pay: " in done.stdout


def test_no_text_of_a_posting_leaves_the_house(package: Path, published: Settings) -> None:
    assert rows(published.home, "select count(description_text) from posting") == [(2,)]
    assert rows(package, "select count(description_text), count(title) from posting") == [(0, 2)]
    for file in package.rglob("*"):
        assert not file.is_file() or TEXT.encode() not in file.read_bytes(), file


def test_every_table_is_there_as_duckdb_parquet_and_csv(package: Path) -> None:
    for table in TABLES:
        held = pl.read_parquet(package / "parquet" / f"{table}.parquet")
        with (package / "csv" / f"{table}.csv").open(newline="") as file:
            header, *lines = csv.reader(file)
        assert header == held.columns
        assert len(lines) == held.height
        assert read.query(package / "market.duckdb", f"from {table}").equals(held)


def test_what_the_market_answers_its_copy_answers_too(package: Path, published: Settings) -> None:
    copy = package / "market.duckdb"
    for call in (
        "leading_employers",
        "open_jobs",
        "pay_national",
        "growth('ai_engineer')",
        "skill_changes('year')",
        "skills_apart('ai_engineer')",
    ):
        sql = f"from {call}"
        assert read.query(copy, sql).equals(read.query(published.market_file, sql))
    assert read.data_dictionary(copy).equals(read.data_dictionary(published.market_file))
    assert (
        read.contents(copy)
        .drop("n_rows")
        .equals(read.contents(published.market_file).drop("n_rows"))
    )


def test_csv_writes_lists_as_json_times_in_utc_and_no_formula(package: Path) -> None:
    with (package / "csv" / "posting.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert first["first_seen_at"] == "2026-11-02T05:17:00Z"
    assert json.loads(first["country_codes"]) == ["US", "DE"]
    assert json.loads(first["role_evidence"])[0]["phrase"] == "retrieval pipelines"
    assert (second["country_codes"], second["title"]) == ("[]", '\'=HYPERLINK("x")')
    assert second["department"] == f"'{NO_BREAK}"
    assert rows(package, "select title from posting where posting_id = 'ashby:acme:2'") == [
        ('=HYPERLINK("x")',)
    ]


def test_the_description_has_every_file_with_its_sum_and_every_column_with_its_meaning(
    package: Path,
) -> None:
    described = json.loads((package / "datapackage.json").read_text())
    assert described["edition"]["data_through"].endswith("Z")
    resources = {each["name"]: each for each in described["resources"]}
    assert {name for name in resources if name in TABLES} == set(TABLES)
    for each in resources.values():
        assert (package / each["path"]).stat().st_size == each["bytes"]
        assert re.fullmatch(r"[a-z0-9._-]+", each["name"])
    for table in TABLES:
        fields = resources[table]["schema"]["fields"]
        assert all(field["description"] for field in fields)
        assert all(field["unit"] for field in fields if field["type"] in ("integer", "number"))
    key = resources["mart_pay_band"]["schema"]["primaryKey"]
    assert key[:3] == ["role", "level", "country_code"]
    assert resources["posting_skill"]["schema"]["foreignKeys"] == [
        {"fields": ["posting_id"], "reference": {"resource": "posting", "fields": ["posting_id"]}}
    ]


def test_outside_facts_carry_their_licences(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text())
    titles = " ".join(source["title"] for source in described["sources"])
    assert titles.count("CC BY 4.0") == 2  # GeoNames, and Indeed Hiring Lab, AI tracker
    assert "US Department of Labor" in titles
    told = (package / "README.md").read_text()
    assert all(source["title"] in told for source in described["sources"])


def test_every_table_says_what_its_key_is() -> None:
    assert sorted(lexicon("flows.export", "tables.toml")) == TABLES


def test_an_edition_has_the_same_id_and_content_whenever_it_is_exported(
    package: Path, published: Settings, tmp_path: Path
) -> None:
    (tmp_path / "e" / "csv").mkdir(parents=True)
    (tmp_path / "e" / "csv" / "left.csv").touch()  # of an older version, in an older export
    shutil.copy(package / "datapackage.json", tmp_path / "e")
    again = export_edition(published, tmp_path / "e", author='Ann "A" Example')
    first = json.loads((package / "datapackage.json").read_text())
    assert again["id"] == first["id"] == rows(package, "select edition_id from mart_edition")[0][0]
    assert again["content_sha256"] == first["content_sha256"]
    for name in ("parquet/posting.parquet", "csv/posting.csv", "figures/overview_pay.csv"):
        assert (tmp_path / "e" / name).read_bytes() == (package / name).read_bytes(), name
    assert not (tmp_path / "e" / "csv" / "left.csv").exists()
    assert names_in(tmp_path) == ["e"]
    cited = (tmp_path / "e" / "CITATION.cff").read_text().splitlines()
    assert f'version: "{again["id"]}"' in cited
    assert f"date-released: {again['edition']['as_of']}" in cited
    assert '  - name: "Ann \\"A\\" Example"' in cited


def test_an_export_replaces_nothing_but_an_export(published: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(UsageError, match="mine holds other files"):
        export_edition(published, tmp_path / "mine")
    with pytest.raises(NoMarket, match="start with `rolecall run`"):
        export_edition(Settings(home=tmp_path / "none"), tmp_path / "f")


@pytest.mark.parametrize(
    "older",
    [("drop view pay_national", "alter table mart_pay_band drop column metro"), ("drop table mart_duration",)],
    ids=["a macro lacks a column", "a figure lacks its table"],
)  # fmt: skip
def test_a_market_of_an_older_version_says_what_to_do_and_leaves_nothing(
    tmp_path: Path, older: tuple[str, ...]
) -> None:
    settings = Settings(home=tmp_path / "home")
    market.build(settings.market_file, {})
    with duckdb.connect(str(settings.market_file)) as con:
        con.execute("insert into mart_edition (as_of, edition_id) values ('2026-11-02', 'x')")
        for statement in older:
            con.execute(statement)
    says = r"home/market\.duckdb was made by an older version .*: run `rolecall store`"
    with pytest.raises(NoMarket, match=says):
        export_edition(settings, tmp_path / "e")
    assert names_in(tmp_path) == ["home"]


def test_units_are_known_for_what_is_no_column_of_ours_too() -> None:
    assert describe.unit_of("mart_pay_band", "p50_low") == "currency of the row, a year"
    assert describe.unit_of("posting", "colour") is None
