"""The least a program can do to show the softphone page: the yardstick of `start` and `memory`.

Nothing of ours is imported; `python -m benchmarks.bare_program URL`.
"""

import sys

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow

from benchmarks.saying import say_now

_READY = "the softphone page stands"
# The page builds itself by a script of its own, after it was loaded.
_WATCH = f"""(() => {{
  const stands = () => document.querySelector('nav.tabs') !== null;
  const watcher = new MutationObserver(() => {{
    if (stands()) {{ watcher.disconnect(); console.log({_READY!r}); }}
  }});
  watcher.observe(document, {{childList: true, subtree: true}});
}})()"""


class Page(QWebEnginePage):
    """Hears from the page that it stands."""

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """Mark `softphone`, or pass the message on."""
        if message == _READY:
            say_now("softphone")
        else:
            super().javaScriptConsoleMessage(level, message, line, source)


class FirstPaint(QObject):
    """Marks `window` when a widget is first painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            say_now("window")
        return False


def main(address: str) -> int:
    """Show the page until told to end."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    view = QWebEngineView(window)
    page = Page(view)
    script = QWebEngineScript()
    script.setSourceCode(_WATCH)
    script.setWorldId(QWebEngineScript.ScriptWorldId.ApplicationWorld.value)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    page.scripts().insert(script)
    view.setPage(page)
    view.load(QUrl(address))
    window.setCentralWidget(view)
    window.statusBar().showMessage("Softphone")  # a window that is all web view is never painted
    window.resize(1200, 780)
    first = FirstPaint()
    window.installEventFilter(first)
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
