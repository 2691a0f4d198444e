"""`rolecall open`: the newest report in a browser, wherever the site is served."""

import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.look import app
from flows.errors import NoMarket, UsageError
from flows.report import address_of
from flows.settings import Settings, read_settings


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "site" / "latest" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Report</h1>")
    return page


def test_the_newest_report_is_opened_as_a_file(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    monkeypatch.setenv("ROLECALL_HOME", str(tmp_path))
    done = CliRunner().invoke(app, ["open"])
    assert opened == [page.as_uri()]
    assert done.stdout.strip() == page.as_uri()


def test_a_site_that_is_published_is_opened_there(page: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, site_url="https://jobs.example.org/report/")
    assert address_of(settings) == "https://jobs.example.org/report/latest/index.html"


def test_without_a_report_the_next_step_is_named(page: Path, tmp_path: Path) -> None:
    with pytest.raises(NoMarket, match=r"start with `rolecall run` or `rolecall demo`$"):
        address_of(Settings(home=tmp_path / "elsewhere"))
    demo = Settings(home=tmp_path / "second").rehearsal.site_folder
    demo.mkdir(parents=True)
    page.parent.rename(demo / "latest")
    with pytest.raises(NoMarket, match="add --rehearsal"):
        address_of(Settings(home=tmp_path / "second"))


@pytest.mark.parametrize("address", ["jobs.example.org", "javascript:alert(1)", "https://x y"])
def test_an_address_that_no_browser_opens_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="is not an https:// address"):
        read_settings({"ROLECALL_SITE_URL": address}, tmp_path / "none.toml")
