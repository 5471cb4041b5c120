"""The bar below a card: how long wrap-up goes on, what it lacks, and whether a call is over."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout

from cti_desktop.agent.views import CallCard
from cti_desktop.desktop.spoken import announce
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, Label, Line, Plane, row
from cti_desktop.desktop.words import Words

_SOON = timedelta(seconds=15)


class FinishBar(Plane):
    """Says how long wrap-up has been going on and ends it, or says why it cannot end yet.

    Where wrap-up has a set time it counts down and offers more; when the time is over it says so
    and waits. It also asks whether a call is over of which nobody may have told the end.

    Signals:
        more_time_wanted: the person wants longer for wrap-up.
    """

    more_time_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._words = words
        self._asked = ("", "")
        space = theme.space
        self._since = Label(theme, "", strong=True, figures=True)
        self._reason = Label(theme, "", tone="muted", wrap=True)
        self.more = Button(theme, self.tr("+1 min"), "quiet", tip=self.tr("Take a minute more"))
        self.more.setAccessibleName(self.tr("Take a minute more"))
        self.over = Button(theme, self.tr("It is over"), icon="phone-end")
        self.over.setObjectName("it-is-over")
        self.over.setToolTip(self.tr("End this call here; Zoom's record puts it right later"))
        self.log = Button(theme, self.tr("Log this call"), icon="list")
        self.log.setToolTip(self.tr("The softphone does not log calls by itself"))
        self.finish = Button(theme, self.tr("Finish"), "primary", icon="check")
        self.finish.setObjectName("finish")
        self.finish.setMinimumWidth(theme.px(112))
        self.box.addWidget(Line())
        self._left = row(spacing=space(12))
        timing = row(self._since, self.more, spacing=space(12))
        self._left.addLayout(timing)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._left.setAlignment(timing, side)
        self._left.addWidget(self._reason, 1)
        self._inner = row(spacing=space(12))
        self._inner.addLayout(self._left, 1)
        for part in (self.over, self.log, self.finish):
            self._inner.addWidget(part)
        self._space = space(12)
        self.set_edge(space(24))
        self.box.addLayout(self._inner)
        self.more.clicked.connect(self.more_time_wanted)

    def show_card(self, card: CallCard, *, outcome_missing: bool, asked: bool = False) -> None:
        """Take a snapshot.

        Args:
            asked: the person wanted to finish though the call is not known to be over.
        """
        self.setVisible(not card.live or card.doubtful or asked)
        self.over.setVisible(card.live)
        self.finish.setVisible(not card.live)
        self.log.setVisible(not card.live and not card.logged)
        self.more.setVisible(not card.live and card.wrap_up_until is not None)
        if card.live:
            self._ask(card)
            return
        self._asked = ("", "")
        reason = self.tr("Choose an outcome to finish") if outcome_missing else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.finish.setEnabled(not outcome_missing)
        self.finish.setToolTip(reason or self.tr("Finish this call (Ctrl+Enter)"))
        self.finish.setAccessibleDescription(reason)
        self.tick(card)

    def set_compact(self, compact: bool) -> None:
        """Say what is missing below the time where there is no room beside it."""
        way = QBoxLayout.Direction
        self._left.setDirection(way.TopToBottom if compact else way.LeftToRight)
        self._left.setSpacing(self._space // 3 if compact else self._space)

    def set_edge(self, edge: int) -> None:
        """Keep this distance from left and right."""
        self._inner.setContentsMargins(edge, self._space, edge, self._space)

    def tick(self, card: CallCard) -> None:
        """Bring the time up to now."""
        text, tone = self._time(card)
        if text != self._since.text():
            self._since.setText(text)
            self._since.set_tone(tone)
        self._since.setVisible(bool(text))

    def _ask(self, card: CallCard) -> None:
        lost = self.tr("The softphone was away meanwhile. Is this call over?")
        known = self.tr("Zoom has not said that this call is over.")
        self._reason.setText(lost if card.doubtful else known)
        self._reason.show()
        self.over.setAccessibleDescription(self._reason.text())
        asked = (card.card_id, self._reason.text())
        if self.isVisible() and asked != self._asked:
            self._asked = asked
            announce(self, self._reason.text())
        self.tick(card)

    def _time(self, card: CallCard) -> tuple[str, str]:
        words, until = self._words, card.wrap_up_until
        if card.live or card.ended_at is None:
            return "", "text"
        if until is None:
            return self.tr("Wrap-up %1").replace("%1", words.timer(card.ended_at)), "text"
        now = words.now()
        if now >= until:
            return self.tr("Wrap-up %1 over").replace("%1", words.timer(until)), "warn"
        left = self.tr("Wrap-up %1 left").replace("%1", words.timer(now, until))
        return left, "warn" if until - now <= _SOON else "text"
