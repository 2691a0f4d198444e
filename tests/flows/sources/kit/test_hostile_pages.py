"""Web pages made to keep a parser busy cost a run some seconds and themselves: their neighbours are read, and it ends well."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows.errors import PayloadChanged
from flows.lake.parts import Lake
from flows.sandbox.workers import Workers
from flows.sources.kit import job_markup
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.sitemap import read_sitemap
from tests.benchmarks.served_folder import serving
from tests.flows.conftest import Command

SITE = "jobs.example.com"
OPTIONS = b"<p>JobPosting</p><select>" + b"<option>" * 250_000
"""Lexbor takes minutes for these 2 MB: at each option it looks through all before it."""

ATTRIBUTES = b"JobPosting<div " + b" ".join(b"a%d=1" % number for number in range(250_000)) + b">"
"""And for these: at each attribute it looks through all before it."""

REOPENED = (
    b"JobPosting<p>" + b"".join(b"<i a=%d>" % number for number in range(300)) + b"<p>x" * 20_000
)
"""And a gigabyte for these 83 KB: each paragraph opens the 300 elements anew that the one before has left open."""


def page(title: str, number: int) -> bytes:
    job = {
        "@type": "JobPosting",
        "title": title,
        "identifier": f"J-{number}",
        "description": "<p>Invented.</p>",
    }
    return f'<html><script type="application/ld+json">{json.dumps(job)}</script></html>'.encode()


@pytest.fixture
def short_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pages = Workers(1, 300_000_000, seconds=0.3, wall_seconds=60)  # a busy machine starts it late
    monkeypatch.setattr(job_markup, "pages", pages)
    yield
    pages.close()


@pytest.mark.usefixtures("short_time")
@pytest.mark.parametrize("hostile", [OPTIONS, ATTRIBUTES])
def test_a_page_that_would_take_minutes_is_given_up_and_the_next_is_read(hostile: bytes) -> None:
    with pytest.raises(PayloadChanged, match=r"parsing it took more than 0\.3 s of computing"):
        list(job_postings(hostile))
    assert len(list(job_postings(page("AI Engineer", 1)))) == 1


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pages = Workers(1, 300_000_000)
    monkeypatch.setattr(job_markup, "pages", pages)
    yield
    pages.close()


@pytest.mark.usefixtures("little_memory")
def test_a_page_that_would_take_a_gigabyte_is_given_up_and_the_next_is_read() -> None:
    with pytest.raises(PayloadChanged, match="parsing it took more than 300 MB of memory"):
        list(job_postings(REOPENED))
    assert len(list(job_postings(page("AI Engineer", 1)))) == 1


def read_no_page(page: bytes) -> list[bytes]:
    """A reader with a fault of its own."""
    raise IndexError(f"no job in {len(page)} bytes")


@pytest.mark.usefixtures("short_time")
def test_a_fault_of_the_reader_is_the_pages_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_markup, "read_page", read_no_page)
    with pytest.raises(PayloadChanged, match="parser failed: IndexError: no job in 10 bytes"):
        list(job_postings(b"JobPosting"))


@pytest.mark.usefixtures("short_time")
def test_a_page_that_is_too_large_to_be_one_is_not_parsed() -> None:
    with pytest.raises(PayloadChanged, match=r"a page of 6\.0 MB; one job's has 5 at most"):
        list(job_postings(page("AI Engineer", 1) + b" " * 6_000_000))


@pytest.mark.usefixtures("short_time")
@pytest.mark.parametrize(
    "properties",
    [
        b'<i itemprop="title ' + b"a " * 500_000 + b'">x</i>',
        b"<b itemprop=title>x</b>" + b"<i itemprop=a></i>" * 30_000,
    ],
    ids=["many names in one element", "one name on many elements"],
)
def test_microdata_that_repeats_itself_is_read_in_one_pass(properties: bytes) -> None:
    (found,) = job_postings(
        b'<div itemscope itemtype="https://schema.org/JobPosting">' + properties + b"</div>"
    )
    assert json.loads(found)["title"] == "x"


def test_a_sitemap_of_blanks_is_read_in_one_pass() -> None:
    blanks = (
        b"<urlset><loc>"
        + b" " * 2_000_000
        + b"</loc><loc>  <![CDATA[ https://example.com/jobs/1 ]]></loc></urlset>"
    )
    assert read_sitemap("https://example.com/sitemap.xml", blanks).pages == (
        "https://example.com/jobs/1",
    )


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (OPTIONS, "took more than 5 s of computing"),
        (REOPENED, "took more than 1,000 MB of memory"),
    ],
    ids=["time", "memory"],
)
def test_a_run_on_a_site_with_such_a_page_ends_well_with_the_sites_other_jobs(
    tmp_path: Path, rolecall: Command, hostile: bytes, reason: str
) -> None:
    files = {
        "robots.txt": b"",
        "jobs/1": page("AI Engineer", 1),
        "jobs/2": hostile,
        "jobs/3": page("ML Engineer", 3),
    }
    addresses = "".join(
        f"<url><loc>https://{SITE}/jobs/{number}</loc></url>" for number in (1, 2, 3)
    )
    files["sitemap.xml"] = f"<urlset>{addresses}</urlset>".encode()
    for name, body in files.items():
        file = tmp_path / "boards" / SITE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(body))
    listed = tmp_path / "boards.csv"
    listed.write_text(f"source,board,employer\ncareers_page,{SITE},Acme\n", encoding="utf-8")
    with serving(tmp_path / "boards") as address:
        for words in (("scrape", "--boards", str(listed), "--as-of", "2026-03-02"), ("classify",)):
            done = rolecall(*words, mirror=address)
            assert done.returncode == 0, done.stderr
    lake = Lake(tmp_path / "home" / "lake")
    (look,) = lake.looks().iter_rows(named=True)
    assert look["outcome"] == "partial"
    assert f"https://{SITE}/jobs/2: html: parsing it {reason}" in look["error"]
    assert set(pl.read_parquet(lake.posting_files())["title"]) == {"AI Engineer", "ML Engineer"}
