"""Brings a translation file up to the sources: `python -m tests.update_translations de`.

Keeps what is translated, marks what is new as unfinished, drops what no source says any more. The
`Desk` entries that no source shows whole (parts of sentences) are kept.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.source_strings import DESK, ROOT, desk_strings, face_strings

FOLDER = ROOT / "resources" / "translations"


def known(file: Path) -> dict[tuple[str, str], str]:
    """Read the translations there are."""
    if not file.exists():
        return {}
    found = {}
    for context in ET.parse(file).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            key = context.findtext("name", ""), message.findtext("source", "")
            found[key] = message.findtext("translation", "")
    return found


def write(
    file: Path,
    language: str,
    wanted: Iterable[tuple[str, str]],
    have: Mapping[tuple[str, str], str],
) -> int:
    """Write the file in a steady order; return how many entries lack a translation."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    lacking = 0
    for name, source in sorted(set(wanted)):
        if name not in contexts:
            contexts[name] = ET.SubElement(root, "context")
            ET.SubElement(contexts[name], "name").text = name
        message = ET.SubElement(contexts[name], "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        translation.text = have.get((name, source)) or None
        if translation.text is None:
            translation.set("type", "unfinished")
            lacking += 1
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', "utf-8")
    return lacking


def main(language: str) -> int:
    """Update one language."""
    file = FOLDER / f"{language}.ts"
    have = known(file)
    parts = [key for key in have if key[0] == DESK]
    lacking = write(file, language, [*face_strings(), *desk_strings(), *parts], have)
    print(f"{file.name}: {lacking} without a translation")  # noqa: T201 - this program's product
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
