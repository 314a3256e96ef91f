"""The technical words: all defined that a reader of the questions meets, and each met somewhere."""

from __future__ import annotations

import re
from dataclasses import replace

from lems_rules.knowledge.content import Content
from lems_rules.wording.definitions import definitions
from tests.content.test_wording import sentences

# Two capitals in a word make it an abbreviation; a word in capitals for stress is none.
ABBREVIATION = re.compile(r"(?<![\w-])[\w/]*[A-Z][\w/]*[A-Z0-9][\w/-]*")
STRESSED = {"WEAK"}
NAMED = {
    "CMAP", "decrement", "increment", "jitter", "Karnofsky", "DELTA-P", "SOX1", "Hu", "SCLC",
    "FDG-PET/CT", "ptosis", "dysarthria", "autonomic", "bulbar", "proximal", "LEMS",
}  # fmt: skip


def undefined(content: Content, text: str) -> list[str]:
    around = " ".join(one.text for one in definitions(content).pieces(text) if one.means is None)
    forms = {form for entry in content.glossary for form in entry.forms}
    # The second time a word is met it is not marked again.
    return [word for word in ABBREVIATION.findall(around) if word not in forms | STRESSED]


def test_the_words_that_a_generalist_stumbles_over_are_defined(content: Content) -> None:
    assert {form for entry in content.glossary for form in entry.forms} >= NAMED


def test_every_abbreviation_in_a_question_is_defined(content: Content) -> None:
    assert undefined(content, "The CIDP of the XYZ.") == ["XYZ"]
    missing = [
        f"{item.id}: {word}"
        for item in content.checklist.items
        for text in (item.ask, item.help, item.why, item.if_yes, item.if_no)
        for word in undefined(content, text or "")
        if not word.startswith("AChR-")
    ]
    assert missing == []


def test_every_abbreviation_in_a_safety_message_a_level_or_a_step_is_defined(
    content: Content,
) -> None:
    texts = [rule.says for rule in content.safety]
    texts += [level.says for level in content.suspicion.levels]
    texts += [f"{step.plain} {step.in_lems}" for step in content.steps]
    assert [word for text in texts for word in undefined(content, text)] == []


def test_every_definition_is_of_a_word_that_is_met(content: Content) -> None:
    said = " ".join(text for _, text in sentences(replace(content, glossary=())))
    met = {one.means.id for one in definitions(content).pieces(said) if one.means}
    assert {one.id for one in content.glossary} - met == set()


def test_a_definition_is_short_and_ends_in_a_full_stop(content: Content) -> None:
    wrong = [one.id for one in content.glossary if len(one.says) > 200 or one.says[-1] != "."]
    assert wrong == []


# The questions as a generalist reads them


def test_the_first_screen_asks_six_to_eight_questions_at_each_door(content: Content) -> None:
    first = content.checklist.first_screen
    for door in (first.could, first.diagnosed):
        assert 6 <= len(set(door)) == len(door) <= 8
        assert not any(content.checklist.item(name).specialist for name in door)


def test_no_question_of_the_first_screen_uses_an_abbreviation_but_ct(content: Content) -> None:
    first = content.checklist.first_screen
    asks = [content.checklist.item(name).ask for name in (*first.could, *first.diagnosed)]
    assert {word for ask in asks for word in ABBREVIATION.findall(ask)} == {"CT"}


def test_every_question_about_a_report_of_nerves_muscles_or_antibodies_waits(
    content: Content,
) -> None:
    waiting = {item.id for item in content.checklist.items if item.specialist}
    assert {item.id for item in content.checklist.in_section("electrodiagnosis")} <= waiting
    assert {item.id for item in content.checklist.items if item.id.endswith("_antibody")} <= waiting
    assert "creatine_kinase" not in waiting


def test_every_specialist_question_says_what_it_means(content: Content) -> None:
    assert [i.id for i in content.checklist.items if i.specialist and not i.help] == []


def test_one_reason_stands_beside_the_answers(content: Content) -> None:
    assert [one.id for one in content.reasons if one.on_card] == ["unknown"]
