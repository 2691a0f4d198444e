"""JSON as careers sites write it: a slip costs nothing, and what is no JSON is an error within bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.kit.job_markup import read_page
from flows.sources.kit.loose_json import read_loosely


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": [1, 2,], }', [{"a": [1, 2]}]),
        ('{"a": "x" "b": true}', [{"a": "x", "b": True}]),
        ('{"a": 1\n "b": {"c": null} "d": 2}', [{"a": 1, "b": {"c": None}, "d": 2}]),
        ('/* made by a plug-in */ {"a": 1} // the end', [{"a": 1}]),
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('\ufeff{"a": 1};', [{"a": 1}]),
        ('{"a": "two\nlines"}', [{"a": "two\nlines"}]),
        (r'{"a": "it\'s \$5"}', [{"a": "it's $5"}]),
        (r'{"a": "to the \ud83d\ude80",}', [{"a": "to the \N{ROCKET}"}]),
        ("{&quot;a&quot;: &quot;&lt;b&gt;&quot;}", [{"a": "<b>"}]),
        ('{"a": "the "best" team", "b": 1}', [{"a": 'the "best" team', "b": 1}]),
        ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ("{a: 'x', b: 05.5}", [{"a": "x", "b": 5.5}]),
        ('{"a": "https://x.example/*/y//z",}', [{"a": "https://x.example/*/y//z"}]),
    ],
)
def test_a_slip_is_read_as_what_was_meant(script: str, values: list[object]) -> None:
    assert read_loosely(script) == values


@pytest.mark.parametrize(
    "script",
    ["", "function () {}", '{"a":', '{"a": "b', "{1: 2}", "[" * 9_000, "{" * 300],
)
def test_what_is_no_json_by_any_reading_is_an_error(script: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_loosely(script)


@given(st.text(alphabet="{}[]\":,/*\\'a1 \n<!->", max_size=80))
def test_no_text_does_anything_but_be_read_or_refused(script: str) -> None:
    try:
        assert isinstance(read_loosely(script), list)
    except (ValueError, RecursionError):
        return


@pytest.mark.parametrize(
    "markup",
    [
        '{"@type": "JobPosting", "title": "Analyst",}',
        '{"@type": "Organization"}{"@type": "JobPosting", "title": "Analyst"}',
        '{"@Type": "jobposting", "Title": "Analyst"}',
        '{"@type": ["JobPosting"], "TITLE": "Analyst"}',
        "{&quot;@type&quot;: &quot;JobPosting&quot;, &quot;title&quot;: &quot;Analyst&quot;}",
    ],
)
def test_a_job_is_found_in_markup_with_slips(markup: str) -> None:
    page = f'<script type="application/ld+json">{markup}</script>'.encode()
    (body,) = read_page(page)
    assert b'"title":"Analyst"' in body
