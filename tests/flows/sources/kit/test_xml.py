"""XML feeds as strangers write them; every document is invented."""

from __future__ import annotations

import pytest

from flows.errors import PayloadChanged
from flows.sources import Reply
from flows.sources.kit.xml import read_item, xml_items


def items(document: str | bytes) -> list[bytes]:
    body = document if isinstance(document, bytes) else document.encode()
    return xml_items(Reply("https://feed.example.com", 200, {}, body), "jobs", "job")


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("<jobs><job>a</job> <job >b</job></jobs>", [b"<job>a</job>", b"<job >b</job>"]),
        ('<?xml version="1.0"?>\n<!-- <job> -->\n<jobs at="1"><job/></jobs>', []),
        ("<jobs/>", []),
        (
            "<jobs><job><![CDATA[</job><job>]]></job></jobs>",
            [b"<job><![CDATA[</job><job>]]></job>"],
        ),
        ("<jobs><job>a<job>b</job></job></jobs>", [b"<job>a<job>b</job></job>"]),
        ("<jobs><job>caf\u00e9</job></jobs>", ["<job>caf\u00e9</job>".encode()]),
        ("\ufeff<jobs><job>a</job></jobs>", [b"<job>a</job>"]),
        ("<jobs></job><job>a</job></jobs>", [b"<job>a</job>"]),
    ],
)
def test_items_are_cut_out_as_they_were_sent(document: str, found: list[bytes]) -> None:
    assert items(document) == found


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252"])
def test_an_item_in_another_encoding_becomes_utf_8(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><jobs><job>caf\u00e9</job></jobs>'
    assert items(document.encode(encoding)) == ["<job>caf\u00e9</job>".encode()]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<!DOCTYPE html><html><job>a</job></html>", r"no <jobs>; it begins '<!DOCTYPE html>"),
        ('{"jobs": []}', "no <jobs>"),
        ("", "no <jobs>"),
        ("<jobs><job>a</job><job>b", "ends early, after 1 items"),
        ("<jobs><job><![CDATA[", "ends early, after 0 items"),
        ("<jobs><!-- " * 50_000, "ends early"),
        ("<" * 200_000, "no <jobs>"),
    ],
)
def test_what_is_no_such_feed_or_only_a_part_of_it_is_told(document: str, reason: str) -> None:
    with pytest.raises(PayloadChanged, match=reason):
        items(document)


def test_an_item_is_read_into_its_elements() -> None:
    job = read_item(
        b"<job><tt:city>Gh&#101;nt&nbsp;</tt:city><a><b>1</b></a><a>2<!-- no --><![CDATA[<p>]]></a><c/></job>"
    )
    assert (job.get("tt:city"), job.get("c"), job.get("d")) == ("Ghent\u00a0", "", None)
    assert [(a.get(), a.get("b")) for a in job.objects("a")] == [("", "1"), ("2<p>", None)]
    assert job.all("a", "b") == ["1"]


def test_no_entity_that_a_feed_declares_is_expanded() -> None:
    bomb = b'<!DOCTYPE job [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"> <!ENTITY x SYSTEM "file:///etc/passwd">]><job>&b;&x;</job>'
    assert read_item(bomb).get() == "&b;&x;"


def test_a_tag_that_closes_nothing_or_the_wrong_thing_costs_no_neighbour() -> None:
    job = read_item(b"<job></x><a><b>1</a><c>2</c></job>")
    assert (job.get("c"), job.get("a", "b")) == ("2", "1")


@pytest.mark.parametrize(
    "body", [b"", b"null", b"{}", b"\xff\xfe", b"<!-- a -->", b"<" * 1000, b"<a>" * 100]
)
def test_a_body_without_an_element_or_nested_beyond_reason_is_refused_with_its_path(
    body: bytes,
) -> None:
    with pytest.raises(PayloadChanged, match=r"^\$"):
        read_item(body)
