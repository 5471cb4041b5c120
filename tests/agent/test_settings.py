"""Settings: whose word holds, what is kept, and what becomes of values nobody can mean."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.setting import Group
from cti_desktop.agent.setting_files import (
    PROFILE_FILE,
    USER_FILE,
    UserFile,
    machine_file,
    read_toml,
    write_whole,
)
from cti_desktop.agent.setting_kinds import (
    Address,
    Country,
    Kind,
    Percent,
    Several,
    Switch,
    Text,
    Whole,
)
from cti_desktop.agent.setting_table import (
    CLOSE_TO_TRAY,
    COMPANION_URL,
    DIAL_AT_ONCE,
    EMBED_URL,
    FIRST_STEPS_DONE,
    REGION,
    TABLE,
    TEXT_SIZE,
    THEME,
)
from cti_desktop.agent.settings import DeskSettings, read_settings
from cti_desktop.agent.settings_store import Origin, SettingsStore
from cti_desktop.calls.errors import Denied, UserFixable


class Desk:
    """One computer with its machine file, its environment and a person's folder."""

    def __init__(self, folder: Path) -> None:
        self.data, self.machine = folder / "data", folder / "etc" / "settings.toml"
        self.machine.parent.mkdir()
        self.environment = {"CTI_DATA_DIR": str(self.data)}

    def read(self) -> DeskSettings:
        return read_settings(self.environment, self.machine)

    def store(self) -> SettingsStore:
        return self.read().store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_a_person_sets_is_there_at_the_next_start(desk: Desk) -> None:
    first = desk.store()
    assert (first.get(THEME), first.get(TEXT_SIZE)) == ("system", 100)
    first.set(THEME, "dark")
    first.set(TEXT_SIZE, 150)
    first.set(CLOSE_TO_TRAY, True)
    again = desk.store()
    assert (again.get(THEME), again.get(TEXT_SIZE), again.get(CLOSE_TO_TRAY)) == ("dark", 150, True)
    assert again.standing(THEME).origin is Origin.USER
    again.reset(THEME)
    assert desk.store().standing(THEME).origin is Origin.DEFAULT


def test_each_word_stands_over_the_next(desk: Desk) -> None:
    desk.environment["CTI_COMPANION_URL"] = "https://cti.example"
    store = desk.store()
    store.set(REGION, "FR")
    assert store.get(REGION) == "FR"
    store.take_profile({"region": "DE"})
    assert (store.get(REGION), store.standing(REGION).by) == ("DE", "https://cti.example")
    assert store.standing(REGION).locked
    desk.environment["CTI_REGION"] = "US"
    assert desk.read().region == "US"
    desk.machine.write_text('region = { value = "GB", reason = "We dial from London." }\n')
    standing = desk.store().standing(REGION)
    assert (standing.value, standing.origin, standing.reason) == (
        "GB",
        Origin.MACHINE,
        "We dial from London.",
    )
    assert standing.by == str(desk.machine)


def test_what_is_locked_cannot_be_changed_and_holds(desk: Desk) -> None:
    desk.machine.write_text("dial_at_once = false\n")
    store = desk.store()
    with pytest.raises(Denied) as refused:
        store.set(DIAL_AT_ONCE, True)
    assert refused.value.code == "setting_locked"
    with pytest.raises(Denied):
        store.reset(DIAL_AT_ONCE)
    (desk.data).mkdir()
    (desk.data / USER_FILE).write_text("dial_at_once = true\n")
    assert not desk.read().store.get(DIAL_AT_ONCE)


def test_a_suggestion_is_what_people_begin_with(desk: Desk) -> None:
    desk.machine.write_text('[suggested]\ntheme = "dark"\n')
    store = desk.store()
    assert (store.get(THEME), store.standing(THEME).locked) == ("dark", False)
    store.set(THEME, "light")
    assert store.get(THEME) == "light"


def test_the_profile_holds_without_the_companion_too(desk: Desk) -> None:
    desk.environment["CTI_COMPANION_URL"] = "https://cti.example"
    desk.store().take_profile(
        {"dial_at_once": {"value": True, "reason": "Trusted CRM"}, "suggested": {"text_size": 125}}
    )
    offline = desk.read()
    assert offline.store.get(DIAL_AT_ONCE)
    assert offline.store.standing(DIAL_AT_ONCE).reason == "Trusted CRM"
    assert offline.store.get(TEXT_SIZE) == 125
    desk.environment["CTI_COMPANION_URL"] = "https://other.example"
    assert not desk.read().store.get(DIAL_AT_ONCE)


