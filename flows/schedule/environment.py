"""Prepares what Prefect reads from the environment before it is imported.

Decides where its database is, at which address its server answers, and that it sends no telemetry. Leaves our own
settings to `flows.settings`.
"""

from __future__ import annotations

import os

from flows.settings import Settings

# A first start migrates Prefect's database: 16 to 25 s on two cores, more on slower machines.
_START_TIMEOUT_S = 120


def prepare_prefect(settings: Settings) -> None:
    """Sets Prefect's variables. Those that the user has set are kept.

    Its database goes beside our data, so that two installations do not share one.
    """
    home = (settings.home / "prefect").resolve()
    home.mkdir(parents=True, exist_ok=True)
    variables = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(_START_TIMEOUT_S),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "flows",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }
    for name, value in variables.items():
        os.environ.setdefault(name, value)


def name_server(port: int) -> tuple[str, bool]:
    """Sets the address of the API that Prefect asks.

    Returns:
        The address, and whether the user set it (PREFECT_API_URL). Otherwise it is one of ours at `port`.
    """
    if named := os.environ.get("PREFECT_API_URL"):
        return named, True
    os.environ["PREFECT_API_URL"] = api_url = f"http://127.0.0.1:{port}/api"
    return api_url, False
