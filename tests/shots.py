"""Draws every main screen into a folder: `python -m tests.shots DIR`; somebody then looks at them.

Nothing is connected: the snapshots come from tests/shots_data.py and the same widgets draw them.
`--docs` instead of DIR draws the ones that the guides show, into `docs/pictures`.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtWidgets import QApplication, QWidget

from cti_desktop.agent.dial_views import DialQuestions
from cti_desktop.agent.text_views import TextsChanged
from cti_desktop.agent.views import DeskView, Notice
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.diagnostics_page import DiagnosticsPage
from cti_desktop.desktop.first_run import FirstRunPage
from cti_desktop.desktop.interior import furnished_window
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.messages_page import MessagesPage
from cti_desktop.desktop.page_names import (
    CALLS,
    CONTACTS,
    DIAGNOSTICS,
    MESSAGES,
    SETTINGS,
    SHORTCUTS,
    TASKS,
    WELCOME,
)
from cti_desktop.desktop.palette import Purpose
from cti_desktop.desktop.said import in_words
from cti_desktop.desktop.settings_page import About, SettingsPage
from cti_desktop.desktop.tasks_page import TasksPage
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.toast import Toast
from cti_desktop.desktop.translations import put_in_force
from cti_desktop.desktop.words import Words
from tests import shots_data as data
from tests import shots_texts as texts
from tests.shots_cards import take_cards
from tests.shots_checks import settings_store
from tests.shots_dock import Dock
from tests.shots_docs import DOCS, refresh
from tests.shots_list import shoot_list
from tests.shots_more import take_more
from tests.shots_office import StillCore
from tests.shots_pages import take_pages

NOT_TAKEN = Notice(
    text="An entry could not be added to its call. It is kept, and the next version tries again.",
    bad=True,
    error_id="K7Q2",
)


def settle() -> None:
    """Let layouts, style and deletions take effect."""
    for _ in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Studio:
    """One window in one look, and a folder for its pictures."""

    def __init__(
        self,
        theme: Theme,
        folder: Path,
        suffix: str,
        size: tuple[int, int],
        say: Callable[[str], str] | None = None,
    ) -> None:
        self.folder, self.suffix, self.theme = folder, suffix, theme
        self.words = Words(QLocale(), ZoneInfo("Europe/London"), now=lambda: self.now)
        self.now: datetime = data.NOW
        self.say, self.core = say, StillCore(say)
        self.dock = Dock(dark=theme.dark)
        self.window = furnished_window(
            self.core,
            self.dock.view,
            theme=theme,
            words=self.words,
            pages=self.pages(),
            region="GB",
        )
        self.window.resize(*size)
        self.window.show()
        self.core.show(data.READY)
        self.core.show(data.IDLE)
        self.written: list[Path] = []

    def pages(self) -> dict[str, QWidget]:
        """Make the other pages."""
        core, theme, words = self.core, self.theme, self.words
        about = About(
            version="0.1.0",
            data_dir=Path("~/.local/share/cti-desktop"),
            companion_url="https://cti.example.com",
        )
        live = LiveSettings(settings_store(), theme)
        return {
            CALLS: LogPage(core, theme, words),
            CONTACTS: ContactsPage(core, theme, words, region="GB"),
            TASKS: TasksPage(core, theme, words),
            MESSAGES: MessagesPage(core, theme, words, region="GB"),
            DIAGNOSTICS: DiagnosticsPage(core, theme),
            WELCOME: FirstRunPage(
                core,
                theme,
                live,
                companion_url="https://cti.example.com",
                region="GB",
            ),
            SETTINGS: SettingsPage(core, theme, about, live),
        }

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture."""
        settle()
        path = self.folder / f"{name}-{self.suffix}.png"
        (widget or self.window).grab().save(str(path))
        self.written.append(path)

    def phone(self, name: str, desk: DeskView) -> None:
        """Show a desk on the phone page and take a picture."""
        self.core.show(data.IDLE)
        self.core.show(desk)
        self.shoot(f"phone-{name}")

    def take_all(self) -> None:
        """Take every picture."""
        self.dock.idle()
        self.phone("idle", data.IDLE)
        self.phone("calm", DeskView(outcomes=data.OUTCOMES))
        self.phone("wrap-up-no-outcome", data.desk(data.WRAP_UP))
        self.phone("wrap-up", data.desk(data.CALLING_BACK))
        take_cards(self)
        take_pages(self)
        take_more(self)
        self.messages()
        self.around()
        self.ringing()
        self.talking()
        self.toast()

    def ringing(self) -> None:
        self.dock.ring("Ada Lovelace", data.ADA.numbers[0].raw)
        self.phone("incoming", data.desk(data.RINGING))
        self.dock.idle()
        self.dock.ring("", data.SEVERAL.number)
        self.phone("several-matches", data.desk(data.SEVERAL))
        self.dock.idle()
        self.dock.ring("", data.UNKNOWN.number)
        self.phone("unknown", data.desk(data.UNKNOWN))
        page = self.window.phone_page.shown
        assert page is not None
        page.pop.save_wanted.emit()
        self.shoot("phone-save-contact")
        self.dock.idle()

    def talking(self) -> None:
        self.dock.talk("Ada Lovelace", data.ADA.numbers[0].raw, 160)
        self.phone("in-call", data.desk(data.TALKING))
        self.companion_away()
        self.dock.hold()
        self.phone("on-hold", data.desk(data.HELD))
        self.dock.ring("Grace Hopper", data.GRACE.numbers[0].raw)
        cards = (data.GRACE_RINGS, data.HELD, data.LENA_HELD)
        self.phone("three-calls", data.desk(*cards, active=data.HELD.card_id))
        self.dock.idle()

    def companion_away(self) -> None:
        self.core.show(data.AWAY)
        self.core.show(NOT_TAKEN)
        self.shoot("companion-away")
        self.window.notices.hide()
        self.window.status_bar.companion.click()
        self.shoot("companion-popover", self.window.status_bar.popover)
        self.window.status_bar.popover.hide()
        self.core.show(data.READY)

    def messages(self) -> None:
        page = self.window.page_named(MESSAGES)
        assert isinstance(page, MessagesPage)
        self.window.go_to(MESSAGES)
        self.core.show(TextsChanged(keys=(), came=(texts.ADA_LINE.key,), unread=2))
        self.shoot("messages")
        self.window.notices.hide()
        page.show_conversation(texts.ADA_LINE.key)
        self.shoot("messages-thread")
        page.show_conversation(texts.SILVA.key)
        self.shoot("messages-stopped")
        self.core.show(texts.WISH)
        page.conversation.reply.field.setPlainText("Good morning, your parcel is on its way.")
        self.shoot("messages-new")
        page.close_top()
        self.window.show_page("phone")

    def around(self) -> None:
        """What stands around the pages."""
        palette = self.window.around.palette
        palette.open_for(Purpose.FIND)
        self.shoot("palette")
        palette.open_for(Purpose.FIND, "a")
        palette.ask_now()
        self.shoot("palette-found")
        palette.open_for(Purpose.DIAL, "020 7946")
        palette.ask_now()
        self.shoot("palette-dial")
        palette.close_palette()
        for name in (TASKS, SHORTCUTS, DIAGNOSTICS, WELCOME):
            self.window.go_to(name)
            self.dock.leave()
            self.shoot(name)
        self.window.go_to("phone")
        self.dock.leave()
        self.core.show(DialQuestions(questions=data.ASKED[:1]))
        self.shoot("dial-question")
        self.core.show(DialQuestions(questions=data.ASKED, left_out=12))
        self.shoot("dial-questions")
        self.core.show(DialQuestions())
        shoot_list(self.core, self.theme, self.window, self.shoot)

    def toast(self) -> None:
        for name, card in (("toast", data.RINGING), ("toast-unknown", data.UNKNOWN)):
            said = in_words(card, self.say) if self.say else card
            toast = Toast(self.theme, self.words, said)
            toast.show()
            self.shoot(name, toast)
            toast.deleteLater()

    def close(self) -> None:
        self.dock.close()
        self.window.close()
        self.window.deleteLater()
        settle()


