"""Registration on Windows: ProgIds and Capabilities; the person makes the choice in Settings.

No program may make itself the default since Windows 10: the choice carries a hash only Settings
writes. So this registers what can be chosen and opens the page to choose on; administrators deploy
the file that `default_associations` writes.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Protocol
from xml.sax.saxutils import quoteattr

from cti_desktop.agent.handlers.report import (
    APP_COMMENT,
    APP_NAME,
    HandlersReport,
    SchemeState,
    schemes_to_take,
)
from cti_desktop.calls.links import OWN_SCHEME, SCHEMES

SETTINGS_PAGE = "ms-settings:defaultapps?registeredAppUser=CTI%20Desktop"
SETTINGS_PAGE_MACHINE = "ms-settings:defaultapps?registeredAppMachine=CTI%20Desktop"
_CLASSES = r"Software\Classes"
_OWN = r"Software\CtiDesktop"
_REGISTERED = r"Software\RegisteredApplications"
_CHOICES = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations"


class Registry(Protocol):
    """One root of the registry, the user's or the machine's; tests replace it."""

    def get(self, key: str, name: str) -> str | None:
        """Return a value; None when there is none. The empty name is the key's default."""

    def set(self, key: str, name: str, value: str) -> None:
        """Write a value, creating the key.

        Raises:
            UserFixable: not allowed.
        """

    def delete_value(self, key: str, name: str) -> None:
        """Delete a value; harmless when there is none."""

    def delete_tree(self, key: str) -> None:
        """Delete a key and all below it; harmless when there is none."""


class WindowsHandlers:
    """The current user's registration, or everybody's when `root` is the machine's.

    Args:
        root: where the registration goes.
        user: the current user's root, which holds the choices.
        command: starts this program, without arguments.
        open_page: opens a page of the system's Settings.
    """

    def __init__(
        self,
        root: Registry,
        user: Registry,
        command: Sequence[str],
        open_page: Callable[[str], None],
        *,
        machine: bool = False,
    ) -> None:
        self._root = root
        self._user = user
        self._command = command
        self._open_page = open_page
        self._machine = machine

    def install(self, take: Collection[str] = ()) -> HandlersReport:
        """Register what can be chosen; with `take` open Settings, for only a person may choose."""
        for scheme in SCHEMES:
            self._write_class(prog_id(scheme), scheme)
            self._root.set(rf"{_OWN}\Capabilities\URLAssociations", scheme, prog_id(scheme))
        self._write_class(OWN_SCHEME, OWN_SCHEME)  # nobody else's, so it needs no choice
        self._root.set(rf"{_OWN}\Capabilities", "ApplicationName", APP_NAME)
        self._root.set(rf"{_OWN}\Capabilities", "ApplicationDescription", APP_COMMENT)
        self._root.set(_REGISTERED, APP_NAME, rf"{_OWN}\Capabilities")
        wanted = schemes_to_take(take)
        advice = [_CHOOSE] if any(not one.ours for one in self._states()) else []
        if wanted:
            self._open_page(SETTINGS_PAGE_MACHINE if self._machine else SETTINGS_PAGE)
        return replace(
            self.status(), changed=(f"Registered {APP_NAME} for links.",), advice=tuple(advice)
        )

    def status(self) -> HandlersReport:
        """Tell the choices as Windows keeps them."""
        known = self._root.get(_REGISTERED, APP_NAME) is not None
        return HandlersReport(system="windows", registered=known, schemes=tuple(self._states()))

    def remove(self) -> HandlersReport:
        """Take every key away; Windows then asks anew who shall open a link."""
        for scheme in SCHEMES:
            self._root.delete_tree(rf"{_CLASSES}\{prog_id(scheme)}")
        self._root.delete_tree(rf"{_CLASSES}\{OWN_SCHEME}")
        self._root.delete_tree(_OWN)
        self._root.delete_value(_REGISTERED, APP_NAME)
        return replace(self.status(), changed=(f"{APP_NAME} is no longer offered for links.",))

    def _write_class(self, name: str, scheme: str) -> None:
        key = rf"{_CLASSES}\{name}"
        self._root.set(key, "", f"URL:{APP_NAME} {scheme}")
        self._root.set(key, "URL Protocol", "")
        self._root.set(rf"{key}\DefaultIcon", "", f'"{self._command[0]}",0')
        self._root.set(rf"{key}\shell\open\command", "", open_command(self._command))

    def _states(self) -> list[SchemeState]:
        return [self._state(scheme) for scheme in SCHEMES]

    def _state(self, scheme: str) -> SchemeState:
        choice = (
            self._user.get(rf"{_CHOICES}\{scheme}\UserChoiceLatest\ProgId", "ProgId")
            or self._user.get(rf"{_CHOICES}\{scheme}\UserChoice", "ProgId")
            or ""
        )
        if scheme == OWN_SCHEME and not choice:
            command = self._root.get(rf"{_CLASSES}\{OWN_SCHEME}\shell\open\command", "")
            choice = prog_id(scheme) if command is not None else ""
        return SchemeState(scheme=scheme, handler=choice, ours=choice == prog_id(scheme))


def prog_id(scheme: str) -> str:
    """Return the name links of a scheme are registered under."""
    return f"CtiDesktop.{scheme}"


def open_command(command: Sequence[str]) -> str:
    """Write the command line Windows starts for a link.

    Behind `--` nothing is an option; what breaks out of the quotes makes a second word, and two
    words are no link.
    """
    return " ".join([*(f'"{word}"' for word in command), "--", '"%1"'])


def default_associations() -> str:
    """Write the default-associations file for Group Policy, Intune and DISM."""
    lines = [
        f"  <Association Identifier={quoteattr(scheme)} ProgId={quoteattr(prog_id(scheme))}"
        f" ApplicationName={quoteattr(APP_NAME)} />"
        for scheme in SCHEMES
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, "<DefaultAssociations>", *lines, "</DefaultAssociations>", ""])


_CHOOSE = (
    "Windows lets only you choose: open Settings, Apps, Default apps, CTI Desktop, and choose it "
    "for each link type."
)
