"""The API: routes, what is said of errors, the pages that explain it, and the gate before them."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from transforms.lakehouse import Lakehouse
from transforms.serve.access import Access
from transforms.serve.access_log import AccessLog
from transforms.serve.answers import UnknownValue
from transforms.serve.copies import Copies
from transforms.serve.gate import Gate
from transforms.serve.manual import manual
from transforms.serve.queries import said_of
from transforms.serve.reader import TooSlow, Unreadable
from transforms.serve.reports import OneIsRunning, Reports
from transforms.serve.routes import PREFIX, routes
from transforms.serve.service import Forbidden, NotThere, Service

OPENAPI, DOCS = f"{PREFIX}/openapi.json", f"{PREFIX}/docs"

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_AGAIN = {"Retry-After": "5"}


def make_app(
    lakehouse: Lakehouse, access: Access, copies: Copies, reports: Reports, version: str
) -> Gate:
    """Put the API together, as an ASGI application.

    Raises:
        NotPermitted, StorageError: the access log cannot be written.
    """
    config = lakehouse.config
    app = FastAPI(
        title="Lakehouse",
        version=version,
        summary="Gold views and metrics of the lake, by team.",
        openapi_url=OPENAPI,
        docs_url=None,  # both pages of FastAPI load their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    service = Service(config, copies, version)
    app.include_router(routes(service, reports, config.growth.north_star))

    @app.get(DOCS, include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(manual(app.openapi()), headers={"Content-Security-Policy": _POLICY})

    _say_errors(app)
    access_log = AccessLog(lakehouse.home, config.api.log_bytes)
    return Gate(app, access, access_log, config.api, frozenset({OPENAPI, DOCS}))


def _say_errors(app: FastAPI) -> None:
    """Let every error be one JSON object with a sentence."""

    @app.exception_handler(RequestValidationError)
    def unknown_parameter(_: Request, error: RequestValidationError) -> Response:
        return _problem(422, *said_of(error))

    @app.exception_handler(UnknownValue)
    def unknown_value(_: Request, error: UnknownValue) -> Response:
        return _problem(422, str(error), error.known)

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> Response:
        return _problem(error.status_code, error.detail, headers=dict(error.headers or {}))

    @app.exception_handler(Exception)
    def bug(_: Request, __: Exception) -> Response:
        return _problem(500, "a bug; the log of the server has it")

    kinds: dict[type[Exception], tuple[int, str, dict[str, str]]] = {
        Forbidden: (403, "", {}),
        NotThere: (404, "", {}),
        OneIsRunning: (409, "a report is being written", {}),
        Unreadable: (503, "the lake cannot be read at the moment", _AGAIN),
        TooSlow: (504, "the answer took longer than `api.seconds`", {}),
    }
    for kind, (status, detail, headers) in kinds.items():

        def handle(
            _: Request,
            error: Exception,
            status: int = status,
            detail: str = detail,
            headers: dict[str, str] = headers,
        ) -> Response:
            return _problem(status, detail or str(error), headers=headers)

        app.add_exception_handler(kind, handle)


def _problem(
    status: int,
    detail: str,
    known: list[str] | None = None,
    headers: dict[str, Any] | None = None,
) -> JSONResponse:
    said = {"detail": detail} | ({"known": known} if known else {})
    return JSONResponse(said, status, {"Cache-Control": "no-store", **(headers or {})})
