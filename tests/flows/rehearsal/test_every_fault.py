"""What comes of every fault in a whole run, each on a board of its own: nothing closed that is still open, a clear message."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flows.rehearsal.drill import Finding, drill, table
from flows.rehearsal.fault_plan import Fault

EXPECTED = {
    Fault.TOO_MANY_REQUESTS: ("failed", "answered 429; try again later"),
    Fault.SERVER_ERROR: ("failed", "answered 500; try again later"),
    Fault.UNAVAILABLE: ("failed", "answered 503; try again later"),
    Fault.FORBIDDEN: ("refused", "its owner does not let us read it"),
    Fault.GONE: ("missing", "there is no such board"),
    Fault.MOVED: ("missing", "has moved to https://api.ashbyhq.com/posting-api/job-board/"),
    Fault.TIMEOUT: ("failed", "no answer in time"),
    Fault.REDIRECT_LOOP: ("failed", "redirects in a circle"),
    Fault.REDIRECT_PRIVATE: ("failed", "is a private address; no request was sent"),
    Fault.SLOW_DRIP: ("failed", "not all there after 20 s"),
    Fault.CUT_OFF: ("failed", "connection broke"),
    Fault.TRUNCATED_JSON: ("failed", "truncated"),
    Fault.TRUNCATED_GZIP: ("failed", "compressed reply ended early"),
    Fault.GZIP_BOMB: ("failed", "reply above 30 MB"),
    Fault.HUGE_BODY: ("failed", "reply above 30 MB"),
    Fault.WRONG_CHARSET: ("complete", ""),
    Fault.WRONG_CONTENT_TYPE: ("complete", ""),
    Fault.HTML_PAGE: ("failed", "a web page instead of JSON"),
    Fault.CAPTCHA: ("failed", "a web page instead of JSON"),
    Fault.MARKUP_CHANGED: ("failed", "broken JSON-LD or other markup"),
    Fault.EMPTY_LIST: ("complete", "held as suspect"),
    Fault.MISSING_FIELDS: ("complete", "$.title: missing instead of a title"),
    Fault.WRONG_TYPES: ("complete", "$.title: list instead of a title"),
    Fault.RENAMED_FIELDS: ("failed", "have no id: has a field been renamed?"),
    Fault.RENAMED_FIELD: (
        "complete",
        "",
    ),  # of one board nobody can tell; of a kind of boards the alarms do
    Fault.HUGE_DESCRIPTION: ("complete", ""),
    Fault.HOSTILE_TITLE: ("complete", ""),
    Fault.DUPLICATE_IDS: ("complete", ""),
    Fault.IDS_CHANGE_CASE: ("complete", ""),
    Fault.REPEATING_PAGES: ("complete", ""),
}
ONE_BAD_POSTING = (Fault.MISSING_FIELDS, Fault.WRONG_TYPES)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Fault, Finding]:
    return {finding.fault: finding for finding in drill(tmp_path_factory.mktemp("drill"))}


def test_every_fault_has_an_expected_outcome() -> None:
    assert set(EXPECTED) == set(Fault)


@pytest.mark.parametrize("fault", Fault)
def test_the_look_says_how_it_ended_and_why(
    findings: Mapping[Fault, Finding], fault: Fault
) -> None:
    outcome, words = EXPECTED[fault]
    assert findings[fault].outcome == outcome
    assert words in findings[fault].message
    assert bool(findings[fault].message) == bool(words)


@pytest.mark.parametrize("fault", Fault)
def test_nothing_is_closed_that_is_still_listed_and_the_week_after_is_read_whole(
    findings: Mapping[Fault, Finding], fault: Fault
) -> None:
    assert findings[fault].n_wrongly_closed == 0
    assert findings[fault].outcome_after in ("complete", "unchanged")


@pytest.mark.parametrize(
    "fault", [fault for fault, (outcome, _) in EXPECTED.items() if outcome == "complete"]
)
def test_the_good_postings_of_the_board_are_kept(
    findings: Mapping[Fault, Finding], fault: Fault
) -> None:
    found = findings[fault]
    assert found.n_rejected == (fault in ONE_BAD_POSTING)
    if fault is not Fault.EMPTY_LIST:
        assert found.n_kept == found.n_listed - found.n_rejected


def test_no_fault_of_one_board_fails_the_run(findings: Mapping[Fault, Finding]) -> None:
    assert {finding.exit_code for finding in findings.values()} == {0}


def test_the_table_for_people_has_a_row_for_each_fault(findings: Mapping[Fault, Finding]) -> None:
    lines = table(list(findings.values())).splitlines()
    assert len(lines) == 2 + len(Fault)
    assert {line.count("|") - line.count("\\|") for line in lines} == {11}
