"""The status bar: three short items, each with icon, colour and word; a click tells the whole."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.desktop.counted import counted
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Label, Line, Plane, row, set_look

if TYPE_CHECKING:  # the bar is painted before these are loaded; their values are plain words
    from cti_desktop.agent.softphone_words import Cause
    from cti_desktop.agent.views import CompanionState, SoftphoneState, StatusView

_HEIGHT = 36
_POPOVER = 320


class Popover(QWidget):
    """A sentence above the item it explains; closes on Esc or a click elsewhere.

    Attributes:
        action: what can be done about it; hidden when that is nothing.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._theme = theme
        self._title = Label(theme, "", strong=True)
        self._text = Label(theme, "", wrap=True)
        self.action = Button(theme, "", icon="refresh")
        self._act: Callable[[], None] | None = None
        self.action.clicked.connect(self._do)
        self._ground = ground = Plane("popover")  # a translucent window draws none itself
        ground.box.setContentsMargins(16, 12, 16, 16)
        ground.box.setSpacing(theme.space(4))
        ground.box.addWidget(self._title)
        ground.box.addWidget(self._text)
        self._foot = QWidget()
        foot = row(self.action, None)
        foot.setContentsMargins(0, theme.space(8), 0, 0)
        self._foot.setLayout(foot)
        ground.box.addWidget(self._foot)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(ground)
        self.setFixedWidth(theme.px(_POPOVER))

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def show_above(
        self, item: QWidget, title: str, text: str, act: Callable[[], None] | None = None
    ) -> None:
        """Open above an item, inside its window; `act` is what the action does."""
        self._title.setText(title)
        self._text.setText(text)
        self._act = act
        self._foot.setVisible(act is not None)
        self._ground.box.invalidate()  # the height is asked for before Qt would do so
        self._ground.updateGeometry()
        self.setAccessibleName(f"{title}. {text}")
        self.setFixedWidth(self._theme.px(_POPOVER))
        self.setFixedHeight(self._box.heightForWidth(self.width()))
        at = item.mapToGlobal(QPoint(0, -self.height() - 4))
        window = item.window().frameGeometry()
        at.setX(max(window.left() + 8, min(at.x(), window.right() - self.width() - 8)))
        self.move(at)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _do(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()


class StatusBar(Plane):
    """Says how softphone and companion do and what waits.

    Signals:
        unfinished_wanted: the person wants to see the calls without an outcome.
        reload_wanted: the person wants the softphone loaded afresh.
    """

    unfinished_wanted = Signal()
    reload_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("sunken")
        self._theme = theme
        self._status: StatusView | None = None
        self.setAccessibleName(self.tr("Status"))
        self.softphone = self._item("status-softphone", self._explain_softphone)
        self.companion = self._item("status-companion", self._explain_companion)
        self.waiting = self._item("status-waiting", self._explain_waiting)
        self.unfinished = self._item("status-unfinished", self.unfinished_wanted.emit)
        self.hint = self._item("status-hint", self._explain_hint)
        self._agent = Label(theme, "", tone="muted")
        self.popover = Popover(theme, self)
        self.popover.action.setText(self.tr("Reload"))
        self.popover.action.setObjectName("reload-softphone")
        self.popover.action.setAccessibleName(self.tr("Reload the softphone"))
        self.box.addWidget(Line())
        bar = row(
            self.softphone,
            self.companion,
            self.waiting,
            self.unfinished,
            self.hint,
            None,
            self._agent,
            spacing=4,
        )
        bar.setContentsMargins(8, 0, 16, 0)
        self.box.addLayout(bar)
        self._dress()
        theme.changed.connect(self._dress)

    def take_focus(self) -> None:
        """Take the keyboard, on the first item."""
        self.softphone.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_status(self, status: "StatusView") -> None:
        """Take a snapshot."""
        self._status = status
        icon, tone, word = self._softphone_words(status.softphone, status.softphone_cause)
        self._show(self.softphone, icon, tone, word, status.softphone_text)
        icon, tone, word = self._companion_words(status.companion)
        self._show(self.companion, icon, tone, word, status.companion_text)
        self.companion.setVisible(status.companion != "off")
        self._show_counts(status)
        word, text = self._hint_words(status)
        self._show(self.hint, "warning", "warn", word, text)
        self.hint.setVisible(bool(status.hints))
        self._agent.setText(status.agent_name or "")

    def _show_counts(self, status: "StatusView") -> None:
        waiting, unfinished = status.waiting, status.unfinished
        text = self.tr("1 change waiting") if waiting == 1 else self.tr("%1 changes waiting")
        self._show(self.waiting, "clock", "muted", text.replace("%1", str(waiting)), "")
        self.waiting.setVisible(waiting > 0)
        one, many = self.tr("1 call needs an outcome"), self.tr("%1 calls need an outcome")
        text = one if unfinished == 1 else many.replace("%1", counted(unfinished))
        self._show(self.unfinished, "tasks", "warn", text, self.tr("Show them"))
        self.unfinished.setVisible(unfinished > 0)

    def _hint_words(self, status: "StatusView") -> tuple[str, str]:
        word = status.hints[0].word if status.hints else ""
        return word, "\n\n".join(hint.text for hint in status.hints)

    def _item(self, name: str, explain: object) -> Button:
        item = Button(self._theme, "", "status", icon="dot", tone="muted")
        item.setObjectName(name)
        item.clicked.connect(explain)
        return item

    def _show(self, item: Button, icon: str, tone: str, word: str, tip: str) -> None:
        alarming = tone in ("warn", "bad") and item is not self.unfinished
        if alarming and word and word != item.text():
            announce(self, f"{word}. {tip}" if tip else word)
        item.setText(word)
        item.setToolTip(tip)
        item.setAccessibleName(word)
        item.setAccessibleDescription(tip)
        item.set_icon(icon, tone)
        set_look(item, "alarm", tone == "bad")

    def _softphone_words(
        self, state: "SoftphoneState", cause: "Cause | None"
    ) -> tuple[str, str, str]:
        icon, tone, word = self._words_of_state(state)
        return icon, tone, self._words_of_cause().get(cause or "", word)

    def _words_of_cause(self) -> dict[str, str]:
        return {
            "network": self.tr("Zoom cannot be reached"),
            "no_device": self.tr("No device"),
            "offline": self.tr("No network"),
            "signed_out": self.tr("Not signed in to Zoom"),
            "no_ringing": self.tr("Nothing rang"),
        }

    def _words_of_state(self, state: "SoftphoneState") -> tuple[str, str, str]:
        return {
            "starting": ("clock", "muted", self.tr("Zoom is starting")),
            "ready": ("dot", "good", self.tr("Zoom ready")),
            "dialling": ("phone-out", "accent", self.tr("Dialling")),
            "stalled": ("warning", "warn", self.tr("Zoom does not answer")),
            "refused": ("error", "bad", self.tr("Zoom refused this address")),
            "failed": ("error", "bad", self.tr("Softphone stopped")),
        }[state]

    def _companion_words(self, state: "CompanionState") -> tuple[str, str, str]:
        return {
            "off": ("cloud-off", "muted", self.tr("No companion")),
            "signed_out": ("cloud-off", "warn", self.tr("Signed out")),
            "connecting": ("cloud", "muted", self.tr("Connecting")),
            "in_step": ("dot", "good", self.tr("Companion in step")),
            "away": ("cloud-off", "warn", self.tr("Companion away")),
        }[state]

    def _explain_softphone(self) -> None:
        status = self._status
        if status is not None:
            well = status.softphone in ("ready", "dialling")
            act = None if well else self.reload_wanted.emit
            self.popover.show_above(
                self.softphone, self.softphone.text(), status.softphone_text, act
            )

    def _explain_companion(self) -> None:
        status = self._status
        if status is not None:
            kept = self.tr("This computer has no keyring, so you stay signed in for this run only.")
            text = f"{status.companion_text}\n\n{kept}" if status.kept_for_this_run else None
            self.popover.show_above(
                self.companion, self.companion.text(), text or status.companion_text
            )

    def _explain_waiting(self) -> None:
        text = self.tr("They are saved on this computer and go to the companion when it is there.")
        self.popover.show_above(self.waiting, self.waiting.text(), text)

    def _explain_hint(self) -> None:
        if self._status is not None:
            word, text = self._hint_words(self._status)
            self.popover.show_above(self.hint, word, text)

    def _dress(self) -> None:
        self.setFixedHeight(self._theme.px(_HEIGHT))
