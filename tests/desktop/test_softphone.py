"""The softphone in the real engine: loading, refusal, crash, ways out."""

import json
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from cti_desktop.desktop.softphone import Softphone
from tests.desktop.websites import RecordingOffice, Site

ECHO = """<script>
onmessage = (event) => parent.postMessage({echo: event.data}, event.origin);
parent.postMessage({type: 'zp-ready'}, '*');
</script>"""


def test_the_page_loads_and_uncovers(
    qtbot: QtBot, site: Site, office: RecordingOffice, open_softphone: Callable[..., Softphone]
) -> None:
    softphone = open_softphone(site.page("/embed", ECHO))
    assert softphone.covered
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        pass
    uncovered = not softphone.covered
    assert uncovered
    assert ("loaded", "") in office.told
    assert [json.loads(text) for text in office.texts()] == [{"type": "zp-ready"}]


def test_a_message_goes_to_the_iframe_and_back(
    qtbot: QtBot, site: Site, office: RecordingOffice, open_softphone: Callable[..., Softphone]
) -> None:
    softphone = open_softphone(site.page("/embed", ECHO))
    with qtbot.waitSignal(softphone.loaded, timeout=10_000):
        pass
    message = {"type": "zp-make-call", "data": {"number": "+15550100123", "note": "ü </script>"}}
    softphone.send(message)
    qtbot.waitUntil(lambda: len(office.texts()) == 2, timeout=5_000)
    assert json.loads(office.texts()[1]) == {"echo": message}
