"""Runs the demo: a simulated Zoom, the companion and the desktop, and a call that rings.

Headless, it also acts as the agent, takes pictures and proves that all three agree.
"""

import json
import os
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from cti_desktop.agent.reading import show_call
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.assets import asset
from cti_desktop.calls.errors import UserFixable
from cti_desktop.demo.processes import Program, free_port
from cti_desktop.demo.report import differences

SCRIPTS = (
    "inbound-answered",
    "inbound-missed",
    "inbound-voicemail",
    "outbound-answered",
    "outbound-busy",
)
_START_S = 60.0
_HEADLESS_S = 150.0
_HEADLESS_PACE = 0.25
_AGENT = "800"
_SERVER_APP = "simulated-server-app"


@dataclass(slots=True)
class Demo:
    """One run of the demo.

    Attributes:
        headless: draw offscreen and act as the agent.
        out: where screenshots go; a temporary folder when None.
        as_json: print one JSON object on stdout at the end.
    """

    headless: bool
    script: str
    out: Path | None
    as_json: bool
    _stack: ExitStack = field(default_factory=ExitStack)

    def run(self) -> int:
        """Run until the window closes or Ctrl-C; return the exit code.

        Raises:
            UserFixable: a program did not start or the script does not exist.
        """
        if self.script not in SCRIPTS:
            raise UserFixable(f"There is no script {self.script}. Choose: {', '.join(SCRIPTS)}.")
        with self._stack, tempfile.TemporaryDirectory(prefix="cti-demo-") as folder:
            try:
                return self._run(Path(folder))
            except KeyboardInterrupt:
                self._say("Stopping")
                return 0
            finally:
                self._stack.close()

    def _run(self, folder: Path) -> int:
        port = free_port()
        companion_url = f"http://127.0.0.1:{port}"
        self._say("1/4 Starting a simulated Zoom")
        zoom = self._start_simulator(folder, companion_url)
        common = _environment(zoom, companion_url, folder)
        self._say("2/4 Starting the companion")
        companion = self._start(folder, "companion", common, "serve", "--port", str(port))
        companion.expect("ready", _START_S)
        desk_folder = folder / "desk"
        desk = common | {"CTI_DATA_DIR": str(desk_folder)}
        if self.headless:
            desk["QT_QPA_PLATFORM"] = "offscreen"
        self._say("3/4 Reading the contacts")
        contacts = str(asset("demo", "contacts.csv"))
        self._call(folder, "contacts", desk, "import", contacts, "--json")
        self._say("4/4 Opening the desk")
        out = self.out or folder / "pictures"
        plan = {
            "headless": self.headless,
            "script": self.script,
            "control": f"{zoom}/control",
            "agent": _AGENT,
            "out": str(out),
        }
        window = self._start(folder, "desk", desk, "--plan", json.dumps(plan), command="demo-desk")
        window.expect("ready", _START_S)
        if not self.headless:
            self._say(f"A call rings soon. More calls: {zoom}/control/")
            return window.wait()
        report = window.expect("report", _HEADLESS_S)["report"]
        window.wait(_START_S)
        return self._judge(folder, zoom, companion_url, common, desk_folder, report)

    def _judge(
        self,
        folder: Path,
        zoom: str,
        companion_url: str,
        common: dict[str, str],
        desk_folder: Path,
        report: dict[str, Any],
    ) -> int:
        truth = _get(f"{zoom}/control/truth")["calls"][-1]
        shown = show_call(DeskSettings(data_dir=desk_folder), truth["call_id"])
        local = shown["call"]
        user = truth["agent"]["user_id"]
        minted = self._call(
            folder, "companion", common, "token", "--user", user, "--role", "admin", "--json"
        )
        held = _get(f"{companion_url}/v1/calls/{local['id']}", minted["token"])["call"]
        found = report.pop("problems", []) + differences(
            truth, local, held, {"note": report["note"], "outcome": report["outcome"]}
        )
        answer = {
            "ok": not found,
            "script": self.script,
            "differences": found,
            "events": [
                {k: e[k] for k in ("name", "kind", "source", "at", "seen_at")}
                for e in shown["events"]
            ],
            **report,
            "note": {"local": _note(local), "companion": _note(held)},
            "truth": truth,
            "local": local,
        }
        self._say("All agree." if not found else "They disagree:\n  " + "\n  ".join(found))
        if self.as_json:
            print(json.dumps(answer, ensure_ascii=False))  # noqa: T201  # the answer
        return 0 if not found else 1

    def _start_simulator(self, folder: Path, companion_url: str) -> str:
        settings = folder / "simulator.json"
        settings.write_text(
            json.dumps(
                {
                    "webhook_url": f"{companion_url}/zoom/webhook",
                    "approved_origins": [_host_origin(companion_url)],
                    "redirect_uris": [f"{companion_url}/oauth/zoom/callback"],
                    "auto_consent": True,
                    "pace": _HEADLESS_PACE if self.headless else 1.0,
                }
            ),
            "utf-8",
        )
        program = self._start(
            folder, "simulator", {}, "serve", "--port", "0", "--settings", str(settings)
        )
        url: str = program.expect("url", _START_S)["url"]
        return url

    def _start(
        self,
        folder: Path,
        name: str,
        environment: dict[str, str],
        *args: str,
        command: str | None = None,
    ) -> Program:
        program = Program(
            name, command or name, *args, environment=environment, log=folder / f"{name}.log"
        )
        self._stack.callback(program.stop)
        return program

    def _call(
        self, folder: Path, name: str, environment: dict[str, str], *args: str
    ) -> dict[str, Any]:
        """Run a command to its end and return the JSON object it prints."""
        program = Program(name, name, *args, environment=environment, log=folder / "commands.log")
        self._stack.callback(program.stop)
        found = program.lines.get(timeout=_START_S)
        if program.wait(_START_S) or found is None:
            raise UserFixable(program.log.read_text("utf-8", "replace"))
        return found

    def _say(self, sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201  # progress for the person


def _environment(zoom: str, companion_url: str, folder: Path) -> dict[str, str]:
    simulated = "simulated-client-secret"
    return {
        "ZOOM_CLIENT_ID": "simulated-client",
        "ZOOM_CLIENT_SECRET": simulated,
        "ZOOM_ACCOUNT_ID": "SimAccount_0aQ2hR7vXw",
        "ZOOM_S2S_CLIENT_ID": _SERVER_APP,
        "ZOOM_S2S_CLIENT_SECRET": f"{_SERVER_APP}-secret",
        "ZOOM_WEBHOOK_SECRET": "simulated-webhook-secret",
        "ZOOM_REDIRECT_URI": f"{companion_url}/oauth/zoom/callback",
        "ZOOM_PHONE_SMART_EMBED_URL": (
            f"{zoom}/integration/phone/embeddablephone/home?as={_AGENT}"
        ),
        "ZOOM_PHONE_SMART_EMBED_ORIGIN": zoom,
        "CTI_ZOOM_OAUTH_URL": zoom,
        "CTI_ZOOM_API_URL": f"{zoom}/v2",
        "CTI_HOST_ORIGIN": _host_origin(companion_url),
        "CTI_COMPANION_URL": companion_url,
        "CTI_SECRET_KEYS": Fernet.generate_key().decode(),
        "CTI_DATA_DIR": str(folder / "companion"),
        "CTI_RECONCILE_DELAY_S": "1",
        "CTI_REGION": os.environ.get("CTI_REGION", "GB"),
    }


def _host_origin(companion_url: str) -> str:
    """Give the host page another site than the softphone's, as in real life; nothing is served."""
    return companion_url.replace("127.0.0.1", "localhost")


def _get(url: str, token: str | None = None) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  # our own loopback address
    with urllib.request.urlopen(request, timeout=_START_S) as answer:  # noqa: S310  # likewise
        found: dict[str, Any] = json.load(answer)
        return found


def _note(call: dict[str, Any]) -> str | None:
    return next((note["text"] for note in call.get("notes", [])), None)