@dataclass(frozen=True)
class Look:
    """How one set of pictures looks."""

    appearance: Appearance
    scale: float
    size: tuple[int, int]
    language: str = "en_GB"
    mirrored: bool = False


LOOKS = {
    "light": Look(Appearance.LIGHT, 1.0, (1200, 780)),
    "dark": Look(Appearance.DARK, 1.0, (1200, 780)),
    "200": Look(Appearance.LIGHT, 2.0, (1400, 1000)),
    "small": Look(Appearance.LIGHT, 1.0, (880, 640)),
    "contrast": Look(Appearance.CONTRAST, 1.0, (1200, 780)),
    "mirrored": Look(Appearance.LIGHT, 1.0, (1200, 780), mirrored=True),
    "german": Look(Appearance.LIGHT, 1.0, (1200, 780), "de_DE"),
}


def draw(folder: Path, name: str) -> None:
    """Draw every screen in one look."""
    look = LOOKS[name]
    app = QApplication([])
    if look.mirrored:  # as a language read from right to left would have it
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    spoken = put_in_force(app, look.language)
    theme = Theme(app, reduced_motion=True, scale=look.scale)
    theme.set_appearance(look.appearance)
    studio = Studio(theme, folder, name, look.size, spoken.say if spoken else None)
    studio.take_all()
    studio.close()
    for path in studio.written:
        print(path.name)  # noqa: T201 - what was written is this program's product


def main(folder: Path, looks: list[str]) -> int:
    """Draw everything, each look in a process of its own: Qt reads its scale once."""
    folder.mkdir(parents=True, exist_ok=True)
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    surroundings = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "2",
        "QT_LOGGING_RULES": "*.warning=false",
        "QTWEBENGINE_CHROMIUM_FLAGS": f"{flags} --no-sandbox --log-level=3".strip(),
        "CTI_SHOTS_LOOK": "",
    }
    worst = 0
    for look in looks or LOOKS:
        command = [sys.executable, "-m", "tests.shots", str(folder)]
        done = subprocess.run(command, env={**surroundings, "CTI_SHOTS_LOOK": look}, check=False)
        worst = max(worst, abs(done.returncode))
    return worst


if __name__ == "__main__":
    if os.environ.get("CTI_SHOTS_LOOK"):
        draw(Path(sys.argv[1]), os.environ["CTI_SHOTS_LOOK"])
    elif sys.argv[1] == "--docs":
        with TemporaryDirectory() as drawn:
            if worst := main(Path(drawn), sorted({look for look, _ in DOCS.values()})):
                sys.exit(worst)
            refresh(Path(drawn))
    else:
        sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
