"""What a run leaves in Prefect's UI: its findings, the link to its report, tables of what it did, and events for alarms.

Decides their keys, by which Prefect keeps a history of each. Leaves the words to `flows.report` and `flows.alarms`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_table_artifact,
)
from prefect.events import emit_event

from flows import alarms
from flows.errors import NoMarket
from flows.pipeline import Summary
from flows.report import address_of
from flows.settings import Settings


def publish_artifacts(summary: Summary, settings: Settings, site_url: str | None = None) -> None:
    """Puts the run's findings, the link to its report, its summary and its quality table where Prefect's UI shows them.

    `site_url`: where the site is served when it is not published.
    """
    if summary.page is None or not summary.frames:
        raise NoMarket("a run without a report has nothing to publish")
    served = replace(settings, site_url=settings.site_url or site_url or "")
    link, title = address_of(served, summary.page), f"Report of {summary.as_of:%Y-%m-%d}"
    create_link_artifact(link=link, key="report", link_text=title)
    create_markdown_artifact(
        markdown=findings_in_markdown(summary, link, title),
        key="findings",
        description="What this run found",
    )
    create_table_artifact(
        table=summary_rows(summary), key="run-summary", description="What this run did"
    )
    create_table_artifact(
        table=quality_rows(summary),
        key="quality",
        description="Looks of this run by source and outcome",
    )


def findings_in_markdown(summary: Summary, link: str, title: str) -> str:
    """The run's findings as a person reads them, with its alarms first."""
    found = [f"- {line}" for line in summary.headlines]
    alarm_lines = [f"- **{alarm.line}**" for alarm in summary.alarms]
    parts = [f"# What the run of {summary.as_of:%Y-%m-%d %H:%M} UTC found"]
    if alarm_lines:
        parts += ["## Alarms", "\n".join(alarm_lines), "## Findings"]
    return "\n\n".join([*parts, "\n".join(found), f"[{title}]({link})"]) + "\n"


def emit_alarms(found: Sequence[alarms.Alarm]) -> None:
    """Emits one Prefect event, `rolecall.drift.error`, per alarm that is an error. Automations can act on it. Warnings emit none."""
    for alarm in alarms.errors_among(found):
        emit_event(
            event="rolecall.drift.error",
            resource={
                "prefect.resource.id": f"rolecall.source.{alarm.source}.{alarm.item}",
                "prefect.resource.name": f"{alarm.source}: {alarm.item}",
            },
            payload={"note": alarm.note, "looked_date": alarm.looked_date.isoformat()},
        )


def summary_rows(summary: Summary) -> list[dict[str, Any]]:
    """The run in a few lines: looks by outcome, postings read, and what the edition holds."""
    edition = summary.frames["mart_edition"].row(0, named=True)
    rows = [{"what": f"looks {outcome}", "n": n} for outcome, n in summary.outcomes.items()]
    rows.append({"what": "postings read", "n": summary.n_read})
    rows += [
        {"what": name.removeprefix("n_").replace("_", " "), "n": edition[name]}
        for name in edition
        if name.startswith("n_")
    ]
    return rows


def quality_rows(summary: Summary) -> list[dict[str, Any]]:
    """Looks of this run by source and outcome, with the first error of each."""
    if summary.looks is None or summary.looks.is_empty():
        return []
    grouped = summary.looks.group_by("source", "outcome").agg(
        looks=pl.len(),
        postings=pl.col("n_postings").sum(),
        first_error=pl.col("error").drop_nulls().first(),
    )
    return grouped.sort("source", "outcome").to_dicts()
