"""What the resources say: the form from the content, the score beside both cohorts, the plan."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from lems_rules.exports.fhir.datatype import HPO, PHENOTYPE, plain
from lems_rules.exports.fhir.questionnaire import AT_LEAST, AT_MOST, ENABLE, KNOWN, questionnaire
from lems_rules.intake.fhir_response import CODES, FORM
from lems_rules.knowledge.content import Content
from lems_rules.version import __version__
from tests.conftest import Copy
from tests.support.fhir.bundles import TODAY, bundle_of, bundle_text
from tests.support.fhir.chain import Json, items_of, resource, resources

LEMS: dict[str, object] = {"lems_established": "yes", "sex": "male", "age_at_onset_years": 60}
SCANNED = {**LEMS, "ever_smoked": "no", "chest_ct": "normal", "chest_ct_date": "2026-05-04"}
HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(2)> ]]> **bold** =1+1\nsecond line"


@pytest.fixture(scope="module")
def form(content: Content) -> dict[str, Json]:
    return {item["linkId"]: item for item in items_of(questionnaire(content))}


def links(holder: Json) -> dict[str, Json]:
    return {item["linkId"]: item for item in items_of(holder) if "answer" in item}


def told(one: Json) -> str:
    return " ".join(note["text"] for note in one["note"])


# The form


def test_the_form_asks_every_question_of_the_checklist_in_its_words(
    content: Content, form: dict[str, Json]
) -> None:
    for item in content.checklist.items:
        asked = form[item.id]
        assert asked["text"] == item.ask
        assert item.why in form[f"{item.id}.help"]["text"]
        offered = [one["valueCoding"] for one in asked.get("answerOption", ())]
        assert [one["code"] for one in offered] == [f"{item.id}.{name}" for name in item.option_ids]
        assert {one["system"] for one in offered} <= {CODES}
        assert [one["display"] for one in offered] == [item.wording(o) for o in item.option_ids]


def test_the_form_carries_the_phenotype_codes_of_questions_and_of_answers(
    content: Content, form: dict[str, Json]
) -> None:
    wanted = {
        (item.id, hpo.id)
        for item in content.checklist.items
        for hpo in (item.hpo, *(option.hpo for option in item.options))
        if hpo is not None
    }
    of_questions = {
        (link, code["code"])
        for link, item in form.items()
        for code in item.get("code", ())
        if code["system"] == HPO
    }
    of_answers = {
        (link, one["valueCoding"]["code"])
        for link, item in form.items()
        for option in item.get("answerOption", ())
        for one in option.get("extension", ())
        if one["url"] == PHENOTYPE
    }
    assert of_questions | of_answers == wanted
    assert len(wanted) > 30


def test_numbers_have_their_limits_and_units(form: dict[str, Json]) -> None:
    def named(link: str) -> dict[str, Json]:
        return {one["url"].rpartition("/")[2]: one for one in form[link]["extension"]}

    karnofsky = named("karnofsky")
    assert (form["karnofsky"]["type"], karnofsky["maxValue"]["valueInteger"]) == ("integer", 100)
    assert karnofsky["questionnaire-unit"]["valueCoding"]["code"] == "{points}"
    increment = named("cmap_increment_percent")
    assert form["cmap_increment_percent"]["type"] == "decimal"
    assert increment["minValue"]["valueDecimal"] == -100
    assert increment["questionnaire-unit"]["valueCoding"]["code"] == "%"


def test_one_deciding_answer_is_plain_skip_logic_and_no_answer_hides_nothing(
    form: dict[str, Json],
) -> None:
    asked = form["smoking_at_onset"]
    assert asked["enableBehavior"] == "any"
    assert {"question": "ever_smoked", "operator": "exists", "answerBoolean": False} in asked[
        "enableWhen"
    ]
    codes = [one["answerCoding"]["code"] for one in asked["enableWhen"] if "answerCoding" in one]
    assert codes == ["ever_smoked.yes"]
    others = [
        one["answerCoding"]["code"]
        for one in form["erectile_dysfunction"]["enableWhen"]
        if "answerCoding" in one
    ]
    assert others == ["sex.male", "sex.other"]


@pytest.mark.parametrize("hidden", ["pack_years > 10", "{not: bulbar}", "bulbar"])
def test_anything_but_one_deciding_answer_is_skip_logic_in_fhirpath(
    copy: Copy, hidden: str
) -> None:
    old = "hidden_when: {not: ever_smoked}\n    step: tumour\n\n  - id: pack_years"
    copy.replace("checklist.yaml", old, old.replace("{not: ever_smoked}", hidden))
    asked = {one["linkId"]: one for one in items_of(questionnaire(copy.read()))}
    assert "enableWhen" not in asked["smoking_at_onset"]
    [enabled] = [one for one in asked["smoking_at_onset"]["extension"] if one["url"] == ENABLE]
    assert enabled["valueExpression"]["expression"].startswith("iif(")


def test_a_number_may_have_no_unit(copy: Copy) -> None:
    copy.replace("checklist.yaml", "unit: pack-years\n    ", "")
    asked = {one["linkId"]: one for one in items_of(questionnaire(copy.read()))}
    assert "unit" not in json.dumps(asked["pack_years"]["extension"])


def test_the_form_is_a_draft_for_teaching_and_says_so(content: Content) -> None:
    found = questionnaire(content)
    assert (found["status"], found["experimental"], found["url"]) == ("draft", True, FORM)
    assert content.edition.disclaimer in found["description"]
    assert found["version"] == content.edition.edition


# The response


def test_what_was_not_answered_is_left_out_of_the_response(content: Content) -> None:
    response = resource(
        bundle_of(content, {"ptosis": "no", "karnofsky": 60}), "QuestionnaireResponse"
    )
    assert set(links(response)) == {"ptosis", "karnofsky"}
    assert response["status"] == "in-progress"
    assert "item" not in resource(bundle_of(content, {}), "QuestionnaireResponse")


def test_a_response_is_complete_once_every_question_that_applies_has_an_answer(
    content: Content,
) -> None:
    answers: dict[str, object] = {
        **{item.id: "no" for item in content.checklist.items if item.kind == "yn"},
        **{item.id: item.least for item in content.checklist.items if item.kind == "number"},
        **{item.id: "2026-03-01" for item in content.checklist.items if item.kind == "date"},
        **{item.id: item.option_ids[-1] for item in content.checklist.items if item.options},
        "needs_assistance": "yes",  # what a Karnofsky score of 0 says
    }
    whole = bundle_of(content, answers)
    assert resource(whole, "QuestionnaireResponse")["status"] == "completed"
    assert "Not answered: " not in told(resource(whole, "CarePlan"))
    del answers["ptosis"]
    part = bundle_of(content, answers)
    assert resource(part, "QuestionnaireResponse")["status"] == "in-progress"


def test_the_response_carries_the_range_as_the_form_works_it_out(content: Content) -> None:
    found = links(resource(bundle_of(content, LEMS), "QuestionnaireResponse"))
    assert found[AT_LEAST]["answer"] == [{"valueInteger": 1}]
    assert found[AT_MOST]["answer"] == [{"valueInteger": 6}]
    assert found["delta_p.age"]["answer"] == [{"valueBoolean": True}]
    assert KNOWN not in found
    assert AT_LEAST not in links(resource(bundle_of(content, {}), "QuestionnaireResponse"))


# The score


def test_both_cohorts_stand_side_by_side_as_ranges_in_per_cent(content: Content) -> None:
    answers = {**LEMS, "smoking_at_onset": "yes", "needs_assistance": "no", "karnofsky": 70}
    risk = resource(bundle_of(content, answers), "RiskAssessment")
    first, second = risk["prediction"]
    ranges = [
        (one["probabilityRange"]["low"]["value"], one["probabilityRange"]["high"]["value"])
        for one in (first, second)
    ]
    # 2 to 5 of 6: of 2011 only the totals 4 and 5 were seen.
    assert ranges == [(93.5, 96.6), (45, 87.5)]
    assert {one["probabilityRange"]["low"]["code"] for one in (first, second)} == {"%"}
    assert first["outcome"]["coding"][0]["code"] == "HP:0030357"
    assert "2: not verified; 3: not verified; 4: 93.5 %" in first["rationale"]
    assert "3: 55.5 % (95 % interval (our arithmetic) 34 to 75 %; patients" in second["rationale"]
    assert "2 to 5 of 6" in told(risk)
    assert all(caution in told(risk) for caution in content.scores["delta_p"].always_say)


def test_a_total_whose_share_was_never_seen_makes_no_prediction(content: Content) -> None:
    low = {
        **LEMS,
        "early_bulbar_involvement": "no",
        "early_erectile_dysfunction": "no",
        "smoking_at_onset": "yes",
        "reported_weight_loss": "no",
        "karnofsky": 70,
    }
    [only] = resource(bundle_of(content, low), "RiskAssessment")["prediction"]
    assert only["rationale"].startswith("Prospective cohort, 2020")
    assert (
        only["probabilityRange"]["low"]["value"] == only["probabilityRange"]["high"]["value"] == 45
    )


def test_the_risks_before_imaging_are_not_quoted_after_a_negative_scan(content: Content) -> None:
    risk = resource(bundle_of(content, SCANNED), "RiskAssessment")
    assert "prediction" not in risk
    assert plain(content.scores["delta_p"].not_quoted_says) in told(risk)
    assert "94.4 %" not in told(risk)


def test_where_the_score_does_not_apply_the_reason_stands_in_its_place(content: Content) -> None:
    risk = resource(bundle_of(content, {**LEMS, "known_cancer": "sclc"}), "RiskAssessment")
    assert "prediction" not in risk
    assert content.scores["delta_p"].exclusions[1].says in told(risk)
    assert "of 6" not in told(risk)


# Plan and requests


def test_the_plan_has_the_dated_screens_and_what_was_done(content: Content) -> None:
    answers = {**SCANNED, "latest_negative_screen_date": "2026-08-04"}
    plan = resource(bundle_of(content, answers), "CarePlan")
    details = [one["detail"] for one in plan["activity"]]
    screens = [one for one in details if "scheduledTiming" in one]
    events = [(one["scheduledTiming"]["event"], one["status"]) for one in screens]
    assert events[:2] == [(["2026-08-04"], "completed"), (["2027-02-04"], "not-started")]
    assert {one["status"] for one in details} == {"completed", "not-started", "unknown"}


def test_an_undated_plan_says_how_many_months_after_the_first_screen(content: Content) -> None:
    plan = resource(bundle_of(content, LEMS), "CarePlan")
    said = [one["detail"].get("scheduledString") for one in plan["activity"]]
    assert "T0 + 3 months" in said


def test_screens_beyond_the_published_stop_are_marked_as_offered(content: Content) -> None:
    low = {
        **LEMS,
        "age_at_onset_years": 40,
        "early_bulbar_involvement": "no",
        "early_erectile_dysfunction": "no",
        "smoking_at_onset": "no",
        "ever_smoked": "yes",
        "reported_weight_loss": "no",
        "karnofsky": 70,
    }
    plan = resource(bundle_of(content, low), "CarePlan")
    reasons = [one["detail"].get("statusReason", {}).get("text") for one in plan["activity"]]
    assert reasons.count("No date yet, offered") == 3


def test_safety_comes_first_in_the_plan_whatever_the_level(content: Content) -> None:
    plan = resource(bundle_of(content, {"dyspnoea": "yes"}), "CarePlan")
    assert content.edition.disclaimer in plan["note"][0]["text"]
    to_do, safety = (
        next(n for n, one in enumerate(plan["note"]) if one["text"].startswith(said))
        for said in ("Do now. Now: Measure vital capacity", "Safety first: Breathlessness")
    )
    assert to_do == 1
    assert [one["text"][:7] for one in plan["note"][1:safety]] == ["Do now."] * (safety - 1)
    assert "Not answered: Age at first symptom" in told(plan)
    assert "Not answered is not no." in told(plan)


def test_each_missing_test_is_one_proposal_with_the_words_of_its_request(content: Content) -> None:
    asked = [
        one
        for one in resources(bundle_of(content, {"proximal_leg_weakness": "yes"}))
        if one["resourceType"] == "ServiceRequest"
    ]
    tests = [one["code"]["text"] for one in asked]
    assert "CMAP increment" in tests
    assert "P/Q-type calcium channel antibody" in tests
    increment = asked[tests.index("CMAP increment")]
    assert "within 10 s after 10 s of maximal effort" in increment["note"][0]["text"]
    assert "Increment = 100 x" in told(increment)
    done = bundle_of(content, {"cmap_increment_percent": 70})
    assert "CMAP increment" not in [one.get("code", {}).get("text") for one in resources(done)]


def test_a_request_whose_tests_are_all_answered_keeps_its_words(content: Content) -> None:
    scanned = {"chest_ct": "normal", "fdg_pet": "suspicious"}
    asked = [
        one
        for one in resources(bundle_of(content, scanned))
        if one.get("code", {}).get("text") == "Request to radiology"
    ]
    assert len(asked) == 1
    assert "FDG-PET was read as suspicious" in told(asked[0])


# Everywhere


def test_every_resource_says_with_what_it_was_made(content: Content) -> None:
    bundle = bundle_of(content, LEMS)
    for one in (bundle, *resources(bundle)):
        tags = {tag["code"]: tag["display"] for tag in one["meta"]["tag"]}
        assert f"content-edition-{content.edition.edition}" in tags
        assert f"content-digest-{content.digest}" in tags
        assert f"app-version-{__version__}" in tags
        assert content.edition.disclaimer in tags["education-only"]
        assert TODAY.isoformat() in tags[f"app-version-{__version__}"]


def test_the_patient_has_no_data(content: Content) -> None:
    patient = resource(bundle_of(content, LEMS), "Patient")
    assert set(patient) == {"resourceType", "meta", "text"}


def test_the_narrative_is_the_whole_summary_in_order(content: Content) -> None:
    div = resource(bundle_of(content, {**LEMS, "dyspnoea": "yes"}), "CarePlan")["text"]["div"]
    text = " ".join(ET.fromstring(div).itertext())
    order = [
        content.edition.disclaimer,
        "Do now",
        "Now: Measure vital capacity and respiratory pressures today.",
        "Safety first",
        "Findings LEMS established",
        "DELTA-P",
        "Prospective cohort, 2020",
        "Plan and dates Beyond the first lines of Do now",
        "Not answered",
        "References",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_what_to_do_now_is_the_first_note_of_the_plan_after_the_disclaimer(
    content: Content,
) -> None:
    plan = resource(bundle_of(content, {**LEMS, "dyspnoea": "yes"}), "CarePlan")
    first, second, *_ = [note["text"] for note in plan["note"]]
    assert first.startswith(content.edition.disclaimer)
    assert second.startswith("Do now. Now: Measure vital capacity and respiratory pressures today.")
    # The workup proposes each test once: what is to be done now is no activity beside it.
    titles = [one["detail"]["code"]["text"] for one in plan["activity"]]
    assert not [one for one in titles if "vital capacity" in one]


def test_once_lems_is_established_the_plan_says_so_and_no_level(content: Content) -> None:
    plan = resource(bundle_of(content, LEMS), "CarePlan")
    assert plan["description"].startswith("LEMS established")
    assert not [note for note in plan["note"] if "Level of suspicion" in note["text"]]


def test_hostile_notes_appear_as_typed_and_are_no_markup(content: Content) -> None:
    bundle = bundle_of(content, {"ptosis": "no"}, notes=HOSTILE)
    answer = links(resource(bundle, "QuestionnaireResponse"))["notes"]["answer"]
    assert answer == [{"valueString": HOSTILE}]
    div = ET.fromstring(resource(bundle, "CarePlan")["text"]["div"])
    assert {one.tag.rpartition("}")[2] for one in div.iter()} <= {
        *("div", "h1", "h2", "h3", "p", "b", "small", "ul", "li", "br"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert {name for one in div.iter() for name in one.attrib} == set()
    first, second = HOSTILE.split("\n")
    assert first in " ".join(div.itertext())
    [broken] = [one for one in div.iter() if one.tail == second]
    assert broken.tag.endswith("}br")
    # Notes stand nowhere that is read as Markdown.
    assert "alert(1)" not in json.dumps([one.get("note") for one in resources(bundle)])


@pytest.mark.parametrize("notes", ["", "  \n "])
def test_no_notes_are_no_answer(content: Content, notes: str) -> None:
    response = resource(bundle_of(content, {}, notes=notes), "QuestionnaireResponse")
    assert "item" not in response


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("tab\tand\r\nline", "tab\tand\nline"),
        ("a\u00a0b\u2028c\ufeffd", "a b c d"),
        ("bell\x07", "bell\u2407"),
        ("half \ud800 and \uffff", "half \ufffd and \ufffd"),
    ],
)
def test_a_text_is_written_so_that_any_reader_of_fhir_can_hold_it(typed: str, held: str) -> None:
    assert plain(typed) == held


def test_a_bundle_takes_well_under_a_second(content: Content) -> None:
    import time

    bundle_text(content, LEMS)  # the library is imported once
    began = time.perf_counter()
    bundle_text(content, SCANNED, date(2026, 1, 2))
    assert time.perf_counter() - began < 1


def test_the_models_of_fhir_are_imported_only_for_an_export() -> None:
    code = (
        "import sys; import lems_rules.exports.fhir, lems_rules.intake.document; "
        "sys.exit(any(name.startswith('fhir.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
