from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime

import pytest
from pydantic import ValidationError

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess, read_answers, sort_out_answers
from lems_rules.schema.questions.checklist import Reading
from lems_rules.schema.questions.item import AnswerError, Answers, Item, Unlikely

HUGE = 10**400
TOO_LONG_TO_PRINT = 10**5000  # Python refuses to write more than 4,300 digits


def refusal(content: Content, raw: object) -> str:
    with pytest.raises(AnswerError) as caught:
        read_answers(content, raw)
    return str(caught.value)


# Answers that can be used


@pytest.mark.parametrize(
    ("item", "raw", "read"),
    [
        ("ptosis", "yes", "yes"),
        ("ptosis", "no", "no"),
        ("tendon_reflexes", "absent", "absent"),
        ("known_cancer", "none", "none"),
        ("age_at_onset_years", 50, 50.0),
        ("age_at_onset_years", 49.5, 49.5),
        ("age_at_onset_years", 0, 0.0),
        ("age_at_onset_years", 120, 120.0),
        ("cmap_increment_percent", -100, -100.0),
        ("karnofsky", 70, 70.0),
        ("karnofsky", 70.0, 70.0),
        ("chest_ct_date", "2026-11-23", date(2026, 11, 23)),
        ("chest_ct_date", "2024-02-29", date(2024, 2, 29)),
        ("chest_ct_date", date(1900, 1, 1), date(1900, 1, 1)),
        ("chest_ct_date", "2199-12-31", date(2199, 12, 31)),
    ],
)
def test_each_kind_of_item_reads_its_answers(
    content: Content, item: str, raw: object, read: object
) -> None:
    answers = read_answers(content, {item: raw})
    assert answers == {item: read}
    assert type(answers[item]) is type(read)


def test_none_counts_as_not_answered(content: Content) -> None:
    assert read_answers(content, {"ptosis": None, "karnofsky": None, "dysphagia": "no"}) == {
        "dysphagia": "no"
    }


def test_no_answers_at_all_can_be_read(content: Content) -> None:
    assert read_answers(content, {}) == {}


# Answers that are refused: where, what, what to do


@pytest.mark.parametrize(
    ("item", "raw", "shown", "remedy"),
    [
        ("ptosis", "Yes", "'Yes'", 'write "yes" or "no"'),
        ("ptosis", "unknown", "'unknown'", 'write "yes" or "no"'),
        ("ptosis", "", "''", 'write "yes" or "no"'),
        ("ptosis", True, "True", 'write "yes" or "no"'),
        ("ptosis", False, "False", 'write "yes" or "no"'),
        ("ptosis", 1, "1", 'write "yes" or "no"'),
        ("ptosis", ["yes"], "['yes']", 'write "yes" or "no"'),
        ("ptosis", {"yes": 1}, "{'yes': 1}", 'write "yes" or "no"'),
        ("tendon_reflexes", "weak", "'weak'", '"normal", "reduced", "absent" or "brisk"'),
        ("tendon_reflexes", 0, "0", '"normal", "reduced", "absent" or "brisk"'),
        ("age_at_onset_years", "50", "'50'", "a number from 0 to 120 years, without quotes"),
        ("age_at_onset_years", True, "True", "a number from 0 to 120 years, without quotes"),
        ("age_at_onset_years", [50], "[50]", "a number from 0 to 120 years, without quotes"),
        ("age_at_onset_years", -0.1, "-0.1", "write a number from 0 to 120 years"),
        ("age_at_onset_years", 120.1, "120.1", "write a number from 0 to 120 years"),
        ("age_at_onset_years", math.nan, "nan", "write a number from 0 to 120 years"),
        ("age_at_onset_years", math.inf, "inf", "write a number from 0 to 120 years"),
        ("age_at_onset_years", -math.inf, "-inf", "write a number from 0 to 120 years"),
        ("age_at_onset_years", HUGE, "1000", "write a number from 0 to 120 years"),
        ("age_at_onset_years", -HUGE, "-1000", "write a number from 0 to 120 years"),
        ("cmap_increment_percent", -101, "-101", "write a number from -100 to 10000 %"),
        ("karnofsky", 69.5, "69.5", "write a whole number from 0 to 100 points"),
        ("chest_ct_date", "2026-02-30", "'2026-02-30'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "2023-02-29", "'2023-02-29'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "23.11.2026", "'23.11.2026'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "23/11/2026", "'23/11/2026'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "20261123", "'20261123'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "2026-W47-1", "'2026-W47-1'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "2026-11-23T10:00", "'2026-11-23T10:00'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", " 2026-11-23", "' 2026-11-23'", "a date as YYYY-MM-DD"),
        ("chest_ct_date", "1899-12-31", "1899-12-31", "from 1900 to 2199"),
        ("chest_ct_date", "2200-01-01", "2200-01-01", "from 1900 to 2199"),
        ("chest_ct_date", date(2200, 1, 1), "2200-01-01", "from 1900 to 2199"),
        ("chest_ct_date", 20261123, "20261123", "a date as YYYY-MM-DD"),
        ("chest_ct_date", datetime(2026, 11, 23), "2026-11-23 00:00:00", "a date as YYYY-MM-DD"),
    ],
)
def test_a_wrong_answer_is_refused_with_item_value_and_remedy(
    content: Content, item: str, raw: object, shown: str, remedy: str
) -> None:
    message = refusal(content, {item: raw})
    assert message.startswith(f"answers, '{item}': {shown}")
    assert " is not an answer here; write " in message
    assert remedy in message
    assert "\n" not in message


