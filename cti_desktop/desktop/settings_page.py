"""The settings' page: companion, appearance, text size, region, and what program this is."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from cti_desktop.agent.views import CompanionState, Notice, StatusView
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.preferences import Preferences
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.widgets import Button, Chip, IconLabel, Label, Plane, Scroll, row

_WIDTH = 560
SIZES = (100, 125, 150, 175, 200)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SettingsPage", text)


_SIGNS = {
    CompanionState.OFF: ("cloud-off", "muted"),
    CompanionState.SIGNED_OUT: ("cloud-off", "warn"),
    CompanionState.CONNECTING: ("cloud", "muted"),
    CompanionState.IN_STEP: ("cloud", "good"),
    CompanionState.AWAY: ("cloud-off", "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the page tells of the program.

    Attributes:
        data_dir: where everything it writes lies.
        region: ISO country for numbers in national form; None when none is set.
        companion_url: None when it works without a companion.
    """

    version: str
    data_dir: Path
    region: str | None = None
    companion_url: str | None = None


class CompanionCard(Plane):
    """Says how it stands with the companion and signs in or out."""

    def __init__(self, core: CoreLike, theme: Theme, about: About) -> None:
        super().__init__("card")
        self._core = core
        self._state = CompanionState.OFF
        self._asking: Asking | None = None
        self._sign = IconLabel(theme, "cloud-off", "muted", 20)
        self._text = Label(theme, self.tr("Works without a companion"), strong=True, wrap=True)
        self._more = Label(theme, about.companion_url or "", tone="muted", wrap=True)
        self._more.setVisible(bool(about.companion_url))
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
        self._url = about.companion_url
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


class LookChoice(QWidget):
    """Chooses light or dark and the size of text; in force at once.

    Args:
        preferences: keeps what was chosen; None for this run only.
    """

    def __init__(self, theme: Theme, preferences: Preferences | None) -> None:
        super().__init__()
        self._theme, self._preferences = theme, preferences
        appearances = {
            Appearance.SYSTEM: self.tr("As the system"),
            Appearance.LIGHT: self.tr("Light"),
            Appearance.DARK: self.tr("Dark"),
        }
        self.appearances = {one: Chip(theme, text) for one, text in appearances.items()}
        self.sizes = {one: Chip(theme, self.tr("%1%").replace("%1", str(one))) for one in SIZES}
        for appearance, chip in self.appearances.items():
            chip.clicked.connect(partial(self._choose, appearance))
        for percent, chip in self.sizes.items():
            chip.clicked.connect(partial(self._scale, percent))
        space = theme.space
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(8))
        self._add_choice(box, self.tr("Colours"), list(self.appearances.values()))
        box.addSpacing(space(8))
        self._add_choice(box, self.tr("Text size"), list(self.sizes.values()))
        self._show()
        theme.changed.connect(self._show)

    def _add_choice(self, box: QVBoxLayout, title: str, chips: list[Chip]) -> None:
        """Lay out chips of which one is on."""
        choices = QWidget()
        flow = Flow(choices, self._theme.space(8))
        group = QButtonGroup(choices)
        for chip in chips:
            chip.setAccessibleName(f"{title}: {chip.text()}")
            group.addButton(chip)
            flow.addWidget(chip)
        box.addWidget(Label(self._theme, title))
        box.addWidget(choices)

    def _choose(self, appearance: Appearance, _checked: bool = False) -> None:
        self._theme.set_appearance(appearance)
        self._keep()

    def _scale(self, percent: int, _checked: bool = False) -> None:
        self._theme.set_scale(percent / 100)
        self._keep()

    def _keep(self) -> None:
        if self._preferences is not None:
            self._preferences.keep(self._theme)

    def _show(self) -> None:
        self.appearances[self._theme.appearance].setChecked(True)
        nearest = min(SIZES, key=lambda percent: abs(percent - self._theme.scale * 100))
        self.sizes[nearest].setChecked(True)


class SettingsPage(Plane):
    """The page; what was kept of an earlier run is in force as soon as it is made.

    Args:
        preferences: keeps the look; None for this run only.
    """

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        about: About,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        if preferences is not None:
            preferences.restore(theme)
        self.companion = CompanionCard(core, theme, about)
        self.look = LookChoice(theme, preferences)
        self._lay_out(about)
        core.viewed.connect(self._heard)

    def _heard(self, view: object) -> None:
        if isinstance(view, StatusView):
            self.companion.show_status(view)

    def _lay_out(self, about: About) -> None:
        space = self._theme.space
        content = QWidget()
        content.setMaximumWidth(self._theme.px(_WIDTH))
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(24), space(24), space(24))
        box.setSpacing(space(12))
        for title, part in (
            (self.tr("Companion"), self.companion),
            (self.tr("Look"), self._card(self.look)),
            (self.tr("Phone numbers"), self._card(self._region(about.region))),
            (self.tr("About"), self._card(self._about(about))),
        ):
            box.addWidget(Label(self._theme, title, "section", strong=True))
            box.addWidget(part)
            box.addSpacing(space(12))
        box.addStretch(1)
        self.box.addWidget(Scroll(content))

    def _card(self, content: QWidget) -> Plane:
        card = Plane("card")
        margin = self._theme.space(16)
        card.box.setContentsMargins(margin, margin, margin, margin)
        card.box.addWidget(content)
        return card

    def _text(self, text: str) -> Label:
        return Label(self._theme, text, wrap=True)

    def _region(self, region: str | None) -> QWidget:
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.space(4))
        name, text = _region_words(region)
        box.addWidget(Label(self._theme, name, strong=True))
        box.addWidget(Label(self._theme, text, tone="muted", wrap=True))
        return whole

    def _about(self, about: About) -> QWidget:
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.space(4))
        version = self.tr("CTI Desktop %1").replace("%1", about.version)
        box.addWidget(Label(self._theme, version, strong=True))
        where = self.tr("Calls, notes and contacts of this computer are kept in")
        box.addWidget(Label(self._theme, where, tone="muted", wrap=True))
        path = self._text(str(about.data_dir))
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(path)
        return whole


def _region_words(region: str | None) -> tuple[str, str]:
    """Return the region's name and how numbers without a country code are read."""
    if region is None:
        return _tr("No region"), _tr("Numbers count with their country code only, such as +44.")
    territory = QLocale.codeToTerritory(region)
    known = territory is not QLocale.Country.AnyTerritory
    name = f"{QLocale.territoryToString(territory)} ({region})" if known else region
    return name, _tr("Numbers without a country code are read as numbers from there.")
