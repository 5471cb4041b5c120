"""Where a desk's outcomes come from: a file the administrator names, else the program's own."""

from pathlib import Path

from cti_desktop.agent.setting_table import OUTCOMES_FILE
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.assets import asset
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.outcomes import OutcomeSet, read_outcomes


def outcomes_here(settings: SettingsStore) -> OutcomeSet:
    """Read the outcomes; where those named cannot be used, the program's own.

    No desk stays shut over a list, and least of all over one that a profile names: only an open
    desk hears of a better one. `SettingsStore.problems` says then what is wrong with the file.
    """
    named = settings.get(OUTCOMES_FILE)
    if named:
        try:
            return read_outcomes(Path(named))
        except UserFixable as error:
            settings.doubt(error.message)
    return read_outcomes(asset("outcomes.toml"))
