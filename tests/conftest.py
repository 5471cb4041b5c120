"""The suite's ground rules, in force for every test (see tests/hygiene.py for how)."""

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.hygiene import SECRETS, NetworkGuard, SecretWatch, clean_environment, leaked_threads

HOME = Path(tempfile.mkdtemp(prefix="cti-tests-"))
NETWORK = NetworkGuard()

# Where it is set, as in CI, nothing may go unseen: what is skipped fails, but for these reasons.
COMPLETE = os.environ.get("CTI_TESTS_COMPLETE") == "1"
MAY_BE_SKIPPED = (
    r"is not beside this checkout",  # Zoom's descriptions are not ours to ship
    r"^asks SQLite ",  # of what one engine alone has
    r"^only root can ",  # CI need not be root
)
ALL_OF_IT = pytest.StashKey[bool]()

# At import, because Qt and platformdirs look at the environment before any fixture runs.
clean_environment(os.environ, HOME)


def pytest_configure(config: pytest.Config) -> None:
    NETWORK.install()
    SECRETS.install()
    # A worker of pytest-xdist begins with the environment that was cleaned above.
    told = getattr(config, "workerinput", {"complete": COMPLETE})
    config.stash[ALL_OF_IT] = bool(told.get("complete"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["complete"] = node.config.stash[ALL_OF_IT]


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Search what a test wrote, logs among it, and was answered for every secret that was made.

    A test that was skipped where nothing may be fails.
    """
    report = yield
    if report.skipped and item.config.stash[ALL_OF_IT] and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else ""
        if not any(re.search(one, reason) for one in MAY_BE_SKIPPED):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped where nothing may be: {reason}"
    if call.when == "teardown":
        written = "\n".join(text for _, text in report.sections)
        found = {f"{one}… in its output" for one in SECRETS.found_in(written)}
        found |= SECRETS.take_shown()
        if found:
            report.outcome = "failed"
            begins = ", ".join(sorted(found))
            report.longrepr = f"{item.nodeid} showed secrets, which begin with {begins}"
    return report


@pytest.fixture
def secret_watch() -> SecretWatch:
    return SECRETS


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
