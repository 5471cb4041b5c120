import io
import wave
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from cti_desktop.simulator.accounts import AGENTS
from cti_desktop.simulator.settings import SimulatorSettings
from tests.simulator.box import Box, opened_box

WIDE = SimulatorSettings(heavy_per_second=1000, medium_per_second=1000, light_per_second=1000)


async def played(box: Box, count: int) -> list[str]:
    ids = []
    for _ in range(count):
        ids.append(await box.play("inbound-missed"))
        await box.clock.pass_time(20)
    return ids


@pytest.mark.asyncio
async def test_call_history_comes_in_pages_newest_first() -> None:
    async with opened_box(WIDE) as box:
        ids, headers = await played(box, 7), await box.token()
        seen: list[str] = []
        token = ""
        for expected_rows in (3, 3, 1):
            answer = await box.client.get(
                "/v2/phone/call_history",
                params={"page_size": 3, "next_page_token": token},
                headers=headers,
            )
            body = answer.json()
            assert (body["page_count"], body["page_size"], body["total_records"]) == (3, 3, 7)
            assert len(body["call_history"]) == expected_rows
            seen += [row["call_id"] for row in body["call_history"]]
            token = body["next_page_token"]
        assert token == ""
        assert seen == ids[::-1]


@pytest.mark.asyncio
async def test_call_history_by_call_ids_and_direction() -> None:
    async with opened_box(WIDE) as box:
        ids, headers = await played(box, 4), await box.token()
        answer = await box.client.get(
            "/v2/phone/call_history",
            params=[("call_ids", ids[0]), ("call_ids", ids[2]), ("call_ids", "0unknown")],
            headers=headers,
        )
        assert [row["call_id"] for row in answer.json()["call_history"]] == [ids[2], ids[0]]
        none = await box.client.get(
            "/v2/phone/call_history", params={"directions": "outbound"}, headers=headers
        )
        assert none.json()["call_history"] == []


@pytest.mark.asyncio
async def test_call_history_keeps_to_its_window() -> None:
    async with opened_box(WIDE) as box:
        await played(box, 1)
        await box.clock.pass_time(25 * 3600)
        headers = await box.token()

        async def found(**window: str) -> int:
            answer = await box.client.get("/v2/phone/call_history", params=window, headers=headers)
            assert answer.status_code == 200
            return int(answer.json()["total_records"])

        assert await found() == 0
        assert await found(**{"from": "2026-03-02", "to": "2026-03-02"}) == 1
        assert await found(**{"from": "2026-03-01", "to": "2026-03-01"}) == 0
        assert await found(**{"from": "2026-03-02T09:00:00Z", "to": "2026-03-02T09:00:00Z"}) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"from": "2026-03-01"}, 300),
        ({"from": "2026-01-01", "to": "2026-03-01"}, 300),
        ({"from": "2026-03-03", "to": "2026-03-01"}, 300),
        ({"from": "yesterday", "to": "today"}, 300),
        ({"from": "2026-03-01T00:00:00", "to": "2026-03-01T01:00:00"}, 300),
        ({"page_size": "301"}, 300),
        ({"page_size": "many"}, 300),
        ({"next_page_token": "made-up"}, 400),
    ],
)
async def test_wrong_parameters_are_refused_in_zooms_envelope(
    query: dict[str, str], code: int
) -> None:
    async with opened_box(WIDE) as box:
        answer = await box.client.get(
            "/v2/phone/call_history", params=query, headers=await box.token()
        )
        assert answer.status_code == 400
        assert answer.json()["code"] == code
        assert answer.json()["message"]


@pytest.mark.asyncio
async def test_a_page_token_dies_after_a_quarter_of_an_hour() -> None:
    async with opened_box(WIDE) as box:
        await played(box, 2)
        headers = await box.token()
        page = await box.client.get(
            "/v2/phone/call_history", params={"page_size": 1}, headers=headers
        )
        query = {"next_page_token": page.json()["next_page_token"]}
        await box.clock.pass_time(899)
        ok = await box.client.get("/v2/phone/call_history", params=query, headers=headers)
        assert ok.status_code == 200
        await box.clock.pass_time(1)
        late = await box.client.get("/v2/phone/call_history", params=query, headers=headers)
        assert late.json()["code"] == 400


