"""What an administrator is told and given agrees with the program."""

import importlib
import inspect
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cti_desktop.cli.companion import companion, companion_serve
from cti_desktop.companion.permissions import FEATURES, OWN_FEATURES, WEBHOOK_SCOPES, Needs
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.zoom.webhook_readers import READERS
from tests.companion.bench import Bench

ROOT = Path(__file__).resolve().parents[2]
ADMIN = (ROOT / "docs" / "admin.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "packaging" / "Dockerfile").read_text(encoding="utf-8")
UNIT = ROOT / "packaging" / "cti-companion.service"
VARIABLE = re.compile(r"\b(?:CTI|ZOOM)_[A-Z0-9_]+\b")
OF_DESKTOPS = {
    "CTI_COMPANION_URL",
    "CTI_EMBED_PERMISSIONS",
    "CTI_HOST_ORIGIN",
    "ZOOM_PHONE_SMART_EMBED_ORIGIN",
    "ZOOM_PHONE_SMART_EMBED_URL",
}
# What keeps a process that was taken over from the machine and from other people's data.
HARDENED = {
    "AmbientCapabilities": "",
    "CapabilityBoundingSet": "",
    "DynamicUser": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "PrivateUsers": "yes",
    "ProcSubset": "pid",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHome": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible",
    "ProtectSystem": "strict",
    "RemoveIPC": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "StateDirectoryMode": "0700",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
}
RETIRED = ("_call_log_", "_call_history_", "call_log_", "call_history_")


def names_of_settings() -> set[str]:
    names: set[str] = set()
    for field in CompanionSettings.model_fields.values():
        alias = field.validation_alias
        names |= {str(one) for one in getattr(alias, "choices", [alias])}
    return names - {"WEBHOOK_SECRET_TOKEN"}


def test_every_setting_is_told_and_no_other() -> None:
    assert set(VARIABLE.findall(ADMIN)) - OF_DESKTOPS == names_of_settings()


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "cti-companion.service"])
def test_packaging_names_only_settings_that_exist(name: str) -> None:
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    assert set(VARIABLE.findall(text)) <= names_of_settings()


def scopes_between(begin: str, end: str) -> set[str]:
    """The scopes that the guide names in one of its parts."""
    start = ADMIN.index(begin)
    return set(re.findall(r"`(phone:[a-z_:]+)`", ADMIN[start : ADMIN.index(end, start)]))


def test_each_app_is_given_the_scopes_it_needs_and_no_others() -> None:
    own, account = (
        {one for needed in features.values() for one in needed}
        for features in (OWN_FEATURES, FEATURES)
    )
    general = scopes_between('<a id="general-app">', '<a id="server-to-server">')
    assert general == set(OWN_FEATURES["sign-in"])
    assert not Needs(server_app=True).of_person(general)
    server = scopes_between('<a id="server-to-server">', "**Event subscription**")
    assert server == account | {*WEBHOOK_SCOPES, "phone:read:settings:admin"}
    assert not Needs(server_app=True, teams=True).of_account(server)
    alone = scopes_between('<a id="one-app">', '<a id="other-accounts">')
    assert alone == own
    assert not Needs().of_person(alone)


def test_the_accounts_setting_for_click_to_dial_is_in_the_form() -> None:
    assert "**Automatically Call From Third Party Apps**" in ADMIN


def test_every_event_is_in_the_form() -> None:
    current = {name for name in READERS if not any(old in name for old in RETIRED)}
    told = set(re.findall(r"`(phone\.[a-z_]+)`", ADMIN))
    assert told == current


def test_every_address_for_zoom_is_in_the_form() -> None:
    for path in ("/oauth/zoom/callback", "/oauth/zoom/start", "/zoom/webhook", "/zoom/deauthorize"):
        assert f"https://cti.example.com{path}" in ADMIN


@pytest.mark.asyncio
async def test_every_figure_is_explained(bench: Bench) -> None:
    text = (await bench.http.get("/metrics")).text
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    ours = {name for name in names if not name.endswith("_created")}
    assert ours
    for name in ours:
        assert f"`{name}`" in ADMIN


def test_the_image_runs_as_nobody_and_copies_what_exists() -> None:
    assert DOCKERFILE.count("\nFROM ") + DOCKERFILE.startswith("FROM ") == 2
    assert re.search(r"^USER companion$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert copied
    assert all((ROOT / one).exists() for one in copied)
    assert not re.search(r"(?:SECRET|KEYS|PASSWORD)\s*=", DOCKERFILE)


def test_the_image_is_built_from_what_it_copies_and_from_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))
    assert rules[0] == "*"
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == copied


