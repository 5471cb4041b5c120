"""One agent's desk in the demo: its program, its folder, its softphone, and what it kept."""

from pathlib import Path
from typing import Any

from cti_desktop.agent.reading import list_calls, show_call
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.demo.processes import Program
from cti_desktop.demo.verdict import DeskWitness

AGENTS = ("800", "801")
_REPORT_S = 150.0
_END_S = 60.0


class DemoDesk:
    """A desk with a data folder and a softphone of its own.

    Attributes:
        agent: whose it is: an extension.
        program: set once it is started.
        said: what it reported in place of being ready.
    """

    program: Program

    def __init__(
        self, agent: str, folder: Path, zoom: str, common: dict[str, str], *, headless: bool
    ) -> None:
        self.agent = agent
        self.name = "desk" if agent == AGENTS[0] else f"desk-{agent}"
        self.said: dict[str, Any] | None = None
        self._folder = folder / self.name
        softphone = f"{zoom}/integration/phone/embeddablephone/home?as={agent}"
        own = {"CTI_DATA_DIR": str(self._folder), "ZOOM_PHONE_SMART_EMBED_URL": softphone}
        drawn = {"QT_QPA_PLATFORM": "offscreen"} if headless else {}
        self.environment = common | own | drawn

    def report(self) -> dict[str, Any]:
        """Wait for its agent's report and for its end.

        Raises:
            UserFixable: it failed without one.
        """
        if self.said is None:
            self.said = self.program.expect("report", _REPORT_S)["report"]
        self.program.wait(_END_S)
        return dict(self.said or {})

    def witness(self) -> DeskWitness:
        """Return how to ask what it kept, once it ended."""
        settings = DeskSettings(data_dir=self._folder)
        return DeskWitness(
            call=lambda named: show_call(settings, named),
            log=lambda: list_calls(settings, text="", limit=10),
        )
