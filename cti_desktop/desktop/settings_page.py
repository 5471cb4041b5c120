"""The settings' page: companion, appearance, text size, region, and what program this is."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QSlider, QVBoxLayout, QWidget

from cti_desktop.agent.views import CompanionState, Notice, StatusView
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.preferences import Preferences
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.widgets import Button, Chip, IconLabel, Label, Plane, Scroll, row, set_look

_WIDTH = 560
_STEP = 10


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
        self.button = Button(theme, self.tr("Sign in"), "primary")
        self.button.clicked.connect(self._clicked)
        space = theme.space
        texts = QVBoxLayout()
        texts.setSpacing(space(4))
        for part in (self._text, self._more, self._trouble):
            texts.addWidget(part)
        line = row(spacing=space(12))
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.box.setContentsMargins(space(16), space(16), space(16), space(16))
        self.box.addLayout(line)
        self._url = about.companion_url
        self._show_button()

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
        self._show_button()

    def _show_button(self) -> None:
        self.button.setVisible(self._state is not CompanionState.OFF)
        if self._asking is not None:
            self.button.setText(self.tr("Cancel"))
            set_look(self.button, "kind", "")
        elif self._state is CompanionState.SIGNED_OUT:
            self.button.setText(self.tr("Sign in"))
            set_look(self.button, "kind", "primary")
        else:
            self.button.setText(self.tr("Sign out"))
            set_look(self.button, "kind", "")

    def _clicked(self) -> None:
        self._trouble.hide()
        if self._asking is not None:
            self._asking.cancel()
            self._settled()
        elif self._state is CompanionState.SIGNED_OUT:
            self._wait(self.tr("Go on in your browser."))
            self._asking = self._core.ask(
                lambda office: office.sign_in(), self._done, self._failed, owner=self
            )
            self._show_button()
        else:
            self._core.ask(lambda office: office.sign_out(), self._done, self._failed, owner=self)

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
        self._show_button()


class LookChoice(QWidget):
    """Chooses light or dark and the size of text; in force at once.

    Args:
        preferences: keeps what was chosen; None for this run only.
    """

    def __init__(self, theme: Theme, preferences: Preferences | None) -> None:
        super().__init__()
        self._theme, self._preferences = theme, preferences
        self._chips: dict[Appearance, Chip] = {}
        self._group = QButtonGroup(self)
        self.text_size = QSlider(Qt.Orientation.Horizontal)
        self.text_size.setRange(100, 200)
        self.text_size.setSingleStep(_STEP)
        self.text_size.setPageStep(_STEP * 2)
        self.text_size.setTracking(False)
        self.text_size.setAccessibleName(self.tr("Text size in per cent"))
        self._percent = Label(theme, "", figures=True)
        self._lay_out()
        self._show()
        self.text_size.sliderMoved.connect(self._say_percent)
        self.text_size.valueChanged.connect(self._scale)
        theme.changed.connect(self._show)

    def chip(self, appearance: Appearance) -> Chip:
        """Return the chip that chooses an appearance."""
        return self._chips[appearance]

    def _choose(self, appearance: Appearance) -> None:
        self._theme.set_appearance(appearance)
        self._keep()

    def _scale(self, percent: int) -> None:
        stepped = round(percent / _STEP) * _STEP
        if stepped / 100 != self._theme.scale:
            self._theme.set_scale(stepped / 100)
            self._keep()
        self._show()

    def _keep(self) -> None:
        if self._preferences is not None:
            self._preferences.keep(self._theme)

    def _show(self) -> None:
        self._chips[self._theme.appearance].setChecked(True)
        percent = round(self._theme.scale * 100)
        with QSignalBlocker(self.text_size):
            self.text_size.setValue(percent)
        self._say_percent(percent)

    def _say_percent(self, percent: int) -> None:
        self._percent.setText(self.tr("%1 %").replace("%1", str(percent)))

    def _lay_out(self) -> None:
        space = self._theme.space
        names = {
            Appearance.SYSTEM: self.tr("As the system"),
            Appearance.LIGHT: self.tr("Light"),
            Appearance.DARK: self.tr("Dark"),
        }
        chips = QWidget()
        flow = Flow(chips, space(8))
        for appearance, name in names.items():
            chip = Chip(self._theme, name)
            chip.setAccessibleName(self.tr("Appearance: %1").replace("%1", name))
            chip.clicked.connect(partial(self._clicked, appearance))
            self._chips[appearance] = chip
            self._group.addButton(chip)
            flow.addWidget(chip)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(space(8))
        box.addWidget(Label(self._theme, self.tr("Colours")))
        box.addWidget(chips)
        box.addSpacing(space(8))
        box.addWidget(Label(self._theme, self.tr("Text size")))
        box.addLayout(row(self.text_size, self._percent, spacing=space(12)))

    def _clicked(self, appearance: Appearance, _checked: bool = False) -> None:
        self._choose(appearance)


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
            (self.tr("Phone numbers"), self._card(self._text(_region_words(about.region)))),
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


def _region_words(region: str | None) -> str:
    """Say how numbers without a country are read."""
    if region is None:
        return _tr("No region is set: numbers count with their country code only, such as +44.")
    territory = QLocale.codeToTerritory(region)
    name = QLocale.territoryToString(territory)
    known = territory is not QLocale.Country.AnyTerritory
    text = _tr("Numbers without a country code are read as numbers of %1.")
    return text.replace("%1", f"{name} ({region})" if known else region)
