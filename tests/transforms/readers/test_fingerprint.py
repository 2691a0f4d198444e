"""Fingerprints: the same work gives the same numbers, other work other numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.fingerprint import PERMUTATIONS, fingerprint, fingerprints
from transforms.readers.work import read_work
from transforms.text.document import Document, read_document

DUTIES = "\n".join(
    f"- You design part {n} of the ledger and explain it to team {n * 7} in writing"
    for n in range(30)
)
FIXED = [3280212534, 3531301991, 3745112414]
"""Fingerprints of older parts of a lake are compared with new ones: a library that hashes otherwise must be noticed."""

OTHER_DUTIES = "\n".join(
    f"- Call hospital {n} and sell scanner model {n * 3} to its board before spring"
    for n in range(30)
)


def posting(about: str, duties: str) -> Document:
    return read_document(plain=f"About us\n{about}\nWhat you will do\n{duties}")


def similarity(left: list[int], right: list[int]) -> float:
    """Estimated share of word triples that two texts have in common, 0..1. It is 0 when either has no fingerprint."""
    if not left or not right:
        return 0.0
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left)


def test_the_same_words_give_the_same_fingerprint() -> None:
    assert fingerprint(posting("We make maps.", DUTIES)) == fingerprint(
        posting("We make maps.", DUTIES)
    )


def test_a_fingerprint_is_fixed_for_ever() -> None:
    assert fingerprint(read_document(plain="one two three four"))[:3] == FIXED


@pytest.mark.parametrize("n_shared", [40, 100, 160, 190])
def test_fingerprints_agree_in_as_many_values_as_the_texts_share_of_their_triples(
    n_shared: int,
) -> None:
    shared = [f"word{number}" for number in range(n_shared)]
    left, right = (
        read_document(plain=" ".join([*shared, *(f"{side}{n}" for n in range(200 - n_shared))]))
        for side in ("left", "right")
    )
    share = (n_shared - 2) / (400 - n_shared)
    # Three standard errors of sixty-four values.
    assert similarity(fingerprint(left), fingerprint(right)) == pytest.approx(share, abs=0.19)


def test_many_postings_have_the_fingerprints_that_each_has_alone() -> None:
    documents = [
        posting("We make maps.", DUTIES),
        read_document(plain=""),
        read_document(plain="See our site"),
        posting("We sell scanners.", OTHER_DUTIES),
    ]
    assert fingerprints(documents, read_work(documents)) == list(map(fingerprint, documents))


def test_markup_does_not_change_a_fingerprint() -> None:
    lines = DUTIES.replace("- ", "").split("\n")
    html = "<h2>What you will do</h2><ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    plain = read_document(plain=f"What you will do\n{DUTIES}")
    assert similarity(fingerprint(read_document(html=html)), fingerprint(plain)) > 0.9


def test_what_a_company_says_of_itself_does_not_make_two_jobs_alike() -> None:
    about = "We are a family of map makers with offices in many towns and a long history. " * 20
    left, right = fingerprint(posting(about, DUTIES)), fingerprint(posting(about, OTHER_DUTIES))
    assert similarity(left, right) < 0.3


def test_a_new_company_text_does_not_make_one_job_two() -> None:
    left = fingerprint(posting("We make maps for sailors.", DUTIES))
    right = fingerprint(posting("Now part of a larger group, we chart the sea.", DUTIES))
    assert similarity(left, right) > 0.85


def test_a_few_changed_words_keep_two_texts_similar() -> None:
    changed = DUTIES.replace("part 3 ", "all parts ")
    assert 0.7 < similarity(fingerprint(posting("", DUTIES)), fingerprint(posting("", changed))) < 1


def test_signs_do_not_change_a_fingerprint() -> None:
    written = DUTIES.replace(" in writing", ", “in writing”.").replace("You design", "(You) design")
    assert fingerprint(posting("", written)) == fingerprint(posting("", DUTIES))


def test_no_text_has_no_fingerprint_and_is_like_nothing() -> None:
    empty = fingerprint(read_document(plain=""))
    assert empty == []
    assert similarity(empty, empty) == 0.0


def test_a_posting_of_only_boilerplate_is_fingerprinted_whole() -> None:
    assert (
        len(
            fingerprint(
                read_document(
                    plain="About us\nWe make maps for sailors and for people who like maps."
                )
            )
        )
        == PERMUTATIONS
    )


@given(st.text(max_size=400))
def test_any_text_gives_no_numbers_or_all_of_them_and_is_like_itself(text: str) -> None:
    numbers = fingerprint(read_document(plain=text))
    assert len(numbers) in {0, PERMUTATIONS}
    assert all(0 <= number < 2**32 for number in numbers)
    assert similarity(numbers, numbers) == (1.0 if numbers else 0.0)