@pytest.mark.asyncio
async def test_a_record_appears_some_time_after_the_call() -> None:
    async with opened_box(SimulatorSettings(record_delay_s=10)) as box:
        call_id, headers = await box.play("inbound-missed"), await box.token()
        truth = await box.truth(call_id)
        address = f"/v2/phone/call_history/{truth['call_history_uuid']}"
        await box.clock.pass_time(12.2 + 9)
        assert (await box.client.get(address, headers=headers)).status_code == 404
        await box.clock.pass_time(2)
        detail = (await box.client.get(address, headers=headers)).json()
        assert [element["event"] for element in detail["call_elements"]] == [
            "incoming",
            "ring_to_member",
        ]
        element = await box.client.get(
            f"/v2/phone/call_element/{truth['call_element_id']}", headers=headers
        )
        assert element.json()["callee_ext_number"] == "800"
        assert element.json()["result"] == "no_answer"
        arrival = await box.client.get(
            f"/v2/phone/call_element/{detail['call_elements'][0]['call_element_id']}",
            headers=headers,
        )
        assert arrival.json()["operator_ext_type"] == "call_queue"


@pytest.mark.asyncio
async def test_users_are_listed_and_shown() -> None:
    async with opened_box() as box:
        headers = await box.token()
        first = await box.client.get("/v2/phone/users", params={"page_size": 4}, headers=headers)
        token = first.json()["next_page_token"]
        rest = await box.client.get(
            "/v2/phone/users", params={"next_page_token": token}, headers=headers
        )
        users = first.json()["users"] + rest.json()["users"]
        assert [user["extension_number"] for user in users] == list(range(800, 806))
        assert all(len(user["id"]) == 22 for user in users)
        shown = await box.client.get(f"/v2/phone/users/{users[1]['id']}", headers=headers)
        assert shown.json()["email"] == "mina.okafor@example.com"
        settings = await box.client.get(
            f"/v2/phone/users/{users[1]['id']}/settings", headers=headers
        )
        assert [i["is_default"] for i in settings.json()["outbound_caller_ids"]].count(True) == 1
        unknown = await box.client.get("/v2/phone/users/nobody", headers=headers)
        assert (unknown.status_code, unknown.json()["code"]) == (404, 1001)


@pytest.mark.asyncio
async def test_a_users_own_history_leaves_out_the_others() -> None:
    async with opened_box() as box:
        await box.post("/control/play", {"script": "inbound-missed", "agent": "801"})
        mine = await box.play("inbound-missed")
        await box.clock.pass_time(60)
        user_id = (await box.truth(mine))["agent"]["user_id"]
        answer = await box.client.get(
            f"/v2/phone/users/{user_id}/call_history", headers=await box.token()
        )
        assert [row["call_id"] for row in answer.json()["call_elements"]] == [mine]


@pytest.mark.asyncio
async def test_sound_and_texts_left_behind_can_be_fetched() -> None:
    async with opened_box() as box:
        answered = await box.play("inbound-answered", auto_after=1)
        voicemail = await box.play("inbound-voicemail")
        await box.clock.pass_time(200)
        headers = await box.token()
        first, second = await box.truth(answered), await box.truth(voicemail)
        paths = (
            f"/v2/phone/recording/download/{first['recording_id']}",
            f"/v2/phone/voice_mails/download/{second['voicemail_id']}",
        )
        for path in paths:
            assert (await box.client.get(path)).status_code == 401
            sound = await box.client.get(path, headers=headers)
            with wave.open(io.BytesIO(sound.content)) as file:
                assert file.getnframes() == 8000
        wrong = await box.client.get("/v2/phone/recording/download/none", headers=headers)
        assert (wrong.status_code, wrong.json()["code"]) == (400, 404)
        detail = await box.client.get(
            f"/v2/phone/voice_mails/{second['voicemail_id']}", headers=headers
        )
        assert detail.json()["transcription"]["content"] == second["transcript"]
        summary = box.simulator.engine.call(answered).summary_id
        text = await box.client.get(
            f"/v2/phone/user/{first['agent']['user_id']}/ai_call_summary/{summary}",
            headers=headers,
        )
        assert text.json()["call_summary"] == first["summary"]


