"""What lies sealed in the store, and the keys that open it."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from cti_desktop.calls.errors import CtiError, Denied
from cti_desktop.companion.sealing import Sealer, make_sealer
from tests.companion.bench import make_settings


def test_keys_can_be_changed_without_losing_what_is_sealed(tmp_path: Path) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before = make_sealer(make_settings(tmp_path, secret_keys=SecretStr(old)))
    sealed = before.seal(b"token")
    assert b"token" not in sealed
    after = make_sealer(make_settings(tmp_path, secret_keys=SecretStr(f"{new},{old}")))
    assert after.open(sealed) == b"token"
    only_new = make_sealer(make_settings(tmp_path, secret_keys=SecretStr(new)))
    assert only_new.open(after.seal(b"token")) == b"token"
    with pytest.raises(Denied) as caught:
        only_new.open(sealed)
    assert caught.value.code == "seal_broken"


@pytest.mark.parametrize(
    ("keys", "development", "code"),
    [
        ("", False, "settings_missing"),
        ("short", False, "settings_wrong"),
        ("short", True, "settings_wrong"),
    ],
)
def test_without_a_good_key_nothing_is_sealed(
    tmp_path: Path, keys: str, development: bool, code: str
) -> None:
    settings = make_settings(tmp_path, secret_keys=SecretStr(keys), development=development)
    with pytest.raises(CtiError) as caught:
        make_sealer(settings)
    assert caught.value.code == code
    assert "CTI_SECRET_KEYS" in caught.value.message
    assert "short" not in caught.value.message


def test_a_development_run_may_go_without_a_key(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, secret_keys=SecretStr(""), development=True)
    assert isinstance(make_sealer(settings), Sealer)
