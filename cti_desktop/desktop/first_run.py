"""The first steps: what a person sets up or knows before the first call; shown once, found again.

Nothing here blocks: whoever goes to another page goes on later from the palette.
"""

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cti_desktop.agent.setting_table import FIRST_STEPS_DONE
from cti_desktop.agent.views import CompanionState, Notice, SoftphoneState, StatusView
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, Plane, Scroll, row

_WIDEST = 640
_SIGNED_IN = (CompanionState.IN_STEP, CompanionState.AWAY, CompanionState.CONNECTING)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FirstRun", text)


class Step(Plane):
    """One step: done or to do, what it is for, and its one action."""

    def __init__(self, theme: Theme, title: str, text: str, action: Button | None = None) -> None:
        super().__init__("card")
        space = theme.space
        self._mark = IconLabel(theme, "dot", "muted", 20)
        self.text = Label(theme, text, tone="muted", wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(space(4))
        texts.addWidget(Label(theme, title, strong=True))
        texts.addWidget(self.text)
        line = row(spacing=space(12))
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        if action is not None:
            line.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
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
        companion_url: None works without a companion.
        region: ISO country of national numbers; None when none is set.

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
        self.setAccessibleName(self.tr("First steps"))
        self.sign_in = Button(theme, self.tr("Sign in"))
        self.begin = Button(theme, self.tr("Start"), "primary")
        self.softphone = Step(theme, self.tr("Zoom softphone"), self.tr("Zoom is starting"))
        self.companion = self._companion_step(companion_url)
        self.region = self._region_step(region)
        self.sound = Step(
            theme,
            self.tr("Microphone and headset"),
            self.tr(
                "Sound runs in the Zoom desktop client. Keep it open and signed in, and choose "
                "your headset there."
            ),
        )
        self._lay_out()
        self.sign_in.clicked.connect(self._sign_in)
        self.begin.clicked.connect(self._begin)
        core.viewed.connect(self._heard)
        self.setFocusProxy(self.begin)

    def close_top(self) -> bool:
        """Leave the steps for later."""
        self._begin()
        return True

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

    def _begin(self) -> None:
        self._live.set(FIRST_STEPS_DONE, True)
        self.left.emit()

    def _companion_step(self, url: str | None) -> Step:
        title = self.tr("Companion")
        if url is None:
            self.sign_in.hide()
            text = self.tr(
                "None is set, so calls and notes stay on this computer. Your admin can give you "
                "an address for CTI_COMPANION_URL."
            )
            return Step(self._theme, title, text)
        return Step(self._theme, title, url, self.sign_in)

    def _region_step(self, region: str | None) -> Step:
        title = self.tr("Region")
        if region is None:
            text = self.tr(
                "None is set, so numbers count with their country code only. Set CTI_REGION to "
                "your country, such as GB."
            )
            return Step(self._theme, title, text)
        name = QLocale.territoryToString(QLocale.codeToTerritory(region))
        text = self.tr("Numbers without a country code are read as numbers of %1.")
        step = Step(self._theme, title, text.replace("%1", f"{name} ({region})"))
        step.set_done(True)
        return step

    def _lay_out(self) -> None:
        theme, space = self._theme, self._theme.space
        content = QWidget()
        content.setMaximumWidth(theme.px(_WIDEST))
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(32), space(24), space(24))
        box.setSpacing(space(12))
        box.addWidget(Label(theme, self.tr("Welcome to CTI Desktop"), "name", strong=True))
        hint = self.tr(
            "When a call comes in, you see here who it is, write your note and find it again. "
            "A few things first:"
        )
        box.addWidget(Label(theme, hint, tone="muted", wrap=True))
        box.addSpacing(space(8))
        for step in (self.softphone, self.companion, self.region, self.sound):
            box.addWidget(step)
        box.addSpacing(space(8))
        box.addLayout(row(None, self.begin))
        box.addStretch(1)
        around = QWidget()
        side = QHBoxLayout(around)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(content, 1)
        side.addStretch(0)
        self.box.addWidget(Scroll(around))


def _settled(_nothing: None) -> None:
    """Do nothing: the status tells."""