def test_a_profile_taken_back_gives_the_person_their_own_again(desk: Desk) -> None:
    desk.environment["CTI_COMPANION_URL"] = "https://cti.example"
    store = desk.store()
    store.set(THEME, "light")
    heard: list[frozenset[str]] = []
    leave = store.subscribe(heard.append)
    store.take_profile({"theme": "dark"})
    store.take_profile({"theme": "dark"})
    store.take_profile({})
    leave()
    store.set(THEME, "system")
    assert heard == [frozenset({"theme"})] * 2
    assert store.get(THEME) == "system"


def test_a_profile_says_not_where_the_companion_is(desk: Desk) -> None:
    desk.environment["CTI_COMPANION_URL"] = "https://cti.example"
    store = desk.store()
    store.take_profile({"companion_url": "https://evil.example", "suggested": {"companion_url": 1}})
    assert store.get(COMPANION_URL) == "https://cti.example"
    assert len([one for one in store.problems if "companion_url" in one]) == 2


def test_where_the_softphone_comes_from_is_the_administrators_word(desk: Desk) -> None:
    desk.data.mkdir()
    (desk.data / USER_FILE).write_text('embed_url = "https://evil.example/"\n')
    assert desk.read().embed_origin == "https://applications.zoom.us"
    with pytest.raises(Denied):
        desk.store().set(EMBED_URL, "https://evil.example")
    desk.machine.write_text('embed_url = "https://applications.zoomgov.com/phone"\n')
    assert desk.read().embed_origin == "https://applications.zoomgov.com"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("CTI_REGION", "Britain", "CTI_REGION must be a two-letter country such as GB"),
        ("CTI_DIAL_AT_ONCE", "maybe", "CTI_DIAL_AT_ONCE must be yes or no; it is 'maybe'."),
        ("CTI_COMPANION_URL", "cti.example", "CTI_COMPANION_URL must be an address"),
        ("ZOOM_PHONE_SMART_EMBED_ORIGIN", "file:///etc", "ZOOM_PHONE_SMART_EMBED_ORIGIN must be"),
        ("CTI_FONT_SCALE", "huge", "CTI_FONT_SCALE must be a share such as 200%"),
    ],
)
def test_a_bad_value_is_named_and_counts_as_not_set(
    desk: Desk, variable: str, value: str, told: str
) -> None:
    plain = desk.read()
    desk.environment[variable] = value
    read = desk.read()
    assert read == plain
    assert any(one.startswith(told) for one in read.store.problems)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("region = 44\n", "region in {} must be a two-letter country such as GB; it is 44."),
        ("regoin = 'GB'\n", "regoin in {} is no setting that can be set there."),
        ("= broken", "The settings in {} cannot be read:"),
        ("suggested = 1", "suggested in {} is no setting that can be set there."),
    ],
)
def test_a_bad_machine_file_says_where(desk: Desk, text: str, told: str) -> None:
    desk.machine.write_text(text)
    (problem,) = desk.store().problems
    assert problem.startswith(told.format(desk.machine))


def test_a_broken_file_of_ones_own_is_kept_beside(desk: Desk) -> None:
    desk.data.mkdir()
    (desk.data / USER_FILE).write_bytes(b"theme = \xff\n")
    store = desk.store()
    assert str(desk.data / USER_FILE) in store.problems[0]
    store.set(THEME, "dark")
    assert (desk.data / "settings.broken.toml").read_bytes() == b"theme = \xff\n"
    assert desk.store().get(THEME) == "dark"


def test_what_another_version_wrote_stays(desk: Desk) -> None:
    desk.data.mkdir()
    later = 'theme = "dark"\nmoods = ["calm", "öd"]\n[place]\nx = 3\nwhen = 2026-01-02T03:04:05\n'
    (desk.data / USER_FILE).write_text(later, "utf-8")
    store = desk.store()
    assert store.problems == ()
    store.set(TEXT_SIZE, 200)
    kept = read_toml(desk.data / USER_FILE)
    assert (kept["moods"], kept["place"]["x"]) == (["calm", "öd"], 3)
    assert (kept["theme"], kept["text_size"]) == ("dark", 200)


def test_what_versions_before_kept_is_taken_over(desk: Desk) -> None:
    desk.data.mkdir()
    (desk.data / "look.ini").write_text(
        "[General]\nappearance=dark\nbegun=yes\nstays_open=yes\ntext_size=1.25\n"
    )
    store = desk.store()
    assert (store.get(THEME), store.get(TEXT_SIZE)) == ("dark", 125)
    assert store.get(CLOSE_TO_TRAY)
    assert store.get(FIRST_STEPS_DONE)
    store.set(THEME, "light")
    (desk.data / "look.ini").unlink()
    again = desk.store()
    assert (again.get(THEME), again.get(TEXT_SIZE)) == ("light", 125)


