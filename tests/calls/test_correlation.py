from cti_desktop.calls.correlation import call_keys, call_ref, principal_key


def test_a_transfer_suffix_leads_to_the_call_before_it() -> None:
    assert call_keys(call_id="0abc_1") == ("call:0abc", "call:0abc_1")


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
