import base64
import hashlib
import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.settings import SimulatorSettings
from cti_desktop.simulator.webhooks import signature
from tests.simulator.box import Box, opened_box

REDIRECT = "http://127.0.0.1:7000/oauth/zoom/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()
SETTINGS = SimulatorSettings(
    client_id="app",
    client_secret="shh",
    s2s_client_id="server-app",
    s2s_client_secret="hush",
    auto_consent=True,
)


def request_for_code(**changes: str) -> dict[str, str]:
    query = {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": REDIRECT,
        "state": "st&te",
        "code_challenge": CHALLENGE.rstrip("="),
        "code_challenge_method": "S256",
    }
    return query | changes


async def code_for(box: Box, **changes: str) -> str:
    answer = await box.client.get("/oauth/authorize", params=request_for_code(**changes))
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    query = parse_qs(back.query)
    assert query["state"] == ["st&te"]
    return query["code"][0]


async def ask(box: Box, **form: str) -> httpx.Response:
    return await box.client.post("/oauth/token", data=form, auth=("app", "shh"))


async def ask_as_the_account(box: Box, **form: str) -> httpx.Response:
    return await box.client.post("/oauth/token", data=form, auth=("server-app", "hush"))


async def redeem(box: Box, code: str, **changes: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    return await ask(box, **(form | {"code_verifier": VERIFIER} | changes))


async def opens(box: Box, token: str) -> bool:
    answer = await box.client.get(
        "/v2/phone/users/me", headers={"authorization": f"Bearer {token}"}
    )
    if answer.status_code == 401:
        assert answer.json()["code"] == 124
    return answer.status_code == 200


@pytest.mark.asyncio
async def test_a_code_becomes_tokens_for_the_user_who_consented() -> None:
    async with opened_box(SETTINGS) as box:
        answer = await redeem(box, await code_for(box, **{"as": "803"}))
        tokens = answer.json()
        assert answer.status_code == 200
        assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3600)
        assert tokens["scope"] == "phone:read:user"
        me = await box.client.get(
            "/v2/phone/users/me", headers={"authorization": f"Bearer {tokens['access_token']}"}
        )
        assert me.json()["extension_number"] == 803


@pytest.mark.asyncio
async def test_only_administrators_add_an_admin_managed_app() -> None:
    managed = replace(SETTINGS, general_app="admin-managed", administrators=("800",))
    async with opened_box(managed) as box:
        asked = request_for_code(**{"as": "801"})
        page = await box.client.get("/oauth/authorize", params=asked)
        assert page.status_code == 403
        assert "An account admin is required to install this type of app." in page.text
        assert "location" not in page.headers
        tokens = (await redeem(box, await code_for(box, **{"as": "800"}))).json()
        scopes = set(tokens["scope"].split())
        assert "phone:read:list_call_logs:admin" in scopes
        assert all(one.endswith(":admin") for one in scopes)  # no app has both kinds
        headers = {"authorization": f"Bearer {tokens['access_token']}"}
        assert (await box.client.get("/v2/phone/call_history", headers=headers)).status_code == 200
        box.simulator.engine.exchange.tuning.change({"administrators": ["801"]})
        refused = await box.client.get("/v2/phone/call_history", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (400, 4711)


@pytest.mark.asyncio
async def test_a_token_permits_what_was_added_to_its_app_when_it_was_granted() -> None:
    withheld = replace(
        SETTINGS, general_app="own-calls", withheld_scopes=("phone:read:list_call_logs",)
    )
    async with opened_box(withheld) as box:
        tokens = (await redeem(box, await code_for(box))).json()
        assert "phone:read:list_call_logs" not in tokens["scope"].split()
        box.simulator.engine.exchange.tuning.change({"withheld_scopes": []})
        again = (await ask(box, **refreshing(tokens))).json()
        answer = await box.client.get(
            "/v2/phone/users/me/call_history",
            headers={"authorization": f"Bearer {again['access_token']}"},
        )
        assert (answer.status_code, answer.json()["code"]) == (400, 4711)


@pytest.mark.asyncio
async def test_a_code_works_once() -> None:
    async with opened_box(SETTINGS) as box:
        code = await code_for(box)
        assert (await redeem(box, code)).status_code == 200
        again = await redeem(box, code)
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.asyncio
async def test_a_code_is_worthless_after_five_minutes() -> None:
    async with opened_box(SETTINGS) as box:
        code = await code_for(box)
        await box.clock.pass_time(300)
        assert (await redeem(box, code)).status_code == 400


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": VERIFIER + "x"},
        {"code_verifier": ""},
        {"redirect_uri": REDIRECT + "/"},
        {"grant_type": "password"},
    ],
)
async def test_a_wrong_proof_gets_no_token(changes: dict[str, str]) -> None:
    async with opened_box(SETTINGS) as box:
        answer = await redeem(box, await code_for(box), **changes)
        assert answer.status_code == 400
        assert "access_token" not in answer.json()


