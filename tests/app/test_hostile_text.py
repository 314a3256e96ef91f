"""Nothing that a person types can raise an exception on a page or be read as markup."""

from __future__ import annotations

import json
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.exports.parts.block import printable
from tests.support.examples import examples
from tests.support.patients import Page
from tests.support.screen import (
    PAGES,
    asked,
    drawn,
    from_session,
    go,
    held,
    marked_up,
    noted,
    opened,
)
from tests.support.shipped import CONTENT

MARK = "zq7"
TEXTS = [
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"[{MARK}](javascript:alert(1))",
    f"**{MARK}** :red[{MARK}] ${MARK}$",
    f"{{{{ {MARK} }}}} {{% {MARK} %}}",
    f"\u202e{MARK}\u202c ضعف العضلات 💪🏽\x00\x07",
    MARK * 50_000,
    f"{MARK}\n\n# {MARK}\n",
]
IDS = ["script", "image", "link", "directives", "template", "unicode", "huge", "lines"]
ITEMS = CONTENT.checklist.items


KINDS = ["karnofsky", "chest_ct_date", "ptosis", "sex"]  # one item of each kind


@pytest.mark.parametrize(("text", "last"), list(zip(TEXTS, cycle(KINDS), strict=False)), ids=IDS)
def test_hostile_text_as_an_answer_of_any_kind_stays_text(text: str, last: str) -> None:
    hostile = dict.fromkeys(KINDS, text)
    app = opened(answers={**hostile, "dry_mouth": "yes"}, last=last)
    told = asked(app)
    for item in KINDS:
        assert item in told["problems"]
        assert len(told["problems"][item]) < 400
    for page in (*PAGES[1:], PAGES[0]):
        assert marked_up(app, MARK) == []
        go(app, page)
    assert held(app) == {**hostile, "dry_mouth": "yes"}


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_hostile_notes_stay_text(text: str) -> None:
    app = go(opened(answers={"dry_mouth": "yes"}, notes=text), "views/pages/result.py")
    assert marked_up(app, MARK) == []
    go(app, "views/pages/checklist.py")
    go(app, "views/pages/result.py")
    assert noted(app)["text"] == text[:4000]


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_hostile_text_travels_in_the_downloads(text: str) -> None:
    state: dict[str, Any] = {"answers": {"dry_mouth": "yes", "karnofsky": text}, "notes": text}
    draft = json.loads(from_session("as_json", **state))
    assert draft["set_aside"] == {"karnofsky": text}
    assert draft["notes"] == text[:4000]
    summary = from_session("md", **state).decode()
    assert "<script" not in summary.replace("\\<script", "")
    page = Page(from_session("html", **state).decode())
    assert "script" not in {tag for tag, _ in page.tags}
    assert printable(text[:4000]) in page.text
    for format_id in ("note", "csv", "xlsx", "phenopacket", "ics"):
        assert from_session(format_id, **state)


@pytest.mark.parametrize(
    "answers",
    [
        {"no_such_item": "yes"},
        {"karnofsky": True},
        {"karnofsky": None},
        {"karnofsky": [1]},
        {"karnofsky": {"a": 1}},
        {"": ""},
        {"<b>zq7</b>": "yes"},
        {"ptosis": 1},
        {"chest_ct_date": "0001-01-01"},
    ],
    ids=str,
)
def test_answers_of_no_known_shape_raise_nothing(answers: dict[str, Any]) -> None:
    app = opened(answers=answers, last="no_such_item")
    for page in PAGES:
        go(app, page)
        assert "<b>zq7" not in drawn(app)
        assert marked_up(app, MARK) == []


JUNK = st.text(max_size=30) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
RAW = st.dictionaries(
    st.sampled_from([item.id for item in ITEMS]),
    JUNK | st.sampled_from([option for item in ITEMS for option in item.option_ids]),
    max_size=12,
)


@examples(8)
@given(RAW)
def test_whatever_the_browser_reports_no_page_raises(raw: dict[str, Any]) -> None:
    app = opened(answers=raw)
    assert set(asked(app)["problems"]) <= set(raw)
    go(app, "views/pages/result.py")
    assert held(app) == raw