def test_a_number_too_long_to_print_is_refused_like_any_other(content: Content) -> None:
    message = refusal(content, {"age_at_onset_years": TOO_LONG_TO_PRINT})
    assert message.startswith("answers, 'age_at_onset_years': ")
    assert message.endswith("write a number from 0 to 120 years")


def test_a_long_answer_is_cut_in_the_message(content: Content) -> None:
    message = refusal(content, {"ptosis": "y" * 10_000})
    assert len(message) < 150
    assert "yyy... is not an answer here" in message


def test_an_answer_of_several_lines_gives_a_message_of_one_line(content: Content) -> None:
    assert "\n" not in refusal(content, {"ptosis": "yes\nno", "a\nb": "yes"})
    assert "\n" not in refusal(content, {"a\nb": "yes"})


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("ptosys", "ptosis"),
        ("proximal_leg_weaknes", "proximal_leg_weakness"),
        ("age_at_onset", "age_at_onset_years"),
        ("Tendon_Reflexes", "tendon_reflexes"),
    ],
)
def test_an_unknown_item_is_refused_with_the_nearest_name(
    content: Content, wrong: str, nearest: str
) -> None:
    assert refusal(content, {wrong: "yes"}) == (
        f"answers, {wrong!r}: no item is called that; did you mean {nearest!r}?"
    )


@pytest.mark.parametrize("wrong", ["zzzz", "", "x" * 5_000, 5, None])
def test_an_unknown_item_without_a_near_name_is_refused_too(
    content: Content, wrong: object
) -> None:
    message = refusal(content, {wrong: "yes"})
    assert "no item is called that; see " in message
    assert len(message) < 200


def test_a_finding_is_not_an_item(content: Content) -> None:
    assert "no item is called that" in refusal(content, {"marked_increment": "yes"})


@pytest.mark.parametrize(
    ("raw", "found"), [([], "list"), ("yes", "str"), (None, "NoneType"), (5, "int")]
)
def test_anything_but_an_object_is_refused(content: Content, raw: object, found: str) -> None:
    message = refusal(content, raw)
    assert message.startswith(f"answers: expected an object of item ids and answers, found {found}")
    assert 'write for example {"ptosis": "no"}' in message


def test_the_first_wrong_answer_is_the_one_named(content: Content) -> None:
    message = refusal(content, {"ptosis": "yes", "dysphagia": "maybe", "karnofsky": 500})
    assert message.startswith("answers, 'dysphagia'")


# Contradictions

