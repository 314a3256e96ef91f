from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.logic.circuit import Circuit, Part
from lems_rules.logic.program import Truths, Verdict
from lems_rules.logic.reason import Reasons, unanswered
from lems_rules.reasoning.assessment import read_answers
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import AnswerError
from lems_rules.wording.phrase import Words, spelled
from tests.support.builders import condition, traced

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


@pytest.fixture(scope="module")
def words(content: Content) -> Words:
    return Words(content)


# Reasons: the items that make the verdict what it is, and what could still change it


@pytest.mark.parametrize(
    ("source", "answers", "verdict", "because", "missing"),
    [
        # a leaf of each kind
        ("a", {"a": "yes"}, YES, ["a"], set()),
        ("a", {"a": "no"}, NO, ["a"], set()),
        ("a", {}, UNKNOWN, ["a"], {"a"}),
        ("a is x", {"a": "x"}, YES, ["a"], set()),
        ("a is x", {}, UNKNOWN, ["a"], {"a"}),
        ("a >= 5", {"a": 4}, NO, ["a"], set()),
        ("a >= 5", {}, UNKNOWN, ["a"], {"a"}),
        # not
        ({"not": "a"}, {"a": "yes"}, NO, ["a"], set()),
        ({"not": "a"}, {}, UNKNOWN, ["a"], {"a"}),
        # all_of
        ({"all_of": ["a", "b"]}, {"a": "yes", "b": "yes"}, YES, ["a", "b"], set()),
        ({"all_of": ["a", "b"]}, {"a": "yes", "b": "no"}, NO, ["b"], set()),
        ({"all_of": ["a", "b"]}, {"b": "no"}, NO, ["b"], set()),
        ({"all_of": ["a", "b"]}, {"a": "no", "b": "no"}, NO, ["a", "b"], set()),
        ({"all_of": ["a", "b"]}, {"a": "yes"}, UNKNOWN, ["b"], {"b"}),
        ({"all_of": ["a", "b"]}, {}, UNKNOWN, ["a", "b"], {"a", "b"}),
        # any_of
        ({"any_of": ["a", "b"]}, {"a": "no", "b": "yes"}, YES, ["b"], set()),
        ({"any_of": ["a", "b"]}, {"a": "yes"}, YES, ["a"], set()),
        ({"any_of": ["a", "b"]}, {"a": "no", "b": "no"}, NO, ["a", "b"], set()),
        ({"any_of": ["a", "b"]}, {"a": "no"}, UNKNOWN, ["b"], {"b"}),
        # at_least
        (
            {"at_least": 2, "of": ["a", "b", "c"]},
            {"a": "yes", "b": "no", "c": "yes"},
            YES,
            ["a", "c"],
            set(),
        ),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": "no", "b": "no"}, NO, ["a", "b"], set()),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": "yes"}, UNKNOWN, ["b", "c"], {"b", "c"}),
        # first_known
        ({"first_known": ["a", "b"]}, {"a": "yes", "b": "no"}, YES, ["a"], set()),
        ({"first_known": ["a", "b"]}, {"a": "no"}, NO, ["a"], set()),
        # the better way, once answered, would overrule the other
        ({"first_known": ["a", "b"]}, {"b": "no"}, NO, ["b"], {"a"}),
        ({"first_known": ["a", "b"]}, {"b": "yes"}, YES, ["b"], {"a"}),
        ({"first_known": ["a", "b", "c"]}, {"b": "yes"}, YES, ["b"], {"a"}),
        ({"first_known": ["a", "b", "c"]}, {"c": "no"}, NO, ["c"], {"a", "b"}),
        ({"not": {"first_known": ["a", "b"]}}, {"b": "yes"}, NO, ["b"], {"a"}),
        ({"any_of": [{"first_known": ["a", "b"]}, "c"]}, {"b": "yes"}, YES, ["b"], {"a", "c"}),
        (
            {"any_of": [{"first_known": ["a", "b"]}, "c"]},
            {"b": "yes", "c": "yes"},
            YES,
            ["b", "c"],
            set(),
        ),
        ({"first_known": ["a", "b"]}, {}, UNKNOWN, ["a", "b"], {"a", "b"}),
        # nested
        (
            {"all_of": ["a", {"any_of": ["b", {"not": "c"}]}]},
            {"a": "yes", "c": "no"},
            YES,
            ["a", "c"],
            set(),
        ),
        (
            {"all_of": ["a", {"any_of": ["b", {"not": "c"}]}]},
            {"b": "no"},
            UNKNOWN,
            ["a", "c"],
            {"a", "c"},
        ),
    ],
)
def test_a_verdict_is_explained_by_the_items_that_make_it(
    source: object,
    answers: dict[str, object],
    verdict: Verdict,
    because: list[str],
    missing: set[str],
) -> None:
    part, truths = traced(source, answers)
    assert truths.verdict(part.slot) is verdict
    assert list(Reasons(truths).of(part)) == because
    assert unanswered(part, truths) == missing


