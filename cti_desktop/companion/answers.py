"""Every answer that is no success has one shape, whichever way the request went wrong."""

import math
import random
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from cti_desktop.calls.errors import Cancelled, Conflict, CtiError, Denied, Temporary, UserFixable
from cti_desktop.companion import pages
from cti_desktop.companion.attempts import TooManyError
from cti_desktop.sync import wire

JSON = "application/json"
_RETRY_AFTER_S = 5
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjkmnpqrstv")
# Its own, as tests seed Python's. Asking the system for each one would cost a wait for the
# interpreter, which the writer thread takes meanwhile.
_NAMES = random.Random()  # noqa: S311 - names, no secrets

log = structlog.get_logger(__name__)

_BY_CODE = {
    "not_signed_in": HTTPStatus.UNAUTHORIZED,
    "session_ended": HTTPStatus.UNAUTHORIZED,
    "not_found": HTTPStatus.NOT_FOUND,
    "body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "batch_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "body_too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "store_text": HTTPStatus.UNPROCESSABLE_ENTITY,
    "store_number": HTTPStatus.UNPROCESSABLE_ENTITY,
    "store_failed": HTTPStatus.INTERNAL_SERVER_ERROR,
    "range_wrong": HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    "too_many": HTTPStatus.TOO_MANY_REQUESTS,
}
_BY_PREFIX = {
    "signature_": HTTPStatus.UNAUTHORIZED,
    "timestamp_": HTTPStatus.UNAUTHORIZED,
    "malformed_": HTTPStatus.UNPROCESSABLE_ENTITY,
}
_BY_KIND: tuple[tuple[type[CtiError], HTTPStatus], ...] = (
    (UserFixable, HTTPStatus.BAD_REQUEST),
    (Conflict, HTTPStatus.CONFLICT),
    (Temporary, HTTPStatus.SERVICE_UNAVAILABLE),
    (Cancelled, HTTPStatus.SERVICE_UNAVAILABLE),
    (Denied, HTTPStatus.FORBIDDEN),
)
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}


def status_of(error: CtiError) -> HTTPStatus:
    """Return the HTTP status that says the same as the error."""
    if error.code in _BY_CODE:
        return _BY_CODE[error.code]
    for prefix, status in _BY_PREFIX.items():
        if error.code.startswith(prefix):
            return status
    return next((s for kind, s in _BY_KIND if isinstance(error, kind)), _BY_KIND[-1][1])


def json_answer(message: wire.Message, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Answer with a message of the protocol."""
    return Response(wire.encode(message), status_code=status, media_type=JSON)


def error_answer(
    status: int, code: str, message: str, *, error_id: str, headers: dict[str, str] | None = None
) -> Response:
    """Answer with the one error shape."""
    body = wire.ErrorAnswer(error=wire.ErrorBody(code=code, message=message, id=error_id))
    return Response(wire.encode(body), status_code=status, media_type=JSON, headers=headers)


def refusal_of(request: Request, error: CtiError) -> Response:
    """Answer a request that an error of ours ended: a page for browsers, else the error shape."""
    status = status_of(error)
    log.info("request_refused", status=int(status), code=error.code)
    if pages.wanted(request.headers.get("accept")):
        return pages.trouble_page(error.message, status=status, error_id=request_id(request))
    headers: dict[str, str] = {}
    if isinstance(error, TooManyError):
        headers["retry-after"] = str(math.ceil(error.wait_s))
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        wait = error.retry_after_s if isinstance(error, Temporary) else None
        headers["retry-after"] = str(round(wait or _RETRY_AFTER_S))
    if status is HTTPStatus.UNAUTHORIZED and error.code in _BY_CODE:
        headers["www-authenticate"] = "Bearer"
    return error_answer(
        status, error.code, error.message, error_id=request_id(request), headers=headers
    )


def request_id(request: Request) -> str:
    """Return the request's id, which is also the id of its error."""
    given = request.scope.get("request_id")
    return given if isinstance(given, str) else new_request_id()


def new_request_id() -> str:
    """Make an id that people can read out: errors, answers and log lines share it.

    Letters only, because logs mask whatever looks like a phone number.
    """
    return f"{_NAMES.getrandbits(64):016x}".translate(_LETTERS)


def install(app: FastAPI) -> None:
    """Give the app its error answers; what nobody expected is the guard's."""
    app.add_exception_handler(CtiError, _known)
    app.add_exception_handler(HTTPException, _refused_by_framework)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, CtiError)  # noqa: S101 - registered for this type alone
    return refusal_of(request, error)


async def _refused_by_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type alone
    status = error.status_code
    return error_answer(
        status,
        _CODES.get(status, f"http_{status}"),
        _SENTENCES.get(status, HTTPStatus(status).phrase + "."),
        error_id=request_id(request),
        headers=dict(error.headers or {}),
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type alone
    names = sorted({str(fault["loc"][-1]) for fault in error.errors()})
    return error_answer(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid_request",
        f"These parameters are missing or wrong: {', '.join(names)}.",
        error_id=request_id(request),
    )