def test_what_the_packages_start_is_a_command_of_ours() -> None:
    command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert command is not None
    started = re.search(r"^ExecStart=\S+ (.*)$", UNIT.read_text("utf-8"), re.MULTILINE)
    assert started is not None
    known = set(inspect.signature(companion_serve).parameters)
    for words in (re.findall(r'"([^"]+)"', command.group(1)), started.group(1).split()):
        assert words[:2] == ["companion", "serve"]
        options = {word.removeprefix("--") for word in words if word.startswith("--")}
        assert options == {"host", "port"}
        assert options <= known


def test_the_commands_are_run_as_the_unit_runs() -> None:
    unit = UNIT.read_text("utf-8")
    for name in ("DynamicUser", "StateDirectory", "StateDirectoryMode", "EnvironmentFile"):
        value = re.search(rf"^{name}=(.*)$", unit, re.MULTILINE)
        assert value is not None
        assert f"-p {name}={value.group(1)} " in ADMIN.replace("\\\n", "")
    data = re.search(r"^Environment=(CTI_DATA_DIR=.*)$", unit, re.MULTILINE)
    assert data is not None
    assert f"-p Environment={data.group(1)} " in ADMIN
    assert f"-p User={UNIT.stem} " in ADMIN  # a dynamic user is named after its unit
    program = re.search(r"^ExecStart=(\S+) ", unit, re.MULTILINE)
    assert program is not None
    folder, _, name = program.group(1).partition("/bin/")
    assert name == "cti-desktop"
    assert f"sudo python3 -m venv {folder}\n" in ADMIN
    assert ADMIN.count(f"sudo {folder}/bin/pip install ") == 4  # at first, and for an upgrade
    assert f"      {program.group(1)} companion status\n" in ADMIN
    known = {one.name for one in companion.registered_commands}
    assert set(re.findall(r"cti-desktop companion ([a-z]+)", ADMIN)) == known - {"serve", "token"}


def test_the_containers_start_in_order_and_hold_no_secret() -> None:
    yaml = importlib.import_module("yaml")  # it comes with the development packages, untyped
    text = (ROOT / "packaging" / "compose.yaml").read_text(encoding="utf-8")
    made: dict[str, Any] = yaml.safe_load(text)
    companion, database = made["services"]["companion"], made["services"]["database"]
    assert companion["depends_on"]["database"]["condition"] == "service_healthy"
    # By its address: while the image sets up the database, a server answers at the socket alone.
    assert "pg_isready -h 127.0.0.1 " in database["healthcheck"]["test"][1]
    for service in (companion, database):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in database
    assert not {"SYS_ADMIN", "NET_ADMIN", "NET_RAW", "SYS_PTRACE"} & set(database["cap_add"])
    # Of several each takes a port of a range that is given; one alone always has the same.
    assert companion["ports"] == ["127.0.0.1:${COMPANION_PORTS:-8080}:8080"]
    assert "container_name" not in companion
    gateway = made["networks"]["inside"]["ipam"]["config"][0]["gateway"]
    assert companion["environment"]["FORWARDED_ALLOW_IPS"] == gateway
    assert (ROOT / "packaging" / companion["build"]["context"]).resolve() == ROOT
    for service in (companion, database):
        told = service.get("environment", {})
        assert not any(word in name for name in told for word in ("SECRET", "PASSWORD", "KEY"))


def test_the_unit_waits_for_a_database_that_comes_late() -> None:
    lines = UNIT.read_text("utf-8").splitlines()
    told = dict(line.partition("=")[::2] for line in lines if line[:1].isupper())
    assert told["Restart"] in {"on-failure", "always"}
    assert float(told["RestartSec"]) >= 2
    assert told["StartLimitIntervalSec"] == "0"  # systemd never counts the starts


def test_the_unit_is_hardened() -> None:
    lines = UNIT.read_text("utf-8").splitlines()
    told = [line.partition("=")[::2] for line in lines if line[:1].isupper()]
    assert dict(told) | HARDENED == dict(told)
    calls = [value for name, value in told if name == "SystemCallFilter"]
    assert calls == ["@system-service", "~@privileged @resources"]
    assert not {"User", "ReadWritePaths", "BindPaths", "PermissionsStartOnly"} & dict(told).keys()
    if shutil.which("systemd-analyze") is None:
        return  # which says the same of a running system, in a number
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    level = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert level is not None, done.stderr
    assert float(level.group(1)) < 2.0
