"""How it stands with the companion, and signing in and out; part of the settings' page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from cti_desktop.agent.views import CompanionState, Notice, StatusView
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Plane, row

_SIGNS = {
    CompanionState.OFF: ("cloud-off", "muted"),
    CompanionState.SIGNED_OUT: ("cloud-off", "warn"),
    CompanionState.CONNECTING: ("cloud", "muted"),
    CompanionState.IN_STEP: ("cloud", "good"),
    CompanionState.AWAY: ("cloud-off", "bad"),
}


class CompanionCard(Plane):
    """Says how it stands with the companion and signs in or out.

    Args:
        url: the companion's address; None works without one.
    """

    def __init__(self, core: CoreLike, theme: Theme, url: str | None) -> None:
        super().__init__("card")
        self._core = core
        self._state = CompanionState.OFF
        self._asking: Asking | None = None
        self._sign = IconLabel(theme, "cloud-off", "muted", 20)
        self._text = Label(theme, self.tr("Works without a companion"), strong=True, wrap=True)
        self._more = Label(theme, url or "", tone="muted", wrap=True)
        if not url:
            self._more.hide()
        self._trouble = Label(theme, "", tone="bad", wrap=True)
        self._trouble.hide()
        self.sign_in_button = Button(theme, self.tr("Sign in"), "primary")
        self.sign_out_button = Button(theme, self.tr("Sign out"))
        self.cancel_button = Button(theme, self.tr("Cancel"))
        self.sign_in_button.clicked.connect(self._sign_in)
        self.sign_out_button.clicked.connect(self._sign_out)
        self.cancel_button.clicked.connect(self._cancel)
        space = theme.space
        texts = QVBoxLayout()
        texts.setSpacing(space(4))
        for part in (self._text, self._more, self._trouble):
            texts.addWidget(part)
        line = row(spacing=space(12))
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        for button in (self.sign_in_button, self.sign_out_button, self.cancel_button):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.box.setContentsMargins(space(16), space(16), space(16), space(16))
        self.box.addLayout(line)
        self._url = url
        self._show_buttons()

    def show_status(self, status: StatusView) -> None:
        """Take a snapshot of the status bar."""
        self._state = status.companion
        self._sign.show_icon(*_SIGNS[status.companion])
        who = self.tr("Signed in as %1").replace("%1", status.agent_name or "")
        signed_in = status.companion in (CompanionState.IN_STEP, CompanionState.AWAY)
        self._text.setText(status.companion_text)
        lines = [self._url or "", who if signed_in and status.agent_name else ""]
        if status.kept_for_this_run:
            lines.append(
                self.tr("This computer has no keyring: you are signed in until you close this.")
            )
        shown = "\n".join(line for line in lines if line)
        self._more.setText(shown)
        self._more.setVisible(bool(shown))
        self._show_buttons()

    def _show_buttons(self) -> None:
        waiting = self._asking is not None
        signed_out = self._state is CompanionState.SIGNED_OUT
        off = self._state is CompanionState.OFF
        self.cancel_button.setVisible(waiting)
        self.sign_in_button.setVisible(not waiting and signed_out)
        self.sign_out_button.setVisible(not waiting and not signed_out and not off)

    def _sign_in(self) -> None:
        self._trouble.hide()
        self._wait(self.tr("Go on in your browser."))
        self._asking = self._core.ask(
            lambda office: office.sign_in(), self._done, self._failed, owner=self
        )
        self._show_buttons()

    def _sign_out(self) -> None:
        self._trouble.hide()
        self._core.ask(lambda office: office.sign_out(), self._done, self._failed, owner=self)

    def _cancel(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._settled()

    def _wait(self, text: str) -> None:
        self._more.setText(text)
        self._more.show()

    def _done(self, _nothing: None) -> None:
        self._settled()

    def _failed(self, notice: Notice) -> None:
        self._trouble.setText(notice.text)
        self._trouble.show()
        self._settled()

    def _settled(self) -> None:
        self._asking = None
        self._more.setText(self._url or "")
        self._more.setVisible(bool(self._url))
        self._show_buttons()
