"""The first steps: what a person sets up or knows before the first call; shown once, found again.

Each step can be done here. Nothing here blocks: whoever goes to another page goes on later from the
palette.
"""

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from cti_desktop.agent.setting_table import COMPANION_URL, FIRST_STEPS_DONE, REGION, SURFACE
from cti_desktop.agent.views import (
    CheckLine,
    CompanionState,
    Notice,
    SoftphoneState,
    StatusView,
)
from cti_desktop.calls.errors import CtiError
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.reading_column import ReadingColumn
from cti_desktop.desktop.restart import restart
from cti_desktop.desktop.setting_row import SettingRow, trouble_words
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Plane, row

_WIDEST = 640
_SIGNED_IN = (CompanionState.IN_STEP, CompanionState.AWAY, CompanionState.CONNECTING)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FirstRun", text)


class Step(Plane):
    """One step: done or to do, what it is for, its one action, and what is set in it."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        action: Button | None = None,
        setting: SettingRow | None = None,
    ) -> None:
        super().__init__("card")
        space = theme.space
        self._mark = IconLabel(theme, "dot", "muted", 20)
        self.text = Label(theme, text, tone="muted", wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(space(4))
        texts.addWidget(Label(theme, title, strong=True))
        texts.addWidget(self.text)
        if setting is not None:
            setting.title.hide()
            setting.hint.hide()
            setting.can_restart = False
            texts.addSpacing(space(4))
            texts.addWidget(setting)
        line = row(spacing=space(12))
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        if action is not None:
            line.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)
        self.box.setContentsMargins(space(16), space(12), space(16), space(12))
        self.box.addLayout(line)
        self.set_done(False)

    def set_done(self, done: bool) -> None:
        """Mark it as done or to do."""
        self.done = done
        self._mark.show_icon("check" if done else "dot", "good" if done else "muted")
        state = _tr("Done") if done else _tr("To do")
        self._mark.setAccessibleName(state)
        self._mark.setToolTip(state)


class FirstRunPage(Plane):
    """The page.

    Args:
        companion_url: the companion this run works with; None works without one.
        region: ISO country of national numbers of this run; None when none is set.

    Signals:
        left: the person goes on to the phone page.
    """

    left = Signal()

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        live: LiveSettings,
        *,
        companion_url: str | None,
        region: str | None,
    ) -> None:
        super().__init__()
        self._core, self._theme, self._live = core, theme, live
        self._companion_url, self._started_with = companion_url, region
        self.setAccessibleName(self.tr("First steps"))
        self.sign_in = Button(theme, self.tr("Sign in"))
        self.sign_in.hide()
        self.open_links = Button(theme, self.tr("Open them here"))
        self.open_links.hide()
        self.begin = Button(theme, self.tr("Start"), "primary")
        self.address = SettingRow(theme, live, COMPANION_URL)
        self.country = SettingRow(theme, live, REGION)
        self._suggest_country()
        self.softphone = Step(theme, self.tr("Zoom softphone"), self.tr("Zoom is starting"))
        self.companion = self._companion_step()
        self.region = self._region_step()
        self.links = self._links_step()
        self.sound = self._sound_step()
        self._lay_out()
        self._connect()
        self._show_settings()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard on; a proxy would draw Tab past all that stands before it."""
        super().focusInEvent(event)
        self.begin.setFocus()

    def close_top(self) -> bool:
        """Leave the steps for later."""
        self._leave()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Look who opens links now."""
        super().showEvent(event)
        self._core.ask(
            lambda office: office.links_here(), self._show_links, self._links_failed, owner=self
        )

    @property
    def restarts(self) -> bool:
        """Whether what was set here acts only at the next start."""
        url, region = self._live.get(COMPANION_URL), self._live.get(REGION)
        return (url or None, region or None) != (self._companion_url, self._started_with)

    def _heard(self, view: object) -> None:
        if not isinstance(view, StatusView):
            return
        self.softphone.text.setText(view.softphone_text)
        self.softphone.set_done(view.softphone is SoftphoneState.READY)
        if view.companion is CompanionState.OFF:
            return
        self.companion.text.setText(view.companion_text)
        self.companion.set_done(view.companion in _SIGNED_IN)
        self.sign_in.setVisible(view.companion is CompanionState.SIGNED_OUT)

    def _sign_in(self) -> None:
        self.companion.text.setText(self.tr("Go on in your browser."))
        self._core.ask(lambda office: office.sign_in(), _settled, self._not_signed_in, owner=self)

    def _not_signed_in(self, notice: Notice) -> None:
        self.companion.text.setText(notice.text)

    def _open_links(self) -> None:
        self.open_links.setEnabled(False)
        self._core.ask(
            lambda office: office.open_links_here(),
            self._show_links,
            self._links_failed,
            owner=self,
        )

    def _show_links(self, found: CheckLine) -> None:
        self.open_links.setEnabled(True)
        self.open_links.setVisible(not found.ok)
        self.links.text.setText(found.text)
        self.links.set_done(found.ok)

    def _links_failed(self, notice: Notice) -> None:
        self.open_links.setEnabled(True)
        self.links.text.setText(notice.text)

    def _begin(self) -> None:
        """Go on to the phone page, or start anew when something set here needs it."""
        self._keep_country()
        new_companion = self._live.get(COMPANION_URL) != (self._companion_url or "")
        anew = self.restarts
        if not new_companion:  # else the steps come once more, to sign in
            self._keep_done()
        if anew:
            restart(self)
        else:
            self.left.emit()

    def _leave(self) -> None:
        self._keep_done()
        self.left.emit()

    def _keep_done(self) -> None:
        try:
            self._live.set(FIRST_STEPS_DONE, True)
        except CtiError as error:
            self.sound.text.setText(trouble_words(error))

    # region

    def _suggest_country(self) -> None:
        """Show the system's country while none is set; it is kept when the person goes on."""
        self._suggested = ""
        standing = self._live.standing(REGION)
        code = QLocale.territoryToCode(QLocale.system().territory())
        if not standing.value and not standing.locked and REGION.kind.read(code):
            self._suggested = code
            self.country.control.show_value(code)

    def _keep_country(self) -> None:
        if not self._suggested or self._live.get(REGION):
            return
        try:
            self._live.set(REGION, self._suggested)
        except CtiError as error:
            self.region.text.setText(trouble_words(error))

    def _chosen(self, _value: object) -> None:
        self._suggested = ""  # the person has chosen, be it none

    def _show_settings(self) -> None:
        """Show what settings say of the steps, and what the last button will do."""
        self.region.set_done(bool(self._live.get(REGION)))
        anew = self.restarts or bool(self._suggested and not self._live.get(REGION))
        self.begin.setText(self.tr("Restart and go on") if anew else self.tr("Start"))

    def _companion_step(self) -> Step:
        text = self.tr(
            "Its address is with your admin. Without one, calls and notes stay on this computer."
        )
        return Step(self._theme, self.tr("Companion"), text, self.sign_in, self.address)

    def _region_step(self) -> Step:
        text = self.tr("Numbers without a country code are read as numbers from there.")
        return Step(self._theme, self.tr("Region"), text, setting=self.country)

    def _links_step(self) -> Step:
        text = self.tr("Looking who opens them…")
        return Step(self._theme, self.tr("Links to phone numbers"), text, self.open_links)

    def _sound_step(self) -> Step:
        in_client = self.tr(
            "Sound runs in the Zoom desktop client. Keep it open and signed in, and choose "
            "your headset there."
        )
        in_page = self.tr(
            "Sound runs in the softphone on the right. Choose your headset in its settings; the "
            "microphone is for Zoom's page alone."
        )
        text = in_page if self._live.get(SURFACE) == "contact_center" else in_client
        return Step(self._theme, self.tr("Microphone and headset"), text)

    def _connect(self) -> None:
        self.sign_in.clicked.connect(self._sign_in)
        self.open_links.clicked.connect(self._open_links)
        self.begin.clicked.connect(self._begin)
        self.country.control.chosen.connect(self._chosen)
        self._live.changed.connect(self._changed)
        self._core.viewed.connect(self._heard)

    def _changed(self, names: frozenset[str]) -> None:
        for one in (self.address, self.country):
            if one.setting.name in names:
                one.show_standing()
        self._show_settings()

    def _lay_out(self) -> None:
        theme = self._theme
        page = ReadingColumn(theme, widest=_WIDEST, spacing=12)
        box = page.column
        box.addWidget(Label(theme, self.tr("Welcome to CTI Desktop"), "name", strong=True))
        hint = self.tr(
            "When a call comes in, you see here who it is, write your note and find it again. "
            "A few things first:"
        )
        box.addWidget(Label(theme, hint, tone="muted", wrap=True))
        for step in (self.softphone, self.companion, self.region, self.links, self.sound):
            box.addWidget(step)
        box.addLayout(row(None, self.begin))
        box.addStretch(1)
        self.box.addWidget(page)


def _settled(_nothing: None) -> None:
    """Do nothing: the status tells."""