CONTRADICTIONS: list[tuple[str, dict[str, object]]] = [
    ("weight_loss_disagrees", {"weight_loss_percent": 5, "reported_weight_loss": "no"}),
    ("weight_loss_disagrees", {"weight_loss_percent": 4.9, "reported_weight_loss": "yes"}),
    ("performance_disagrees", {"karnofsky": 60, "needs_assistance": "no"}),
    ("performance_disagrees", {"karnofsky": 70, "needs_assistance": "yes"}),
    ("erectile_dysfunction_in_a_woman", {"erectile_dysfunction": "yes", "sex": "female"}),
    (
        "early_erectile_dysfunction_in_a_woman",
        {"early_erectile_dysfunction": "yes", "sex": "female"},
    ),
    (
        "early_bulbar_disagrees",
        {
            "early_bulbar_involvement": "yes",
            "dysarthria": "no",
            "dysphagia": "no",
            "chewing_difficulty": "no",
            "neck_weakness": "no",
        },
    ),
    (
        "early_erectile_disagrees",
        {"early_erectile_dysfunction": "yes", "erectile_dysfunction": "no"},
    ),
    ("smoking_at_onset_disagrees", {"ever_smoked": "no", "smoking_at_onset": "yes"}),
    ("pack_years_disagree", {"ever_smoked": "no", "pack_years": 0.5}),
    ("increment_disagrees", {"cmap_increment_percent": 60, "increment_reported": "no"}),
    ("increment_disagrees", {"cmap_increment_percent": 59, "increment_reported": "yes"}),
    ("decrement_disagrees", {"low_rate_decrement_percent": 10, "decrement_reported": "no"}),
    ("decrement_disagrees", {"low_rate_decrement_percent": 9, "decrement_reported": "yes"}),
    ("statin_disagrees", {"statin_or_steroid_use": "no", "statin_use": "yes"}),
    ("steroid_disagrees", {"statin_or_steroid_use": "no", "steroid_use": "yes"}),
]
AGREEMENTS: list[dict[str, object]] = [
    {"weight_loss_percent": 5, "reported_weight_loss": "yes"},
    {"weight_loss_percent": 4.9, "reported_weight_loss": "no"},
    {"karnofsky": 70, "needs_assistance": "no"},
    {"karnofsky": 69, "needs_assistance": "yes"},
    {"erectile_dysfunction": "yes", "sex": "male"},
    {"early_bulbar_involvement": "yes", "dysarthria": "no", "dysphagia": "no"},
    {"early_bulbar_involvement": "no", "dysarthria": "yes"},
    {"early_erectile_dysfunction": "no", "erectile_dysfunction": "yes"},
    {"ever_smoked": "yes", "smoking_at_onset": "no"},
    {"cmap_increment_percent": 60, "increment_reported": "yes"},
    {"low_rate_decrement_percent": 10, "decrement_reported": "yes"},
    {"statin_or_steroid_use": "no", "statin_use": "no", "steroid_use": "no"},
    {"statin_or_steroid_use": "yes", "statin_use": "yes", "steroid_use": "no"},
    {"statin_or_steroid_use": "yes", "statin_use": "no", "steroid_use": "yes"},
]


# Answers that may both be right though it is unlikely: they are used, and the reader is told.
DOUBTS: list[tuple[str, dict[str, object], str]] = [
    *(
        (
            "early_bulbar_in_doubt",
            {"early_bulbar_involvement": "no", "symptom_duration_months": months, sign: "yes"},
            "bulbar",
        )
        for sign in ("dysarthria", "dysphagia", "chewing_difficulty", "neck_weakness")
        for months in (0.25, 3)
    ),
    (
        "early_erectile_in_doubt",
        {
            "early_erectile_dysfunction": "no",
            "symptom_duration_months": 3,
            "erectile_dysfunction": "yes",
        },
        "erectile_dysfunction",
    ),
]
NO_DOUBTS: list[dict[str, object]] = [
    {"early_bulbar_involvement": "no", "symptom_duration_months": 3.1, "dysphagia": "yes"},
    {"early_bulbar_involvement": "yes", "symptom_duration_months": 3, "dysphagia": "yes"},
    {"early_bulbar_involvement": "no", "symptom_duration_months": 3, "dysphagia": "no"},
    {"early_bulbar_involvement": "no", "symptom_duration_months": 3, "erectile_dysfunction": "yes"},
    {"early_bulbar_involvement": "no", "dysphagia": "yes"},
    {"symptom_duration_months": 3, "dysphagia": "yes", "erectile_dysfunction": "yes"},
    {
        "early_erectile_dysfunction": "no",
        "symptom_duration_months": 3.1,
        "erectile_dysfunction": "yes",
    },
    {
        "early_erectile_dysfunction": "no",
        "symptom_duration_months": 3,
        "erectile_dysfunction": "no",
    },
    {"early_erectile_dysfunction": "no", "erectile_dysfunction": "yes"},
    {"early_erectile_dysfunction": "no", "symptom_duration_months": 3, "dysphagia": "yes"},
]


@pytest.mark.parametrize(("name", "raw"), CONTRADICTIONS)
def test_a_contradiction_is_refused_and_names_every_item(
    content: Content, name: str, raw: dict[str, object]
) -> None:
    (meant,) = [one for one in content.checklist.contradictions if one.id == name]
    message = refusal(content, raw)
    assert message == content.checklist.refusal(meant)
    assert all(repr(item) in message for item in raw)
    assert "\n" not in message


