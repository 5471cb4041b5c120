"""What the desk's examination found, for the pictures."""

from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.agent.views import BundleFile, CheckLine, CheckUp

CHECK_UP = CheckUp(
    checks=(
        CheckLine(name="data", ok=True, text="~/.local/share/cti-desktop"),
        CheckLine(name="keyring", ok=True, text="Secret Service"),
        CheckLine(name="links", ok=True, text="opens tel, callto, zoomphonecall"),
        CheckLine(
            name="companion",
            ok=False,
            text=(
                "tried https://cti.example.com: The companion cannot be reached. Everything is "
                "kept here and sent later."
            ),
        ),
        CheckLine(name="database", ok=True, text="18204 entries, 14 not sent yet"),
    ),
    files=(
        BundleFile(name="about.json", text='{\n  "version": "0.1.0",\n  "region": "GB"\n}'),
        BundleFile(name="log.jsonl", text='{"event": "dialled", "number": "+44•••18"}\n' * 6),
    ),
)


LINKS = CheckLine(name="links", ok=False, text="No program opens clicked numbers yet.")


def settings_store() -> SettingsStore:
    """Return settings of which an administrator set some."""
    machine = read_layer(
        Origin.MACHINE,
        "/etc/cti-desktop/settings.toml",
        {
            "companion_url": "https://cti.example.com",
            "dial_at_once": {"value": False, "reason": "We ask before each call."},
        },
    )
    profile = {"region": "GB"}
    store = SettingsStore((machine,))
    store.take_profile(profile)
    return store
