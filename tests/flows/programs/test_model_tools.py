"""The questions as tools of a language model, with the official client: a real process over stdio, and a real port."""

import json
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import anyio
import httpx
import pytest

from flows.errors import UsageError
from flows.programs import model_tools
from flows.programs.questions import every_question
from flows.settings import Settings
from tests.flows.conftest import command_line, environment_of
from tests.flows.programs.conftest import ROOT

# The client is imported where it is used: each worker of pytest-xdist collects this file, and one runs it.
pytestmark = pytest.mark.skipif(not find_spec("mcp"), reason="the extra `mcp` is not installed")

HOSTILE = "copy posting to '/tmp/stolen.csv'"


async def converse(connected: Any) -> dict[str, Any]:
    """What a client hears: who answers, which tools there are, and three answers."""
    import mcp

    async with connected as streams, mcp.ClientSession(*streams[:2]) as session:
        greeting = await session.initialize()
        tools = (await session.list_tools()).tools
        return {
            "says": greeting.instructions,
            "tools": {tool.name: tool for tool in tools},
            "growth": await session.call_tool("growth", {"role": "ai_engineer"}),
            "count": await session.call_tool("sql", {"query": "select count(*) as n from posting"}),
            "hostile": await session.call_tool("sql", {"query": HOSTILE}),
            "wrong": await session.call_tool("growth", {"role": "chef"}),
        }


def check(heard: dict[str, Any]) -> None:
    assert "say its n, its interval and its edition" in heard["says"]
    assert list(heard["tools"]) == list(every_question())
    growth = heard["tools"]["growth"]
    assert growth.input_schema["required"] == ["role"]
    assert growth.annotations.read_only_hint is True
    answer = heard["growth"].structured_content
    assert json.loads(heard["growth"].content[0].text) == answer
    assert {"n", "interval", "definition", "edition"} <= set(answer)
    assert answer["rows"][0]["growth_low"] <= answer["rows"][0]["growth_share"]
    assert heard["count"].structured_content["rows"] == [{"n": 2}]
    assert (heard["hostile"].is_error, heard["wrong"].is_error) == (True, True)
    assert "this is COPY" in heard["hostile"].content[0].text
    assert "is none of ai_engineer" in heard["wrong"].content[0].text


def test_a_client_starts_the_server_and_speaks_over_standard_input_and_output(
    published: Settings,
) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    started = StdioServerParameters(
        command=sys.executable,
        args=command_line("mcp")[1:],
        env=environment_of(published.home),
        cwd=ROOT,
    )
    check(anyio.run(converse, stdio_client(started)))


def test_the_same_is_answered_over_http(serve: Callable[..., str]) -> None:
    from mcp.client.streamable_http import streamable_http_client

    address = serve("mcp", "--http")
    assert address.endswith("/mcp")
    check(anyio.run(converse, streamable_http_client(address)))
    asked = httpx.post(address, headers={"Host": "evil.example"}, json={}, timeout=30)
    assert asked.status_code in (403, 421)


def test_without_the_extra_a_person_reads_what_to_install(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(UsageError, match=r"pip install '\.\[mcp\]'"):
        model_tools.build_server(published.market_file)
