"""A window over all others; started by test_one_program.py."""

import sys

from PySide6.QtWidgets import QApplication, QWidget

if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    cover = QWidget()
    cover.setWindowTitle("Cover")
    cover.resize(1280, 900)
    cover.show()
    cover.raise_()
    raise SystemExit(app.exec())
