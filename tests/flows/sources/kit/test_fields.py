"""Single fields of hostile JSON: the right type or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources import Payload, once_each
from flows.sources.kit.values import (
    epoch_date,
    id_text,
    iso_date,
    link,
    number,
    text,
    unescaped,
    visible,
)
from flows.sources.kit.words import (
    country_code,
    employment_type,
    pay_period,
    stated_pay,
    workplace,
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Full-time", "full_time"),
        ("FULL_TIME", "full_time"),
        ("Vollzeit", "full_time"),
        ("Permanent", "full_time"),
        ("Part time", "part_time"),
        ("Intern (Full-time)", "intern"),
        ("Internship", "intern"),
        ("Internal", None),
        ("Full-time contractor", "contract"),
        ("Fixed-term, full-time", "temporary"),
        ("Volunteer", "volunteer"),
        ("Permanent contract", "full_time"),
        ("Permanent employment contract", "full_time"),
        ("Contract - Permanent", "full_time"),
        ("Permanent contract, part-time", "part_time"),
        ("Unbefristeter Vertrag", "full_time"),
        ("Contrat à durée indéterminée", "full_time"),
        ("Open-ended contract", "full_time"),
        ("Contract to permanent", "contract"),
        ("Contract", "contract"),
        ("Befristet", "temporary"),
        ("Praktikum", "intern"),
        ("Pflichtpraktikum (Vollzeit)", "intern"),
        ("Stagiaire", "intern"),
        ("Prácticas", "intern"),
        ("Tijdelijk, voltijds", "temporary"),
        ("Voltijd", "full_time"),
        ("Deeltijd", "part_time"),
        ("Jornada completa", "full_time"),
        ("Tiempo parcial", "part_time"),
        ("Contrato temporal", "temporary"),
        ("Heltid", "full_time"),
        ("Other", None),
        ("", None),
        (7, None),
    ],
)
def test_the_terms_of_a_job_are_one_of_the_fields_words_or_null(
    said: object, meant: str | None
) -> None:
    assert employment_type(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Remote", "remote"),
        ("REMOTE - US", "remote"),
        ("Hybrid", "hybrid"),
        ("On-site", "onsite"),
        ("In-office", "onsite"),
        ("Remote or hybrid", None),
        ("Not remote", None),
        ("Non-Remote", None),
        ("No remote work", None),
        ("Remote: no", None),
        ("remote: false", None),
        ("Not fully remote (hybrid)", "hybrid"),
        ("Non-remote, on-site", "onsite"),
        ("Remote - Norway", "remote"),
        ("unspecified", None),
        (None, None),
    ],
)
def test_a_workplace_is_null_unless_exactly_one_is_said(said: object, meant: str | None) -> None:
    assert workplace(said) == meant


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        ("UK", "GB"),
        ("CA", "CA"),  # a country field's Canada, not California
        ("United States", "US"),
        ("USA", "US"),
        ("Deutschland", "DE"),
        ("Georgia", "GE"),
        ("Taiwan, Province of China", "TW"),
        ("Hong Kong, China", "HK"),
        ("Hubei, China", "CN"),
        ("Inner Mongolia, China", None),
        ("China", "CN"),
        ("European Union", None),
        ("EU", None),
        ("XX", None),
        ("el", "GR"),
        ("anywhere", None),
        ("", None),
        ({"name": "US"}, None),
    ],
)
def test_a_country_field_gives_one_country_or_null(said: object, code: str | None) -> None:
    assert country_code(said) == code


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("  Data \t\n Scientist ", "Data Scientist"),
        ("Data\u200bScientist\ufeff", "DataScientist"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("Cafe\u0301", "Café"),
        ("機械学習エンジニア", "機械学習エンジニア"),
        ("🚀 Engineer", "🚀 Engineer"),
        ("\x00", ""),
    ],
)
def test_a_text_is_shown_on_one_line_without_what_cannot_be_seen(sent: str, shown: str) -> None:
    assert visible(sent) == shown


@given(st.text())
def test_what_is_visible_stays_so(value: str) -> None:
    assert visible(visible(value)) == visible(value)


def test_a_text_is_cut_and_a_blank_one_is_none() -> None:
    assert text("x" * 100_000) == "x" * 500
    assert text(" \x00 ") is None
    assert text(["x"]) is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//a.example", None),
        (None, None),
    ],
)
def test_a_link_is_a_web_address_or_none(value: object, found: str | None) -> None:
    assert link(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, 7.0),
        ("56576.0", 56576.0),
        ("120,000", 120_000.0),
        ("1,200,000.50", 1_200_000.5),
        ("52.500,75", 52_500.75),
        ("1.200.000", 1_200_000.0),
        ("52.500", 52_500.0),
        ("18,75", 18.75),
        ("18.75", 18.75),
        ("0.125", 0.125),
        ("88'500", 88_500.0),
        ("88 500", 88_500.0),
        ("12 34", None),
        ("1.2.3", None),
        ("1e400", None),
        ("nan", None),
        (True, None),
        ("", None),
        ([], None),
    ],
)
def test_a_number_is_finite_or_none(value: object, found: float | None) -> None:
    assert number(value) == found


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("yearly", "year"),
        ("PER ANNUM", "year"),
        ("ANN", "year"),
        ("p.a.", "year"),
        ("pro Jahr", "year"),
        ("1 MONTH", "month"),
        ("MON", "month"),
        ("Daily", "day"),
        ("HUR", "hour"),
        ("per-hour-wage", "hour"),
        ("money", None),
        ("pay", None),
        ("", None),
        (None, None),
    ],
)
def test_a_pay_period_is_known_by_its_word_or_code(said: object, period: str | None) -> None:
    assert pay_period(said) == period


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("&lt;p&gt;R&amp;amp;D&lt;/p&gt;", "<p>R&amp;D</p>"),
        ("&amp;lt;p&amp;gt;Plan.&amp;lt;/p&amp;gt;", "<p>Plan.</p>"),
        (
            "<b>We</b>&lt;p class=&quot;x&quot;&gt;Plan.&lt;/p&gt;",
            '<b>We</b><p class="x">Plan.</p>',
        ),
        (
            "<b>We</b>&amp;lt;li&amp;gt;A&amp;nbsp;B&amp;lt;/li&amp;gt;",
            "<b>We</b><li>A&nbsp;B</li>",
        ),
        ("<p>You write &lt;div&gt; by heart</p>", "<p>You write &lt;div&gt; by heart</p>"),
        ("<p>3 &lt; 4</p>", "<p>3 &lt; 4</p>"),
        (None, None),
    ],
)
def test_a_description_keeps_no_escaped_tags(sent: str | None, read: str | None) -> None:
    assert unescaped(sent) == read


@given(
    st.one_of(st.none(), st.floats(), st.integers(), st.text()),
    st.one_of(st.none(), st.floats(), st.integers()),
)
def test_stated_bounds_are_ordered_and_never_zero(low: object, high: object) -> None:
    for pay in stated_pay(low, high, "USD", "year"):
        bounds = [bound for bound in (pay.min, pay.max) if bound is not None]
        assert bounds
        assert bounds == sorted(bounds)
        assert all(bound >= 1 for bound in bounds)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-12-16T23:08:54-05:00", date(2025, 12, 16)),
        ("2025-8-26", date(2025, 8, 26)),
        ("2025-02-30", None),
        ("20250226", None),
        (20250226, None),
    ],
)
def test_a_date_is_the_one_that_was_written(value: object, day: date | None) -> None:
    assert iso_date(value) == day


def test_an_epoch_is_a_day_in_utc_or_none() -> None:
    assert epoch_date(1769801375) == date(2026, 1, 30)
    assert epoch_date(1769801375307) == date(2026, 1, 30)  # milliseconds
    assert epoch_date(0) is None
    assert epoch_date(1e20) is None
    assert epoch_date("soon") is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (17, "17"),
        ("JR-17", "JR-17"),
        ("63DF0FFC-BDC6-40BA-906F-FE03378536B0", "63df0ffc-bdc6-40ba-906f-fe03378536b0"),
        (True, None),
        (1.5, None),
        ("", None),
        ("x" * 501, None),
        (None, None),
    ],
)
def test_an_id_is_a_whole_number_or_a_short_text(value: object, name: str | None) -> None:
    assert id_text(value) == name


def test_a_posting_met_twice_is_kept_once_and_the_nameless_are_all_kept() -> None:
    met = [Payload("1", b"a"), Payload(None, b"b"), Payload("1", b"c"), Payload(None, b"b")]
    assert list(once_each(met)) == [Payload("1", b"a"), Payload(None, b"b"), Payload(None, b"b")]
