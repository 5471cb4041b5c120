"""The screen pop while the window cannot be seen: a small window at the top right of a screen.

It takes no focus, stays while the call rings, and three at most stand below each other.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from PySide6.QtCore import (
    QEasingCurve,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QCursor, QGuiApplication, QPaintEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.views import CallCard, DeskView
from cti_desktop.calls.call import State
from cti_desktop.desktop.pop import pill_of
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Avatar, Button, ElidedLabel, Pill, Plane, row
from cti_desktop.desktop.words import Words

WIDTH, HEIGHT = 360, 132
_MOST = 3
_GAP = 12
_TICK_MS = 1000
_ANSWERED_S = 20
"""How long a toast stands for a call that comes up only when it is answered."""
_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


class Toast(QWidget):
    """One ringing call.

    Signals:
        painted(str, object): the card's id and the time in UTC when it first stood on screen.
        opened(str): show this card in the window.
        muted(str): be quiet about this call.
    """

    painted = Signal(str, object)
    opened = Signal(str)
    muted = Signal(str)

    def __init__(self, theme: Theme, words: Words, card: CallCard) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._theme, self._words = theme, words
        self._card_id, self._reported = card.card_id, False
        self._avatar = Avatar(theme, words, 40)
        self._name = ElidedLabel(theme, "", "section", strong=True)
        self._about = ElidedLabel(theme, "", tone="muted", figures=True)
        self._why = ElidedLabel(theme, "", "caption", tone="muted")
        self._pill = Pill(theme)
        self._moving: QPropertyAnimation | None = None
        self._lay_out()
        self.show_card(card)

    def show_card(self, card: CallCard) -> None:
        """Take a snapshot."""
        self.setWindowTitle(self._words.direction(card.direction))
        self._avatar.show_name(card.name, known=card.chosen is not None or card.internal)
        name = one_line(card.name)
        self._name.setText(name)
        number = card.number if card.number != card.name else ""
        about = joined(card.firm, number)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        why = card.chosen.why if card.chosen else self.tr("not in your contacts")
        if card.matches and not card.chosen:
            why = self.tr("several contacts have this number")
        via = self.tr("via %1").replace("%1", card.via) if card.via else ""
        self._why.setText(joined(why[:1].upper() + why[1:], via))
        icon, tone, _, time = pill_of(card, self._words)
        self._pill.show_state(icon, tone, "", time)
        self.setAccessibleName(f"{self.windowTitle()}: {joined(name, about)}")

    def stand_at(self, at: QPoint) -> None:
        """Slide to a place, or be there at once when the person wants no motion."""
        self._stop_moving()
        if self.isVisible() or not self._theme.motion_ms:
            self.move(at)
            self.show()
            return
        self.move(at + QPoint(0, -_GAP))
        self.show()
        self._moving = QPropertyAnimation(self, b"pos", self)
        self._moving.setDuration(self._theme.motion_ms)
        self._moving.setEndValue(at)
        self._moving.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._moving.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw, and tell once that the card stood on screen."""
        super().paintEvent(event)
        if not self._reported:
            self._reported = True
            QTimer.singleShot(0, self._report_painted)

    def _stop_moving(self) -> None:
        if self._moving is not None:
            self._moving.stop()
            self._moving.deleteLater()
            self._moving = None

    def _report_painted(self) -> None:
        self.painted.emit(self._card_id, datetime.now(UTC))

    def _lay_out(self) -> None:
        theme = self._theme
        self.setFixedSize(theme.px(WIDTH), theme.px(HEIGHT))
        card = Plane("card")
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(2))
        texts.addLayout(row(self._name, self._pill, spacing=theme.space(8)))
        texts.addWidget(self._about)
        texts.addWidget(self._why)
        top = row(self._avatar, spacing=theme.space(12))
        top.setAlignment(self._avatar, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        open_ = Button(theme, self.tr("Open"), "primary")
        mute = Button(theme, self.tr("Mute"), icon="bell-off", tone="muted")
        for button in (open_, mute):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        open_.clicked.connect(lambda: self.opened.emit(self._card_id))
        mute.clicked.connect(lambda: self.muted.emit(self._card_id))
        card.box.setContentsMargins(16, 12, 16, 12)
        card.box.addLayout(top)
        card.box.addStretch(1)
        card.box.addLayout(row(None, mute, open_, spacing=theme.space(8)))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)


def screen_named(name: str, window: QWidget) -> QScreen:
    """Return the monitor a setting means; one that is not there is the window's.

    Args:
        name: `window`, `main`, `pointer`, or a monitor's number, counted from 1.
    """
    screens = QGuiApplication.screens()
    if name == "main":
        return QGuiApplication.primaryScreen()
    if name == "pointer":
        return QGuiApplication.screenAt(QCursor.pos()) or window.screen()
    if name.isdecimal() and 0 < int(name) <= len(screens):
        return screens[int(name) - 1]
    return window.screen()


