"""OAuth over HTTP: the consent page, the token endpoint and revocation."""

import base64
import binascii
import hmac
import html
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cti_desktop.simulator.accounts import AGENTS, COOKIE, UnknownAgent, find_agent
from cti_desktop.simulator.calls import Json
from cti_desktop.simulator.oauth import AdminNeeded, Grants, OAuthRefused
from cti_desktop.simulator.pages import page
from cti_desktop.simulator.removals import Removals
from cti_desktop.simulator.settings import Tuning

_FOR_PEOPLE = frozenset({"authorization_code", "refresh_token"})
_FOR_THE_ACCOUNT = frozenset({"account_credentials"})


class OAuthRoutes:
    """Answers `/oauth/...` as zoom.us does."""

    def __init__(self, tuning: Tuning, grants: Grants, removals: Removals) -> None:
        self._tuning = tuning
        self._grants = grants
        self._removals = removals

    def routes(self) -> list[Route]:
        """Return the routes to mount."""
        return [
            Route("/oauth/authorize", self.authorize, methods=["GET"]),
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/revoke", self.revoke, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Ask which user consents, or consent at once, and send the browser back with a code."""
        query = request.query_params
        wrong = self._wrong_request(dict(query))
        if wrong:
            return HTMLResponse(_refusal_page(wrong), status_code=400)
        chosen = query.get("as") or self._consents_at_once(request)
        if query.get("decision") == "deny":
            return _back(query["redirect_uri"], {"error": "access_denied"}, query.get("state"))
        if chosen is None:
            return HTMLResponse(_consent_page(list(query.multi_items())))
        try:
            agent = find_agent(chosen)
        except UnknownAgent as unknown:
            return HTMLResponse(_refusal_page(str(unknown)), status_code=400)
        try:
            code = self._grants.authorize(
                agent,
                query["redirect_uri"],
                query.get("code_challenge"),
                query.get("code_challenge_method", "plain"),
            )
        except AdminNeeded as refused:
            return HTMLResponse(_refusal_page(str(refused)), status_code=403)
        return _back(query["redirect_uri"], {"code": code}, query.get("state"))

    def _consents_at_once(self, request: Request) -> str | None:
        """Tell who consents without being asked: who is signed in to this browser, else Bo."""
        if not self._tuning.current.auto_consent:
            return None
        return request.cookies.get(COOKIE) or "800"

    async def token(self, request: Request) -> Response:
        """Answer the token endpoint; parameters may come in the form or in the query."""
        try:
            kinds = self._authenticate(request)
            form = dict(request.query_params) | await _form(request)
            answer = self._grant(form, kinds)
            return JSONResponse(answer, headers={"cache-control": "no-store"})
        except OAuthRefused as refused:
            body = {"reason": refused.reason, "error": refused.error}
            return JSONResponse(body, status_code=refused.status)

    async def revoke(self, request: Request) -> Response:
        """End the grant of a token, which removes its user's app."""
        try:
            self._authenticate(request)
        except OAuthRefused as refused:
            body = {"reason": refused.reason, "error": refused.error}
            return JSONResponse(body, status_code=refused.status)
        form = dict(request.query_params) | await _form(request)
        self._removals.revoke(form.get("token", ""))
        return JSONResponse({"status": "success"})

    def _grant(self, form: dict[str, str], kinds: frozenset[str]) -> Json:
        kind = form.get("grant_type", "")
        if kind not in kinds:
            raise OAuthRefused("unsupported_grant_type", "Unsupported grant type")
        if kind == "authorization_code":
            return self._grants.redeem(
                form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier")
            )
        if kind == "refresh_token":
            return self._grants.refresh(form.get("refresh_token", ""))
        return self._grants.account_token(form.get("account_id", ""))

    def _authenticate(self, request: Request) -> frozenset[str]:
        """Settle which app asks; returns the grant types that an app of its kind has."""
        settings = self._tuning.current
        apps = {
            f"{settings.client_id}:{settings.client_secret}": _FOR_PEOPLE,
            f"{settings.s2s_client_id}:{settings.s2s_client_secret}": _FOR_THE_ACCOUNT,
        }
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            given = b""
        if scheme.lower() == "basic":
            for app, kinds in apps.items():
                if hmac.compare_digest(given, app.encode()):
                    return kinds
        raise OAuthRefused("invalid_client", "Invalid client_id or client_secret", 401)

    def _wrong_request(self, query: dict[str, str]) -> str:
        """Say what is wrong with an authorization request; empty when nothing is."""
        settings = self._tuning.current
        redirect = query.get("redirect_uri", "")
        if query.get("response_type") != "code":
            return "The app asked for something else than a code."
        if query.get("client_id") != settings.client_id:
            server = query.get("client_id") == settings.s2s_client_id
            return "A server-to-server app asks nobody." if server else "No app has this client id."
        if not urlsplit(redirect).scheme or not urlsplit(redirect).netloc:
            return "The app named no address to return to."
        if settings.redirect_uris and redirect not in settings.redirect_uris:
            return "The address to return to is not registered for this app."
        if query.get("code_challenge_method", "plain") not in ("plain", "S256"):
            return "The app uses an unknown way to prove itself."
        return ""


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _back(redirect_uri: str, answer: dict[str, str], state: str | None) -> Response:
    if state is not None:
        answer["state"] = state
    joint = "&" if urlsplit(redirect_uri).query else "?"
    return RedirectResponse(f"{redirect_uri}{joint}{urlencode(answer)}", status_code=302)


def _consent_page(query: list[tuple[str, str]]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(k)}" value="{html.escape(v)}">' for k, v in query
    )
    choices = "".join(
        f'<button name="as" value="{a.extension_number}" class="person"><b>'
        f"{html.escape(a.name)}</b><span>{html.escape(a.email)}</span></button>"
        for a in AGENTS
    )
    return page("consent.html").replace("<!--hidden-->", hidden).replace("<!--people-->", choices)


def _refusal_page(sentence: str) -> str:
    return page("refusal.html").replace("<!--reason-->", html.escape(sentence))