def test_an_item_is_named_once_and_in_the_order_of_the_rule() -> None:
    part, truths = traced({"all_of": ["b", {"any_of": ["a", "b"]}, "a"]}, {"a": "yes", "b": "yes"})
    assert Reasons(truths).of(part) == ("b", "a")


def two_sided(answers: dict[str, object]) -> tuple[Part, Truths]:
    circuit = Circuit()
    sides = (circuit.add(condition("a is x")), circuit.add(condition("b is y")))
    slot = circuit.two_sided(sides[0].slot, sides[1].slot)
    return Part(slot, None, sides, "sided", sides=True), circuit.build().of_one(answers)


@pytest.mark.parametrize(
    ("answers", "verdict", "because", "missing"),
    [
        ({"a": "x"}, YES, ("a",), set()),
        ({"a": "x", "b": "y"}, YES, ("a",), set()),
        ({"b": "y"}, NO, ("b",), {"a"}),  # the yes side, once it holds, comes first
        ({"a": "z", "b": "y"}, NO, ("b",), set()),
        ({}, UNKNOWN, ("a", "b"), {"a", "b"}),
        ({"a": "z"}, UNKNOWN, ("b",), {"b"}),
        ({"b": "z"}, UNKNOWN, ("a",), {"a"}),
        ({"a": "z", "b": "z"}, UNKNOWN, (), set()),
    ],
)
def test_two_sides_are_explained_by_the_side_that_counts(
    answers: dict[str, object], verdict: Verdict, because: tuple[str, ...], missing: set[str]
) -> None:
    part, truths = two_sided(answers)
    assert truths.verdict(part.slot) is verdict
    assert Reasons(truths).of(part) == because
    assert unanswered(part, truths) == missing


def test_each_of_many_patients_has_its_own_reasons() -> None:
    circuit = Circuit()
    part = circuit.add(condition({"any_of": ["a", "b"]}))
    truths = circuit.build().of_many([{"a": "yes"}, {"b": "yes"}, {"a": "no"}])
    assert [Reasons(truths, i).of(part) for i in range(3)] == [("a",), ("b",), ("b",)]
    assert [unanswered(part, truths, i) for i in range(3)] == [set(), set(), {"b"}]


def explained(
    content: Content, name: str, given: dict[str, object]
) -> tuple[Verdict, tuple[str, ...], set[str]]:
    conclusions = rulebook(content).conclude(read_answers(content, given))
    part = conclusions.book.findings[name]
    truths = conclusions.truths
    return truths.verdict(part.slot), Reasons(truths).of(part), unanswered(part, truths)


def test_a_finding_that_rests_on_findings_is_explained_by_checklist_items(
    content: Content,
) -> None:
    verdict, because, missing = explained(
        content, "entry", {"proximal_leg_weakness": "yes", "tendon_reflexes": "absent"}
    )
    assert (verdict, because, missing) == (
        YES, ("proximal_leg_weakness", "tendon_reflexes"), set(),
    )  # fmt: skip


def test_the_plan_is_explained_by_the_level_that_opened_it(content: Content) -> None:
    given: dict[str, object] = {
        "proximal_leg_weakness": "yes", "tendon_reflexes": "absent", "dry_mouth": "yes",
    }  # fmt: skip
    verdict, _, missing = explained(content, "full_plan", given)
    assert verdict is YES
    assert missing == set()


