"""Every setting of the desk in one table: the page, the files and the documentation follow it.

To add one: write a `Setting` and put it into `TABLE` where the page is to show it, say in README
which variable it reads, if it reads one, and ask `SettingsStore.get` for it where it acts.
"""

from typing import Any

from cti_desktop.agent.pop_address import AddressTemplate
from cti_desktop.agent.setting import Group, Setting
from cti_desktop.agent.setting_kinds import (
    Address,
    Choice,
    Country,
    Percent,
    Several,
    Switch,
    Text,
    Whole,
)

ZOOM_EMBED_URL = "https://applications.zoom.us/integration/phone/embeddablephone/home"
CONTACT_CENTER_URL = "https://zoom.us/cci/callbar/crm/"
TEXT_SIZES = (100, 125, 150, 175, 200)

THEME = Setting(
    name="theme",
    kind=Choice(
        {
            "system": "As the system",
            "light": "Light",
            "dark": "Dark",
            "contrast": "High contrast",
        }
    ),
    default="system",
    group=Group.LOOK,
    title="Colours",
    words="appearance theme night",
)
TEXT_SIZE = Setting(
    name="text_size",
    kind=Percent(offered=TEXT_SIZES),
    default=100,
    group=Group.LOOK,
    title="Text size",
    variable="CTI_FONT_SCALE",
    words="font zoom large",
)
LESS_MOTION = Setting(
    name="less_motion",
    kind=Switch(),
    default=False,
    group=Group.LOOK,
    title="Less motion",
    hint="Panels and messages stand at once instead of sliding in.",
    variable="CTI_REDUCED_MOTION",
    words="animation",
)
LANGUAGE = Setting(
    name="language",
    kind=Text(longest=20),
    default="",
    group=Group.LOOK,
    title="Language",
    variable="CTI_LANGUAGE",
    restart=True,
    words="German English",
)
CLOSE_TO_TRAY = Setting(
    name="close_to_tray",
    kind=Switch(),
    default=False,
    group=Group.START,
    title="Keep running when the window is closed",
    hint="Calls still come up, and the sign in the system's tray brings the window back.",
    words="quit exit",
)
START_MINIMISED = Setting(
    name="start_minimised",
    kind=Switch(),
    default=False,
    group=Group.START,
    title="Start out of the way",
    hint="In the system's tray where there is one, otherwise minimised.",
    words="minimised hidden",
)
_POPS = {"ring": "When it rings", "answer": "When it is answered", "off": "Not by itself"}
POP_INBOUND = Setting(
    name="pop_inbound",
    kind=Choice(_POPS),
    default="ring",
    group=Group.CALLS,
    title="An incoming call comes up",
    hint="Its card and, while the window is hidden, a message. Neither takes the keyboard.",
    words="screen pop toast",
)
POP_OUTBOUND = Setting(
    name="pop_outbound",
    kind=Choice(_POPS),
    default="ring",
    group=Group.CALLS,
    title="An outgoing call comes up",
    words="screen pop",
)
POP_SCREEN = Setting(
    name="pop_screen",
    kind=Choice(
        {
            "window": "With the window",
            "main": "Main monitor",
            "pointer": "With the pointer",
            "1": "Monitor 1",
            "2": "Monitor 2",
            "3": "Monitor 3",
        }
    ),
    default="window",
    group=Group.CALLS,
    title="Messages about calls stand on",
    words="monitor screen toast",
)
POP_BEHIND = Setting(
    name="pop_behind",
    kind=Choice({"one_monitor": "With one monitor", "always": "Always", "never": "Never"}),
    default="one_monitor",
    group=Group.CALLS,
    title="Messages about calls also while another program is in front",
    hint="While the window is hidden they always come.",
    words="covered screen pop toast",
)
POP_ADDRESS = Setting(
    name="pop_address",
    kind=AddressTemplate(),
    default="",
    group=Group.CALLS,
    title="Web address for a known caller",
    hint="Opens once when the call comes up. Names in braces are filled in: {contact_id}, {e164}, "
    "{name}, {firm}, {number}, {queue}, {direction}, {call_id}.",
    words="url crm template browser",
)
POP_ADDRESS_SEVERAL = Setting(
    name="pop_address_several",
    kind=AddressTemplate(),
    default="",
    group=Group.CALLS,
    title="Web address when several may call",
    hint="Empty waits until you say who it is.",
    words="url crm template browser shared number",
)
POP_ADDRESS_UNKNOWN = Setting(
    name="pop_address_unknown",
    kind=AddressTemplate(),
    default="",
    group=Group.CALLS,
    title="Web address for an unknown caller",
    words="url crm template browser fallback",
)
WRAP_UP_S = Setting(
    name="wrap_up_s",
    kind=Whole(least=0, most=3600, step=15, unit=" s"),
    default=120,
    group=Group.CALLS,
    title="Time for wrap-up",
    hint="Counts down after a call and can be extended; nothing closes by itself. With 0 it "
    "counts up.",
    words="after call work",
)
OUTCOME_REQUIRED = Setting(
    name="outcome_required",
    kind=Choice(
        {
            "answered": "Every answered call",
            "external": "Answered calls with people outside",
            "never": "No call",
        }
    ),
    default="answered",
    group=Group.CALLS,
    title="An outcome must be chosen for",
    hint="Before its wrap-up can end.",
    words="required wrap-up disposition",
)
AUTO_LOG = Setting(
    name="auto_log",
    kind=Switch(),
    default=True,
    group=Group.CALLS,
    title="The softphone offers to log every call",
    hint="Its own settings then have the switch. Where that is off, the card asks whether to log "
    "the call.",
    restart=True,
    words="automatic logging",
)
OUTCOMES_FILE = Setting(
    name="outcomes_file",
    kind=Text(),
    default="",
    restart=True,
    personal=False,
)
DO_NOT_DISTURB = Setting(
    name="do_not_disturb",
    kind=Switch(),
    default=False,
    group=Group.START,
    title="Do not disturb",
    hint="Nothing comes up over other programs. Calls still ring and show in the window.",
    words="quiet mute notifications toast",
)
AUTOSTART = Setting(
    name="autostart",
    kind=Switch(),
    default=False,
    group=Group.START,
    title="Start when you sign in to this computer",
    words="autostart login boot session",
)
DIAL_AT_ONCE = Setting(
    name="dial_at_once",
    kind=Switch(),
    default=False,
    group=Group.DIALLING,
    title="Dial a clicked number without asking",
    hint="Emergency, premium and listed numbers and star codes are always asked about.",
    variable="CTI_DIAL_AT_ONCE",
    words="click to dial tel links confirm",
)
CLIPBOARD_WATCH = Setting(
    name="clipboard_watch",
    kind=Switch(),
    default=False,
    group=Group.DIALLING,
    title="Offer to call a number that was just copied",
    hint="Off, nothing that is copied is ever read. On, only a text that is a phone number counts.",
    words="clipboard copy paste",
)
DIAL_KEY = Setting(
    name="dial_key",
    kind=Text(longest=40),
    default="",
    group=Group.DIALLING,
    title="Key that dials the text selected in any program",
    hint="Such as Ctrl+Alt+D. Where the desktop gives no keys to programs (Wayland), bind there: "
    "cti-desktop dial --selection",
    words="hotkey global shortcut selection",
)
DO_NOT_CALL = Setting(
    name="do_not_call",
    kind=Text(),
    default="",
    group=Group.DIALLING,
    title="File with numbers to ask about",
    hint="One number a line. Without one, do-not-call.txt in the data folder is read.",
    variable="CTI_DO_NOT_CALL",
    restart=True,
    words="blocked list",
)
REGION = Setting(
    name="region",
    kind=Country(),
    default="",
    group=Group.NUMBERS,
    title="Region",
    hint="Numbers without a country code are read as numbers from there.",
    variable="CTI_REGION",
    restart=True,
    words="country national",
)
MASK_OTHERS = Setting(
    name="mask_others",
    kind=Switch(),
    default=False,
    group=Group.NUMBERS,
    title="Mask numbers of other agents' calls",
    hint="Their calls show only the last two digits of a number, in lists, detail and exports.",
    words="hide privacy supervisor",
)
COMPANION_URL = Setting(
    name="companion_url",
    kind=Address(),
    default="",
    group=Group.CONNECTION,
    title="Companion's address",
    hint="Without one, calls and notes stay on this computer.",
    variable="CTI_COMPANION_URL",
    restart=True,
    central=False,
    words="server backend sync",
)
EMBED_URL = Setting(
    name="embed_url",
    kind=Address(whole=True),
    default="",
    variable="ZOOM_PHONE_SMART_EMBED_URL",
    restart=True,
    personal=False,
)
EMBED_ORIGIN = Setting(
    name="embed_origin",
    kind=Address(origin=True),
    default="",
    variable="ZOOM_PHONE_SMART_EMBED_ORIGIN",
    restart=True,
    personal=False,
)
EMBED_PERMISSIONS = Setting(
    name="embed_permissions",
    kind=Several(("clipboard", "microphone", "notifications")),
    default=("clipboard", "microphone", "notifications"),
    variable="CTI_EMBED_PERMISSIONS",
    restart=True,
    personal=False,
)
HOST_ORIGIN = Setting(
    name="host_origin",
    kind=Address(origin=True),
    default="",
    variable="CTI_HOST_ORIGIN",
    restart=True,
    personal=False,
)
SURFACE = Setting(
    name="softphone",
    kind=Choice({"phone": "Zoom Phone", "contact_center": "Zoom Contact Center"}),
    default="phone",
    group=Group.CONNECTION,
    title="Softphone",
    hint="Which of Zoom's pages stands on the right. Contact Center's has its audio in the page.",
    variable="CTI_SOFTPHONE",
    restart=True,
    words="smart embed contact center",
)
FIRST_STEPS_DONE = Setting(name="first_steps_done", kind=Switch(), default=False, group=Group.KEPT)

TABLE: tuple[Setting[Any], ...] = (
    THEME,
    TEXT_SIZE,
    LESS_MOTION,
    LANGUAGE,
    AUTOSTART,
    START_MINIMISED,
    CLOSE_TO_TRAY,
    DO_NOT_DISTURB,
    POP_INBOUND,
    POP_OUTBOUND,
    POP_SCREEN,
    POP_BEHIND,
    POP_ADDRESS,
    POP_ADDRESS_SEVERAL,
    POP_ADDRESS_UNKNOWN,
    WRAP_UP_S,
    OUTCOME_REQUIRED,
    OUTCOMES_FILE,
    AUTO_LOG,
    DIAL_AT_ONCE,
    CLIPBOARD_WATCH,
    DIAL_KEY,
    DO_NOT_CALL,
    REGION,
    MASK_OTHERS,
    COMPANION_URL,
    SURFACE,
    EMBED_URL,
    EMBED_ORIGIN,
    EMBED_PERMISSIONS,
    HOST_ORIGIN,
    FIRST_STEPS_DONE,
)


def setting_named(name: str) -> Setting[Any] | None:
    """Return a setting by its key; None when there is none."""
    return next((one for one in TABLE if one.name == name), None)
