"""Lines of advice and of safety messages: each worked case holds, and tells every wrong line.

The rules have the same in `test_worked_cases` and `test_mutants`; that a line decides nothing does
not make it harmless, since it asks for tests, and for pregnancy before a scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.yaml_text import read_yaml
from lems_rules.reasoning.assessment import read_answers
from lems_rules.reasoning.fit import Fit
from lems_rules.reasoning.rulebook.wiring import rulebook
from tests.support.worked_case import HERE
from tests.support.wrong_line import WrongLine, owners_of_lines, with_wrong_lines, wrong_lines

# A positive antibody is a red flag, which stops the line too.
EQUIVALENT = {"G1, line 3: without unless tumour_antibody"}


@dataclass(frozen=True)
class LineCase:
    """A patient for whom the owner fires, and the first words of the lines it says."""

    owner: str
    name: str
    given: dict[str, Any]
    says: list[str]

    def __str__(self) -> str:
        """The case as a test id."""
        return f"{self.owner}: {self.name}"


def _read() -> list[LineCase]:
    owners = read_yaml((HERE / "lines.yaml").read_text("utf-8"))
    return [LineCase(owner, **case) for owner, cases in owners.items() for case in cases]


CASES = _read()


def said(content: Content, case: LineCase) -> list[str]:
    lines = fit(content, case).lines(owners_of_lines(content)[case.owner])
    return [line.says for line in lines]


def fit(content: Content, case: LineCase) -> Fit:
    answers = read_answers(content, case.given)
    return Fit(rulebook(content).conclude(answers), answers, ())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_lines_that_fit_are_said_and_no_others(content: Content, case: LineCase) -> None:
    assert rulebook(content).conclude(read_answers(content, case.given)).fires(case.owner)
    found = said(content, case)
    assert len(found) == len(case.says), found
    for says, start in zip(found, case.says, strict=True):
        assert says.startswith(start)


def test_every_line_has_a_case_in_which_it_is_said_and_one_in_which_it_is_not(
    content: Content,
) -> None:
    for owner, right in owners_of_lines(content).items():
        cases = [set(said(content, case)) for case in CASES if case.owner == owner]
        for line in right.lines:
            assert {line.says in found for found in cases} == {True, False}, (owner, line.says)


def test_the_worked_cases_tell_every_wrong_line_from_the_right_one(content: Content) -> None:
    wrong = list(wrong_lines(content))
    assert {(one.owner, one.place) for one in wrong} == {
        (owner, place)
        for owner, right in owners_of_lines(content).items()
        for place in range(len(right.lines))
    }
    spoiled = with_wrong_lines(content, wrong)
    own = {one.id: one for one in spoiled.screening.advice}
    owners = owners_of_lines(content)

    def noticed(one: WrongLine) -> bool:
        for case in CASES:
            if case.owner != one.owner:
                continue
            fits = fit(spoiled, case)
            rightly = owners[one.owner].lines[one.place] in fits.lines(owners[one.owner])
            if bool(fits.lines(own[one.id])) is not rightly:
                return True
        return False

    assert {str(one) for one in wrong if not noticed(one)} == EQUIVALENT
