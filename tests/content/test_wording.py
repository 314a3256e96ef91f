"""What the content may say, and how its words keep to its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise

import pytest
from pydantic import BaseModel

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.rules import conditions_in
from lems_rules.logic.condition import Chosen, Condition, Leaf, Measured, Node, leaves
from lems_rules.schema.citation import Citation, Reference
from lems_rules.schema.decisions.rules import Finding, Rule
from lems_rules.schema.decisions.workup import Schedule
from lems_rules.schema.questions.item import Phenotype

SKIPPED = (Reference, Phenotype, Citation, Node)


def strings(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Every text of the content with the entry it belongs to; not references, codes, conditions."""
    if isinstance(value, SKIPPED):
        return
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, BaseModel):
        place = getattr(value, "id", place)
        for name in type(value).model_fields:
            if name not in ("id", "statement"):
                yield from strings(getattr(value, name), place)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from strings(one, f"{place} {key}")
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one, place)


def sentences(content: Content) -> list[tuple[str, str]]:
    parts = [field.name for field in fields(content) if field.name != "references"]
    return [
        (place, sentence)
        for part in parts
        for place, text in strings(getattr(content, part), part)
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(text.split()))
    ]


def test_all_the_texts_are_looked_at(content: Content) -> None:
    places = {place for place, _ in sentences(content)}
    assert {"ptosis", "S1", "J1", "T1", "delta_p", "tumour_link", "myasthenia_gravis"} <= places
    assert {"neurophysiology", "impulse", "s01", "figure state_lems", "changelog"} <= places
    assert len(sentences(content)) > 1_000


NEVER = {
    "excluded: nothing excludes LEMS or a tumour": r"\bexcluded\b",
    "a dose": r"\d\s*(?:mg|mcg|µg|ug|g|ml|IU|tablets?|capsules?)\b|\b(?:milli|micro)grams?\b",
    "how often to take something": r"\b(?:once|twice|three times|\d+ times) (?:a|per|each) day\b"
    r"|\b(?:once|twice) daily\b",
    "a chance of LEMS for a patient": r"\d\s*% (?:chance|probability|likelihood|risk)"
    r" (?:of|for|that) (?:having )?LEMS",
    "an em dash": "—",
    "reassurance": r"\b(?:all clear|nothing to worry|safely (?:skip|stop|omit))\b",
    "an answer called unknown": r"\banswer (?:with )?['\"]?unknown\b",
    "American spelling": r"\b(?:tumors?|anemi[ac]|hem(?:optysis|orrhage)|fibers?|colors?|centers?"
    r"|behaviors?|pediatric|dyspnea|edema|esophag\w+|paresthesias?|anesthe\w+|hyponatremia"
    r"|diarrhea|leukemia|neuropath?ologic|catheteriz\w+|recogniz\w+|generaliz\w+|organiz\w+)\b",
}


@pytest.mark.parametrize("what", list(NEVER))
def test_the_content_never_says(content: Content, what: str) -> None:
    pattern = re.compile(NEVER[what], re.IGNORECASE)
    codes = {code.code for one in content.record.concepts for code in one.codes}  # J01G is no dose
    said = [
        f"{place}: {text}"
        for place, text in sentences(content)
        if pattern.search(text) and text not in codes
    ]
    assert said == []


NEGATION = re.compile(
    r"\b(?:not|never|no|nothing|nobody|neither|nor|cannot|without|instead of|rather than)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\b(?:exclud|rul(?:e|es|ed|ing) out\b)",
        r"\breassur",
        r"\bclears? (?:LEMS|a tumour|the tumour|cancer)|\bcleared\b|\bclearance\b",
        r"\bconfirms? LEMS\b|\bproves? LEMS\b|\bdiagnostic of LEMS\b",
    ],
)
def test_closing_a_question_is_only_mentioned_to_deny_it(content: Content, pattern: str) -> None:
    of_lems = re.compile(r"LEMS|tumour|cancer|lymphoma|plan", re.IGNORECASE)
    said = [
        f"{place}: {text}"
        for place, text in sentences(content)
        if re.search(pattern, text, re.IGNORECASE)
        and of_lems.search(text)
        and not NEGATION.search(text)
    ]
    assert said == []


def test_no_option_is_called_unknown(content: Content) -> None:
    words = re.compile(r"unknown|not known|not done|not tested|unsure|pending", re.IGNORECASE)
    wrong = [
        f"{item.id} {option.id}"
        for item in content.checklist.items
        for option in item.options
        if words.search(option.id.replace("_", " ")) or words.search(option.label)
    ]
    assert wrong == []


