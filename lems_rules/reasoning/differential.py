"""What stands around the level: look-alikes, results that do not fit together, and requests.

Compiled apart from the conclusions, because only the result page and the exports need it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.circuit import Part
from lems_rules.logic.compiled import Compiled
from lems_rules.logic.condition import Condition
from lems_rules.reasoning.fit import Fit
from lems_rules.reasoning.rulebook.wiring import Wiring
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
# What is said of a look-alike (each with its place), a discordance, or a request.
_Key = tuple[
    Literal["for", "against", "not", "leads", "common", "discordance", "written", "not_written"],
    str,
    int,
]


def differential(content: Content, answers: Answers, fit: Fit) -> Differential:
    """Look-alikes that an answer speaks for, discordant results, and requests for what is missing.

    The look-alikes that lead come first; otherwise they keep the order of the content: there is no
    ranking by invented probability.
    """
    held = _compiled(content).held(answers)
    requests = []
    for request in _written(content, held):
        if lines := fit.lines(request):
            requests.append((request, tuple(line.says for line in lines)))
    return Differential(
        likenesses=_likenesses(content, answers, held),
        discordances=tuple(
            rule for rule in content.discordance if ("discordance", rule.id, 0) in held
        ),
        requests=tuple(requests),
    )


def _likenesses(content: Content, answers: Answers, held: Collection[_Key]) -> tuple[Likeness, ...]:
    """The look-alikes that are offered; where the diagnosis is made, none of them leads."""
    leading = MOST_LEADING if answers.get(content.checklist.roles.established) != "yes" else 0
    offered, common = [], []
    for one in content.lookalikes:
        if any(("not", one.id, i) in held for i in range(len(one.not_when))):
            continue
        speaks_for = tuple(p for i, p in enumerate(one.speaks_for) if ("for", one.id, i) in held)
        against = tuple(
            p for i, p in enumerate(one.speaks_against) if ("against", one.id, i) in held
        )
        leads = leading > 0 and ("leads", one.id, 0) in held
        leading -= leads
        if speaks_for or leads:
            offered.append(Likeness(one, speaks_for, against, leads))
        elif one.common is not None and ("common", one.id, 0) in held and not against:
            common.append(Likeness(one, (one.common,), against))
    if len(offered) < FEW:
        offered += common
    return tuple(sorted(offered, key=lambda likeness: not likeness.leads))


def _written(content: Content, held: Collection[_Key]) -> Iterator[Request]:
    """The requests that are for this patient."""
    for request in content.requests:
        wanted = request.when is None or ("written", request.id, 0) in held
        if wanted and ("not_written", request.id, 0) not in held:
            yield request


@once
def _compiled(content: Content) -> Compiled[_Key]:
    wiring = Wiring(content)
    return Compiled.of(dict(_conditions(content, wiring)), wiring.circuit)


def _conditions(content: Content, wiring: Wiring) -> Iterator[tuple[_Key, Condition | Part]]:
    for lookalike in content.lookalikes:
        for i, pointer in enumerate(lookalike.speaks_for):
            yield ("for", lookalike.id, i), pointer.when
        for i, pointer in enumerate(lookalike.speaks_against):
            yield ("against", lookalike.id, i), pointer.when
        for i, condition in enumerate(lookalike.not_when):
            yield ("not", lookalike.id, i), condition
        if lookalike.common is not None:
            yield ("common", lookalike.id, 0), lookalike.common.when
        if lookalike.leads_when is not None:
            yield ("leads", lookalike.id, 0), lookalike.leads_when
    for rule in content.discordance:
        yield ("discordance", rule.id, 0), Part(wiring.wire(rule).fires, None)
    for request in content.requests:
        if request.when is not None:
            yield ("written", request.id, 0), request.when
        if request.unless is not None:
            yield ("not_written", request.id, 0), request.unless
