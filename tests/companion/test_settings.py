from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from cti_desktop.calls.errors import UserFixable
from cti_desktop.companion.program import serve
from cti_desktop.companion.settings import CompanionSettings, read_settings
from cti_desktop.companion.token import mint_token
from cti_desktop.store.opening import open_store
from cti_desktop.sync.scopes import Role
from tests.companion.bench import SERVER_APP, make_settings


def test_the_environment_is_read_by_the_published_names(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "ZOOM_CLIENT_ID": "id",
        "ZOOM_CLIENT_SECRET": "told-to-nobody",
        "ZOOM_REDIRECT_URI": "https://cti.example.org/oauth/zoom/callback",
        "ZOOM_ACCOUNT_ID": "acc",
        "ZOOM_S2S_CLIENT_ID": "server-id",
        "ZOOM_S2S_CLIENT_SECRET": "told-to-nobody-either",
        "WEBHOOK_SECRET_TOKEN": "new, old",
        "CTI_ZOOM_OAUTH_URL": "http://127.0.0.1:1",
        "CTI_ZOOM_API_URL": "http://127.0.0.1:1/v2",
        "CTI_DATABASE_URL": "sqlite:///x.db",
        "CTI_SECRET_KEYS": "a,b",
        "CTI_ADMINS": "A@example.org",
        "CTI_SUPERVISORS": "b@example.org, c@example.org",
        "CTI_RECONCILE_DELAY_S": "0.5",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    settings.refuse_unless_complete()
    assert (settings.client_id, settings.account_id) == ("id", "acc")
    assert settings.s2s_client_id == "server-id"
    assert settings.webhook_secrets == ("new", "old")
    assert settings.sealing_keys == ("a", "b")
    assert settings.store_url == "sqlite:///x.db"
    assert settings.reconcile_delay_s == 0.5
    assert settings.role_of("a@EXAMPLE.org ") is Role.ADMIN
    assert settings.role_of("c@example.org") is Role.SUPERVISOR
    assert [settings.role_of(one) for one in ("d@example.org", "", None)] == [Role.AGENT] * 3
    assert "told-to-nobody" not in repr(settings)


def test_the_better_name_of_the_webhook_secret_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOOM_WEBHOOK_SECRET", "one")
    monkeypatch.setenv("WEBHOOK_SECRET_TOKEN", "other")
    assert read_settings().webhook_secrets == ("one",)


def test_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    settings = CompanionSettings(data_dir=tmp_path)
    assert settings.store_url == f"sqlite:///{tmp_path / 'companion.db'}"
    assert CompanionSettings().store_url.endswith("cti-desktop/companion.db")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOOM_CLIENT_ID", "id")
    with pytest.raises(UserFixable) as caught:
        serve(read_settings(), "127.0.0.1", 0, print)
    for name in ("ZOOM_CLIENT_SECRET", "ZOOM_WEBHOOK_SECRET", "CTI_SECRET_KEYS"):
        assert name in caught.value.message
    assert "ZOOM_CLIENT_ID" not in caught.value.message


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"s2s_client_id": "server-id"}, ("ZOOM_S2S_CLIENT_SECRET", "ZOOM_ACCOUNT_ID")),
        ({"s2s_client_secret": SecretStr("x")}, ("ZOOM_S2S_CLIENT_ID", "ZOOM_ACCOUNT_ID")),
        (SERVER_APP | {"account_id": ""}, ("ZOOM_ACCOUNT_ID",)),
        (SERVER_APP | {"s2s_client_id": "simulated-client"}, ("are two apps",)),
    ],
)
def test_half_a_server_to_server_app_is_none(
    tmp_path: Path, given: dict[str, Any], named: tuple[str, ...]
) -> None:
    make_settings(tmp_path, **SERVER_APP).refuse_unless_complete()
    with pytest.raises(UserFixable) as caught:
        make_settings(tmp_path, **given).refuse_unless_complete()
    assert [one for one in named if one not in caught.value.message] == []


def test_a_development_run_needs_no_key(tmp_path: Path) -> None:
    make_settings(tmp_path, secret_keys=SecretStr(""), development=True).refuse_unless_complete()


def test_a_value_of_the_wrong_kind_is_named_but_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTI_RECONCILE_DELAY_S", "soon-ish")
    with pytest.raises(UserFixable) as caught:
        read_settings()
    assert "CTI_RECONCILE_DELAY_S" in caught.value.message
    assert "soon-ish" not in caught.value.message


@pytest.mark.parametrize("role", [None, Role.SUPERVISOR])
def test_a_token_for_a_machine_is_a_session_like_any_other(
    tmp_path: Path, role: Role | None
) -> None:
    settings = make_settings(tmp_path)
    token, info = mint_token(settings, user_id="m1", email="boss@example.com", role=role)
    assert info.role == (role or Role.ADMIN)
    store = open_store(settings.store_url)
    [row] = store.sessions.list()
    store.close()
    assert row.user.user_id == "m1"
    assert token not in repr(row)
    assert len(token) >= 43


@pytest.mark.parametrize(("told", "level"), [("", 20), ("warning", 30), ("DEBUG", 10)])
def test_how_much_is_logged_can_be_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str, level: int
) -> None:
    def stop(least: int) -> None:
        raise UserFixable(str(least), code="stopped")

    monkeypatch.setattr("cti_desktop.companion.program.configure_logs", stop)
    monkeypatch.setenv("CTI_LOG_LEVEL", told)
    settings = make_settings(tmp_path, **read_settings().model_dump(include={"log_level"}))
    with pytest.raises(UserFixable, match=f"^{level}$"):
        serve(settings, "127.0.0.1", 0, pytest.fail)


def test_a_level_nobody_knows_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTI_LOG_LEVEL", "chatty")
    with pytest.raises(UserFixable, match="CTI_LOG_LEVEL"):
        read_settings()
