"""What a posting's markup becomes: one canonical form of text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.markup import clean_lines, html_to_lines


def html_to_text(html: str) -> str:
    return "\n".join(html_to_lines(html))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<div><div><div>deep</div></div></div>", "deep"),
        ("<ul><li><p>Ship it</p></li><li>Run it</li></ul>", "- Ship it\n- Run it"),
        ("<h2>Duties</h2><p>Write</p>", "## Duties\nWrite"),
        ("<h3><strong>Duties</strong></h3>", "### Duties"),
        ("<p><strong>Duties:</strong></p><p>Write</p>", "**Duties:**\nWrite"),
        ("<p><b>Duties<br></b>Write</p>", "**Duties**\nWrite"),
        ("<p>Pay is <strong>50,000</strong> EUR</p>", "Pay is 50,000 EUR"),
        ("<p>wrapped\n in the   source</p>", "wrapped in the source"),
        ("<P>UPPER</P><LI>item</LI>", "UPPER\n- item"),
        ("<p>R&amp;D &lt;script&gt; &euro;5</p>", "R&D <script> €5"),
        ("&lt;p&gt;escaped&amp;nbsp;twice&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;", "escaped twice\nB"),
        ("<p>a</p><script>alert('x')</script><style>p{}</style><!-- note --><p>b</p>", "a\nb"),
        ("<table><tr><td>Senior</td><td>90,000</td></tr></table>", "Senior 90,000"),
        ("plain\nwords, no markup", "plain\nwords, no markup"),
        ("<p>Teams of < 5 and > 3</p>", "Teams of < 5 and > 3"),
        ('<p>One <a title="x<y">two</a> three</p>', 'One <a title="x<y">two three'),
        ("<p>Paid <b", "Paid <b"),
        ("5 < 6 <i>or</i> <3", "5 < 6 or <3"),
        ("<ul><li>\n<p>Ship it</p></li><li>R&amp;D</li></ul>", "- Ship it\n- R&D"),
        ("<h2>\r\n<p>\r\nDuties</p></h2><p>Write</p>", "## Duties\nWrite"),
        ("<h2></h2><ul><li></li><li>Run it</li></ul>", "## - Run it"),
        (
            "<p>One&#10;two &amp;nbsp; three</p><li>[four](https://example.org)</li>",
            "One\ntwo three\n- four",
        ),
    ],
)
def test_html_becomes_a_line_a_block(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("**About us**\n\nWe bake\\.", "**About us**\nWe bake."),
        ("Pays **50k** a year", "Pays 50k a year"),
        ("* one\n• two\n1. three\n– four", "- one\n- two\n- three\n- four"),
        ("[our site](https://example.org/jobs)", "our site"),
        ("zero\u200bwidth\x00 and\u00a0space\r\nnext", "zerowidth and space\nnext"),
        ("-----\ntext\n====", "text"),
        ("lone \ud800 surrogate", "lone surrogate"),
    ],
)
def test_plain_text_and_markdown_come_out_in_the_same_form(plain: str, text: str) -> None:
    assert "\n".join(clean_lines(plain)) == text


def test_marks_nested_fifty_thousand_deep_are_read() -> None:
    assert html_to_text("<div>" * 50_000 + "x") == "x"


def test_a_wall_of_signs_that_close_nothing_is_read() -> None:
    assert html_to_text("<p>x" + "<" * 100_000) == "x" + "<" * 100_000
    assert html_to_text("<p>x" + ">" * 100_000) == "x" + ">" * 100_000


def cut_by_hand(html: str) -> str:
    text, *pieces = html.split("<")
    for piece in pieces:
        tag, is_closed, rest = piece.partition(">")
        is_tag = is_closed and re.fullmatch(r"/?[a-z][a-z0-9]*(?:[\s/].*)?", tag)
        text += ("\n" if tag[-1:] == "p" else "") + rest if is_tag else f"<{piece}"
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


@given(st.text("<>/pa3", max_size=40))
def test_tags_are_cut_wherever_a_sign_opens_one_and_the_next_closes_it(html: str) -> None:
    assert html_to_text("<p>x</p>" + html) == cut_by_hand("<p>x</p>" + html)


def test_a_body_without_end_is_cut() -> None:
    assert len(html_to_text("word " * 1_000_000)) == 299_999
