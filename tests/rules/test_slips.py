"""Where the engine or the wording is made wrong in one place, the test named beside it notices.

What `test_mutants.py` does for the rules, for the Python around them. `make deep` applies the
slips one by one; that the list still fits the code is looked at each time.
"""

from __future__ import annotations

import ast

import pytest

from tests.support.slip import ROOT, Slip, Workshop, has_test, read_slips

SLIPS = read_slips()


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_of_the_list_fits_the_code(slip: Slip) -> None:
    right = (ROOT / slip.file).read_text("utf-8")
    wrong = slip.in_text(right)
    # Wrong in what it does: neither the same in other signs, nor something that cannot be read.
    assert ast.dump(ast.parse(wrong)) != ast.dump(ast.parse(right))


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_the_test_that_catches_a_slip_is_written(slip: Slip) -> None:
    assert has_test(slip.caught_by), slip.caught_by


def test_each_slip_has_a_name_of_its_own() -> None:
    assert len({slip.id for slip in SLIPS}) == len(SLIPS)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("slips"))


@pytest.mark.deep
def test_where_nothing_has_slipped_the_same_tests_pass(workshop: Workshop) -> None:
    done = workshop.run(*dict.fromkeys(slip.caught_by for slip in SLIPS))
    assert done.code == 0, done.said


@pytest.mark.deep
@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_caught_by_its_test(workshop: Workshop, slip: Slip) -> None:
    with workshop.slipped(slip):
        done = workshop.run(slip.caught_by)
    assert done.failed > 0, f"{slip.why}: {slip.caught_by} did not notice\n{done.said}"