@pytest.mark.asyncio
async def test_another_client_secret_is_refused() -> None:
    async with opened_box(SETTINGS) as box:
        form = {"grant_type": "refresh_token", "refresh_token": "x"}
        answer = await box.client.post("/oauth/token", data=form, auth=("app", "guess"))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.asyncio
async def test_refresh_rotates_and_reuse_kills_the_grant() -> None:
    async with opened_box(SETTINGS) as box:
        first = (await redeem(box, await code_for(box))).json()
        second = (
            await ask(box, grant_type="refresh_token", refresh_token=first["refresh_token"])
        ).json()
        assert second["refresh_token"] != first["refresh_token"]
        assert await opens(box, second["access_token"])
        reuse = await ask(box, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert reuse.status_code == 400
        assert reuse.json() == {"reason": "Invalid Token!", "error": "invalid_grant"}
        assert not await opens(box, second["access_token"])
        after = await ask(box, grant_type="refresh_token", refresh_token=second["refresh_token"])
        assert after.status_code == 400


@pytest.mark.asyncio
async def test_a_new_authorization_ends_the_users_earlier_grant_only() -> None:
    async with opened_box(SETTINGS) as box:
        first = (await redeem(box, await code_for(box, **{"as": "800"}))).json()
        other = (await redeem(box, await code_for(box, **{"as": "801"}))).json()
        second = (await redeem(box, await code_for(box, **{"as": "800"}))).json()
        assert not await opens(box, first["access_token"])
        assert await opens(box, second["access_token"])
        assert await opens(box, other["access_token"])


@pytest.mark.asyncio
async def test_access_tokens_expire_and_can_be_revoked() -> None:
    async with opened_box(SETTINGS) as box:
        tokens = (await redeem(box, await code_for(box))).json()
        await box.clock.pass_time(3599)
        assert await opens(box, tokens["access_token"])
        await box.clock.pass_time(1)
        expired = await box.client.get(
            "/v2/phone/users/me", headers={"authorization": f"Bearer {tokens['access_token']}"}
        )
        assert expired.json() == {"code": 124, "message": "Access token is expired."}
        fresh = (
            await ask(box, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        ).json()
        revoked = await box.client.post(
            "/oauth/revoke", data={"token": fresh["access_token"]}, auth=("app", "shh")
        )
        assert revoked.status_code == 200
        assert not await opens(box, fresh["access_token"])


@pytest.mark.asyncio
async def test_the_account_itself_gets_a_token_without_refresh_and_is_nobody() -> None:
    async with opened_box(SETTINGS) as box:
        account = box.simulator.engine.exchange.tuning.current.account_id
        form = {"grant_type": "account_credentials", "account_id": account}
        tokens = (await ask_as_the_account(box, **form)).json()
        assert "refresh_token" not in tokens
        assert not await opens(box, tokens["access_token"])
        listed = await box.client.get(
            "/v2/phone/users", headers={"authorization": f"Bearer {tokens['access_token']}"}
        )
        assert listed.json()["total_records"] == 6
        wrong = await ask_as_the_account(box, **form | {"account_id": "another"})
        assert wrong.status_code == 400


@pytest.mark.asyncio
async def test_each_kind_of_app_gets_only_what_its_kind_gets() -> None:
    async with opened_box(SETTINGS) as box:
        account = box.simulator.engine.exchange.tuning.current.account_id
        first = (await redeem(box, await code_for(box))).json()
        refused = [
            await ask(box, grant_type="account_credentials", account_id=account),
            await ask_as_the_account(
                box, grant_type="refresh_token", refresh_token=first["refresh_token"]
            ),
            await ask_as_the_account(
                box,
                grant_type="authorization_code",
                code=await code_for(box),
                redirect_uri=REDIRECT,
                code_verifier=VERIFIER,
            ),
        ]
        told = [(one.status_code, one.json()["error"]) for one in refused]
        assert told == [(400, "unsupported_grant_type")] * 3


@pytest.mark.asyncio
async def test_consent_is_asked_and_may_be_refused() -> None:
    asking = SimulatorSettings(client_id="app", client_secret="shh")
    async with opened_box(asking) as box:
        page = await box.client.get("/oauth/authorize", params=request_for_code())
        assert page.status_code == 200
        assert "Mina Okafor" in page.text
        assert 'value="st&amp;te"' in page.text
        denied = await box.client.get("/oauth/authorize", params=request_for_code(decision="deny"))
        assert denied.headers["location"].startswith(REDIRECT + "?error=access_denied")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "stranger"},
        {"client_id": "server-app"},
        {"redirect_uri": "http://127.0.0.1:7000/elsewhere"},
        {"redirect_uri": "no address"},
        {"response_type": "token"},
        {"code_challenge_method": "rot13"},
        {"as": "999"},
    ],
)
async def test_a_wrong_authorization_request_never_leads_back(changes: dict[str, str]) -> None:
    registered = replace(SETTINGS, redirect_uris=(REDIRECT,))
    async with opened_box(registered) as box:
        answer = await box.client.get("/oauth/authorize", params=request_for_code(**changes))
        assert answer.status_code == 400
        assert "location" not in answer.headers


