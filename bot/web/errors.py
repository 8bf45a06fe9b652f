"""Errors as the API gives them: `{"error": {"code", "message"}}`, the message fit to be shown."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

logger = logging.getLogger(__name__)

TITLES = {
    403: ("Not for this account", "Your account may not open this page. Ask your admin."),
    404: ("Not here", "There is no page at this address."),
    405: ("Not here", "This address does not take that kind of request."),
    500: ("Something broke", "That is our fault, not yours. Please try again in a minute."),
    503: ("Out of reach", "The records cannot be reached just now. Please try again in a minute."),
}


class ApiError(Exception):
    """An error that a client can act on. `headers` go out with the answer."""

    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def error_response(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """The JSON form of an error."""
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers=headers)


async def on_api_error(request: Request, error: Exception) -> Response:
    """Answer an `ApiError`."""
    assert isinstance(error, ApiError)
    return error_response(error.status, error.code, error.message, error.headers)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer 404, 405 and the like: JSON under /api, a page elsewhere."""
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return _answer(request, error.status_code, code, dict(error.headers or {}))


async def on_no_records(request: Request, error: Exception) -> Response:
    """Answer 503 where the database does not; the log gets the kind of error alone."""
    logger.error("%s %s: %s", request.method, request.url.path, type(error).__name__)
    return _answer(request, 503, "unavailable", {"Retry-After": "20"})


async def on_crash(request: Request, error: Exception) -> Response:
    """Answer what nobody foresaw; the log gets the kind of error and no message text."""
    logger.error("%s %s: %s", request.method, request.url.path, type(error).__name__)
    return _answer(request, 500, "internal", dict(request.app.state.headers))


def _answer(
    request: Request, status: int, code: str, headers: dict[str, str] | None = None
) -> Response:
    title, message = TITLES.get(status, TITLES[500])
    if request.url.path.startswith("/api/"):
        return error_response(status, code, message, headers)
    site = request.app.state.site
    return site.templates.TemplateResponse(
        request,
        "error.html",
        {"status": status, "title": title, "message": message, **site.page_values()},
        status_code=status,
        headers=headers,
    )
