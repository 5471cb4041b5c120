"""Where a desk's outcomes come from: a file the administrator names, else the program's own."""

from pathlib import Path

from cti_desktop.agent.setting_table import OUTCOMES_FILE
from cti_desktop.agent.settings_store import SettingsStore
from cti_desktop.assets import asset
from cti_desktop.calls.outcomes import OutcomeSet, read_outcomes


def outcomes_here(settings: SettingsStore) -> OutcomeSet:
    """Read the outcomes.

    Raises:
        UserFixable: the file cannot be read; the message says what is wrong with it.
    """
    named = settings.get(OUTCOMES_FILE)
    return read_outcomes(Path(named) if named else asset("outcomes.toml"))
