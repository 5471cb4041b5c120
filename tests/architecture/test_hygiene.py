import os
import secrets
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.hygiene import (
    NetworkGuard,
    NetworkRefusedError,
    SecretWatch,
    clean_environment,
    is_local,
    leaked_threads,
)


def test_a_socket_to_another_machine_is_refused_and_remembered(network_guard: NetworkGuard) -> None:
    with pytest.raises(NetworkRefusedError), socket.socket() as outward:
        outward.connect(("192.0.2.1", 9))
    with pytest.raises(NetworkRefusedError):
        socket.getaddrinfo("zoom.example", 443)
    assert network_guard.take_attempts() == [
        "socket.connect 192.0.2.1",
        "socket.getaddrinfo zoom.example",
    ]


def test_a_loopback_socket_is_let_through(network_guard: NetworkGuard) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == server.getsockname()
    assert network_guard.take_attempts() == []


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::", True),
        (b"localhost", True),
        (None, True),
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("fe80::1%eth0", False),
    ],
)
def test_local_means_loopback(host: object, local: bool) -> None:
    assert is_local(host) is local


def test_a_thread_left_behind_is_named() -> None:
    before = threading.enumerate()
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="forgotten")
    thread.start()
    assert leaked_threads(before, patience_s=0.01) == ["forgotten"]
    release.set()
    assert leaked_threads(before) == []


def test_the_environment_is_a_new_users(tmp_path: Path) -> None:
    environment = {"CTI_DATA_DIR": "x", "ZOOM_CLIENT_SECRET": "x", "HOME": "/root", "LANG": "C"}
    clean_environment(environment, tmp_path)
    assert environment["HOME"] == str(tmp_path.resolve())
    assert "CTI_DATA_DIR" not in environment
    assert "ZOOM_CLIENT_SECRET" not in environment
    assert environment["LANG"] == "C"
    assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert Path(environment["XDG_RUNTIME_DIR"]).stat().st_mode & 0o777 == 0o700


def test_the_suite_runs_in_such_an_environment() -> None:
    assert not [name for name in os.environ if name.startswith(("CTI_", "ZOOM_"))]
    assert Path(os.environ["HOME"]).name.startswith("cti-tests-")


def test_a_secret_in_the_output_of_a_test_is_found(secret_watch: SecretWatch) -> None:
    token = secrets.token_urlsafe(32)
    short = secrets.token_urlsafe(8)
    written = f'{{"event": "signed_in", "header": "Bearer {token}", "id": "{short}"}}'
    assert secret_watch.found_in(written) == {token[:6]}
    assert secret_watch.found_in(written.replace(token, token[:-1] + "…")) == set()
    assert secret_watch.found_in("secret=whsec-of-tests") == {"whsec-"}


SKIPPING = """
import pytest

@pytest.mark.skipif(True, reason="not installed: xdg-open")
def test_by_mark(): ...

def test_by_word():
    pytest.skip("there is no screen")

@pytest.mark.parametrize("name", ["webhooks"])
def test_what_is_not_ours(name):
    pytest.skip(f"Zoom's {name} is not beside this checkout")

@pytest.mark.xfail(reason="known", strict=True)
def test_what_is_known_to_fail():
    assert False
"""


@pytest.mark.parametrize("more", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize(
    ("complete", "told"),
    [("1", "1 failed, 1 skipped, 1 xfailed, 1 error"), ("", "3 skipped, 1 xfailed")],
)
def test_where_all_must_be_tried_a_skipped_test_fails(
    tmp_path: Path, complete: str, told: str, more: tuple[str, ...]
) -> None:
    """Without the plugins that have no part in it: three processes would each load all of Qt."""
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    words = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-q", *more]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"CTI_TESTS_COMPLETE": complete, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told in done.stdout, done.stdout + done.stderr
