import pytest

from cti_desktop.simulator.script_table import ScriptRefused
from cti_desktop.simulator.scripts import parse_script, shipped_scripts

GOOD = """
direction = "inbound"
[far_end]
number = "+442079460018"
[answer]
by = "person"
"""


def test_the_shipped_scripts_parse() -> None:
    scripts = shipped_scripts()
    assert set(scripts) == {
        "inbound-answered",
        "inbound-missed",
        "inbound-voicemail",
        "outbound-answered",
        "outbound-busy",
        "queue-answered",
        "queue-colleague",
        "queue-voicemail",
        "warm-transfer",
        "blind-transfer",
        "park-pick-up",
    }
    inbound, outbound = scripts["inbound-answered"], scripts["outbound-answered"]
    assert (inbound.far_name, inbound.far_number) == ("Ada Lovelace", "+442079460018")
    assert inbound.via == "queue"
    assert inbound.auto_after is None
    assert (outbound.far_name, outbound.far_number) == ("Grace Hopper", "+12125550147")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("direction = ", "no TOML"),
        (GOOD.replace("inbound", "sideways"), "direction must be one of"),
        (GOOD.replace("+442079460018", "call me"), "cannot be dialled"),
        (
            GOOD.replace('"person"', '"far-end"'),
            "one of colleague, nobody, person, voicemail",
        ),
        (GOOD.replace('"person"', '"voicemail"'), "needs its length"),
        (GOOD.replace('by = "person"', ""), "by must be a text"),
        (GOOD + "auto_after = -1", "seconds, zero or more"),
        (GOOD + "[talk]\nrecorded = 1", "true or false"),
        (GOOD + "[talk]\nrecordet = true", "nobody knows what recordet means"),
        (GOOD + "[weather]\nrain = true", "nobody knows what weather means"),
        (GOOD + "[ring]\neverybody = true", "rings through the queue only"),
        (GOOD.replace('"person"', '"colleague"'), "needs everybody and auto_after"),
        (GOOD.replace("[answer]", "[answer]\nauto_after = true"), "seconds, zero or more"),
        ('far_end = 1\ndirection = "inbound"', "far_end must be a table"),
        ('via = "tunnel"\n' + GOOD, "via must be one of"),
        (GOOD.replace("inbound", "outbound").replace("person", "far-end"), "needs auto_after"),
        (
            'via = "queue"\n' + GOOD.replace("inbound", "outbound").replace("person", "busy"),
            "goes direct",
        ),
    ],
)
def test_a_bad_script_is_refused_with_a_sentence(text: str, complaint: str) -> None:
    with pytest.raises(ScriptRefused, match=complaint) as refused:
        parse_script("mine", text)
    assert str(refused.value).startswith("script mine")
    assert str(refused.value).endswith(".")
