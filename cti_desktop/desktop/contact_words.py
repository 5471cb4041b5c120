"""Says in words what is known of contacts: numbers, a sentence for screen readers, imports."""

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.answers import Imported, Undone
from cti_desktop.agent.views import ContactsUndo
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.numbers import display_number, parse_number
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.words import Words

_NAME = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("ContactWords", text)


def shown_number(number: ContactNumber, region: str | None) -> str:
    """Write a contact's number for a reader in `region`."""
    parsed = parse_number(number.raw, region)
    if parsed.e164 is None and number.e164 is not None:
        known = parse_number(number.e164, region)
        parsed = parsed if known.e164 is None else known  # else as somebody spaced it
    shown = one_line(display_number(parsed, region))
    if number.extension and not parsed.extension:
        return f"{shown} ext. {number.extension}"
    return shown


def number_to_dial(number: ContactNumber) -> str:
    """Return what the phone is given: the public number, else what the source wrote."""
    return number.e164 or number.raw


def label_words(label: str) -> str:
    """Name which of somebody's numbers it is."""
    known = {
        "work": _tr("Work"),
        "mobile": _tr("Mobile"),
        "main": _tr("Main"),
        "home": _tr("Home"),
        "other": _tr("Other"),
    }
    return known.get(label.casefold(), one_line(label))


def sentence_of(contact: Contact, region: str | None) -> str:
    """Read a contact as a sentence."""
    first = shown_number(contact.numbers[0], region) if contact.numbers else _tr("no number")
    parts = (
        one_line(contact.name),
        one_line(contact.firm) if contact.firm != contact.name else "",
        first,
        _more_numbers(len(contact.numbers) - 1),
        _tr("favourite") if contact.favourite else "",
    )
    return ", ".join(part for part in parts if part)


def import_words(done: Imported, words: Words) -> str:
    """Say what became of a file of contacts."""
    counts = [
        (_tr("New contacts: %1, changed: %2, rows left out: %3."), True),
        (_tr("Rows that told more of the same person: %4."), done.joined),
        (_tr("Details left out: %5."), done.details),
    ]
    text = " ".join(said for said, so in counts if so)
    marks = (done.new, done.changed, done.left_out, done.joined, done.details)
    for mark, count in enumerate(marks, 1):
        text = text.replace(f"%{mark}", words.count(count))
    return text


def undo_words(undo: ContactsUndo, words: Words) -> str:
    """Name the command that takes an import or a merge back."""
    merged = undo.done == "merge"
    text = _tr("Undo the merge into %1 (%2)") if merged else _tr("Undo the import of %1 (%2)")
    return text.replace("%2", words.when(undo.at)).replace("%1", one_line(undo.name, _NAME))


def undone_words(undone: Undone, words: Words) -> str:
    """Say what became of contacts that were put back."""
    if undone.left:
        one = _tr("Taken back, but for 1 contact that was changed since: it stays as it is.")
        text = _tr("Taken back, but for contacts that were changed since: %1 stay as they are.")
        return one if undone.left == 1 else text.replace("%1", words.count(undone.left))
    if undone.touched:
        return _tr("The contacts are as they were before.")
    return _tr("There is nothing to take back.")


def _more_numbers(count: int) -> str:
    if count <= 0:
        return ""
    text = _tr("1 more number") if count == 1 else _tr("%1 more numbers")
    return text.replace("%1", str(count))
