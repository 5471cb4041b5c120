"""The administrator's settings on their way from a running companion to a running desk."""

import asyncio
from pathlib import Path

import pytest

from cti_desktop.agent.companion_link import CompanionLink
from cti_desktop.agent.setting_files import PROFILE_FILE
from cti_desktop.agent.setting_table import THEME
from cti_desktop.agent.settings import read_settings
from cti_desktop.store.opening import open_store
from cti_desktop.sync.client import CompanionClient
from tests.companion.running import Running


@pytest.mark.asyncio
async def test_a_desk_takes_the_profile_over_and_again_when_it_changed(tmp_path: Path) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text('theme = { value = "dark", reason = "Less glare on the floor." }\n')
    companion = Running(tmp_path, profile=profile)
    data = tmp_path / "desk"
    environment = {"CTI_DATA_DIR": str(data), "CTI_COMPANION_URL": companion.base_url}
    settings = read_settings(environment, tmp_path / "none.toml")
    token = companion.token()
    client = CompanionClient.open(companion.base_url, lambda: token)
    store = open_store(settings.database_url)
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear(_names: frozenset[str]) -> None:
        loop.call_soon_threadsafe(changed.set)

    settings.store.subscribe(hear)
    link = CompanionLink(client, store, lambda: None, settings.store.take_profile)
    try:
        link.start()
        async with asyncio.timeout(10):
            await changed.wait()
        standing = settings.store.standing(THEME)
        assert (standing.value, standing.reason) == ("dark", "Less glare on the floor.")
        assert (data / PROFILE_FILE).is_file()
        assert read_settings(environment, tmp_path / "none.toml").store.get(THEME) == "dark"
        changed.clear()
        profile.write_text('theme = "light"\n')
        await link.stop()
        link.start()
        async with asyncio.timeout(10):
            await changed.wait()
        assert settings.store.get(THEME) == "light"
    finally:
        await link.stop()
        await client.close()
        store.close()
        companion.close()


@pytest.mark.asyncio
async def test_no_companion_leaves_the_settings_alone(tmp_path: Path, unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    settings = read_settings(
        {"CTI_DATA_DIR": str(tmp_path), "CTI_COMPANION_URL": url}, tmp_path / "none.toml"
    )
    client = CompanionClient.open(url, lambda: "token")
    store = open_store(settings.database_url)
    heard = asyncio.Event()
    link = CompanionLink(client, store, heard.set, settings.store.take_profile)
    try:
        link.start()
        async with asyncio.timeout(10):
            while str(link.state) != "away":
                heard.clear()
                await heard.wait()
        assert settings.store.get(THEME) == "system"
    finally:
        await link.stop()
        await client.close()
        store.close()
