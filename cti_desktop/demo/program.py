"""Runs the demo: a simulated Zoom, the companion and the desktop, and a call that rings.

Headless, it also acts as the agent, takes pictures and proves that all three agree.
"""

import json
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from cti_desktop.assets import asset
from cti_desktop.calls.errors import UserFixable
from cti_desktop.demo.desks import AGENTS, DemoDesk
from cti_desktop.demo.ending import Ending
from cti_desktop.demo.processes import Program, free_port, problems_of
from cti_desktop.demo.verdict import Witnesses, judge

SCRIPTS = {
    "inbound-answered": "A call rings soon.",
    "inbound-missed": "A call rings soon, and stops.",
    "inbound-voicemail": "A call rings soon; let it, and the caller leaves a voicemail.",
    "outbound-answered": "Dial any number: somebody answers.",
    "outbound-busy": "Dial any number: the line is busy.",
    "queue-answered": "A call rings soon, at everybody.",
    "queue-voicemail": "A call rings soon, at everybody; let it.",
    "warm-transfer": "A call rings soon. Answer it, ask the colleague first, then hand it over.",
    "blind-transfer": "A call rings soon. Answer it and transfer it.",
    "park-pick-up": "A call rings soon. Answer it and park it; the colleague dials the code.",
}
TWO_DESKS = frozenset(
    {"queue-answered", "queue-voicemail", "warm-transfer", "blind-transfer", "park-pick-up"}
)
_START_S = 60.0
_READY_S = 90.0  # the desk itself waits less for each step, and then says what for
_HEADLESS_PACE = 0.25
_SERVER_APP = "simulated-server-app"