def test_no_room_is_told_and_nothing_is_half_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = desk.store()
    store.set(THEME, "dark")

    def full(_path: Path, _text: str, _encoding: str) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(UserFixable, match="No space left"):
        store.set(THEME, "light")
    assert store.get(THEME) == "dark"
    monkeypatch.undo()
    assert desk.store().get(THEME) == "dark"
    assert [one.name for one in desk.data.iterdir()] == [USER_FILE]


def test_a_broken_kept_profile_is_nothing(desk: Desk) -> None:
    desk.environment["CTI_COMPANION_URL"] = "https://cti.example"
    desk.data.mkdir()
    for text in ("{", "[]", '{"companion": "https://cti.example", "profile": 1}'):
        (desk.data / PROFILE_FILE).write_text(text)
        assert desk.store().problems == ()


# the table and its kinds


def test_the_table_is_sound() -> None:
    assert len({one.name for one in TABLE}) == len(TABLE)
    variables = [one.variable for one in TABLE if one.variable]
    assert len(set(variables)) == len(variables)
    for one in TABLE:
        assert one.kind.read(one.kind.plain(one.default)) == one.default
        assert one.title or one.group is Group.KEPT
        assert one.name.isidentifier()
        assert one.name == one.name.lower()


def test_where_the_machines_file_is(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {"linux": "etc", "darwin": "Library", "win32": "PD"}
    for system, place in places.items():
        monkeypatch.setattr("sys.platform", system)
        found = machine_file({"PROGRAMDATA": "/PD"})
        assert found.parts[1] == place
        assert found.parts[-2:] == ("cti-desktop", "settings.toml")


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        (Switch(), "Yes", True),
        (Switch(), 0, False),
        (Percent(offered=(100, 200)), "1.5", 150),
        (Percent(offered=(100, 200)), "150%", 150),
        (Percent(offered=(100, 200)), 300, 200),
        (Percent(offered=(100, 200)), 1, 100),
        (Whole(least=0, most=9), " 7 ", 7),
        (Address(), "https://cti.example/x/", "https://cti.example/x"),
        (Address(whole=True), " https://cti.example/x/ ", "https://cti.example/x/"),
        (Address(origin=True), "https://cti.example:8/x", "https://cti.example:8"),
        (Country(), " gb ", "GB"),
        (Text(), " a ", "a"),
        (Several(("x", "y")), " Y , x,", ("x", "y")),
        (Several(("x", "y")), ["y"], ("y",)),
        (Several(("x", "y")), "", ()),
    ],
)
def test_what_is_meant(kind: Kind[Any], given: object, meant: object) -> None:
    assert kind.read(given) == meant


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(given=ANYTHING)
def test_every_kind_takes_or_refuses_anything(given: object) -> None:
    for setting in TABLE:
        try:
            value = setting.kind.read(given)
        except ValueError:
            continue
        assert setting.kind.read(setting.kind.plain(value)) == value


@given(profile=st.dictionaries(st.sampled_from([one.name for one in TABLE]) | st.text(), ANYTHING))
def test_no_profile_breaks_the_desk(profile: Mapping[str, Any]) -> None:
    store = SettingsStore()
    store.take_profile(profile)
    store.take_profile({})
    assert all(store.standing(one).value == one.default for one in TABLE)


TOML = st.text(st.characters(exclude_categories=["Cs"])) | st.booleans() | st.integers(-9999, 9999)


@given(kept=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), TOML, max_size=4))
def test_whatever_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, kept: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    UserFile(folder).write(kept)
    assert read_toml(folder / USER_FILE) == kept
    assert UserFile(folder).read() == kept


def test_a_file_of_plain_lines_needs_no_toml_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "plain.toml", '# ours\ntheme = "dark"\ntext_size = 150\nx = true\n')
    monkeypatch.setattr("importlib.import_module", pytest.fail)
    assert read_toml(tmp_path / "plain.toml") == {"theme": "dark", "text_size": 150, "x": True}


def test_administrators_are_told_of_every_setting() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "admin.md").read_text("utf-8")
    names = [one.name for one in TABLE if one.title or not one.personal]
    assert [name for name in names if f"`{name}`" not in guide] == []
