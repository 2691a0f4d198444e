"""How people write addresses and numbers so that robots do not read them, and words that only look so."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text import addresses
from transforms.text.personal import (
    EMAIL_MARK,
    NAME_MARK,
    PHONE_MARK,
    PROFILE_MARK,
    may_tell,
    without_personal_data,
)

EMAILS = """
jobs@x.com
jobs @ x.com
jobs@ x.com
jobs @x.com
jobs  @  x.com
jobs＠x.com
jobs＠x．com
jobs﹫x.com
jobs ⓐ x.com
jobs%40x.com
jobs&#64;x.com
jobs&#064;x.com
jobs&#x40;x.com
jobs&commat;x.com
jobs\\u0040x.com
jo\u200bbs@x.com
jobs@\u200bx.com
jobs\u200b@\u200cx\u200b.com
jobs\u2060@x.c\u00adom
jobs@\ufeffx.com
x (at) y dot com
x (at) y (dot) com
x(at)y(dot)com
x(at)y.com
x [at] y [dot] com
x[at]y[dot]com
x[at]y.com
x {at} y {dot} com
x <at> y <dot> com
x ( at ) y ( dot ) com
x [ at ] y [ dot ] com
x (AT) y (DOT) com
x (At) y (Dot) com
x [AT] y [DOT] com
x (@) y.com
x [@] y.com
x(a)y.com
x [a] y.com
x (ät) y.de
x [et] y.com
x (at) y
jobs [at] acme
x at y dot com
x AT y DOT com
jane at acme dot co dot uk
jane dot doe at acme dot com
jane (dot) doe (at) acme (dot) com
jane.doe at acme dot io
jane+hn at acme dot ai
x -at- y.com
x -at- y -dot- com
x-at-y-dot-com
x -at- y
hiring -at- acme
x _at_ y.com
x_at_y_dot_com
x *at* y.com
x *at* y *dot* com
x |at| y.com
x /at/ y.com
x ~at~ y.com
x #at# y.com
x +at+ y.com
x - at - y.com
xATyDOTcom
jobsATacmeDOTio
jobs_AT_acme_DOT_com
jane arroba acme.es
jane (arroba) acme punto es
jane arroba acme punto es
jane arobase acme point fr
jane (arobase) acme.fr
jane klammeraffe acme.de
jane chiocciola acme.it
jane apenstaartje acme.nl
x@y dot com
x@y(dot)com
x@y[dot]com
x@y(.)com
x@y[.]com
x@y (punkt) de
x (at) y punkt de
j.doe+hn@mail.acme.co.uk
j_doe-99@sub.mail.acme.io
jané@exämple.de
{jane,joe}@cs.acme.edu
{first}@acme.com
<first.last>@acme.com
o'neil@acme.com
jane%hn@acme.com
JANE@ACME.COM
jane@_.com
jobs@xn--bcher-kva.example
""".strip().splitlines()

PHONES = """
555-0134x99
555-0134 x99
555-0134 ext. 99
555.0134 ext 99
(415) 555-0134
(415)555-0134
(415) 555-0134 x99
415-555-0134
415-555-0134x7
415-555-0134 extension 12
415.555.0134
415 555 0134
415 - 555 - 0134
415–555–0134
1-415-555-0134
1 (415) 555-0134
+1 415 555 0134
+1 (415) 555-0134 ext. 22
+14155550134
+1.415.555.0134
00 49 30 1234567
0049 30 1234567
00 49 (30) 123 45 67
0049-30-1234567
00 44 20 7946 0958
0044 20 7946 0958
00 31 6 15447840
00 33 1 23 45 67 89
004930123456789
+49 30 1234567
+49 (0) 30 1234567
+49-30-1234567
+44 (0)20 7946 0958
+33 1 23 45 67 89
+33.1.23.45.67.89
+91 98765 43210
+55 11 91234-5678
+7 (495) 123-45-67
+86 138 0013 8000
030 1234567
030/1234567
(030) 1234567
020 7946 0958
07700 900123
06 12 34 56 78
06.12.34.56.78
06-12-34-56-78
(02) 9876 5432
1300 123 456
1800 123 456
+4\u200b9 30 12\u200b34567
""".strip().splitlines()

LABELLED = """
Tel: 5550134
Tel. 555 0134
tel:+14155550134
Phone: 4155550134
Telefon 0301234567
Teléfono: 912 345 678
Mobile: 07700900123
WhatsApp 31615447840
Fax: 030 1234568
call 5550134
call 5550134 now
Call us at 5550134
call me on 07700 900123
Cell (415)5550134
GSM: 0475 12 34 56
Phone number: 5550134
Telephone no. 5550134
""".strip().splitlines()

PROFILES = """
linkedin.com/in/jane-doe
https://www.linkedin.com/in/jane-doe-12ab34/
https://de.linkedin.com/in/jane-doe
www.linkedin.com/in/jane-doe?trk=x
https://linkedin.com/pub/jane-doe/12/345
https://www.xing.com/profile/Jane_Doe
calendly.com/jane-doe/30min
https://cal.com/jane.doe
https://t.me/janedoe
https://wa.me/31615447840
https://about.me/janedoe
https://keybase.io/janedoe
https://angel.co/u/jane-doe
https://wellfound.com/u/jane-doe
https://medium.com/@janedoe
https://meetings.hubspot.com/jane-doe
https://bsky.app/profile/janedoe.example
""".strip().splitlines()

WORDS = """
attention at scale dot product
we look at the dot product
at scale dot com pilers
work at Acme dot every i
stay-at-home parents, look-at-me effects
call 1000000 APIs
call 1000000 APIs a day
call 2500000 endpoints an hour
mobile 1234567 users
Back-End Engineers @ Jet.com in NYC
Software engineer @ stripe.com
Data Scientists @ Acme.ai
we are hiring @ acme.com
see the careers page at acme.com
meet us @ AWS re:Invent
Series A @ $20m
latency p99 @ 10ms, CPU @ 3.5 GHz
recall@k, precision@10, mAP@0.5
react@18.2.0, @types/node, @angular/core
C++ @ Scale. Python too.
follow @acme on twitter.com/acme
github.com/acme/rolecall
linkedin.com/company/acme
https://www.linkedin.com/jobs/view/1234567890
x.com/acme
node dot js, dot net, dot com boom
(a) Python (b) SQL
point (a) of the list, see section [a] below
at (at least) two years
growth (at 30 %) and more
score 600-1200, pages 555-0134
between 0.12.345 and 1.2.3456
00 10 20
id 00491234567, ref 0049 30 1234567
101-202-3030
1 000 000 - 2 000 000
call 1 000 000 times
SMS 2FA, text 128000 tokens
2024-01-15 00:49:30
ISBN 978-3-16-148410-0
port 8080, 127.0.0.1:50051, 10.1.2.345
$1,300,000, 1300 1234 posts
dates 01.02.2026, 06-12-2025 and 06/12/2025
""".strip().splitlines()


@pytest.mark.parametrize("form", EMAILS)
def test_an_address_is_removed_in_every_disguise(form: str) -> None:
    assert without_personal_data(form) == EMAIL_MARK
    assert without_personal_data(f"Write to: {form}, soon.") == f"Write to: {EMAIL_MARK}, soon."


@pytest.mark.parametrize("form", PHONES)
def test_a_number_is_removed_in_every_form(form: str) -> None:
    assert without_personal_data(form) == PHONE_MARK
    assert without_personal_data(f"Office: {form}, London") == f"Office: {PHONE_MARK}, London"


@pytest.mark.parametrize("form", LABELLED)
def test_what_is_called_a_phone_number_is_removed(form: str) -> None:
    cleaned = without_personal_data(form)
    assert PHONE_MARK in cleaned
    assert not any(letter.isdigit() for letter in cleaned)


@pytest.mark.parametrize("form", PROFILES)
def test_a_persons_profile_is_removed(form: str) -> None:
    assert without_personal_data(f"Apply at {form} today") == f"Apply at {PROFILE_MARK} today"


@pytest.mark.parametrize(
    "form",
    ["github.com/janedoe", "https://twitter.com/JaneDoe", "https://x.com/jane_doe"],
)
def test_a_profile_that_could_be_a_firms_is_removed_beside_its_owners_name(form: str) -> None:
    assert without_personal_data(f"our CTO Jane Doe ({form})") == (
        f"our CTO {NAME_MARK} ({PROFILE_MARK})"
    )
    assert without_personal_data(f"our code ({form})") == f"our code ({form})"


@pytest.mark.parametrize("text", WORDS)
def test_words_that_only_look_so_stay(text: str) -> None:
    assert without_personal_data(text) == text


def test_the_table_holds_at_least_two_hundred_forms() -> None:
    assert len({*EMAILS, *PHONES, *LABELLED, *PROFILES, *WORDS}) >= 200


def test_what_nobody_sees_stays_where_nothing_is_removed() -> None:
    text = "👩\u200d💻 and क्\u200dष, write to jobs@x.com"
    assert without_personal_data(text) == f"👩\u200d💻 and क्\u200dष, write to {EMAIL_MARK}"


PIECES = st.sampled_from(
    [*EMAILS, *WORDS, " ", "\n", " at ", " dot ", "@", "(", "]", "_", "-", "/", "."]
)
LETTERS = st.text("abJ@ .-_(){}[]<>%+'&#;\\u0040/\u00a0dotAT", max_size=12)


@given(st.lists(PIECES | LETTERS, max_size=8).map("".join))
def test_the_look_ahead_that_spares_time_hides_no_address(text: str) -> None:
    sparing = addresses._email()
    tries_all = re.compile(sparing.pattern.replace(addresses._way_begins(), ""), re.IGNORECASE)
    assert tries_all.pattern != sparing.pattern
    assert [*map(re.Match.span, sparing.finditer(text))] == [
        *map(re.Match.span, tries_all.finditer(text))
    ]


CELLS = st.lists(PIECES | LETTERS | st.sampled_from([*PHONES, *LABELLED, *PROFILES]), max_size=3)


@given(st.lists(CELLS.map("".join), max_size=6))
def test_no_text_that_changes_is_left_out_of_those_that_may_tell(texts: list[str]) -> None:
    changing = [text for text in texts if without_personal_data(text) != text]
    assert set(changing) <= set(may_tell(texts)) <= set(texts)
    assert all(may_tell([text]) == [text] for text in changing)


def test_words_without_a_marker_or_a_number_cannot_tell() -> None:
    assert may_tell(["ML Engineer", "Berlin, 10115", "write to jobs@x.com", "Tel: 5550134"]) == [
        "write to jobs@x.com",
        "Tel: 5550134",
    ]