def test_a_diagnosis_opens_the_plan_and_is_its_reason(content: Content) -> None:
    verdict, because, _ = explained(content, "full_plan", {"lems_established": "yes"})
    assert verdict is YES
    assert "lems_established" in because


def test_a_low_positive_antibody_leaves_nothing_to_answer(content: Content) -> None:
    verdict, because, missing = explained(
        content, "pq_positive", {"vgcc_pq_antibody": "low_positive"}
    )
    assert (verdict, because, missing) == (UNKNOWN, (), set())


def test_an_answer_that_could_overrule_a_no_is_still_missing(content: Content) -> None:
    # A reflex that returns after effort makes `weak_reflexes` yes even where the resting reflex
    # is normal, and with it `entry`.
    given: dict[str, object] = {"proximal_leg_weakness": "yes", "tendon_reflexes": "normal"}
    verdict, _, missing = explained(content, "entry", given)
    assert verdict is UNKNOWN
    assert explained(content, "entry", {**given, "reflex_facilitation": "yes"})[0] is YES
    assert "reflex_facilitation" in missing


SCORED: dict[str, object] = {
    "lems_established": "yes",
    "age_at_onset_years": 60,
    "weight_loss_percent": 8,
    "smoking_at_onset": "yes",
    "karnofsky": 90,
}


@pytest.mark.parametrize(
    ("given", "because"),
    [
        (SCORED, {"age_at_onset_years", "weight_loss_percent", "smoking_at_onset"}),
        (
            {
                "age_at_onset_years": 40, "weight_loss_percent": 0, "smoking_at_onset": "no",
                "karnofsky": 90,
            },
            {"age_at_onset_years", "weight_loss_percent", "smoking_at_onset", "karnofsky"},
        ),
    ],
)  # fmt: skip
def test_a_limit_on_the_score_is_explained_by_the_points_that_settle_it(
    content: Content, given: dict[str, object], because: set[str]
) -> None:
    conclusions = rulebook(content).conclude(read_answers(content, given))
    (part,) = conclusions.book.rules["T3"].unless[-1:]
    assert conclusions.truths.verdict(part.slot) is not UNKNOWN
    assert set(Reasons(conclusions.truths).of(part)) == because


def test_an_open_score_is_explained_by_the_answers_that_are_missing(content: Content) -> None:
    given = {"age_at_onset_years": 60, "weight_loss_percent": 8, "ever_smoked": "no"}
    conclusions = rulebook(content).conclude(read_answers(content, given))
    (part,) = conclusions.book.rules["T3"].unless[-1:]
    assert conclusions.truths.verdict(part.slot) is UNKNOWN
    because = set(Reasons(conclusions.truths).of(part))
    missing = unanswered(part, conclusions.truths)
    assert because < missing
    assert not missing & set(given)
    # That point is no, so it is no reason for the doubt. By the rule alone a yes would overrule it:
    # it is named, though the checklist would refuse a smoker at onset who never smoked.
    assert missing - because == {"smoking_at_onset"}
    with pytest.raises(AnswerError):
        read_answers(content, {**given, "smoking_at_onset": "yes"})


def test_a_score_that_enough_points_have_settled_leaves_nothing_open(content: Content) -> None:
    given = {
        "dysphagia": "yes",
        "symptom_duration_months": 2,
        "weight_loss_percent": 8,
        "smoking_at_onset": "yes",
    }
    conclusions = rulebook(content).conclude(read_answers(content, given))
    (part,) = conclusions.book.rules["T3"].unless[-1:]
    assert conclusions.truths.verdict(part.slot) is NO  # 3 or more, so not below 3
    assert unanswered(part, conclusions.truths) == set()


