"""What stands around the level: look-alikes, results that do not fit together, and requests.

Compiled beside the conclusions, because only the result page and the exports need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.condition import Condition
from lems_rules.logic.program import Patients, Program
from lems_rules.reasoning.fit import Fit
from lems_rules.reasoning.rulebook.conclusions import Conclusions
from lems_rules.reasoning.rulebook.wiring import beside
from lems_rules.schema.decisions.rules import Discordance, Lookalike, Pointer
from lems_rules.schema.decisions.workup import Request
from lems_rules.schema.questions.item import Answers


@dataclass(frozen=True, slots=True)
class Likeness:
    """A look-alike with the answers of this patient that speak for it and against it.

    One that ``leads`` is thought of before LEMS.
    """

    lookalike: Lookalike
    speaks_for: tuple[Pointer, ...]
    speaks_against: tuple[Pointer, ...]
    leads: bool = False


@dataclass(frozen=True)
class Differential:
    """What the answers say about other explanations."""

    likenesses: tuple[Likeness, ...]
    discordances: tuple[Discordance, ...]
    requests: tuple[tuple[Request, tuple[str, ...]], ...]

    @property
    def leading(self) -> tuple[Lookalike, ...]:
        """The look-alikes that come before LEMS."""
        return tuple(one.lookalike for one in self.likenesses if one.leads)


MOST_LEADING = 2
FEW = 2  # fewer look-alikes than this, and the common ones are named too


@dataclass(frozen=True)
class _Wired:
    """A look-alike as compiled: its pointers and other conditions, each with its slot."""

    lookalike: Lookalike
    speaks_for: tuple[tuple[Pointer, int], ...]
    speaks_against: tuple[tuple[Pointer, int], ...]
    stops: int | None
    leads: int | None
    common: tuple[Pointer, int] | None


@dataclass(frozen=True)
class _Around:
    """All that stands around the level, compiled; of a request, where it is for a patient."""

    program: Program
    lookalikes: tuple[_Wired, ...]
    discordances: tuple[tuple[Discordance, int], ...]
    requests: tuple[tuple[Request, int | None, int | None], ...]


def differential(done: Conclusions, answers: Answers, fit: Fit) -> Differential:
    """Look-alikes that an answer speaks for, discordant results, and requests for what is missing.

    The look-alikes that lead come first; otherwise they keep the order of the content: there is no
    ranking by invented probability.
    """
    content = done.book.content
    around = _around(content)
    sure = around.program.of_one(answers, done.truths).sure
    requests = []
    for request, when, unless in around.requests:
        wanted = (when is None or sure[when]) and not (unless is not None and sure[unless])
        if wanted and (lines := fit.lines(request)):
            requests.append((request, tuple([line.says for line in lines])))
    established = answers.get(content.checklist.roles.established) == "yes"
    return Differential(
        likenesses=_likenesses(around, sure, 0 if established else MOST_LEADING),
        discordances=tuple([rule for rule, slot in around.discordances if sure[slot]]),
        requests=tuple(requests),
    )


def _likenesses(around: _Around, sure: Sequence[Patients], leading: int) -> tuple[Likeness, ...]:
    """The look-alikes that are offered; at most ``leading`` of them lead."""
    offered, common = [], []
    for one in around.lookalikes:
        if one.stops is not None and sure[one.stops]:
            continue
        speaks_for = tuple([pointer for pointer, slot in one.speaks_for if sure[slot]])
        against = tuple([pointer for pointer, slot in one.speaks_against if sure[slot]])
        leads = leading > 0 and one.leads is not None and bool(sure[one.leads])
        leading -= leads
        if speaks_for or leads:
            offered.append(Likeness(one.lookalike, speaks_for, against, leads))
        elif one.common is not None and sure[one.common[1]] and not against:
            common.append(Likeness(one.lookalike, (one.common[0],), against))
    if len(offered) < FEW:
        offered += common
    return tuple(sorted(offered, key=lambda likeness: not likeness.leads))


@once
def _around(content: Content) -> _Around:
    wiring = beside(content)

    def slot(condition: Condition | None) -> int | None:
        return None if condition is None else wiring.circuit.add(condition).slot

    def any_of(conditions: Sequence[Condition]) -> int | None:
        slots = [wiring.circuit.add(condition).slot for condition in conditions]
        return wiring.circuit.any_of(slots) if slots else None

    def pointed(pointers: Iterable[Pointer]) -> tuple[tuple[Pointer, int], ...]:
        return tuple((one, wiring.circuit.add(one.when).slot) for one in pointers)

    lookalikes = tuple(
        _Wired(
            lookalike=one,
            speaks_for=pointed(one.speaks_for),
            speaks_against=pointed(one.speaks_against),
            stops=any_of(one.not_when),
            leads=slot(one.leads_when),
            common=pointed([one.common])[0] if one.common is not None else None,
        )
        for one in content.lookalikes
    )
    return _Around(
        lookalikes=lookalikes,
        discordances=tuple((rule, wiring.wire(rule).fires) for rule in content.discordance),
        requests=tuple((one, slot(one.when), slot(one.unless)) for one in content.requests),
        program=wiring.circuit.build(),
    )