async def consented(box: Box, extension: str) -> dict[str, str]:
    """Return the headers of somebody's own token."""
    app = box.simulator.engine.exchange.tuning.current
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": "http://desk.test/back",
        "as": extension,
    }
    back = await box.client.get("/oauth/authorize", params=asked)
    form = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back.headers["location"]).query)["code"][0],
        "redirect_uri": asked["redirect_uri"],
    }
    given = await box.client.post(
        "/oauth/token", data=form, auth=(app.client_id, app.client_secret)
    )
    return {"authorization": f"Bearer {given.json()['access_token']}"}


@pytest.mark.asyncio
async def test_a_persons_own_token_opens_what_is_theirs_and_says_me() -> None:
    async with opened_box(
        replace(WIDE, general_app="own-calls", recording_transcripts=True)
    ) as box:
        talked = await box.play("inbound-answered", auto_after=1)
        missed = await box.play("inbound-voicemail")
        await box.clock.pass_time(200)
        answered, left = await box.truth(talked), await box.truth(missed)
        summary = box.simulator.engine.call(talked).summary_id
        owner, other = await consented(box, "800"), await consented(box, "801")
        for path in (
            f"recording/download/{answered['recording_id']}",
            f"recording_transcript/download/{answered['recording_id']}",
            f"voice_mails/download/{left['voicemail_id']}",
            f"voice_mails/{left['voicemail_id']}",
            f"user/me/ai_call_summary/{summary}",
        ):
            mine = await box.client.get(f"/v2/phone/{path}", headers=owner)
            assert mine.status_code in (200, 302), path
            theirs = await box.client.get(f"/v2/phone/{path}", headers=other)
            assert theirs.status_code in (400, 404), path
        for user in AGENTS[:2]:
            for path in (f"users/{user.user_id}", f"user/{user.user_id}/ai_call_summary/{summary}"):
                named = await box.client.get(f"/v2/phone/{path}", headers=owner)
                assert (named.status_code, named.json()["code"]) == (400, 4711), path


@pytest.mark.asyncio
async def test_rate_limits_by_label_with_headers() -> None:
    async with opened_box(SimulatorSettings(heavy_per_second=2, heavy_per_day=3)) as box:
        headers = await box.token()

        async def heavy() -> tuple[int, dict[str, str]]:
            answer = await box.client.get("/v2/phone/call_history", headers=headers)
            return answer.status_code, dict(answer.headers)

        assert [(await heavy())[0] for _ in range(2)] == [200, 200]
        status, said = await heavy()
        assert status == 429
        assert (said["x-ratelimit-category"], said["x-ratelimit-type"]) == ("Heavy", "QPS")
        assert said["x-ratelimit-reset"].isdecimal()
        light = await box.client.get("/v2/phone/settings", headers=headers)
        assert light.status_code == 200
        assert light.headers["x-ratelimit-category"] == "Light"
        await box.clock.pass_time(1)
        assert (await heavy())[0] == 200
        await box.clock.pass_time(1)
        status, said = await heavy()
        assert status == 429
        assert said["x-ratelimit-type"] == "Daily-limit"
        assert said["retry-after"] == "2026-03-03T00:00:00Z"
        await box.clock.pass_time(16 * 3600)
        assert (await heavy())[0] == 401


@pytest.mark.asyncio
@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer guess"}, {"authorization": "x"}])
async def test_nothing_opens_without_a_token(header: dict[str, str]) -> None:
    async with opened_box() as box:
        answer = await box.client.get("/v2/phone/users", headers=header)
        assert answer.status_code == 401
        assert answer.json() == {"code": 124, "message": "Invalid access token."}
