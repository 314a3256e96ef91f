"""The worked cases tell every wrong rule from the right one.

A mutant that no case of its own entry notices means that a case is missing. The few that cannot be
noticed, because they say the same as the right rule for every patient, stand below with the reason.
"""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.rulebook.conclusions import Conclusions, Rulebook
from lems_rules.reasoning.rulebook.wiring import Wiring
from lems_rules.schema.decisions.rules import Finding
from tests.support.worked_case import (
    FILES,
    WorkedCase,
    cases_of,
    entries_in,
    shortfalls,
    verdict_on_rule,
    worked_cases,
)
from tests.support.wrong_rule import (
    Mutant,
    WrongContent,
    mutants,
    with_mutants,
    wrong_contents,
)

YES_FIRST = "the yes side holds there already, and it comes first"
REFUSED = "the two can differ only where they contradict each other, and that is refused"
STOPPED = "a known small cell lung cancer stops it already"
SCAN = "a suspicious scan stops it already"
EQUIVALENT = {
    "weak_reflexes: no_when: tendon_reflexes also reduced": YES_FIRST,
    "weak_reflexes: no_when: tendon_reflexes also absent": YES_FIRST,
    "pq_positive: no_when: vgcc_pq_antibody also positive": YES_FIRST,
    "decrement: the worst way first": REFUSED,
    "marked_increment: the worst way first": REFUSED,
    "weight_lost: the worst way first": REFUSED,
    "delta_p_performance: the worst way first": REFUSED,
    "neuromuscular_signs: without bulbar": "each bulbar sign is a weakness, which stands beside it",
    "S9: unless symptom_duration_months >= -1": "no length is below 0",
    "G2: chest_ct also suspicious": SCAN,
    "G4: chest_ct also suspicious": SCAN,
    "G4: fdg_pet also suspicious": SCAN,
    "W9: chest_ct also suspicious": SCAN,
    "T3: unless known_cancer also sclc": STOPPED,
    "T3: unless known_cancer also sclc_and_other": STOPPED,
    "T2: unless known_cancer also sclc": STOPPED,
    "T2: unless known_cancer also sclc_and_other": STOPPED,
    "T1: unless known_cancer also sclc": STOPPED,
    "T1: unless known_cancer also sclc_and_other": STOPPED,
}

WEAK_OR_NOT = "one needs weakness known, the other weakness denied or not known: never both"
ANTIBODY = "one is stopped by the P/Q antibody, the other needs it: never both"
CANCER = "one needs another cancer, the other is stopped by it: never both"
GATE = "one needs the full plan, the other is stopped by it: never both"
POINTS = "one needs a total known to be below 2, the other is stopped by it: never both"
EQUIVALENT_WHOLE = {
    "F0 before H4": WEAK_OR_NOT,
    "F6 before F5": ANTIBODY,
    "F7 before F6": WEAK_OR_NOT,
    "F8 before F7": WEAK_OR_NOT,
    "L2 before L1": WEAK_OR_NOT,
    "H2 before H1": "where both hold H0 does, and stands before them",
    "T3 before TK2": CANCER,
    "TK2 before TK1": CANCER,
    "TA before T1": GATE,
    "T1 before T2": POINTS,
    "not quoted when chest_ct also suspicious": SCAN,
    "not quoted when fdg_pet also suspicious": SCAN,
    "delta_p_other_cancer when known_cancer also sclc": "that exclusion stands before it",
    "delta_p_other_cancer when known_cancer also sclc_and_other": "that exclusion stands before it",
}


class Together:
    """All mutants compiled in one book, and every worked case asked of all of them at once."""

    def __init__(self, content: Content) -> None:
        self.mutants = list(mutants(content))
        # Compiled without the cache: this book is asked once and not kept.
        book: Rulebook = Wiring(with_mutants(content, self.mutants)).rulebook()
        self.cases = [case for file in FILES for case in worked_cases(file)]
        answers = [case.answers(content) for case in self.cases]
        self.seen = Conclusions(book, book.program.of_many(answers))
        self.row = {id(case): i for i, case in enumerate(self.cases)}

    def noticed(self, mutant: Mutant) -> bool:
        """Whether some case of the mutant's own entry expects something else of it."""
        return any(self.differs(mutant, case) for case in cases_of(mutant.file, mutant.entry))

    def differs(self, mutant: Mutant, case: WorkedCase) -> bool:
        """Whether the case expects something else than the mutant says."""
        patient, book, name = self.row[id(case)], self.seen.book, mutant.wrong.id
        if mutant.key != "verdict":
            said = "yes" if self.seen.holds(book.rules[name].fires, patient) else "no"
            return mutant.key in case.more and case.more[mutant.key] != said
        if isinstance(mutant.wrong, Finding):
            return self.seen.finding(name, patient) is not case.verdict
        return verdict_on_rule(book.rules[name], self.seen, patient) is not case.verdict


@pytest.fixture(scope="module")
def together(content: Content) -> Together:
    return Together(content)


@pytest.mark.parametrize("file", FILES)
def test_the_worked_cases_tell_every_wrong_rule_from_the_right_one(
    together: Together, file: str
) -> None:
    ours = [mutant for mutant in together.mutants if mutant.file == file]
    unnoticed = [str(one) for one in ours if not together.noticed(one)]
    assert [one for one in unnoticed if one not in EQUIVALENT] == []


def test_every_entry_has_mutants(together: Together, content: Content) -> None:
    made = {(mutant.file, mutant.entry) for mutant in together.mutants}
    for file in FILES:
        assert {(file, entry) for entry in entries_in(content, file)} <= made


def test_the_right_rules_pass_where_the_mutants_fail(together: Together, content: Content) -> None:
    """The same comparison finds nothing in the right rules: what is noticed is the slip."""
    for case in together.cases:
        assert shortfalls(case, together.seen, together.row[id(case)]) == []


@pytest.fixture(scope="module")
def unnoticed_in_the_whole(content: Content) -> set[str]:
    return {one.what for one in wrong_contents(content) if not _noticed(one)}


@pytest.mark.slow
def test_the_worked_cases_notice_what_is_wrong_in_the_whole(
    unnoticed_in_the_whole: set[str],
) -> None:
    assert unnoticed_in_the_whole <= set(EQUIVALENT_WHOLE)


@pytest.mark.slow
def test_only_mutants_that_go_unnoticed_are_listed_as_equivalent(
    together: Together, unnoticed_in_the_whole: set[str]
) -> None:
    unnoticed = {str(one) for one in together.mutants if not together.noticed(one)}
    assert set(EQUIVALENT) == unnoticed
    assert set(EQUIVALENT_WHOLE) == unnoticed_in_the_whole


def _noticed(wrong: WrongContent) -> bool:
    book: Rulebook = Wiring(wrong.content).rulebook()
    cases = worked_cases(wrong.file)
    if wrong.file == "delta_p":
        cases = cases_of("delta_p", "range")
    given = [case.answers(wrong.content) for case in cases]
    seen = Conclusions(book, book.program.of_many(given))
    return any(shortfalls(case, seen, i) for i, case in enumerate(cases))
