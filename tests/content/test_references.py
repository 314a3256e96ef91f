from __future__ import annotations

import re
from collections import Counter

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.provenance import marks_in
from lems_rules.schema.decisions.rules import Finding, Rule
from lems_rules.schema.questions.item import Item

FORMS = {
    "doi": re.compile(r"10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;]"),
    "pmid": re.compile(r"[1-9]\d{0,7}"),
    "pmcid": re.compile(r"PMC\d{4,9}"),
    "url": re.compile(r"https?://[^\s]+"),
}
KINDS = {
    "cohort", "trial", "systematic_review", "review", "guideline", "criteria", "case_report",
    "laboratory_page", "reference_page", "laboratory_study", "registry", "survey", "score",
}  # fmt: skip


@pytest.mark.parametrize("field", list(FORMS))
def test_every_identifier_is_well_formed(content: Content, field: str) -> None:
    wrong = {
        one.id: value
        for one in content.references.values()
        if (value := getattr(one, field)) is not None and not FORMS[field].fullmatch(value)
    }
    assert wrong == {}


@pytest.mark.parametrize("field", ["doi", "pmid", "pmcid", "url"])
def test_no_source_stands_twice(content: Content, field: str) -> None:
    home = re.compile(r"https?://[^/]+/?")  # only the site of a page is known
    given = Counter(
        value.casefold()
        for one in content.references.values()
        if (value := getattr(one, field)) is not None and not home.fullmatch(value)
    )
    assert [value for value, times in given.items() if times > 1] == []


def test_no_title_stands_twice(content: Content) -> None:
    # Many texts are called "Lambert-Eaton myasthenic syndrome": a short title needs its source too.
    titles = Counter(
        title if len(title.split()) > 4 else f"{title}: {one.source}"
        for one in content.references.values()
        if (title := re.sub(r"\W+", " ", one.title or one.topic or "").casefold().strip())
    )
    assert [title for title, times in titles.items() if times > 1] == []


def test_no_identifier_stands_in_another_field(content: Content) -> None:
    # An address that is nothing but an identifier belongs in the field of that identifier.
    bare = re.compile(r"https?://(?:dx\.)?doi\.org/|pmc/articles/PMC\d+/?$|pubmed[^?]*/\d+/?$")
    wrong = [one.id for one in content.references.values() if one.url and bare.search(one.url)]
    assert wrong == []


def test_every_reference_leads_somewhere(content: Content) -> None:
    assert all(one.link.startswith(("https://", "http://")) for one in content.references.values())


def test_every_reference_is_of_a_kind_that_is_known(content: Content) -> None:
    wrong = {one.id: one.kind for one in content.references.values() if one.kind not in KINDS}
    assert wrong == {}


def test_a_year_in_the_id_is_the_year_of_the_source(content: Content) -> None:
    wrong = {
        one.id: one.year
        for one in content.references.values()
        if (year := re.search(r"_((?:19|20)\d\d)(?:_|$)", one.id))
        and one.year is not None
        and one.year != int(year.group(1))
    }
    assert wrong == {}


def test_every_year_is_past(content: Content) -> None:
    wrong = {
        one.id: one.year
        for one in content.references.values()
        if one.year is not None and not 1950 <= one.year <= one.read_on.year
    }
    assert wrong == {}


def test_what_was_seen_second_hand_is_cited_as_second_hand(content: Content) -> None:
    silent = sorted(
        f"{entry} cites {citation.ref} at {citation.at!r}"
        for _, entry, citation in content.cited()
        if content.references[citation.ref].second_hand and "second-hand" not in citation.at
    )
    assert silent == []


AT = re.compile(
    r"abstract(?: and introduction)?|introduction|table [\w ,]+"
    r"|page(?:: [\w ,]+)?|(?:opening of the )?report(?:, [\w ]+)*"
    r"|second-hand: [\w ,]+|class: page; next steps second-hand"
)


def test_every_citation_says_in_one_of_few_forms_where_to_look(content: Content) -> None:
    wrong = sorted({one.at for _, _, one in content.cited() if not AT.fullmatch(one.at)})
    assert wrong == []


@pytest.mark.parametrize("at", ["", "see there", "abstract, I think", "p.", "second-hand:"])
def test_a_place_that_helps_nobody_is_no_place(at: str) -> None:
    assert not AT.fullmatch(at)


def test_an_article_names_each_of_its_references_in_the_text(content: Content) -> None:
    unnamed = {
        article.id: sorted(missing)
        for article in content.articles.values()
        if (missing := {one.ref for one in article.refs} - set(marks_in(article.body)))
    }
    assert unnamed == {}


def test_a_citation_claims_no_more_than_was_seen(content: Content) -> None:
    # Where the abstract was seen, any other place must be named among what was checked.
    wrong = sorted(
        f"{entry} cites {citation.ref} at {citation.at!r}"
        for _, entry, citation in content.cited()
        if (reference := content.references[citation.ref]).seen == "abstract"
        and not citation.at.startswith(("abstract", "second-hand"))
        and citation.at.split()[0].rstrip(",") not in reference.checked
    )
    assert wrong == []


def test_no_entry_cites_one_place_twice(content: Content) -> None:
    owners: list[Item | Finding | Rule] = [
        *content.checklist.items, *content.findings.values(), *content.rules,
    ]  # fmt: skip
    for owner in owners:
        cited = [(citation.ref, citation.at) for citation in owner.refs]
        assert len(cited) == len(set(cited)), owner.id


def test_every_item_that_decides_something_gives_its_source(content: Content) -> None:
    ours = re.compile(r"our own|project's own|no rule|weight|our reading", re.IGNORECASE)
    bare = [
        item.id
        for item in content.checklist.items
        if not item.refs and item.kind != "date" and not ours.search(item.why)
    ]
    assert bare == []
