"""The table of files and kinds leaves out nothing that is written in the content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from pydantic import BaseModel

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.kinds import FILES, KINDS, TOLD
from lems_rules.knowledge.problems.rules import conditions_in, problems_in_rules
from lems_rules.knowledge.reader import SHIPPED
from lems_rules.logic.condition import Node
from lems_rules.schema.citation import Citation
from lems_rules.schema.decisions.rules import Rule, Sourced
from lems_rules.schema.decisions.score import Score
from tests.support.forms import forms

# Files that fill no field alone, or hold no forms.
OTHERS = {"case_reports.yaml", "words.yaml", "mechanism/figure.yaml", "CHANGELOG.md", "README.md"}


def everything(content: Content) -> Iterator[BaseModel]:
    for field in fields(content):
        yield from forms(getattr(content, field.name))


def written(content: Content) -> Iterator[Node]:
    """Every condition of the content as a whole, without its parts."""
    every = [one for one in everything(content) if isinstance(one, Node)]
    inside = {id(part) for one in every for part in one.parts}
    yield from (one for one in every if id(one) not in inside)


def test_every_condition_is_among_those_that_are_checked(content: Content) -> None:
    checked = [id(condition) for _, _, condition in conditions_in(content)]
    assert sorted(checked) == sorted(id(one) for one in written(content))


def test_every_citation_is_among_those_that_are_told(content: Content) -> None:
    told = {id(citation) for _, _, citation in content.cited()}
    assert told == {id(one) for one in everything(content) if isinstance(one, Citation)}


def test_every_rule_stands_in_the_rule_table_and_on_the_evidence_page(content: Content) -> None:
    rules = {one.id for one in everything(content) if isinstance(one, Rule)}
    assert {rule.id for rule in content.rules} == rules
    assert all(kind.page and kind.heading for kind in KINDS if issubclass(kind.form, Rule))


def test_what_decides_is_told_by_the_comparison_of_editions() -> None:
    deciding = {file.name for file in FILES if file.digest}
    assert {kind.file for kind in TOLD} == deciding
    rules = [kind for kind in KINDS if kind.file in deciding and issubclass(kind.form, Sourced)]
    assert [kind.form for kind in rules if not kind.told] == [Score]  # told as a setting


def test_every_kind_stands_in_a_file_of_the_table() -> None:
    assert {kind.file for kind in KINDS} <= {file.name for file in FILES}


def test_every_file_of_the_content_is_in_the_table() -> None:
    names = {file.name for file in FILES}
    found = {path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*") if path.is_file()}
    tops = {name: name.partition("/")[0] for name in found - OTHERS}
    strange = {
        name
        for name, top in tops.items()
        if top not in names and not any(file.is_called(name) for file in FILES)
    }
    assert strange == set()


@pytest.mark.parametrize(
    ("field", "file"),
    [
        ("lookalikes", "lookalikes.yaml"),
        ("steps", "mechanism/steps.yaml"),
        ("requests", "requests.yaml"),
    ],
)
def test_an_id_that_stands_twice_is_named(content: Content, field: str, file: str) -> None:
    first, *others = getattr(content, field)
    twice = replace(content, **{field: (first, *others, first)})
    assert [str(problem) for problem in problems_in_rules(twice)] == [
        f"content/{file}, {first.id!r}: stands twice. Give each entry its own id"
    ]
