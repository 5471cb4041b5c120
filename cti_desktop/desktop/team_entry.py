"""The rail's "Team" for supervisors: leads to the calls page, to the calls of everybody there."""

from PySide6.QtCore import QCoreApplication, QObject

from cti_desktop.agent.views import StatusView
from cti_desktop.desktop.page_kinds import ShowsTeam
from cti_desktop.desktop.page_names import CALLS, TEAM
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.window import MainWindow


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)


class TeamEntry(QObject):
    """Comes once somebody sees a team, and tells each calls page whose calls there are."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._status: StatusView | None = None
        self._pages: list[ShowsTeam] = []
        window.page_made.connect(self._tell)
        window.rail.chosen.connect(self._turn)

    def take_status(self, status: StatusView) -> None:
        """Show the entry to who sees a team."""
        self._status = status
        rail, sees = self._window.rail, bool(status.own_ids) and self._window.offers(CALLS)
        if sees and TEAM not in rail.names:
            rail.add_page(TEAM, "team", _tr("Team"), _tr("The calls of your team"))
        if TEAM in rail.names:
            rail.button(TEAM).setVisible(sees)
        for page in self._pages:
            page.take_status(status)

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done by the palette."""
        sees = self._status is not None and bool(self._status.own_ids)
        return (Command("team", _tr("Go to Team"), self.show_team),) if sees else ()

    def show_team(self) -> None:
        """Show the team's calls."""
        self._window.go_to(CALLS)
        self._window.rail.show_page(TEAM)
        self._show_whose(team=True)

    def _turn(self, name: str) -> None:
        if name == TEAM:
            self.show_team()
        elif name == CALLS and TEAM in self._window.rail.names:
            self._show_whose(team=False)

    def _show_whose(self, *, team: bool) -> None:
        page: object = self._window.page_named(CALLS)
        if isinstance(page, ShowsTeam):
            page.show_whose(team=team)

    def _tell(self, page: object) -> None:
        if isinstance(page, ShowsTeam):
            self._pages.append(page)
            if self._status is not None:
                page.take_status(self._status)
