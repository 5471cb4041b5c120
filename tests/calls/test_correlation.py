import pytest

from cti_desktop.calls.correlation import call_keys, call_ref, principal_key, root_key

ROOT = "068cba3db27ba0d08d2"


def test_a_transfer_suffix_leads_to_the_call_before_it() -> None:
    assert call_keys(call_id=f"{ROOT}_1") == (f"call:{ROOT}", f"call:{ROOT}_1")


@pytest.mark.parametrize(
    "call_id",
    [f"warm_{ROOT}", f"{ROOT}_warm", f"{ROOT}warm2", f"{ROOT}_1_2", "698123456789012345_1"],
)
def test_whatever_marks_the_transfer_the_call_id_in_it_leads_back(call_id: str) -> None:
    root = ROOT if ROOT in call_id else call_id.partition("_")[0]
    assert call_keys(call_id=call_id) == tuple(sorted((f"call:{root}", f"call:{call_id}")))


@pytest.mark.parametrize(
    "call_id", ["warm_1", "consult_a", "abc_1", "web_068cba3d-b27b", "_1", "warm_"]
)
def test_what_unknown_ids_begin_with_makes_no_calls_one(call_id: str) -> None:
    assert call_keys(call_id=call_id) == (f"call:{call_id}",)


def test_only_a_calls_key_has_a_call_before_it() -> None:
    assert root_key(f"intent:{ROOT}_1") == f"intent:{ROOT}_1"


def test_log_and_element_ids_meet() -> None:
    log, element = "8fe17897-0a17", "20261120-8fe17897-0a17"
    assert call_keys(log_id=log) == call_keys(element_id=element)


def test_the_earliest_call_names_the_whole() -> None:
    keys = ("history:20261120-a", "call:0690", "call:068c", "log:x")
    assert principal_key(keys) == "call:068c"
    assert call_ref(keys) == call_ref(["call:068c"])
    assert call_ref(["log:x"]) != call_ref(["log:y"])


def test_a_log_id_that_begins_like_a_day_is_not_cut() -> None:
    log = "67601367-83fe-417b-be7b-8ae46e7836a4"
    assert call_keys(log_id=log) == (f"log:{log}",)
    assert call_keys(element_id=f"20260302-{log}") == (f"log:{log}",)