# In words


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("ptosis", "Drooping eyelid"),
        ("marked_increment", "CMAP increment of at least 60 %"),
        ("tendon_reflexes is reduced", "Tendon reflexes at rest: reduced"),
        ("tendon_reflexes is reduced or absent", "Tendon reflexes at rest: reduced or absent"),
        ("age_at_onset_years >= 50", "Age at first symptom at least 50 years"),
        ("karnofsky < 70", "Karnofsky performance below 70 points"),
        ("pack_years > 0", "Pack-years above 0 pack-years"),
        ("symptom_duration_months <= 0.5", "Time since first symptom at most 0.5 months"),
        ("delta_p < 3", "DELTA-P score below 3"),
        (
            "suspicion is features_present or meets_criteria",
            "Level of suspicion: Some features are present or Meets the Japanese criteria of "
            "2022, as entered",
        ),
        ({"not": "ptosis"}, "Drooping eyelid: no"),
        ({"not": "marked_increment"}, "CMAP increment of at least 60 %: no"),
        ({"not": "karnofsky < 70"}, "not (Karnofsky performance below 70 points)"),
        (
            {"not": {"any_of": ["ptosis", "diplopia"]}},
            "not (Drooping eyelid or Double vision)",
        ),
        ({"all_of": ["ptosis", "diplopia"]}, "Drooping eyelid and Double vision"),
        ({"any_of": ["ptosis", "diplopia"]}, "Drooping eyelid or Double vision"),
        ({"all_of": ["ptosis"]}, "Drooping eyelid"),
        (
            {"all_of": ["dysphagia", {"any_of": ["ptosis", "diplopia"]}]},
            "Trouble swallowing and (Drooping eyelid or Double vision)",
        ),
        (
            {"all_of": [{"any_of": ["ptosis"]}, "dysphagia"]},
            "Drooping eyelid and Trouble swallowing",
        ),
        (
            {"at_least": 2, "of": ["ptosis", "diplopia", "dysphagia"]},
            "at least 2 of: Drooping eyelid, Double vision, Trouble swallowing",
        ),
        (
            {"first_known": ["karnofsky < 70", "needs_assistance"]},
            "Karnofsky performance below 70 points, or if that is not known: "
            "Needed help with personal care",
        ),
    ],
)
def test_a_condition_reads_as_a_phrase(words: Words, source: object, text: str) -> None:
    assert words.condition(condition(source)) == text


def test_a_count_inside_another_condition_shows_where_it_ends(words: Words) -> None:
    source = {"all_of": [{"at_least": 1, "of": ["ptosis", "diplopia"]}, "dysphagia"]}
    assert words.condition(condition(source)) == (
        "(at least 1 of: Drooping eyelid, Double vision) and Trouble swallowing"
    )


def test_a_rule_says_when_it_fires_and_what_stops_it(content: Content, words: Words) -> None:
    rules = {rule.id: rule for rule in content.rules}
    assert words.rule(rules["S1"]) == "Breathlessness"
    assert words.rule(rules["L4"]) == (
        "First weak region: eyelids or eye movement and Reduced or absent tendon reflexes: no; "
        "unless known: CMAP increment of at least 60 %; or "
        "P/Q-type calcium channel antibody positive"
    )


def test_a_finding_says_when_it_is_yes_and_where_it_differs_when_it_is_no(
    content: Content, words: Words
) -> None:
    assert words.finding(content.findings["any_ocular"]) == "Drooping eyelid or Double vision"
    assert words.finding(content.findings["weak_reflexes"]) == (
        "yes: Reflex returns after effort or Tendon reflexes at rest: reduced or absent; "
        "no: Tendon reflexes at rest: normal or brisk"
    )


def test_everything_in_the_rule_table_can_be_said(content: Content, words: Words) -> None:
    phrases = [words.rule(rule) for rule in content.rules]
    phrases += [words.finding(finding) for finding in content.findings.values()]
    phrases += [words.finding(item) for item in content.scores["delta_p"].items]
    assert all(phrases)
    assert not any("_" in phrase for phrase in phrases)


@pytest.mark.parametrize(("number", "word"), [(0, "no"), (6, "six"), (10, "ten"), (11, "11")])
def test_a_small_number_is_spelled_in_a_sentence(content: Content, number: int, word: str) -> None:
    assert spelled(content, number) == word
