"""Kind 12, a forged message breaks its sender's sitting: whatever is reported breaks nothing."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from lems_rules.knowledge.content import Content
from lems_rules.teaching.sitting import from_plain
from tests.support.wire import Tab, answers, chosen, component, cookie_of
from views.components import reported
from views.door.message import DEEPEST, MOST_JSON, learn, readable

SEED = 14
SECONDS = 5
PAGES = ("", "result", "mechanism", "cases", "evidence", "drafts")
HONEST = {"dyspnoea": "yes", "chest_ct": "normal", "chest_ct_date": "2026-01-01"}
# Each of these broke a sitting for good, or kept the server at work for seconds.
FORGED = {
    "a pit": '{"given":{"answers":{"ptosis":' + "[" * 100_000 + "]" * 100_000 + "}}}",
    "a pit of objects": '{"given":' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}",
    "endless digits": '{"given":{"answers":{"karnofsky":' + "9" * 5_000 + "}}}",
    "half a character as a name": '{"given":{"answers":{"\\ud800":"no"}}}',
    "half a character as an answer": '{"given":{"answers":{"karnofsky":"\\ud800"}}}',
    "no JSON": '{"given":',
    "nothing": "",
    "75,000 names": json.dumps({"given": {"answers": {f"x{i}": "yes" for i in range(20_000)}}}),
    "a long text": json.dumps({"given": {"answers": {"karnofsky": "9" * 900_000}}}),
    "not a number": '{"given":{"answers":{"karnofsky":NaN}}}',
    "no end": '{"given":{"answers":{"karnofsky":1e999}}}',
    "names of the language": json.dumps(
        {"given": {"answers": {"__proto__": "x", "constructor": "yes", "__class__": "q"}}}
    ),
    "shapes": json.dumps(
        {"given": {"answers": ["ptosis"], "reasons": 3, "last": {}, "epoch": True}}
    ),
    "shapes inside": json.dumps({"given": {"answers": {"ptosis": {"a": [1]}, "sex": True}}}),
    "an epoch of its own": '{"given":{"answers":{"ptosis":"yes"},"epoch":1e308}}',
    "a list": "[1]",
}


def whole(tab: Tab, pages: Sequence[str] = (*PAGES[1:], PAGES[0])) -> None:
    """These pages can be seen, and on the last, the checklist, an honest answer is taken."""
    for page in pages:
        assert tab.open(page).broken == [], page
    tab.answer(**HONEST)
    assert tab.broken == []
    assert "Breathlessness" in tab.open("result").text()


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_report_of_the_questions_breaks_no_page(
    url: str, forged: str, request: pytest.FixtureRequest
) -> None:
    with Tab(url, cookie_of(url)).open() as tab:
        began = time.monotonic()
        tab.send(component(tab.named("exchange"), forged))
        assert tab.broken == []
        assert sum(message.ByteSize() for message in tab.shown) < 3_000_000
        assert time.monotonic() - began < 5
        if request.config.getoption("deep"):
            whole(tab)
        else:
            whole(tab, ("result", ""))


def test_no_element_breaks_a_page_by_an_answer_of_another_kind(url: str) -> None:
    chance = random.Random(SEED)
    with Tab(url, cookie_of(url)).open() as tab:
        tab.answer(**HONEST)
        for page in PAGES:
            tab.open(page)
            if page == "cases":
                tab.send(chosen(tab.named("cases_mode"), "Write your own"))
            for element in chance.sample(sorted(tab.drawn), min(4, len(tab.drawn))):
                state = WidgetState(id=element)
                _of_some_kind(chance, state)
                tab.send(state)
                assert tab.broken == [], state
        whole(tab)


def _of_some_kind(chance: random.Random, state: WidgetState) -> None:
    match chance.randrange(8):
        case 0:
            state.bool_value = True
        case 1:
            state.double_value = float("nan")
        case 2:
            state.int_value = 2**62
        case 3:
            state.string_value = "\x00" + "x" * 5_000
        case 4:
            state.double_array_value.data.extend([float("inf"), -1])
        case 5:
            state.string_array_value.data.extend(["nope", ""])
        case 6:
            state.bytes_value = b"\xff"
        case _:
            state.file_uploader_state_value.uploaded_file_info.add(file_id="nope", name="a.json")


def test_nobody_makes_the_server_forget_what_all_share_or_name_files_by_the_thousand() -> None:
    assert readable(BackMsg(clear_cache=True).SerializeToString(), {}) is None
    assert readable(BackMsg(load_git_info=True).SerializeToString(), {}) is None
    message = BackMsg()
    message.file_urls_request.file_names.extend(["a"] * 5)
    assert readable(message.SerializeToString(), {}) is None
    del message.file_urls_request.file_names[1:]
    assert readable(message.SerializeToString(), {}) is not None


def test_nobody_makes_the_server_write_files_of_streamlits_own() -> None:
    message = BackMsg()
    asked = message.backend_operation_request
    for refused in (asked.install_skills, asked.dismiss_skills_nudge):
        refused.SetInParent()
        assert readable(message.SerializeToString(), {}) is None
    for allowed in (asked.deferred_file, asked.dataframe_chunk):
        allowed.SetInParent()
        assert readable(message.SerializeToString(), {}) == message.SerializeToString()


def test_what_is_no_message_is_left_to_streamlit() -> None:
    assert readable(b"\xff\xff\xff", {}) == b"\xff\xff\xff"


def rerun(*states: WidgetState) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = "case=case_024"
    message.rerun_script.widget_states.widgets.extend(states)
    return message.SerializeToString()


def test_of_a_message_the_rest_is_kept() -> None:
    good = component("$$ID-1-exchange", answers(HONEST, 0))
    passed = readable(rerun(good, component("$$ID-2-walk", '{"half":')), {})
    assert passed == rerun(good)
    assert readable(rerun(good), {}) == rerun(good)


def test_an_emptied_field_and_an_unknown_element_pass() -> None:
    known = {"$$ID-1-number": "double_value"}
    for state in (WidgetState(id="$$ID-1-number"), WidgetState(id="new", bool_value=True)):
        assert readable(rerun(state), known) == rerun(state)
    wrong = WidgetState(id="$$ID-1-number", bool_value=True)
    assert readable(rerun(wrong), known) == rerun()


def test_how_deep_and_how_long_a_report_may_be() -> None:
    for depth, passes in ((DEEPEST - 1, True), (DEEPEST, False)):
        state = component("one", "[" * depth + "1" + "]" * depth)
        assert (readable(rerun(state), {}) == rerun(state)) is passes
    for length, passes in ((MOST_JSON - 2, True), (MOST_JSON - 1, False)):
        state = component("one", json.dumps("x" * length))
        assert (readable(rerun(state), {}) == rerun(state)) is passes


def test_the_kinds_of_answer_are_learnt_from_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: dict[str, str] = {}
    told = ForwardMsg()
    told.delta.new_element.radio.id = "a radio"
    learn(told.SerializeToString(), kinds)
    told.delta.add_block.popover.id = "a popover"
    learn(told.SerializeToString(), kinds)
    told.delta.new_element.html.body = "no element that answers"
    learn(told.SerializeToString(), kinds)
    assert kinds == {"a radio": "string_value", "a popover": "bool_value"}
    monkeypatch.setattr("views.door.message.MOST_KNOWN", 2)
    told.delta.new_element.slider.id = "one too many"
    learn(told.SerializeToString(), kinds)
    assert kinds == {"one too many": "double_array_value"}


# What each component's reader makes of it

NAMES = [
    *("given", "kept", "shown", "typed", "answers", "reasons", "epoch", "last", "step", "state"),
    *("tumour", "text", "mark", "format", "works", "forecasts", "commitments", "passed", "marks"),
    *("over", "level", "leading", "confidence", "delta_p", "next_test", "right", "ptosis"),
    *("karnofsky", "dyspnoea", "chest_ct_date", "case_024", "case_099", "__proto__", "__class__"),
]


def junk(chance: random.Random, depth: int = 0) -> Any:
    """A value that a browser could send as JSON, seldom one that is meant."""
    kind = chance.randrange(16 if depth < 4 else 11)
    plain = (None, True, False, -1, 10**30, 1e308, float("nan"), "", "yes", "gates", "\ud800\x00")
    if kind < len(plain):
        return plain[kind]
    if kind == 11:
        return [junk(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 12:
        return chance.randrange(101)
    found = {chance.choice(NAMES): junk(chance, depth + 1) for _ in range(chance.randrange(8))}
    return found | ({"format": 1} if kind == 13 else {})


def test_every_reader_takes_anything_and_gives_what_it_says(content: Content) -> None:
    chance, end, read = random.Random(SEED), time.monotonic() + SECONDS, 0
    known = content.checklist
    while time.monotonic() < end and read < 200_000:
        value, read = junk(chance), read + 1
        given = reported.answers(value, known)
        assert all(name in known for name in given)
        json.dumps(given, allow_nan=False, ensure_ascii=False).encode()
        assert len(content.checklist.read_values(given).answers) <= len(given)
        why = reported.names(value, known)
        assert all(isinstance(one, str) and name in known for name, one in why.items())
        assert reported.text(value, 3) in (None, "", "yes", "gat")
        assert (reported.count(value) or 0) >= 0
        assert reported.one_of(value, NAMES) in {None, *NAMES}
        from_plain(content, content.cases, value)
    assert read > 1_000
