"""What hangs on a call besides its note: summary, recordings, voicemail with its transcript."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.answers import CallDetail, Playable
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Button, IconLabel, Label, row
from cti_desktop.desktop.words import Words

_LONGEST = 20_000


def open_in_browser(url: str, open_page: Callable[[QUrl], object]) -> bool:
    """Open an address if it is a web page; tell whether it was."""
    address = QUrl(url, QUrl.ParsingMode.StrictMode)
    is_web = address.isValid() and address.scheme() in ("https", "http") and bool(address.host())
    if is_web:
        open_page(address)
    return is_web


class CallMedia(QWidget):
    """The sections that are there, each under its title.

    Args:
        browse: opens the page of a recording or voicemail.
        player: gives what plays a sound that can be heard here, under its title.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        detail: CallDetail,
        browse: Callable[[str], None],
        player: Callable[[Playable, str], QWidget],
    ) -> None:
        super().__init__()
        self._theme, self._words, self._browse = theme, words, browse
        self._player = player
        heard = detail.playable
        recordings = [one for one in heard if not one.voicemail]
        voicemails = [one for one in heard if one.voicemail]
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, theme.space(16))
        self._box.setSpacing(theme.space(8))
        self._add_text("summary", self.tr("Summary"), detail.summary)
        self._add_text("tasks", self.tr("Next steps"), detail.next_steps)
        self._add_sounds("recording", self.tr("Recording"), detail.recordings, recordings)
        self._add_text("recording", self.tr("Transcript"), detail.spoken)
        self._add_sounds("voicemail", self.tr("Voicemail"), detail.voicemails, voicemails)
        self._add_text("voicemail", self.tr("Transcript"), detail.transcript)
        for number, note in enumerate(detail.other_notes):
            self._add_text("note", self.tr("Another note") if not number else "", note)

    @property
    def says_anything(self) -> bool:
        """Whether there is any section."""
        return self._box.count() > 0

    def _title(self, icon: str, title: str) -> None:
        if self._box.count():
            self._box.addSpacing(self._theme.space(8))
        label = Label(self._theme, title, strong=True)
        self._box.addLayout(row(IconLabel(self._theme, icon), label, None))

    def _add_text(self, icon: str, title: str, text: str) -> None:
        if not text:
            return
        if title:
            self._title(icon, title)
        self._box.addWidget(Label(self._theme, text[:_LONGEST], wrap=True))

    def _add_sounds(
        self,
        icon: str,
        title: str,
        media: tuple[tuple[str, int | None], ...],
        heard: list[Playable],
    ) -> None:
        """Add what plays here first, then the pages there are of them."""
        if not media and not heard:
            return
        self._title(icon, title)
        for number, one in enumerate(heard, start=1):
            player = self._player(one, f"{title} {number}")
            self._box.addWidget(player)
            player.show()
        for number, (url, seconds) in enumerate(media, start=1):
            if url or not heard:
                length = self._words.duration(seconds)
                self._box.addLayout(row(*self._link(url, title, number, length), None))

    def _link(self, url: str, title: str, number: int, length: str) -> tuple[QWidget, QWidget]:
        shown = Label(self._theme, length, tone="muted", figures=True)
        if not url:
            waiting = self.tr("Not ready to be played yet")
            return Label(self._theme, waiting, tone="muted"), shown
        button = Button(self._theme, self.tr("Play in browser"), icon="play", tone="accent")
        button.setAccessibleName(f"{title} {number}, {length}, {button.text()}")
        button.clicked.connect(partial(self._play, url))
        return button, shown

    def _play(self, url: str, _checked: bool = False) -> None:
        self._browse(url)
