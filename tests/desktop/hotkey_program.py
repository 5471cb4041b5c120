"""A program with a global key on a real X server; started by test_hotkey.py.

Says one JSON object a line: that it has the key, that a second grab is refused, what was selected.
"""

import json
import sys

from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from cti_desktop.calls.errors import UserFixable
from cti_desktop.desktop.hotkey import KeyGrab, read_key, system_here


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201  # the answer


def refused(grab: KeyGrab, keys: str) -> str:
    try:
        grab.grab(read_key(keys), lambda: None)
    except UserFixable as error:
        return error.code
    return ""


def main(keys: str) -> int:
    app = QApplication(sys.argv[:1])
    system = system_here()
    assert system is not None
    app.clipboard().setText("ring 020 7946 0018", QClipboard.Mode.Selection)
    grab = system.key_grab()

    def selected(text: str) -> None:
        grab.release()
        say(selected=text)
        app.quit()

    grab.grab(read_key(keys), lambda: system.selection().read(selected))
    say(has_key=True, second=refused(system.key_grab(), keys))
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