@dataclass(slots=True)
class Demo:
    """One run of the demo.

    Attributes:
        headless: draw offscreen and act as the agent.
        out: where screenshots go; a temporary folder when None.
        as_json: print one JSON object on stdout at the end.
        desks: how many agents have a desk; None leaves it to the script.
    """

    headless: bool
    script: str
    out: Path | None
    as_json: bool
    desks: int | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _ending: Ending = field(default_factory=Ending)
    _failed: bool = False

    def run(self) -> int:
        """Run until the window closes, or until it is asked to end; return the exit code.

        Raises:
            UserFixable: a program did not start or failed, or the script does not exist; its log
                is kept, and the message says where.
        """
        if self.script not in SCRIPTS:
            raise UserFixable(f"There is no script {self.script}. Choose: {', '.join(SCRIPTS)}.")
        agents = self._agents()
        with self._ending.heard(), tempfile.TemporaryDirectory(prefix="cti-demo-") as folder:
            try:
                return self._run_in(Path(folder), agents)
            finally:
                self._stop()

    def _run_in(self, folder: Path, agents: tuple[str, ...]) -> int:
        try:
            code = self._run(folder, agents)
        except KeyboardInterrupt:
            self._say("Stopping")
            code = 1 if self._failed else 0
        except UserFixable as error:
            raise UserFixable(f"{error.message}\n{self._keep_logs(folder)}") from error
        if code:
            self._say(self._keep_logs(folder))
        return code

    def _stop(self) -> None:
        self._ending.turn_deaf()
        self._stack.close()

    def _keep_logs(self, folder: Path) -> str:
        """Keep what the programs logged beyond the demo's own folder, and say where."""
        self._stop()  # what they log while they stop belongs to it
        kept = self.out or Path(tempfile.mkdtemp(prefix="cti-demo-failed-"))
        kept.mkdir(parents=True, exist_ok=True)
        for log in folder.glob("*.log"):
            shutil.copy(log, kept)
        return f"What its programs logged is in {kept}."

    def _run(self, folder: Path, agents: tuple[str, ...]) -> int:
        port = free_port()
        companion_url = f"http://127.0.0.1:{port}"
        self._say("1/4 Starting a simulated Zoom")
        zoom = self._start_simulator(folder, companion_url)
        common = _environment(zoom, companion_url, folder)
        self._say("2/4 Starting the companion")
        companion = self._start(folder, "companion", common, "serve", "--port", str(port))
        companion.expect("ready", _START_S)
        self._say("3/4 Reading the contacts")
        desks = [DemoDesk(one, folder, zoom, common, headless=self.headless) for one in agents]
        contacts = str(asset("demo", "contacts.csv"))
        for desk in desks:
            self._call(folder, "contacts", desk.environment, "import", contacts, "--json")
        self._say("4/4 Opening the desk" + ("s" if len(desks) > 1 else ""))
        for desk in reversed(desks):  # the first one lets Zoom play once the others are there
            self._open(folder, desk, zoom, plays=desk is desks[0])
        if not self.headless:
            return self._accompany(desks[0].program, zoom)
        reports = {desk.agent: desk.report() for desk in desks}
        return self._judge(folder, zoom, companion_url, common, desks, reports)

    def _agents(self) -> tuple[str, ...]:
        """Tell who has a desk.

        Raises:
            UserFixable: so many cannot have one, or nobody is there to act as them.
        """
        meant = 2 if self.script in TWO_DESKS else 1
        wanted = self.desks or meant
        if not 1 <= wanted <= len(AGENTS):
            raise UserFixable("The demo opens one desk or two.")
        if self.headless and wanted != meant:
            needs = "one desk" if meant == 1 else "two desks"
            raise UserFixable(f"Headless, the script {self.script} is played at {needs}.")
        return AGENTS[:wanted]

    def _open(self, folder: Path, desk: DemoDesk, zoom: str, *, plays: bool) -> None:
        plan = {
            "headless": self.headless,
            "script": self.script,
            "control": f"{zoom}/control",
            "agent": desk.agent,
            "plays": plays,
            "out": str(self.out or folder / "pictures"),
        }
        args = ("--plan", json.dumps(plan))
        desk.program = self._start(folder, desk.name, desk.environment, *args, command="demo-desk")
        desk.said = desk.program.expect_any(("ready", "report"), _READY_S).get("report")

    def _accompany(self, window: Program, zoom: str) -> int:
        """Say what happens beside the window until the person closes it."""
        self._say(f"{SCRIPTS[self.script]} More calls: {zoom}/control/")
        return window.follow(self._hear) or int(self._failed)

    def _hear(self, line: dict[str, Any]) -> None:
        for problem in problems_of(line):
            self._failed = True
            self._say(problem)

    def _judge(
        self,
        folder: Path,
        zoom: str,
        companion_url: str,
        common: dict[str, str],
        desks: list[DemoDesk],
        reports: dict[str, dict[str, Any]],
    ) -> int:
        def played() -> list[dict[str, Any]]:
            calls: list[dict[str, Any]] = _get("simulated Zoom", f"{zoom}/control/truth")["calls"]
            return calls

        def held(call_id: str, user: str) -> dict[str, Any]:
            whose = ("--user", user, "--role", "admin")
            minted = self._call(folder, "companion", common, "token", *whose, "--json")
            url = f"{companion_url}/v1/calls/{call_id}"
            call: dict[str, Any] = _get("companion", url, minted["token"])["call"]
            return call

        kept = {desk.agent: desk.witness() for desk in desks}
        answer = judge(self.script, reports, Witnesses(zoom=played, desks=kept, companion=held))
        found = answer["differences"]
        self._say("They disagree:\n  " + "\n  ".join(found) if found else "All agree.")
        if self.as_json:
            print(json.dumps(answer, ensure_ascii=False))  # noqa: T201  # the answer
        return 1 if found else 0

    def _start_simulator(self, folder: Path, companion_url: str) -> str:
        settings = folder / "simulator.json"
        settings.write_text(
            json.dumps(
                {
                    "webhook_url": f"{companion_url}/zoom/webhook",
                    "deauthorize_url": f"{companion_url}/zoom/deauthorize",
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
        log = folder / f"{name}.log"
        return self._begin(name, command or name, *args, environment=environment, log=log)

    def _call(
        self, folder: Path, name: str, environment: dict[str, str], *args: str
    ) -> dict[str, Any]:
        """Run a command to its end and return the JSON object it prints."""
        log = folder / "commands.log"
        program = self._begin(name, name, *args, environment=environment, log=log)
        return program.answer(_START_S)

    def _begin(
        self, name: str, command: str, *args: str, environment: dict[str, str], log: Path
    ) -> Program:
        with self._ending.held():
            program = Program(name, command, *args, environment=environment, log=log)
            self._stack.callback(program.stop)
        return program

    def _say(self, sentence: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            print(sentence, file=sys.stderr, flush=True)  # noqa: T201  # progress for the person


def _environment(zoom: str, companion_url: str, folder: Path) -> dict[str, str]:
    simulated = "simulated-client-secret"
    return {
        "ZOOM_CLIENT_ID": "simulated-client",
        "ZOOM_CLIENT_SECRET": simulated,
        "ZOOM_ACCOUNT_ID": "SimAccount_0aQ2hR7vXw",
        "ZOOM_S2S_CLIENT_ID": _SERVER_APP,
        "ZOOM_S2S_CLIENT_SECRET": f"{_SERVER_APP}-secret",
        "ZOOM_WEBHOOK_SECRET": "simulated-webhook-secret,simulated-removal-secret",
        "ZOOM_REDIRECT_URI": f"{companion_url}/oauth/zoom/callback",
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


def _get(whose: str, url: str, token: str | None = None) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        UserFixable: it gave none; the message names it.
    """
    headers = {"authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  # our own loopback address
    try:
        with urllib.request.urlopen(request, timeout=_START_S) as answer:  # noqa: S310  # likewise
            found: dict[str, Any] = json.load(answer)
            return found
    except urllib.error.HTTPError as error:
        known = "knows nothing of the call" if error.code == HTTPStatus.NOT_FOUND else "refused"
        raise UserFixable(f"The {whose} {known} ({error.code}).") from error
    except (OSError, ValueError) as error:
        raise UserFixable(f"The {whose} does not answer any more: {error}") from error
