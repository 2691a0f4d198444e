"""A message to a webhook: one POST of JSON.

Decides how it is sent and how long that may take. Leaves what is said to `flows.alarms` and `flows.digest`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

_TIMEOUT_S = 5.0
"""A run is over by then. Nobody should wait longer for a chat server."""


def post(url: str, message: Mapping[str, Any], user_agent: str) -> int:
    """Sends one request, and returns its status. Through a transport alone: httpx's client would log the whole address.

    Raises:
        httpx.HTTPError, httpx.InvalidURL, OSError: nobody answered.
    """
    timeout = httpx.Timeout(_TIMEOUT_S).as_dict()
    headers = {"Content-Type": "application/json", "User-Agent": user_agent}
    content = json.dumps(message, default=str).encode()
    request = httpx.Request(
        "POST", url, content=content, headers=headers, extensions={"timeout": timeout}
    )
    with httpx.HTTPTransport() as transport:
        response = transport.handle_request(request)
        response.close()
    return response.status_code
