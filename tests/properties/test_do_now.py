"""Whatever is entered, the list of what to do first holds no done, contradictory or missing line.

Checked against the rules themselves, not against how the list is made.
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from markupsafe import escape

from lems_rules.exports.texts.note import one_line, short
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.do_now import Line
from lems_rules.schema.decisions.do_now import MOST_WORDS, URGENCIES
from lems_rules.wording.summary.report import report
from tests.properties.test_lines_that_fit import CONTENT, PATIENTS, considered
from views.parts.template import fill

BY_ACT = {name: act for act in CONTENT.do_now.acts for name in act.rules}
YIELDING = {name for act in CONTENT.do_now.acts if act.yields_to for name in act.rules}
OPEN = {name for act in CONTENT.do_now.acts if act.open for name in act.rules}


def every_line(drawn: dict[str, object]) -> tuple[Line, ...]:
    to_do = considered(drawn).to_do
    return (*to_do.lines, *to_do.further)


@given(PATIENTS)
def test_the_most_urgent_comes_first_and_no_more_than_five_are_shown(
    drawn: dict[str, object],
) -> None:
    to_do = considered(drawn).to_do
    order = [URGENCIES.index(line.urgency) for line in (*to_do.lines, *to_do.further)]
    assert all(one <= other for one, other in pairwise(order))
    assert 1 <= len(to_do.lines) <= 5
    assert not to_do.further or len(to_do.lines) == 5


@given(PATIENTS)
def test_no_line_asks_for_what_is_answered_or_done(drawn: dict[str, object]) -> None:
    patient = considered(drawn)
    done = {line.id for line, is_done in patient.conclusions.advice() if is_done}
    for line in every_line(drawn):
        assert not done & set(line.of), line
        assert not set(line.asks) & patient.answers.keys(), line
    known = {
        name
        for name in CONTENT.findings
        if patient.conclusions.finding(name) is not Verdict.UNKNOWN
    }
    texts = " ".join(line.text for line in every_line(drawn))
    assert not ("nerve stimulation" in texts and "marked_increment" in known)


@given(PATIENTS)
def test_no_two_lines_exclude_each_other_or_say_the_same(drawn: dict[str, object]) -> None:
    lines = every_line(drawn)
    excludes = {line.id: set(line.excludes) for line in CONTENT.screening.advice}
    of = {name for line in lines for name in line.of}
    assert not any(excludes.get(name, set()) & of for name in of)
    texts = [line.text for line in lines]
    assert len(texts) == len(set(texts))
    assert all(len(text.split()) <= MOST_WORDS for text in texts if "question:" not in text)


@given(PATIENTS)
def test_every_urgent_safety_message_has_a_line_among_those_shown(
    drawn: dict[str, object],
) -> None:
    patient = considered(drawn)
    shown = [line for line in patient.to_do.lines if line.urgency == "now"]
    hidden = [line for line in patient.to_do.further if line.urgency == "now"]
    told = {name for line in shown for name in line.of}
    for message in CONTENT.safety:
        if message.urgent and patient.conclusions.fires(message.id):
            assert message.id in told or hidden, message.id
    if patient.conclusions.fires("W3") and len(shown) < 5:
        assert "W3" in told


@given(PATIENTS)
def test_what_fires_and_is_not_done_has_a_line_unless_it_yields_or_is_known(
    drawn: dict[str, object],
) -> None:
    patient = considered(drawn)
    of = {name for line in every_line(drawn) for name in line.of}
    open_lines = {line.id for line, is_done in patient.conclusions.advice() if not is_done}
    firing = open_lines | {m.id for m in CONTENT.safety if patient.conclusions.fires(m.id)}
    for name in firing & BY_ACT.keys() - YIELDING - OPEN:
        assert name in of, name


@given(PATIENTS)
def test_a_suspicious_scan_silences_every_other_search_for_a_tumour(
    drawn: dict[str, object],
) -> None:
    patient = considered(drawn)
    if patient.conclusions.fires("W3"):
        texts = " ".join(line.text for line in every_line(drawn))
        for search in ("Arrange CT", "FDG-PET", "SOX1", "usual cancer screening", "normal scans"):
            assert search not in texts


@given(PATIENTS)
def test_with_lems_established_nothing_asks_for_the_diagnosis(drawn: dict[str, object]) -> None:
    lines = every_line({**drawn, "lems_established": "yes"})
    texts = " ".join(line.text for line in lines)
    assert "nerve stimulation" not in texts
    assert "P/Q" not in texts
    assert not {one.id for one in CONTENT.lookalikes} & {line.id for line in lines}


@settings(max_examples=25, deadline=None)
@given(PATIENTS)
def test_screen_note_and_json_tell_the_same_lines_in_the_same_order(
    drawn: dict[str, object],
) -> None:
    patient = considered(drawn)
    told, wanted = report(patient), [line.text for line in patient.result().do_now]
    assert [line.text for line in told.do_now.lines] == wanted
    page = fill(
        "result/top.html", report=told, words=told.words, note="", next="", known=(), alike=()
    )
    for text in (page, short(told), one_line(told)):
        places = [text.find(str(escape(one)) if text is page else one) for one in wanted]
        assert -1 not in places
        assert places == sorted(places)