def test_every_contradiction_of_the_checklist_is_tried_here(content: Content) -> None:
    known = content.checklist.contradictions
    assert {name for name, _ in CONTRADICTIONS} == {one.id for one in known if one.refused}
    assert {name for name, _, _ in DOUBTS} == {one.id for one in known if not one.refused}


@pytest.mark.parametrize(("name", "raw", "point"), DOUBTS)
def test_answers_in_doubt_are_used_and_the_reader_is_told_once(
    content: Content, name: str, raw: dict[str, object], point: str
) -> None:
    (meant,) = [one for one in content.checklist.contradictions if one.id == name]
    assert read_answers(content, raw) == raw
    assert sort_out_answers(content, raw) == Reading(raw)  # type: ignore[arg-type]
    told = assess(content, raw).notices
    assert told.count(meant.says) == 1
    assert set(raw) <= set(meant.items)


@pytest.mark.parametrize(("name", "raw", "point"), DOUBTS)
def test_of_answers_in_doubt_the_yes_counts(
    content: Content, name: str, raw: dict[str, object], point: str
) -> None:
    later = assess(content, {**raw, "symptom_duration_months": 3.1}).delta_p
    counted = assess(content, raw).delta_p
    assert (later.items[point], counted.items[point]) == ("no", "yes")
    assert counted.low == later.low + 1


@pytest.mark.parametrize("raw", NO_DOUBTS)
def test_answers_that_leave_no_doubt_are_told_nothing_of_one(
    content: Content, raw: dict[str, object]
) -> None:
    doubts = {one.says for one in content.checklist.contradictions if not one.refused}
    read_answers(content, raw)  # nothing is refused
    assert doubts.isdisjoint(assess(content, raw).notices)


@pytest.mark.parametrize("raw", AGREEMENTS)
def test_answers_that_fit_together_are_read(content: Content, raw: dict[str, object]) -> None:
    assert read_answers(content, raw) == raw


# Sorting out instead of refusing


@pytest.mark.parametrize(("name", "raw"), CONTRADICTIONS)
def test_sorting_out_sets_contradictory_answers_aside_and_keeps_the_rest(
    content: Content, name: str, raw: dict[str, object]
) -> None:
    reading = sort_out_answers(content, {**raw, "ptosis": "yes"})
    assert reading.answers == {"ptosis": "yes"}
    assert [problem.contradiction for problem in reading.problems] == [name]
    assert set(reading.problems[0].items) == set(raw)


def test_sorting_out_names_every_wrong_answer_and_keeps_the_rest(content: Content) -> None:
    reading = sort_out_answers(
        content, {"ptosis": "maybe", "karnofsky": 500, "ptosys": "yes", "dysphagia": "no"}
    )
    assert reading.answers == {"dysphagia": "no"}
    assert [problem.items for problem in reading.problems] == [
        ("ptosis",),
        ("karnofsky",),
        ("ptosys",),
    ]


def test_two_contradictions_about_one_item_are_both_named(content: Content) -> None:
    reading = sort_out_answers(
        content,
        {"sex": "female", "erectile_dysfunction": "yes", "early_erectile_dysfunction": "yes"},
    )
    assert reading.answers == {}
    assert [problem.contradiction for problem in reading.problems] == [
        "erectile_dysfunction_in_a_woman",
        "early_erectile_dysfunction_in_a_woman",
    ]


def test_an_answer_to_a_question_that_cannot_apply_is_set_aside(content: Content) -> None:
    reading = sort_out_answers(content, {"ever_smoked": "no", "pack_years": 0})
    assert reading.answers == {"ever_smoked": "no"}
    assert [problem.items for problem in reading.problems] == [("pack_years",)]
    assert "Pack-years: set aside" in reading.problems[0].says


def test_sorting_out_good_answers_finds_nothing(content: Content) -> None:
    reading = sort_out_answers(content, {"ptosis": "yes", "chest_ct_date": "2026-11-23"})
    assert reading.answers == {"ptosis": "yes", "chest_ct_date": date(2026, 11, 23)}
    assert reading.problems == ()


# Items in words


@pytest.mark.parametrize(
    ("item", "answer", "words"),
    [
        ("ptosis", "yes", "Yes"),
        ("tendon_reflexes", "reduced", "Reduced"),
        ("known_cancer", "sclc", "Small cell lung cancer"),
        ("cmap_increment_percent", 120.0, "120 %"),
        ("symptom_duration_months", 0.25, "0.25 months"),
        ("chest_ct_date", date(2026, 3, 1), "2026-03-01"),
    ],
)
def test_an_answer_is_worded_as_a_clinician_says_it(
    content: Content, item: str, answer: object, words: str
) -> None:
    assert content.checklist.item(item).wording(answer) == words  # type: ignore[arg-type]