def test_no_text_has_loose_ends(content: Content) -> None:
    # Two blanks are gone by now; what is left are doubled stops and blanks before a stop.
    loose = re.compile(r"\.\.(?!\.)|,,| [.,;:](?!\d)|\bthe the\b|\ba a\b|\bof of\b")
    said = [f"{place}: {text}" for place, text in sentences(content) if loose.search(text)]
    assert said == []


# Numbers

NUMBER = re.compile(r"(?<![\w./-])\d+(?:\.\d+)?(?![\w/])")


def numbers(text: str) -> set[float]:
    return {float(found) for found in NUMBER.findall(text.replace("2-5", "2 5"))}


def reached(content: Content, conditions: tuple[Condition, ...]) -> Iterator[object]:
    """Every leaf a condition reads, through findings too, with the texts that limit it."""
    for condition in conditions:
        for leaf in leaves(condition):
            yield leaf
            if leaf.name in content.findings:
                finding = content.findings[leaf.name]
                yield finding.limits
                yield from reached(content, finding.conditions)


def backed(content: Content, entry: Finding | Rule) -> set[float]:
    """The numbers an entry's title may name: of its conditions, its limits and its months."""
    found = numbers(entry.limits)
    for one in reached(content, entry.conditions):
        if isinstance(one, Measured):
            found.add(abs(one.limit))
        elif isinstance(one, Chosen):
            # `exercise_30s_or_longer`: the option itself names the number
            found |= {float(part) for option in one.options for part in re.findall(r"\d+", option)}
        if isinstance(one, str):
            found |= numbers(one)
        elif isinstance(one, Leaf) and one.name in content.checklist:
            found |= numbers(content.checklist.item(one.name).label)
    if isinstance(entry, Schedule):
        months = sorted({*entry.months, *entry.offer_months})
        found |= {float(month) for month in months} | {float(months[-1] // 12)}
        found |= {float(b - a) for a, b in pairwise(months)}
    return found


def test_every_number_in_a_title_stands_in_the_rule_it_names(content: Content) -> None:
    entries: list[Finding | Rule] = [
        *content.findings.values(), *content.rules, *content.scores["delta_p"].items,
    ]  # fmt: skip
    unbacked = {
        f"{type(entry).__name__} {entry.id}: {entry.title}": sorted(strange)
        for entry in entries
        if (strange := numbers(entry.title) - backed(content, entry))
    }
    assert unbacked == {}


def test_titles_with_numbers_are_found_at_all(content: Content) -> None:
    assert numbers(content.findings["increment_equivocal"].title) == {24, 60}
    assert numbers("SOX1 antibody at 2-5 Hz") == {2, 5}


def test_every_limit_of_a_rule_is_told_where_the_question_is_asked(content: Content) -> None:
    untold = set()
    for file, entry, condition in conditions_in(content):
        if not file.startswith(("rules/", "scores/", "checklist")):
            continue  # look-alikes and requests have limits of their own
        for leaf in leaves(condition):
            if not isinstance(leaf, Measured) or leaf.name not in content.checklist:
                continue
            item = content.checklist.item(leaf.name)
            if leaf.limit == item.least:
                continue  # whether a number was given at all is asked by its lowest value
            told = " ".join(
                text for text in (item.ask, item.help, item.why, item.if_yes, item.if_no) if text
            )
            told += " ".join(one.says for one in item.unlikely)
            if leaf.limit not in numbers(told):
                untold.add(f"{entry}: {leaf.name} {leaf.op} {leaf.limit:g}")
    assert untold == set()


def test_every_tier_names_the_totals_it_holds(content: Content) -> None:
    for band in content.scores["delta_p"].bands:
        named = numbers(band.title)
        assert min(named) == band.least
        top = band.least if band.most == len(content.scores["delta_p"].items) else band.most
        assert max(named) == top, band.title


def test_the_level_that_meets_criteria_says_so_only_as_entered(content: Content) -> None:
    assert content.suspicion.level("meets_criteria").title.endswith("as entered")


def test_every_heuristic_says_that_it_is_ours_or_where_it_is_weak(content: Content) -> None:
    thin = [one.id for one in content.rules if one.strength == "heuristic" and len(one.limits) < 15]
    assert thin == []
