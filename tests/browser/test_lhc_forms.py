"""The form in a real client, LHC-Forms: it is loaded, answered, read back, and taken in again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from math import ceil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lems_rules.exports.fhir import fhir_bundle
from lems_rules.exports.fhir.questionnaire import AT_LEAST, AT_MOST, KNOWN, questionnaire
from lems_rules.intake.document import read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, assess, read_answers
from lems_rules.wording.summary.report import report
from tests.rules.test_delta_p import plain_answers, vectors
from tests.support.browser.lhc_forms import Json, LhcForm, served
from tests.support.browser.sitting import all_questions, load_draft, open_page, option
from tests.support.cases import REACHING
from tests.support.fhir.bundles import TODAY, bundle_of
from tests.support.fhir.chain import (
    items_of,
    resource,
    wrong_answers,
    wrong_for_medplum,
    wrong_for_models,
    wrong_for_schema,
)
from tests.support.outside import need

HOSTILE = "<img src=x onerror=alert(1)><script>window.ran = 1</script> & {{7*7}}\nsecond line"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(Path(need("lforms"))) as url:
        yield url


@pytest.fixture
def form(page: Page, address: str) -> LhcForm:
    page.on("dialog", lambda dialog: pytest.fail(f"something ran: {dialog.message}"))
    return LhcForm(page, address)


def taken_in(response: Json) -> dict[str, object]:
    return dict(read_document(json.dumps(response).encode()).answers)


def answered(response: Json) -> dict[str, object]:
    """Every answer by its linkId, what the form worked out included."""
    return {item["linkId"]: item["answer"] for item in items_of(response) if "answer" in item}


def test_a_form_answered_by_hand_comes_back_as_the_same_patient(
    content: Content, form: LhcForm
) -> None:
    made = questionnaire(content)
    form.show(made)
    expect(form.item("disclaimer")).to_contain_text("Educational only")
    form.choose("lems_established", "Yes")
    form.choose("sex", "Male")
    form.write("age_at_onset_years", "49.9")
    form.choose("dysphagia", "No")
    form.choose("tendon_reflexes", "Reduced")
    form.choose("known_cancer", "None known")
    form.write("karnofsky", "60")
    form.choose("chest_ct", "Normal")
    form.pick_date("chest_ct_date", "05/04/2026")
    response = form.response()
    assert wrong_for_models(response) == wrong_for_schema(response) == []
    assert wrong_for_medplum([response]) == [[]]
    assert list(wrong_answers(made["item"], response["item"], "form")) == []
    answers: dict[str, object] = {
        "lems_established": "yes",
        "sex": "male",
        "age_at_onset_years": 49.9,
        "dysphagia": "no",
        "tendon_reflexes": "reduced",
        "known_cancer": "none",
        "karnofsky": 60,
        "chest_ct": "normal",
        "chest_ct_date": "2026-05-04",
    }
    assert taken_in(response) == answers
    assert assess(content, taken_in(response), today=TODAY) == assess(content, answers, today=TODAY)
    range_here = assess(content, answers, today=TODAY).delta_p
    worked_out = answered(response)
    assert worked_out[AT_LEAST] == [{"valueInteger": range_here.low}]
    assert worked_out[AT_MOST] == [{"valueInteger": range_here.high}]
    assert KNOWN not in worked_out


def test_an_untouched_form_has_no_answer_and_no_score(content: Content, form: LhcForm) -> None:
    form.show(questionnaire(content))
    assert answered(form.response()) == {}
    expect(form.item("delta_p.not_yet")).to_be_visible()
    expect(form.item(AT_LEAST)).to_have_count(0)


def test_a_cleared_answer_is_no_answer_and_never_a_no(content: Content, form: LhcForm) -> None:
    form.show(questionnaire(content))
    form.choose("ptosis", "No")
    assert taken_in(form.response()) == {"ptosis": "no"}
    form.write("ptosis", "")
    assert answered(form.response()) == {}


def test_questions_and_messages_come_and_go_with_the_answers(
    content: Content, form: LhcForm
) -> None:
    form.show(questionnaire(content))
    expect(form.item("early_bulbar_involvement")).to_have_count(0)
    expect(form.item("safety.S2")).to_have_count(0)
    form.choose("dysphagia", "Yes")
    expect(form.item("safety.S2")).to_contain_text("swallow")
    form.write("symptom_duration_months", "7")
    expect(form.item("early_bulbar_involvement")).to_be_visible()
    expect(form.item("erectile_dysfunction")).to_be_visible()
    form.choose("sex", "Female")
    expect(form.item("erectile_dysfunction")).to_have_count(0)
    expect(form.item(AT_LEAST)).to_have_count(0)
    form.choose("lems_established", "Yes")
    expect(form.field(AT_LEAST)).to_have_value("0")
    expect(form.field(AT_MOST)).to_have_value("5")
    form.choose("known_cancer", "Small cell lung cancer")
    expect(form.item(AT_LEAST)).to_have_count(0)
    expect(form.item("delta_p.delta_p_sclc_known")).to_be_visible()


def test_an_answer_that_others_hide_counts_no_longer(content: Content, form: LhcForm) -> None:
    """The client keeps what was answered before its question went away; it counts for nothing."""
    form.show(questionnaire(content))
    form.choose("lems_established", "Yes")
    form.write("symptom_duration_months", "7")
    form.choose("dysphagia", "Yes")
    form.choose("early_bulbar_involvement", "Yes")
    expect(form.field(AT_LEAST)).to_have_value("1")
    form.choose("erectile_dysfunction", "Yes")
    form.choose("early_erectile_dysfunction", "Yes")
    expect(form.field(AT_LEAST)).to_have_value("2")
    form.choose("sex", "Female")
    expect(form.field(AT_LEAST)).to_have_value("1")
    for sign in ("dysarthria", "dysphagia", "chewing_difficulty", "neck_weakness"):
        form.choose(sign, "No")
    expect(form.field(AT_LEAST)).to_have_value("0")
    expect(form.field(AT_MOST)).to_have_value("4")
    seen = {name: value for name, value in taken_in(form.response()).items() if value != "yes"}
    here = assess(content, {**seen, "lems_established": "yes"}, today=TODAY).delta_p
    assert (here.low, here.high) == (0, 4)


def test_a_number_is_compared_as_it_is_shown(content: Content, form: LhcForm) -> None:
    form.show(questionnaire(content))
    form.choose("lems_established", "Yes")
    for typed, points in (("49.97", "0"), ("49.994", "0"), ("49.995", "1"), ("49.99999", "1")):
        form.write("age_at_onset_years", typed)
        expect(form.field(AT_LEAST)).to_have_value(points)
        here = assess(content, taken_in(form.response()), today=TODAY).delta_p
        assert str(here.low) == points


def test_every_case_goes_in_and_comes_out_the_same(
    content: Content, form: LhcForm, request: pytest.FixtureRequest
) -> None:
    made = questionnaire(content)
    # `test_chain.py` tries the others too, in two readers of FHIR that are no browsers.
    for name in content.cases if request.config.getoption("deep") else REACHING[::3]:
        case = content.cases[name]
        sent = resource(bundle_of(content, case.answers, case.today), "QuestionnaireResponse")
        form.show(made, sent)
        back = form.response()
        assert answered(back) == answered(sent), case.id
        given = read_answers(content, taken_in(back))
        assert given == read_answers(content, case.answers), case.id
        after = Consideration(content, given, case.today).result()
        assert after == assess(content, case.answers, today=case.today), case.id


# One in 17 still has each state of each point beside each state of each other.
@pytest.mark.parametrize("one_in", [17, pytest.param(1, marks=pytest.mark.deep)])
def test_the_range_is_the_one_counted_by_hand_for_the_patterns(
    content: Content, form: LhcForm, one_in: int
) -> None:
    rows = vectors("delta_p_729.csv")[::one_in]
    empty = dict.fromkeys(row for row in rows[0] if row not in ("low", "high", "tier"))
    always = {"lems_established": "yes", "sex": "male"}
    found = form.work_out(
        questionnaire(content),
        [{**always, **empty, **plain_answers(row)} for row in rows],
        [AT_LEAST, AT_MOST, KNOWN],
    )
    lows, highs = ([int(row[name]) for row in rows] for name in ("low", "high"))
    wanted = [(a, b, a if a == b else None) for a, b in zip(lows, highs, strict=True)]
    assert len(wanted) == ceil(729 / one_in)
    assert found == wanted


def test_hostile_notes_are_shown_as_typed_and_run_nowhere(content: Content, form: LhcForm) -> None:
    bundle = bundle_of(content, {"ptosis": "no"}, notes=HOSTILE)
    form.show(questionnaire(content), resource(bundle, "QuestionnaireResponse"))
    expect(form.field("notes")).to_have_value(HOSTILE)
    [notes] = answered(form.response())["notes"]  # type: ignore[misc]
    assert notes == {"valueString": HOSTILE}
    div = resource(bundle, "CarePlan")["text"]["div"]
    form.page.locator("#narrative").evaluate("(place, div) => { place.innerHTML = div; }", div)
    first, second = HOSTILE.split("\n")
    narrative = form.page.locator("#narrative")
    expect(narrative.get_by_text(f"{first}{second}")).to_be_visible()
    assert narrative.locator("img, script").count() == 0
    assert form.page.evaluate("() => window.ran ?? null") is None


def test_what_lhc_forms_made_is_loaded_into_the_app(
    content: Content, form: LhcForm, visit: Callable[[str], Page]
) -> None:
    form.show(questionnaire(content))
    form.choose("lems_established", "Yes")
    form.choose("ptosis", "No")
    form.write("notes", "from another program")
    response = form.response()
    page = visit("/")
    load_draft(page, response)
    open_page(page, "Checklist")
    all_questions(page)
    expect(option(page, "ptosis", "No")).to_be_checked()
    expect(option(page, "diplopia", "No")).not_to_be_checked()


def test_dates_are_those_of_the_calendar_whatever_the_zone(content: Content, form: LhcForm) -> None:
    answers = {"chest_ct": "normal", "chest_ct_date": "2026-01-01"}
    form.show(
        questionnaire(content),
        resource(bundle_of(content, answers, date(2026, 2, 1)), "QuestionnaireResponse"),
    )
    assert taken_in(form.response()) == answers


def test_a_response_with_reasons_loads_and_its_open_questions_stay_open(
    content: Content, form: LhcForm
) -> None:
    given = Consideration(content, read_answers(content, {"ptosis": "no"}), TODAY)
    told = report(given, reasons={"diplopia": "asked_declined", "chest_ct": "temp_unknown"})
    bundle = json.loads(fhir_bundle(given, told))
    held = resource(bundle, "QuestionnaireResponse")
    form.show(resource(bundle, "Questionnaire"), held)
    assert taken_in(form.response()) == {"ptosis": "no"}