def _application() -> QGuiApplication:
    return cast("QGuiApplication", QGuiApplication.instance())


class ToastStack(QObject):
    """Shows a toast for every call that comes up while the window cannot be seen.

    It stands while the call rings; a call that comes up only when it is answered has one for a
    while.

    Args:
        place: names the monitor they stand on, see `screen_named`.
        behind: says when a window behind another program's counts as unseen: `always`, `never`, or
            `one_monitor`, where what is in front covers much.

    Signals:
        painted(str, object): as of a toast.
        opened(str): show this card in the window.
    """

    painted = Signal(str, object)
    opened = Signal(str)

    def __init__(
        self,
        theme: Theme,
        words: Words,
        parent: QWidget,
        place: Callable[[], str] = lambda: "window",
        behind: Callable[[], str] = lambda: "never",
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._words = parent, theme, words
        self._place, self._behind = place, behind
        self._toasts: dict[str, Toast] = {}
        self._held_back: set[str] = set()
        self._muted: set[str] = set()
        self._cards: tuple[CallCard, ...] = ()
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        _application().applicationStateChanged.connect(self.refresh)

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """What is shown, uppermost first."""
        return tuple(self._toasts.values())

    @property
    def may_mute(self) -> bool:
        """Whether there is a call to be quiet about."""
        return bool(self._loud)

    def mute(self) -> None:
        """Be quiet about the uppermost call, also when the window is hidden later."""
        for card in self._loud[:1]:
            self._mute(card.card_id)

    @property
    def _loud(self) -> list[CallCard]:
        return [card for card in self._cards if card.card_id not in self._muted]

    def show_desk(self, desk: DeskView) -> None:
        """Take a snapshot."""
        there = {card.card_id for card in desk.cards}
        rings = (card for card in desk.cards if card.state is State.RINGING)
        self._held_back &= there
        self._held_back |= {card.card_id for card in rings if not card.comes_up}
        self._cards = tuple(card for card in desk.cards if self._calls_for_one(card))
        self._muted &= there
        self.refresh()

    def refresh(self, *_changed: object) -> None:
        """Look again whether the window can be seen."""
        wanted = {} if self._seen() else {card.card_id: card for card in self._loud[:_MOST]}
        for card_id in set(self._toasts) - set(wanted):
            self._close(card_id)
        for card_id, card in wanted.items():
            if card_id in self._toasts:
                self._toasts[card_id].show_card(card)
            else:
                self._toasts[card_id] = self._make(card)
        self._arrange()
        if self._toasts:
            self._ticks.start()
        else:
            self._ticks.stop()

    def _seen(self) -> bool:
        if not self._window.isVisible() or self._window.isMinimized():
            return False
        in_front = _application().applicationState() is Qt.ApplicationState.ApplicationActive
        when = self._behind()
        alone = len(QGuiApplication.screens()) == 1
        return in_front or when == "never" or (when == "one_monitor" and not alone)

    def close_all(self) -> None:
        """Take every toast away: the program ends."""
        self._cards = ()
        self.refresh()

    def _calls_for_one(self, card: CallCard) -> bool:
        if not card.comes_up or card.doubtful:
            return False
        late = card.state is State.CONNECTED and card.card_id in self._held_back
        return card.state is State.RINGING or (late and not self._is_old(card))

    def _is_old(self, card: CallCard) -> bool:
        since = card.answered_at
        return since is None or self._words.now() - since > timedelta(seconds=_ANSWERED_S)

    def _make(self, card: CallCard) -> Toast:
        toast = Toast(self._theme, self._words, card)
        toast.painted.connect(self.painted)
        toast.opened.connect(self.opened)
        toast.muted.connect(self._mute)
        return toast

    def _mute(self, card_id: str) -> None:
        self._muted.add(card_id)
        self.refresh()

    def _close(self, card_id: str) -> None:
        toast = self._toasts.pop(card_id)
        toast.hide()
        toast.deleteLater()

    def _tick(self) -> None:
        fresh = tuple(card for card in self._cards if self._calls_for_one(card))
        if fresh != self._cards:
            self._cards = fresh
            self.refresh()
        for card in self._cards:
            if card.card_id in self._toasts:
                self._toasts[card.card_id].show_card(card)

    def _arrange(self) -> None:
        screen: QRect = screen_named(self._place(), self._window).availableGeometry()
        top = screen.top() + _GAP
        for toast in self._toasts.values():
            toast.stand_at(QPoint(screen.right() - toast.width() - _GAP, top))
            top += toast.height() + _GAP
