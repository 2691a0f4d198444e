"""A digest in words, and as Markdown, mail and feed. What boards wrote is text in each."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import polars as pl

from reports.digest.digest import MOST_LINES, Digest, build_digest
from reports.digest.writing import feed, html, markdown
from reports.wording.numbers import NBSP
from transforms.statistics.news import NEWS, STATEMENT

RECORD = {
    "as_of": "2026-11-23",
    "edition_id": "2026-11-23-3f9a1c",
    "is_rehearsal": False,
    "n_boards": 62,
    "n_postings": 4812,
}
PAY = {
    "topic": "pay", "role": "ai_engineer", "subject": "US/senior", "unit": "usd",
    "value": 210e3, "low": 205e3, "high": 215e3, "value_before": 190e3, "low_before": 185e3, "high_before": 195e3,
}  # fmt: skip
SKILL = {
    "topic": "skill", "role": "ml_engineer", "subject": "mcp", "detail": "MCP", "unit": "share", "n_before": 400,
    "value": 0.12, "low": 0.09, "high": 0.16, "value_before": 0.0, "low_before": 0.0, "high_before": 0.01,
}  # fmt: skip
HOSTILE = {
    "topic": "employer", "role": "all", "subject": "x", "detail": "<b>[Acme](http://x)*", "unit": "count",
    "value": 40.0, "value_before": 4.0,
}  # fmt: skip


def digest(*news: dict[str, Any], caveats: tuple[str, ...] = (), **record: Any) -> Digest:
    stated = pl.DataFrame(
        [{name: row.get(name) for name in STATEMENT} for row in news], schema=STATEMENT
    )
    found = pl.DataFrame(list(news), schema=NEWS)
    return build_digest(RECORD | record, "2026-11-16", found, stated, caveats)


def test_a_digest_says_what_moved_with_both_intervals() -> None:
    text = markdown(digest(PAY))
    assert "# Rolecall: what changed by 2026-11-23" in text
    assert "Edition of 2026-11-23 (4,812 postings on 62 boards) against that of 2026-11-16." in text
    line = "- **Median stated base pay of AI engineers, senior, United States**: $210k"
    assert f"{line} \\[$205k to $215k\\], was $190k \\[$185k to $195k\\]" in text


def test_a_skill_that_hardly_anybody_named_is_new() -> None:
    assert [section.title for section in digest(SKILL).sections] == ["New skills"]
    known = SKILL | {"value_before": 0.03}
    assert [each.title for each in digest(known).sections] == ["Skills named more often or less"]


def test_a_skill_that_five_openings_named_is_not_new_though_its_share_was_rounded() -> None:
    five = SKILL | {"value_before": 0.0324675, "n_before": 154}  # 5 of 154 in six digits
    assert [each.title for each in digest(five).sections] == ["Skills named more often or less"]
    four = five | {"value_before": 0.025974}
    assert [each.title for each in digest(four).sections] == ["New skills"]


def test_employers_that_opened_most_stand_there_only_beside_news() -> None:
    assert digest(HOSTILE).sections[-1].title == "Who opened most in four weeks"
    nothing = build_digest(
        RECORD, "2026-11-16", pl.DataFrame(schema=NEWS), pl.DataFrame([HOSTILE], schema=NEWS), ()
    )
    assert nothing.sections == ()


def test_an_employers_name_is_text_in_every_form() -> None:
    one = digest(HOSTILE, SKILL)
    assert "**\\<b\\>\\[Acme\\](http://x)\\***: 40 new openings" in markdown(one)
    assert "<strong>&lt;b&gt;[Acme](http://x)*</strong>" in html(one)
    content = ElementTree.fromstring(feed([one], one.as_of)).find(".//{*}content")
    assert content is not None
    assert "<strong>&lt;b&gt;[Acme]" in (content.text or "")


def test_a_boards_own_short_name_is_written_as_pages_write_it() -> None:
    text = markdown(digest(HOSTILE | {"detail": "liquid-ai"}))
    assert (
        text.count("**Liquid AI**: 40 new openings") == 2
    )  # as news, and among those that opened most


def test_many_news_of_a_kind_are_counted_and_not_listed() -> None:
    many = [SKILL | {"subject": f"s{at}", "detail": f"Skill {at}"} for at in range(MOST_LINES + 3)]
    assert "- and 3 more" in markdown(digest(*many))
    assert "<li>and 3 more</li>" in html(digest(*many))


def test_caveats_and_rehearsal_data_are_said_first() -> None:
    one = digest(PAY, caveats=("Read by other readers than before.",), is_rehearsal=True)
    for text in (markdown(one), html(one), feed([one], one.as_of)):
        assert "Rehearsal data: these employers are invented." in text
        assert "Read by other readers than before." in text


def test_a_feed_has_an_entry_for_each_edition_with_news_newest_first() -> None:
    older = digest(PAY, as_of="2026-11-09", edition_id="a")
    quiet = digest(as_of="2026-11-16", edition_id="b")
    text = feed([older, quiet, digest(PAY)], "2026-11-23", "https://example.org/jobs/")
    root = ElementTree.fromstring(text)
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    titles = [title.text for title in root.findall("a:entry/a:title", spaces)]
    assert titles == [
        "Rolecall: what changed by 2026-11-23",
        "Rolecall: what changed by 2026-11-09",
    ]
    links = [link.attrib["href"] for link in root.findall("a:entry/a:link", spaces)]
    assert links[0] == "https://example.org/jobs/2026-11-23/index.html"
    ids = [each.text for each in root.findall("a:entry/a:id", spaces)]
    assert len(set(ids)) == 2
    assert all(str(each).startswith("urn:uuid:") for each in ids)
    assert NBSP not in markdown(older)


def test_a_feed_without_news_is_a_feed() -> None:
    root = ElementTree.fromstring(feed([], "2026-11-23"))
    assert root.findall("{*}entry") == []
    assert root.findtext("{*}updated") == "2026-11-23T00:00:00Z"