REMOVED = replace(
    SETTINGS,
    deauthorize_url="http://desk.test/gone",
    deauthorize_secret="of-this-app",
    user_data_retention="false",
)


@pytest.mark.asyncio
async def test_whose_token_is_revoked_has_the_app_removed_which_zoom_tells() -> None:
    async with opened_box(REMOVED) as box:
        tokens = (await redeem(box, await code_for(box))).json()
        for _ in range(2):  # the second ends nothing
            form = {"token": tokens["access_token"]}
            await box.client.post("/oauth/revoke", data=form, auth=("app", "shh"))
        await box.simulator.webhooks.settle()
        (told,) = box.received
    assert str(told.url) == "http://desk.test/gone"
    stamp, body = told.headers["x-zm-request-timestamp"], told.content
    assert told.headers["x-zm-signature"] == signature("of-this-app", stamp, body)
    assert told.headers["clientid"] == "app"
    message = json.loads(body)
    assert message["event"] == "app_deauthorized"
    assert "event_ts" not in message
    payload = message["payload"]
    assert payload["user_id"] == AGENTS[0].user_id
    assert payload["user_data_retention"] == "false"
    assert payload["deauthorization_time"] == "2026-03-02T09:00:00.000Z"
    assert payload["event_ts"] == 1772442000000


@pytest.mark.asyncio
async def test_a_person_takes_the_app_away() -> None:
    async with opened_box(replace(REMOVED, user_data_retention="unsaid")) as box:
        tokens = (await redeem(box, await code_for(box))).json()
        await box.post("/control/remove-app", {"agent": "800"})
        await box.simulator.webhooks.settle()
        assert not await opens(box, tokens["access_token"])
        assert (await ask(box, **refreshing(tokens))).json()["error"] == "invalid_grant"
        (told,) = box.received
    assert "user_data_retention" not in json.loads(told.content)["payload"]


def refreshing(tokens: dict[str, str]) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
