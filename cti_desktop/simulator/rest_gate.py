"""The door every REST request passes: bearer token, rate limit, Zoom's error envelope."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.identifiers import Identifiers
from cti_desktop.simulator.oauth import Grants, Principal, TokenInvalid
from cti_desktop.simulator.paging import PageRefused
from cti_desktop.simulator.rate_limits import Label, OverLimit, RateLimits

NO_SCOPE = "Invalid access token, does not contain scopes:"

Handler = Callable[[Request, Principal], Awaitable[Json | Response]]


class ApiRefused(Exception):
    """A REST request is answered with an error: HTTP status, Zoom's code and message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class RestGate:
    """Wraps handlers in what all of Zoom's endpoints do alike."""

    def __init__(self, grants: Grants, limits: RateLimits, ids: Identifiers) -> None:
        self._grants = grants
        self._limits = limits
        self._ids = ids

    def get(
        self, path: str, label: Label, scope: str, handler: Handler, *, account_only: bool = False
    ) -> Route:
        """Return the route of one GET endpoint under /v2.

        Args:
            path: below `/v2`.
            label: what it counts as.
            scope: the one it needs, as a user-managed app has it.
            handler: gives the answer.
            account_only: only an app of the account may ask.
        """
        needed = (f"{scope}:admin",) if account_only else (f"{scope}:admin", scope)

        async def endpoint(request: Request) -> Response:
            answer = await self._answer(request, label, handler, needed)
            answer.headers["x-zm-trackingid"] = f"v=2.0;clid=sim;rid=WEB_{self._ids.hex_id()}"
            return answer

        return Route(f"/v2{path}", endpoint, methods=["GET"])

    async def _answer(
        self, request: Request, label: Label, handler: Handler, needed: tuple[str, ...]
    ) -> Response:
        headers: dict[str, str] = {}
        try:
            principal = self._let_in(request, needed)
            headers = self._limits.count(label)
            made = await handler(request, principal)
        except TokenInvalid as refused:
            return error(401, 124, str(refused))
        except OverLimit as refused:
            return error(429, 429, str(refused), refused.headers)
        except ApiRefused as refused:
            return error(refused.status, refused.code, str(refused), headers)
        except PageRefused as refused:
            return error(400, refused.code, str(refused), headers)
        answer = made if isinstance(made, Response) else JSONResponse(made)
        answer.headers.update(headers)
        return answer

    def _let_in(self, request: Request, needed: tuple[str, ...]) -> Principal:
        principal = self._grants.principal(_bearer(request))
        if principal.scopes.isdisjoint(needed):
            raise ApiRefused(400, 4711, f"{NO_SCOPE}[{', '.join(sorted(needed))}]")
        return replace(principal, user_level=needed[0] not in principal.scopes)


def error(
    status: int, code: int, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Answer in Zoom's error envelope."""
    return JSONResponse({"code": code, "message": message}, status_code=status, headers=headers)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenInvalid("Invalid access token.")
    return token
