"""The suite's ground rules, in force for every test (see tests/hygiene.py for how)."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.hygiene import NetworkGuard, clean_environment, leaked_threads

HOME = Path(tempfile.mkdtemp(prefix="cti-tests-"))
NETWORK = NetworkGuard()

# At import, because Qt and platformdirs look at the environment before any fixture runs.
clean_environment(os.environ, HOME)


def pytest_configure() -> None:
    NETWORK.install()


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture
def network_guard() -> NetworkGuard:
    return NETWORK


@pytest.fixture(autouse=True)
def nobody_leaves_the_machine(network_guard: NetworkGuard) -> Iterator[None]:
    network_guard.take_attempts()
    yield
    if attempts := network_guard.take_attempts():
        pytest.fail(f"reached for the network: {', '.join(attempts)}")


@pytest.fixture(autouse=True)
def logs_go_where_they_went() -> Iterator[None]:
    """A program under test may send its logs to a stream that pytest closes after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    before = threading.enumerate()
    yield
    if left := leaked_threads(before):
        pytest.fail(f"threads still running after the test: {', '.join(left)}")