def test_a_number_without_a_unit_is_worded_bare() -> None:
    item = Item(id="n", section="s", kind="number", label="N", ask="N?", why="N.", least=0, most=9)
    assert item.wording(4.0) == "4"
    assert item.allowed() == "a number from 0 to 9"


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ("ptosis", '"yes" or "no"'),
        ("sex", '"female", "male" or "other"'),
        ("weight_loss_percent", "a number from 0 to 80 %"),
        ("karnofsky", "a whole number from 0 to 100 points"),
        ("fdg_pet_date", "a date as YYYY-MM-DD, from 1900 to 2199"),
    ],
)
def test_what_may_be_answered_is_told_in_words(content: Content, item: str, allowed: str) -> None:
    assert content.checklist.item(item).allowed() == allowed


def test_a_single_option_is_listed_without_or() -> None:
    item = Item.model_validate(
        {
            "id": "c", "section": "s", "kind": "choice", "label": "C", "ask": "C?", "why": "C.",
            "options": [{"id": "only", "label": "Only"}],
        }
    )  # fmt: skip
    assert item.allowed() == '"only"'


@pytest.mark.parametrize(
    ("value", "applies"), [(17.9, True), (18.0, False), (95.0, False), (95.1, True)]
)
def test_an_unlikely_number_is_strictly_outside_its_bounds(value: float, applies: bool) -> None:
    assert Unlikely(below=18, above=95, says="check").applies(value) is applies


def test_a_bound_that_is_not_given_does_not_apply() -> None:
    assert not Unlikely(above=95, says="check").applies(-1e9)
    assert not Unlikely(below=18, says="check").applies(1e9)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kind": "choice"}, "a choice item needs them"),
        ({"kind": "yn", "options": [{"id": "a", "label": "A"}]}, "options belong to a choice item"),
        ({"kind": "number"}, "a number item needs least and most"),
        ({"kind": "number", "least": 0}, "a number item needs least and most"),
        ({"kind": "yn", "least": 0, "most": 1}, "other kinds have neither"),
        ({"kind": "text"}, "'yn', 'choice', 'number' or 'date'"),
        ({"kind": "yn", "hpo": {"id": "HP:1", "label": "x"}}, "should match pattern"),
        ({"kind": "yn", "note": "x"}, "Extra inputs are not permitted"),
    ],
)
def test_an_item_that_does_not_fit_its_kind_is_refused(
    more: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Item.model_validate(
            {"id": "i", "section": "s", "label": "I", "ask": "I?", "why": "I.", **more}
        )


def test_a_section_lists_its_items_in_order(content: Content) -> None:
    listed = [
        item.id
        for section in content.checklist.sections
        for item in content.checklist.in_section(section.id)
    ]
    assert listed == [item.id for item in content.checklist.items]


def test_a_copy_of_the_checklist_finds_the_items_it_was_given(content: Content) -> None:
    first, *others = content.checklist.items
    renamed = first.model_copy(update={"id": "renamed"})
    copied = content.checklist.model_copy(update={"items": (renamed, *others)})
    assert copied.item("renamed") is renamed
    assert first.id not in copied


def test_an_item_is_found_by_its_id_alone(content: Content) -> None:
    assert "ptosis" in content.checklist
    assert "Ptosis" not in content.checklist
    assert content.checklist.item("ptosis").id == "ptosis"


def test_the_patient_builder_reads_through_the_same_door(
    patient: Callable[..., Answers],
) -> None:
    assert patient(karnofsky=60) == {"karnofsky": 60.0}
    with pytest.raises(AnswerError):
        patient(karnofsky=600)


def test_an_item_that_is_asked_for_by_another_name_is_refused_with_the_nearest(
    content: Content,
) -> None:
    with pytest.raises(AnswerError, match="'ptosiss': no item is called that; did you mean"):
        content.checklist.item("ptosiss")


# Typed in other units


@pytest.mark.parametrize("item", ["ptosis", "chest_ct", "chest_ct_date"])
def test_only_a_number_with_a_unit_can_be_typed_in_another(content: Content, item: str) -> None:
    known = content.checklist.item(item).model_dump()
    with pytest.raises(ValidationError, match="typed_as belongs to a number with a unit"):
        Item.model_validate({**known, "typed_as": [{"unit": "weeks"}]})
