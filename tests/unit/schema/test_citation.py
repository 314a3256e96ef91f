from __future__ import annotations

import pytest
from pydantic import ValidationError

from lems_rules.schema.citation import Reference
from lems_rules.schema.mechanism import Parameter

BASE: dict[str, object] = {
    "id": "one", "title": "One", "source": "Journal 1:1", "kind": "review", "seen": "abstract",
    "read_on": "2026-11-23", "checked": "The abstract.",
}  # fmt: skip
DOI, PMCID = {"doi": "10.1000/one"}, {"pmcid": "PMC12345"}
PMID, URL = {"pmid": "123"}, {"url": "https://example.org/one"}


def reference(**fields: object) -> Reference:
    return Reference.model_validate({**BASE, **fields})


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({**DOI, **PMCID, **PMID, **URL}, "https://doi.org/10.1000/one"),
        ({**PMCID, **PMID, **URL}, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12345/"),
        ({**PMID, **URL}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        (URL, "https://example.org/one"),
    ],
)
def test_a_reference_leads_to_the_most_lasting_address(
    fields: dict[str, object], link: str
) -> None:
    assert reference(**fields).link == link


def test_a_reference_that_nobody_can_find_is_refused() -> None:
    with pytest.raises(ValidationError, match="give a doi, pmid, pmcid or url"):
        reference()


def test_a_reference_has_a_title_or_a_topic_in_our_words() -> None:
    assert reference(title=None, topic="What it is about", **DOI).topic == "What it is about"
    with pytest.raises(ValidationError, match="give a title, or a topic in our words"):
        reference(title=None, **DOI)


@pytest.mark.parametrize(
    ("seen", "second_hand"), [("abstract", False), ("page", False), ("second_hand", True)]
)
def test_a_reference_knows_whether_it_was_seen_second_hand(seen: str, second_hand: bool) -> None:
    assert reference(seen=seen, **DOI).second_hand is second_hand


@pytest.mark.parametrize(
    ("fields", "short"),
    [
        ({"authors": "O'Neill JH, et al.", "year": 1988}, "O'Neill 1988"),
        ({"authors": "Maddison P, Gozzard P", "year": 2020}, "Maddison 2020"),
        ({"authors": "Kitanosono, et al.", "year": 2018}, "Kitanosono 2018"),
        ({"authors": "Maddison P, et al."}, "Maddison"),
        ({"source": "Laboratory page", "year": 2024}, "Laboratory page 2024"),
        ({"source": "Laboratory page"}, "Laboratory page"),
        ({"source": "J Neurol 2020;1:1", "year": 2020}, "J Neurol 2020;1:1"),
    ],
)
def test_a_reference_is_named_by_first_author_and_year_or_by_its_source(
    fields: dict[str, object], short: str
) -> None:
    assert reference(**fields, **DOI).short == short


@pytest.mark.parametrize(
    ("basis", "refs"), [("sourced", ()), ("illustrative", ({"ref": "one", "at": "abstract"},))]
)
def test_a_number_of_the_model_is_sourced_or_says_that_it_is_not(
    basis: str, refs: tuple[object, ...]
) -> None:
    fields = {"id": "one", "title": "One", "value": 1, "unit": "share", "says": "So."}
    with pytest.raises(ValidationError, match="a sourced parameter has refs"):
        Parameter.model_validate({**fields, "basis": basis, "refs": refs})
