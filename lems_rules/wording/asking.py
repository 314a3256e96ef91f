"""Which question is put next, where the questions are asked one after the other."""

from __future__ import annotations

from collections.abc import Container, Iterable

from lems_rules.reasoning.assessment import Consideration


def asked_next(
    given: Consideration, left_open: Container[str], ahead: Iterable[str] = ()
) -> tuple[str, ...]:
    """The open questions in the order in which they are put.

    First come those of ``ahead`` that can be put to this patient, then those whose answer can
    change something. ``left_open`` are questions left open for a reason: not asked again.
    """
    done = given.conclusions
    possible = (name for name in ahead if done.applies(name) and done.worth_asking(name))
    in_turn = dict.fromkeys((*possible, *given.outlook.in_turn))
    return tuple(name for name in in_turn if name not in given.answers and name not in left_open)
