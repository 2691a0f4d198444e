"""The questions over HTTP: `GET /v1/<question>`, as JSON or CSV, with an ETag by edition and OpenAPI.

Decides addresses, status codes and caching. Leaves questions to `questions` and answers to `answering`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import jinja2
from fastapi import FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from flows.errors import Busy, NoMarket, RolecallError, UsageError
from flows.programs.answering import ask, edition_now, to_csv, to_json
from flows.programs.questions import Parameter, Question, every_question
from flows.programs.running import BUSY_S, MOST_ROWS
from flows.settings import LOOPBACK_NAMES, VERSION

_DESCRIPTION = (
    "What AI engineers, ML engineers and data scientists are asked for and paid, and how demand for them grows, from "
    "employers' own job boards. Read-only. Every answer states its n, its interval, its definition and its edition."
)
_CSV = "text/csv"
_TOO_LONG_FOR_CSV = (
    f"there are more than {MOST_ROWS:,} rows, and CSV cannot say that it holds the first alone; "
    f"take them in parts: order by …, limit {MOST_ROWS}, offset …"
)
_TYPES: dict[str, Any] = {"money": float, "count": int}
_STATUS = {UsageError: 400, NoMarket: 503, Busy: 503}

Answering = Callable[..., Response]


def build_api(market: Path, host: str = "127.0.0.1") -> FastAPI:
    """The application that answers from this market. It need not be there yet.

    `host`: where it listens. On a loopback address it answers requests for this machine's names alone, so that a web
    page elsewhere cannot ask it through a reader's browser.
    """
    api = FastAPI(
        title="Rolecall", version=VERSION, description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    if host in LOOPBACK_NAMES:
        api.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK_NAMES, "[::1]"])
    api.add_exception_handler(RolecallError, _tell)
    api.add_exception_handler(RequestValidationError, _tell_of_values)
    api.add_exception_handler(HTTPException, _tell_of_address)
    for question in every_question().values():
        address, answering = f"/v1/{question.name}", _answering(market, question)
        api.get(
            address,
            summary=question.title,
            description=question.definition,
            responses={200: {"content": {_CSV: {}}}, 400: {"description": "A wrong value, or a query that is refused."}},
        )(answering)  # fmt: skip
        # For who asks whether there is a new edition. OpenAPI need not say it: whatever answers GET answers HEAD.
        api.head(address, include_in_schema=False)(answering)
    api.get("/", include_in_schema=False, response_class=HTMLResponse)(_front_page)
    return api


def _answering(market: Path, question: Question) -> Answering:
    """The function that answers one question. FastAPI reads its parameters from its signature."""

    def answer(
        request: Request, accept: str | None, if_none_match: str | None, **values: Any
    ) -> Response:
        if unknown := sorted(set(request.query_params) - set(values)):
            raise UsageError(f"{question.name} takes no {', '.join(unknown)[:100]}")
        is_csv = _wants_csv(accept or "")
        if if_none_match and market.exists():
            tag = _tag(edition_now(market), is_csv)
            # A proxy that packs an answer writes W/ before its tag. Both say the same here (RFC 9110, 13.1.2).
            named = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
            if tag in named or named == ["*"]:
                return Response(status_code=304, headers=_headers(tag))
        found = ask(market, question.name, values)
        headers = _headers(_tag(found["edition"], is_csv))
        headers["X-Rolecall-Edition"] = found["edition"].get("edition_id", "")
        if is_csv:
            if found["is_cut"]:
                raise UsageError(_TOO_LONG_FOR_CSV)
            return Response(to_csv(found), headers=headers, media_type=_CSV)
        return Response(to_json(found), headers=headers, media_type="application/json")

    answer.__name__ = question.name
    vars(answer)["__signature__"] = _signature(question)
    return answer


def _signature(question: Question) -> inspect.Signature:
    keyword = inspect.Parameter.KEYWORD_ONLY
    fixed = [
        inspect.Parameter("request", keyword, annotation=Request),
        inspect.Parameter("accept", keyword, default=None, annotation=_HEADER),
        inspect.Parameter("if_none_match", keyword, default=None, annotation=_HEADER),
    ]
    parameters = [
        inspect.Parameter(
            each.name,
            keyword,
            annotation=_annotation(each),
            default=inspect.Parameter.empty if each.default is None else each.default,
        )
        for each in question.parameters
    ]
    return inspect.Signature([*fixed, *parameters], return_annotation=Response)


_HEADER = Annotated[str | None, Header(include_in_schema=False)]


def _annotation(parameter: Parameter) -> Any:
    """Its type for FastAPI. What a value may be is checked by `Question.read`, once for every kind of program."""
    schema = parameter.schema
    kind = _TYPES.get(parameter.kind, str)
    shown = {"enum": schema["enum"]} if "enum" in schema else None
    return Annotated[kind, Query(description=schema["description"], json_schema_extra=shown)]


def _wants_csv(accept: str) -> bool:
    """Whether the Accept header names CSV before JSON."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if _CSV not in named:
        return False
    return "application/json" not in named or named.index(_CSV) < named.index("application/json")


def _tag(edition: dict[str, Any], is_csv: bool) -> str:
    """An ETag: it changes with the edition, the code and the form. The address holds the rest."""
    state = f"{edition.get('edition_id')} {edition.get('data_through')} {VERSION} {is_csv}"
    return f'"{edition.get("edition_id", "none")}-{sha256(state.encode()).hexdigest()[:8]}"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}


def _tell(_request: Request, exc: Exception) -> JSONResponse:
    status = next((code for kind, code in _STATUS.items() if isinstance(exc, kind)), 500)
    headers = {"Retry-After": f"{BUSY_S:g}"} if isinstance(exc, Busy) else None
    return JSONResponse({"error": str(exc)}, status_code=status, headers=headers)


def _tell_of_values(_request: Request, exc: Exception) -> JSONResponse:
    """A value that is missing or of the wrong type, reported like every other wrong value."""
    errors = exc.errors() if isinstance(exc, RequestValidationError) else []
    reasons = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in errors)
    return JSONResponse({"error": reasons}, status_code=400)


def _tell_of_address(_request: Request, exc: Exception) -> JSONResponse:
    """An address that is none, or another method than GET and HEAD."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    known = ", ".join(f"/v1/{name}" for name in every_question())
    return JSONResponse({"error": f"GET answers at {known}; / describes them"}, status_code=status)


def _front_page(request: Request) -> str:
    """What can be asked, with an address to try for each question. Written here: the usual pages load scripts from afar."""
    text = files(__package__).joinpath("api.html").read_text("utf-8")
    page = jinja2.Environment(autoescape=True).from_string(text)
    return page.render(
        questions=every_question().values(), base=str(request.base_url), about=_DESCRIPTION
    )
