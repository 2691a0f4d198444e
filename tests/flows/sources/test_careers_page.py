"""Careers pages: shapes of sitemaps and of schema.org JobPosting seen on five sites in 2025 and 2026; words invented."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import AccessRefused, BoardMissing, PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.careers_page import SOURCE
from flows.sources.kit.job_markup import job_postings
from flows.sources.kit.sitemap import read_sitemap
from transforms.posting import Posting, StatedPay

BOARD = Board("careers_page", "jobs.example.com", "Acme")
SITE = "https://jobs.example.com"

GHENT = {"addressLocality": "Ghent", "addressCountry": "BE"}
JOB: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Research &amp; ML Engineer",
    "description": "<p>Build models.</p>",
    "identifier": {"@type": "PropertyValue", "name": "Acme", "value": "JR-17"},
    "datePosted": "2026-8-26",
    "hiringOrganization": {"@type": "Organization", "name": "Acme BV"},
    "employmentType": ["FULL_TIME"],
    "jobLocation": [
        {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Ghent",
                "addressCountry": {"name": ["BE", "BE"]},
            },
        },
        {
            "@type": "Place",
            "address": {
                "addressLocality": "Austin",
                "addressRegion": "TX",
                "addressCountry": "USA",
            },
        },
    ],
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"minValue": "70000", "maxValue": 90000, "unitText": "YEAR"},
    },
}


def sitemap(*pages: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{page}</loc></url>' for page in pages)}</urlset>".encode()


def page(*scripts: object) -> bytes:
    blocks = "".join(
        f'<script type="application/ld+json">{msgspec.json.encode(one).decode()}</script>'
        for one in scripts
    )
    return f"<!doctype html><html><head>{blocks}</head><body>Job</body></html>".encode()


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(
        Payload("JR-17", msgspec.json.encode(JOB | changes), f"{SITE}/ml"), BOARD
    )
    return posting


# ---- which pages are asked


def test_the_sitemaps_that_robots_names_lead_to_the_jobs(table: Callable[..., Any]) -> None:
    index = (
        f"<sitemapindex><sitemap><loc>{SITE}/jobs.xml.gz</loc></sitemap></sitemapindex>".encode()
    )
    get = table(
        {
            f"{SITE}/robots.txt": b"User-agent: *\nAllow: /\nSitemap: https://jobs.example.com/index.xml\n",
            f"{SITE}/index.xml": index,
            f"{SITE}/jobs.xml.gz": gzip.compress(
                sitemap(f"{SITE}/ml", "https://elsewhere.example.org/jobs/1", f"{SITE}/")
            ),
            f"{SITE}/ml": page(JOB),
        }
    )
    (payload,) = SOURCE.fetch(BOARD, get)
    assert (payload.external_id, payload.url) == ("JR-17", f"{SITE}/ml")
    assert get.asked[-1] == f"{SITE}/ml"


def test_without_robots_the_sitemap_is_where_it_usually_is_and_a_closed_job_is_passed_over(
    table: Callable[..., Any],
) -> None:
    get = table(
        {f"{SITE}/sitemap.xml": sitemap(f"{SITE}/closed", f"{SITE}/ml"), f"{SITE}/ml": page(JOB)}
    )
    assert len(list(SOURCE.fetch(BOARD, get))) == 1


def test_a_page_that_leads_to_a_board_of_another_kind_costs_no_other_page(
    table: Callable[..., Any],
) -> None:
    moved = BoardMissing("has moved to a board of another kind", 200)
    pages = {f"{SITE}/sitemap.xml": sitemap(f"{SITE}/ml", f"{SITE}/old"), f"{SITE}/old": moved}
    found = list(SOURCE.fetch(BOARD, table(pages | {f"{SITE}/ml": page(JOB)})))
    assert [payload.external_id for payload in found] == ["JR-17"]
    with pytest.raises(BoardMissing, match="of another kind"):
        list(SOURCE.fetch(BOARD, table(pages | {f"{SITE}/ml": moved})))


def test_on_a_host_of_many_things_only_addresses_that_look_like_jobs_are_asked(
    table: Callable[..., Any],
) -> None:
    site = "https://www.example.com"
    pages = [
        f"{site}/about",
        f"{site}/careers/ml-engineer",
        f"{site}/en/jobs/17",
        f"{site}/blog/careers-in-ml",
        f"{site}/jobseekers",
    ]
    get = table({f"{site}/sitemap.xml": sitemap(*pages)})
    with pytest.raises(PayloadChanged, match="2 job pages, and no"):
        list(SOURCE.fetch(Board("careers_page", "www.example.com"), get))
    assert get.asked[1:] == [f"{site}/careers/ml-engineer", f"{site}/en/jobs/17"]


def test_a_board_with_a_path_is_only_what_lies_under_it(table: Callable[..., Any]) -> None:
    site = "https://example.com"
    get = table(
        {f"{site}/sitemap.xml": sitemap(f"{site}/team/ml", f"{site}/team", f"{site}/jobs/1")}
    )
    with pytest.raises(PayloadChanged, match="1 job pages, and no"):
        list(SOURCE.fetch(Board("careers_page", "example.com/team"), get))
    assert get.asked[1:] == [f"{site}/team/ml"]


def test_pages_that_fail_make_the_look_partial_and_cost_no_other_page(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            f"{SITE}/sitemap.xml": sitemap(f"{SITE}/a", f"{SITE}/b", f"{SITE}/c"),
            f"{SITE}/a": SourceUnavailable("a: answered 503"),
            f"{SITE}/b": AccessRefused("b: robots.txt"),
            f"{SITE}/c": page(JOB),
        }
    )
    found = SOURCE.fetch(BOARD, get)
    assert next(found).external_id == "JR-17"
    with pytest.raises(
        SourceUnavailable, match="1 of its pages and sitemaps failed; the first: a: answered 503"
    ):
        next(found)


def test_a_site_that_turns_us_away_midway_makes_the_look_partial(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            f"{SITE}/sitemap.xml": sitemap(f"{SITE}/a", f"{SITE}/b"),
            f"{SITE}/a": page(JOB),
            f"{SITE}/b": AccessRefused("b: 403", 403),
        }
    )
    found = SOURCE.fetch(BOARD, get)
    assert next(found).external_id == "JR-17"
    with pytest.raises(SourceUnavailable, match="1 of its pages and sitemaps failed"):
        next(found)


def test_a_sitemap_that_is_named_but_gone_makes_the_look_partial(table: Callable[..., Any]) -> None:
    index = f"<sitemapindex><loc>{SITE}/a.xml</loc><loc>{SITE}/b.xml</loc></sitemapindex>".encode()
    get = table(
        {
            f"{SITE}/sitemap.xml": index,
            f"{SITE}/a.xml": sitemap(f"{SITE}/ml"),
            f"{SITE}/ml": page(JOB),
        }
    )
    found = SOURCE.fetch(BOARD, get)
    assert next(found).external_id == "JR-17"
    with pytest.raises(SourceUnavailable, match=r"b\.xml: 404, though the site names it"):
        next(found)


def test_a_page_that_cannot_be_read_is_named(table: Callable[..., Any]) -> None:
    get = table(
        {
            f"{SITE}/sitemap.xml": sitemap(f"{SITE}/a", f"{SITE}/ml"),
            f"{SITE}/a": b"<b>JobPosting</b>",
            f"{SITE}/ml": page(JOB),
        }
    )
    with pytest.raises(SourceUnavailable, match=r"first: https://jobs\.example\.com/a: html: "):
        list(SOURCE.fetch(BOARD, get))


def test_a_site_whose_every_job_is_closed_to_robots_is_refused(table: Callable[..., Any]) -> None:
    get = table({f"{SITE}/sitemap.xml": sitemap(f"{SITE}/a"), f"{SITE}/a": AccessRefused("no")})
    with pytest.raises(AccessRefused, match="all 1 job pages"):
        list(SOURCE.fetch(BOARD, get))


def test_a_site_without_a_sitemap_is_missing_and_one_without_jobs_is_told(
    table: Callable[..., Any],
) -> None:
    with pytest.raises(BoardMissing, match="no sitemap"):
        list(SOURCE.fetch(BOARD, table({})))
    with pytest.raises(PayloadChanged, match="none of the 1 pages"):
        list(
            SOURCE.fetch(
                BOARD, table({f"{SITE}/sitemap.xml": sitemap("https://other.example.org/jobs/1")})
            )
        )


def test_one_job_in_two_languages_is_one_posting_and_jobs_without_ids_are_named_by_their_page(
    table: Callable[..., Any],
) -> None:
    nameless = JOB | {"identifier": "Acme"}
    get = table(
        {
            f"{SITE}/sitemap.xml": sitemap(f"{SITE}/de/1", f"{SITE}/en/1", f"{SITE}/en/2?x=1"),
            f"{SITE}/de/1": page(JOB),
            f"{SITE}/en/1": page(JOB),
            f"{SITE}/en/2?x=1": page(nameless),
        }
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["JR-17", "en/2?x=1"]


# ---- sitemaps


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (
            b"<urlset><url><loc> https://a.example/x?a=1&amp;b=2 </loc></url></urlset>",
            ("https://a.example/x?a=1&b=2",),
        ),
        (
            b"<ns:urlset><ns:url><ns:loc><![CDATA[https://a.example/x]]></ns:loc></ns:url></ns:urlset>",
            ("https://a.example/x",),
        ),
        (
            b"https://a.example/x\nhttps://a.example/y\n",
            ("https://a.example/x", "https://a.example/y"),
        ),
        (
            b"<urlset><url><loc>https://a.example/x</loc><image:image><image:loc>https://a.example/y.png</image:loc>"
            b"</image:image></url></urlset>",
            ("https://a.example/x",),
        ),
        (b"<urlset></urlset>", ()),
        (
            gzip.compress(b"<urlset><loc>https://a.example/x</loc>")
            + gzip.compress(b"<loc>https://a.example/y</loc></urlset>"),
            ("https://a.example/x", "https://a.example/y"),
        ),
    ],
)
def test_a_sitemap_is_xml_of_any_make_or_a_list(body: bytes, pages: tuple[str, ...]) -> None:
    assert read_sitemap("s", body).pages == pages


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "https://a.example/"><!ENTITY b "&a;&a;">]><urlset><loc>&b;</loc></urlset>'
    assert read_sitemap("s", bomb).pages == ("&b;",)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Not found</html>",
        b"",
        b"\x1f\x8b broken",
        gzip.compress(sitemap("https://a.example/x"), mtime=0)[:-8],
    ],
)
def test_what_is_no_sitemap_is_told(body: bytes) -> None:
    with pytest.raises(PayloadChanged):
        read_sitemap("https://jobs.example.com/sitemap.xml", body)


def test_what_unpacks_to_sixty_megabytes_is_no_sitemap() -> None:
    with pytest.raises(PayloadChanged):
        read_sitemap("https://jobs.example.com/sitemap.xml", gzip.compress(bytes(60_000_000)))


# ---- where a JobPosting stands


@pytest.mark.parametrize(
    "source",
    [
        page(JOB),
        page([{"@type": "Organization"}, JOB]),
        page({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, JOB]}),
        page({"@type": "WebSite"}, JOB),
        page({"@type": "WebPage", "mainEntity": JOB}),
        page(JOB | {"@type": ["JobPosting", "Thing"]}),
        page("broken").replace(b'"broken"', b"{not json") + page(JOB),
        page(JOB).replace(
            b"Build models.", b"Build\nmodels."
        ),  # a line break in a string, as sites send it
    ],
)
def test_a_job_is_found_wherever_json_ld_puts_it(source: bytes) -> None:
    assert len(list(job_postings(source))) == 1


def test_a_page_that_does_not_speak_of_a_job_has_none() -> None:
    assert list(job_postings(b"<html><body>Our offices</body></html>")) == []


@pytest.mark.parametrize(
    "source",
    [
        page(JOB)[:300],  # cut off within its script
        page(JOB).replace(b"application/ld+json", b"text/plain"),
        page(JOB).replace(b'"@type":"JobPosting"', b'"kind":"JobPosting"'),
        b"<html><!-- " + page(JOB) + b" --></html>",
    ],
)
def test_a_job_that_is_named_but_cannot_be_read_is_told_so_that_its_look_closes_nothing(
    source: bytes,
) -> None:
    with pytest.raises(PayloadChanged, match="none can be read"):
        list(job_postings(source))


@pytest.mark.parametrize(
    ("value", "is_read"),
    [
        (b"1" + b"0" * 60, True),
        (b"NaN", True),
        (b'"\\ud800"', False),  # half a surrogate pair
        (b"[" * 3_000 + b"]" * 3_000, False),
    ],
)
def test_json_that_only_some_would_take_is_read_or_told(value: bytes, is_read: bool) -> None:
    source = page(JOB).replace(b'"@context"', b'"extra":' + value + b',"@context"')
    if is_read:
        assert len(list(job_postings(source))) == 1
    else:
        with pytest.raises(PayloadChanged, match=r"^html: "):
            list(job_postings(source))


def test_items_within_items_without_end_are_told_or_cut_short() -> None:
    nested: object = "Acme"
    for _ in range(800):
        nested = {"name": nested}
    posting = read(hiringOrganization=nested, jobLocation=nested, inLanguage=[[nested]])
    assert (posting.locations, posting.language_stated) == ((), None)


def test_microdata_that_repeats_itself_out_of_all_proportion_is_told() -> None:
    source = (
        b'<div itemscope itemtype="https://schema.org/JobPosting">'
        + b'<b itemprop="a">' * 900
        + b"words " * 20_000
    )
    with pytest.raises(PayloadChanged, match="longer than its page"):
        list(job_postings(source))


def test_microdata_is_read_when_there_is_no_json_ld() -> None:
    source = b"""<div itemscope itemtype="http://schema.org/JobPosting"><a itemprop="title" href="/x">ML Engineer</a>
      <div itemprop="hiringOrganization" itemscope><span itemprop="name">Acme</span></div>
      <div itemprop="jobLocation" itemscope><p itemprop="address" itemscope><b itemprop="addressLocality">Ghent</b>
      <meta itemprop="addressCountry" content="BE"></p></div><time itemprop="datePosted" datetime="2026-01-02">today</time>
      <div itemprop="description"><p>Build <b>models</b>.</p></div></div>"""
    (body,) = job_postings(source)
    (posting,) = SOURCE.parse(Payload("1", body, None), Board("careers_page", "jobs.example.com"))
    assert posting == Posting(
        external_id="1",
        title="ML Engineer",
        employer="Acme",
        locations=("Ghent, BE",),
        country_codes_stated=("BE",),
        posted_date=date(2026, 1, 2),
        description_html="<p>Build <b>models</b>.</p>",
    )


def test_a_page_nested_out_of_all_proportion_is_told_rather_than_parsed() -> None:
    with pytest.raises(PayloadChanged, match="nested more than"):
        list(job_postings(b"<script>JobPosting</script>" + b"<div>" * 200_000))


# ---- what a JobPosting means


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="JR-17",
        title="Research & ML Engineer",
        employer="Acme",
        url=f"{SITE}/ml",
        locations=("Ghent, BE", "Austin, TX, USA"),
        country_codes_stated=("BE", "US"),
        employment_type="full_time",
        posted_date=date(2026, 8, 26),
        description_html="<p>Build models.</p>",
        pay_stated=(StatedPay(70_000, 90_000, "EUR", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"description": "&lt;p&gt;R&amp;amp;D&lt;/p&gt;"}, "description_html", "<p>R&amp;D</p>"),
        ({"description": "One line.\\nAnother."}, "description_plain", "One line.\nAnother."),
        ({"skills": "UNAVAILABLE"}, "description_html", "<p>Build models.</p>"),
        (
            {"qualifications": "SQL"},
            "description_html",
            "<p>Build models.</p>\n<h3>Qualifications</h3>\n<p>SQL</p>",
        ),
        (
            {"responsibilities": "<b>Build models</b>"},
            "description_html",
            "<p>Build models.</p>",
        ),  # said already
        ({"jobLocationType": "TELECOMMUTE"}, "remote_stated", "remote"),
        (  # each place under its own name, with the first one's address
            {
                "jobLocation": [
                    {"name": "Ghent, Belgium", "address": GHENT},
                    {"name": "Remote, US", "address": GHENT},
                ]
            },
            "locations",
            ("Ghent, Belgium", "Remote, US"),
        ),
        (  # two houses in one town
            {
                "jobLocation": [
                    {"name": "Head Office", "address": GHENT},
                    {"name": "Lab", "address": GHENT},
                ]
            },
            "locations",
            ("Ghent, BE",),
        ),
        (
            {
                "jobLocation": {
                    "address": [GHENT, {"addressLocality": "Paris", "addressCountry": "FR"}]
                }
            },
            "locations",
            ("Ghent, BE", "Paris, FR"),
        ),
        (
            {
                "jobLocation": {
                    "address": [GHENT, {"addressLocality": "Paris", "addressCountry": "FR"}]
                }
            },
            "country_codes_stated",
            ("BE", "FR"),
        ),
        (
            {
                "jobLocation": None,
                "applicantLocationRequirements": [{"name": "USA"}, {"name": "Canada"}],
            },
            "locations",
            ("USA", "Canada"),
        ),
        (
            {
                "jobLocation": None,
                "applicantLocationRequirements": [
                    {"@type": "Country", "name": "CO"},
                    {"@type": "Country", "name": "DE"},
                ],
            },
            "country_codes_stated",
            ("CO", "DE"),
        ),
        (
            {
                "jobLocation": None,
                "applicantLocationRequirements": {"@type": "State", "name": "CA"},
            },
            "country_codes_stated",
            (),
        ),
        (
            {"applicantLocationRequirements": {"@type": "Country", "name": "CO"}},
            "country_codes_stated",
            ("BE", "US"),
        ),
        (
            {"jobLocation": {"address": "Main Street 1, Ghent"}},
            "locations",
            ("Main Street 1, Ghent",),
        ),
        ({"jobLocation": "Ghent"}, "locations", ("Ghent",)),
        ({"jobLocation": 7}, "locations", ()),
        ({"employmentType": "Full-time"}, "employment_type", "full_time"),
        ({"employmentType": {"x": 1}}, "employment_type", None),
        ({"datePosted": "2026-13-45"}, "posted_date", None),
        ({"title": "&#8238;Data&nbsp;Scientist"}, "title", "Data Scientist"),
        ({"title": 5, "name": "Data Scientist"}, "title", "raises"),
    ],
)
def test_the_many_ways_of_writing_a_property(
    changes: dict[str, object], field: str, expected: object
) -> None:
    if expected == "raises":
        with pytest.raises(PayloadChanged, match=r"^\$\.title"):
            read(**changes)
    else:
        assert getattr(read(**changes), field) == expected


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        (
            {"currency": "USD", "value": {"value": 55.5, "unitText": "HOUR"}},
            StatedPay(55.5, 55.5, "USD", "hour", basis="structured"),
        ),
        (
            {"currency": "USD", "value": 90000, "unitText": "YEAR"},
            StatedPay(90_000, 90_000, "USD", "year", basis="structured"),
        ),
        (
            {"currency": "USD", "minValue": 1, "maxValue": 2, "unitText": "per month"},
            StatedPay(1, 2, "USD", "month", basis="structured"),
        ),
        (
            {
                "currency": "USD",
                "value": {"value": 0, "minValue": 0, "maxValue": 0, "unitText": "YEAR"},
            },
            None,
        ),
        ({"currency": "", "value": {"unitText": ""}}, None),
        ({"currency": "USD", "value": {"minValue": 90000}}, None),  # a what?
        (90000, None),
        ("competitive", None),
    ],
)
def test_base_salary_in_its_many_shapes(salary: object, pay: StatedPay | None) -> None:
    assert read(baseSalary=salary).pay_stated == ((pay,) if pay else ())


@pytest.mark.parametrize(
    ("salary", "paragraph"),
    [
        ("£40,000 - £50,000 per annum", "£40,000 - £50,000 per annum"),
        (
            {"currency": "GBP", "value": {"value": "70,000 - 90,000", "unitText": "YEAR"}},
            "70,000 - 90,000 GBP per year",
        ),
        (
            {
                "currency": "GBP",
                "value": {"minValue": "£40k", "maxValue": "£50k"},
                "unitText": "YEAR",
            },
            "£40k - £50k per year",
        ),
        ({"currency": "EUR", "value": "Up to 65000"}, "Up to 65000 EUR"),
        ("Competitive", None),
        ("55000", None),  # a what?
        ({"currency": "USD", "value": {"value": "Call 55512"}}, None),
        ({"value": "£40k", "minValue": 40000, "maxValue": 50000, "unitText": "YEAR"}, None),
        (
            {"currency": "GBP", "value": "40,000 - 50,000 (DOE)"},
            "40,000 - 50,000 (DOE) GBP",
        ),
        ({"currency": "USD", "value": {"minValue": "70000", "unitText": "YEAR"}}, None),
    ],
)
def test_pay_in_words_stands_below_the_text_and_is_read_there(
    salary: object, paragraph: str | None
) -> None:
    below = f"\n<p>Salary: {paragraph}</p>" if paragraph else ""
    assert read(baseSalary=salary).description_html == f"<p>Build models.</p>{below}"
