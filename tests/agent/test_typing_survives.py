"""However the program ends, at most a second of typing is lost."""

import subprocess
import sys
from pathlib import Path

from cti_desktop.store.opening import open_store
from tests.agent.desks import CALL_ID

ROOT = Path(__file__).parents[2]
LONGEST_LOSS_S = 1.0
TYPE_FOR_S = 2.5


def type_and_kill(folder: Path) -> list[tuple[float, int]]:
    """Let somebody type and kill the program; tell how long the text was when."""
    command = [sys.executable, "-m", "tests.agent.typing_desk", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        typed: list[tuple[float, int]] = []
        for line in desk.stdout:
            at, _, length = line.partition(" ")
            if not length.strip().isdigit():
                continue  # the program's own log
            typed.append((float(at), int(length)))
            if typed[-1][0] - typed[0][0] > TYPE_FOR_S:
                break
        desk.kill()
    return typed


def test_a_killed_program_loses_at_most_a_second_of_typing(tmp_path: Path) -> None:
    typed = type_and_kill(tmp_path)
    killed_at = typed[-1][0]
    before = max(length for at, length in typed if at <= killed_at - LONGEST_LOSS_S)
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", region="GB")
    try:
        call = store.log.by_key(f"call:{CALL_ID}")
    finally:
        store.close()
    assert call is not None
    assert call.note is not None
    assert before > 0
    assert len(call.note.text) >= before
    assert call.note.text == ("abcdefghij" * len(call.note.text))[: len(call.note.text)]
