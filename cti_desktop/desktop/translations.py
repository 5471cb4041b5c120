"""Other languages than English: reads `resources/translations/<language>.ts` and puts it in force.

The files are Qt's own format, so that translators work with Qt Linguist. A sentence is looked up by
its context and text, else by its text alone; one without a translation stays English.
"""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from cti_desktop.assets import asset
from cti_desktop.desktop.late_log import LateLog

DESK, OUTCOMES = "Desk", "Outcomes"
_HOLE = re.compile(r"%\d|\{\w+\}")
_LONGEST = 1000

log = LateLog(__name__)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The translations of one language, by (context, source)."""

    language: str
    by_place: Mapping[tuple[str, str], str]

    def find(self, context: str, source: str) -> str:
        """Return a translation; empty when there is none."""
        return self.by_place.get((context, source)) or self.by_place.get(("", source), "")


def read_sentences(file: Path) -> Sentences:
    """Read a translation file; unfinished entries are left out."""
    # Loaded here: English needs no XML, and every start is waited for.
    trees = importlib.import_module("xml.etree.ElementTree")
    root = trees.parse(file).getroot()
    found: dict[tuple[str, str], str] = {}
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                continue
            source, text = message.findtext("source", ""), translation.text or ""
            found[name, source] = text
            found.setdefault(("", source), text)
    return Sentences(language=root.get("language", file.stem), by_place=found)


class SentenceTranslator(QTranslator):
    """Gives Qt the translations."""

    def __init__(self, sentences: Sentences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sentences = sentences

    def translate(  # noqa: D102 - as Qt's
        self, context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        return self._sentences.find(context, source) or None

    def isEmpty(self) -> bool:
        """Say that there are some."""
        return not self._sentences.by_place


class DeskSentences:
    """Translates what the desk says in English, with names and numbers already in it."""

    def __init__(self, sentences: Sentences) -> None:
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for (context, source), text in sentences.by_place.items():
            if context not in (DESK, OUTCOMES):
                continue
            if _HOLE.search(source):
                self._patterns.append((_pattern(source), text))
            else:
                self._exact.setdefault(source, text)

    def say(self, text: str) -> str:
        """Return the sentence in the reader's language; as it is when it is not one of ours."""
        whole = self._exact.get(text)
        if whole is not None:
            return whole
        if not text or len(text) > _LONGEST:
            return text
        for pattern, wanted in self._patterns:
            found = pattern.fullmatch(text)
            if found is not None:
                values = found.groupdict()
                known = {name: self._exact.get(value, value) for name, value in values.items()}
                return _filled(wanted, known)
        return text


def languages() -> tuple[str, ...]:
    """Return the languages there are beside English."""
    return tuple(sorted(file.stem for file in asset("translations").glob("*.ts")))


def wanted_language(asked: str) -> str:
    """Return the language to speak: the one asked for, else the system's; `en` when we lack it."""
    asked = asked.strip() or QLocale.system().name()
    language = re.split(r"[-_.@]", asked, maxsplit=1)[0].casefold()
    return language if language in languages() else "en"


def put_in_force(app: QCoreApplication, asked: str) -> DeskSentences | None:
    """Speak the wanted language from now on; call before any widget is made.

    Args:
        app: gets the translators.
        asked: such as `de` or `en_GB`; empty is the system's.

    Returns:
        What translates the desk's own sentences; None for English.
    """
    language, asked = wanted_language(asked), asked.strip()
    if asked:
        territory = QLocale.system().territory()
        own = QLocale(asked)
        QLocale.setDefault(own if "_" in asked else QLocale(own.language(), territory))
    if language == "en":
        return None
    sentences = read_sentences(asset("translations", f"{language}.ts"))
    ours, qts = SentenceTranslator(sentences, app), QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qts.load(f"qtbase_{language}", folder):
        app.installTranslator(qts)
    else:
        log.warning("no_qt_translation", language=language)
    app.installTranslator(ours)
    return DeskSentences(sentences)


def _pattern(source: str) -> re.Pattern[str]:
    parts: list[str] = []
    at = 0
    for hole in _HOLE.finditer(source):
        parts.append(re.escape(source[at : hole.start()]))
        parts.append(f"(?P<{_group(hole.group())}>.+?)")
        at = hole.end()
    parts.append(re.escape(source[at:]))
    return re.compile("".join(parts), re.DOTALL)


def _filled(wanted: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: values.get(_group(hole.group()), hole.group()), wanted)


def _group(hole: str) -> str:
    return f"n{hole[1:]}" if hole.startswith("%") else f"w_{hole.strip('{}')}"
