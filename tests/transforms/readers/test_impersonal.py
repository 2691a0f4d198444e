"""No text column of a reading keeps what tells of a person."""

import pytest

from transforms.posting import Posting, StatedPay, posting_frame
from transforms.readers.impersonal import clean_key, clean_name, clean_page
from transforms.readers.reading import READING, read_postings

ADDRESS = "jane.doe@acme.example"


def texts_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_of(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_of(one)]
    return [value] if isinstance(value, str) else []


def test_no_text_column_keeps_an_address_wherever_the_board_puts_it() -> None:
    posting = Posting(
        external_id="1",
        title=f"ML Engineer ({ADDRESS})",
        employer=f"Acme - {ADDRESS}",
        url=f"https://acme.example/jobs/1?ref={ADDRESS}",
        department=f"Research, call +49 30 1234567 or {ADDRESS}",
        locations=("Berlin, Germany", f"ONSITE // email: {ADDRESS}"),
        requisition_id=ADDRESS,
        remote_stated=None,
        description_plain=f"Salary 1,000 widgets a month, ask {ADDRESS} about pay: $7 per answer, {ADDRESS}.",
        pay_stated=(StatedPay(100_000, 120_000, "EUR", "year", place=f"Berlin ({ADDRESS})"),),
    )
    read = read_postings(posting_frame([posting]))
    assert read.schema == READING
    row = read.row(0, named=True)
    assert [
        text for text in texts_of(list(row.values())) if "jane" in text or "1234567" in text
    ] == []
    assert row["employer"] == "Acme"
    assert row["url"] == "https://acme.example/jobs/1"
    assert row["locations"] == ["Berlin, Germany", "ONSITE // email: [e-mail removed]"]
    assert row["location_raw"] == "Berlin, Germany | ONSITE // email: [e-mail removed]"
    assert row["department"] == "Research, call [phone number removed] or [e-mail removed]"
    assert row["pay"][0]["place"] == "Berlin ([e-mail removed])"
    assert row["city"] == "Berlin"


def test_columns_without_such_words_are_the_same() -> None:
    posting = Posting(external_id="1", title="ML Engineer", employer="Acme", locations=("Berlin",))
    row = read_postings(posting_frame([posting])).row(0, named=True)
    assert (row["title"], row["employer"], row["locations"]) == ("ML Engineer", "Acme", ["Berlin"])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("jobs@acme.example", None),
        ("Acme (jobs@acme.example)", "Acme"),
        ("jobs (at) acme dot io", None),
        ("Acme | jobs@acme.example", "Acme"),
        ("Acme, call 515-294-4800", "Acme, call"),
        ("Acme & Sons", "Acme & Sons"),
        ("Engineers @ Jet.com", "Engineers @ Jet.com"),
    ],
)
def test_a_name_is_what_is_left_of_it(name: str, kept: str | None) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://acme.example/jobs/1", "https://acme.example/jobs/1"),
        ("https://acme.example/jobs/1?gh_jid=515-294-4800", "https://acme.example/jobs/1?gh_jid=515-294-4800"),
        ("https://acme.example/jobs/1?apply=jane%40acme.example", "https://acme.example/jobs/1"),
        ("https://acme.example/jobs/1#jane@acme.example", "https://acme.example/jobs/1"),
        ("https://acme.example/jane@acme.example/1", None),
        ("mailto:jane@acme.example?subject=Job", None),
        ("https://www.linkedin.com/in/jane-doe", None),
    ],
)  # fmt: skip
def test_an_address_of_a_page_keeps_its_path_or_is_gone(url: str, kept: str | None) -> None:
    assert clean_page(url) == kept


def test_a_key_with_an_address_becomes_the_same_hash_each_time() -> None:
    hidden = clean_key("jane@acme.example")
    assert hidden == clean_key("jane@acme.example") != clean_key("joe@acme.example")
    assert hidden.startswith("hidden-")
    assert "jane" not in hidden
    assert clean_key("labs/jane%40acme.example") != "labs/jane%40acme.example"
    for key in ("4858130101", "react@18", "a@b", "515-294-4800", "acme.wd5/Careers"):
        assert clean_key(key) == key
