"""What the articles hold, above all those on practice."""

from __future__ import annotations

import re

import pytest

from lems_rules.knowledge.content import Content

PRACTICE = (
    "treatment", "children", "checkpoint_inhibitors", "test_pitfalls", "following_a_patient",
    "cerebellar_degeneration", "small_cell_outlook", "labels_pregnancy_heat", "normal_scan",
)  # fmt: skip


@pytest.mark.parametrize("name", PRACTICE)
def test_the_article_ends_with_what_is_not_known(content: Content, name: str) -> None:
    headings = re.findall(r"^\*\*([^*]+)\*\*$", content.articles[name].body, flags=re.MULTILINE)
    assert headings[-1] == "What is not known"
    last = content.articles[name].body.rsplit("**What is not known**", 1)[1]
    assert len(re.findall(r"^- ", last, flags=re.MULTILINE)) >= 3


@pytest.mark.parametrize("name", PRACTICE)
def test_the_article_says_how_sure_it_is_and_from_what(content: Content, name: str) -> None:
    article = content.articles[name]
    assert len(article.certainty_says) > 60
    assert len(article.refs) >= 5
    assert article.items


def test_every_article_says_what_is_not_known(content: Content) -> None:
    for article in content.articles.values():
        assert "\n\n**What is not known**\n\n- " in article.body, article.id


def test_the_labels_are_told_apart_by_country(content: Content) -> None:
    told = content.articles["labels_pregnancy_heat"].body
    for country in ("United States", "European Union", "Japan", "Switzerland"):
        assert f"- **{country}" in told


def test_the_treatment_article_names_the_trials_and_both_contraindications(
    content: Content,
) -> None:
    told = " ".join(content.articles["treatment"].body.split())
    for word in ("DAPPER", "LMS-002", "LMS-003", "history of seizures", "hypersensitivity"):
        assert word in told
    for way in ("Pyridostigmine", "Immunoglobulin", "Plasma exchange", "azathioprine", "tumour"):
        assert way in told


def test_the_tumour_comes_first_among_the_treatments(content: Content) -> None:
    headings = re.findall(r"^\*\*([^*]+)\*\*$", content.articles["treatment"].body, flags=re.M)
    assert headings[0] == "The tumour first"


@pytest.mark.parametrize(
    "pitfall",
    ["At 60 %", "after 30", "cold limb", "trapezius", "One normal muscle", "low titre",
     "No antibody", "cholinesterase inhibitors", "Jitter", "Botulism", "blot"],
)  # fmt: skip
def test_the_pitfalls_of_the_tests_are_all_named(content: Content, pitfall: str) -> None:
    assert pitfall in " ".join(content.articles["test_pitfalls"].body.split())


def test_articles_come_in_an_order_of_their_own(content: Content) -> None:
    orders = [article.order for article in content.articles.values()]
    assert orders == sorted(set(orders))
