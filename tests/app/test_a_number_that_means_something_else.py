"""A number that could be two is asked about wherever one is typed, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from tests.support.screen import go, opened, sound

RESULT = "views/pages/result.py"
VIEWS = Path(__file__).parents[2] / "views"
TWO = ["1.250", "1,250", "12.500", "+1.250", " 1.250 "]


def worksheet(**typed: str) -> AppTest:
    """The dialog with this typed in; a page would close it at every run of AppTest."""
    script = "from views.parts.worksheet import worksheet\nworksheet()"
    app = sound(AppTest.from_string(script, default_timeout=60).run())
    for key, text in typed.items():
        app.text_input(key=key).set_value(text)
    return sound(app.run())


def offered(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def bare(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.parametrize("text", TWO)
@pytest.mark.parametrize("place", ["rest", "effort"])
def test_an_amplitude_that_could_be_two_is_asked_about(text: str, place: str) -> None:
    other = {"rest": "effort", "effort": "rest"}[place]
    app = worksheet(**{f"{place}_1": text, f"{other}_1": "0.5"})
    (says,) = [bare(one.value) for one in app.warning]
    field = {"rest": "At rest (mV)", "effort": "After effort (mV)"}[place]
    assert says.startswith(f"Abductor digiti minimi, {field}: '{text.strip()}' could be ")
    assert offered(app) == []


def test_as_long_as_one_muscle_is_in_doubt_no_increment_is_offered() -> None:
    known = {"rest_1": "1", "effort_1": "2"}
    assert offered(worksheet(**known)) == ["Use 100 % as the CMAP increment"]
    app = worksheet(**known, rest_2="1.250", effort_2="9")
    assert len(app.warning) == 1
    assert offered(app) == []


@pytest.mark.parametrize(
    ("rest", "effort", "percent"),
    [("1.2", "3", "150"), ("1,25", "2,5", "100"), ("0.125", "0,25", "100"), (" 2 ", "3.", "50")],
)
def test_amplitudes_are_read_with_a_point_or_a_comma_and_all_their_digits(
    rest: str, effort: str, percent: str
) -> None:
    app = worksheet(rest_1=rest, effort_1=effort)
    assert offered(app) == [f"Use {percent} % as the CMAP increment"]
    assert list(app.warning) == []


@pytest.mark.parametrize("text", ["-1", "100.5", "1 250", "1.250,5", "3 mV", "1e1", "<b>9</b>"])
def test_what_is_no_amplitude_is_named_with_what_may_be_typed(text: str) -> None:
    app = worksheet(rest_1=text, effort_1="x")
    first, second = [bare(one.value) for one in app.warning]
    assert f"'{text}' cannot be used here; write a number from 0 to 100 mV." in first
    assert "'x' cannot be used here" in second


def tried(item: str, text: str) -> AppTest:
    app = go(opened(answers={"ptosis": "no"}), RESULT)
    app.selectbox(key="what_if_item").select(item).run()
    app.text_input(key=f"what_if_{item}").set_value(text)
    return sound(app.run())


@pytest.mark.parametrize("text", TWO)
def test_an_answer_to_try_that_could_be_two_is_asked_about(text: str) -> None:
    app = tried("cmap_increment_percent", text)
    (says,) = [bare(one.value) for one in app.info if "could be" in one.value]
    assert says.startswith(f"'{text.strip()}' could be ")
    assert "With this answer" not in " ".join(one.proto.body for one in app.get("html"))


def test_an_answer_to_try_is_read_as_in_the_checklist() -> None:
    app = tried("cmap_increment_percent", "62,5")
    assert "62.5 %" in " ".join(one.proto.body for one in app.get("html"))


def test_every_number_that_is_asked_for_can_be_tried_and_is_refused_out_of_range(
    content: Content,
) -> None:
    app = go(opened(answers={"ptosis": "no"}), RESULT)
    names = dict.fromkeys(app.selectbox(key="what_if_item").options)
    numbers = [one for one in content.checklist.items if one.kind == "number"]
    shown = [one for one in numbers if one.label in names]
    assert len(shown) > 5
    for item in shown:
        app.selectbox(key="what_if_item").select(item.id).run()
        app.text_input(key=f"what_if_{item.id}").set_value("99999").run()
        assert any(item.allowed() in bare(one.value) for one in sound(app).info), item.id


def sources() -> Iterator[Path]:
    for ending in ("py", "js", "html"):
        yield from VIEWS.rglob(f"*.{ending}")


def test_no_page_has_a_number_field_of_the_browser() -> None:
    found = list(sources())
    assert any("text_input(" in one.read_text("utf-8") for one in found)
    number = re.compile(r"""number_input\(|type["']?\s*[=:,]\s*["']number|stNumberInput""")
    assert [str(one) for one in found if number.search(one.read_text("utf-8"))] == []
