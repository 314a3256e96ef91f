"""What the numbers of `Rows.codes` are called in the columns of a result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lems_rules.knowledge.content import Content, once
from lems_rules.reasoning.rulebook.wiring import rulebook

OURS = "lems_"
# The columns of a result in their order: those of the circuit, then those of each patient alone.
CONCLUDED = (
    "level",
    "level_id",
    "rule",
    "delta_p_low",
    "delta_p_high",
    "safety",
    "unanswered",
    "schedule_rule",
)
LOOKED_AHEAD = ("plan_settled", "next_item", "do_now")


def columns_of(quick: bool) -> tuple[str, ...]:
    """The names of the columns of a result; a quick one has only what the circuit says."""
    return tuple(OURS + name for name in (CONCLUDED if quick else (*CONCLUDED, *LOOKED_AHEAD)))


@dataclass(frozen=True)
class Names:
    """For each column of words what a number stands for; ``ranks`` are numbers themselves."""

    ranks: npt.NDArray[np.int64]
    texts: dict[str, tuple[str | None, ...]]


@once
def names(content: Content) -> Names:
    """What the numbers stand for in one content."""
    book, suspicion = rulebook(content), content.suspicion
    rules = [rule for rule, _ in book.winners]
    levels = [suspicion.level(name) for name in (suspicion.otherwise, *(r.level for r in rules))]
    messages = [message.id for message in content.safety]
    told = range(1 << len(messages))
    texts: dict[str, tuple[str | None, ...]] = {
        "level_id": tuple(level.id for level in levels),
        "rule": (None, *(rule.id for rule in rules)),
        "safety": tuple(
            " ".join(name for i, name in enumerate(messages) if bits >> i & 1) for bits in told
        ),
        "schedule_rule": (None, *(rule.id for rule, _ in book.schedules)),
    }
    return Names(np.array([level.rank for level in levels], np.int64), texts)


# Which of the numbers a column of words is made of.
MADE_OF = {
    "level_id": "rule",
    "rule": "rule",
    "safety": "safety",
    "schedule_rule": "schedule",
}
# The columns of words whose Parquet has them as categories: of few words, all of them told apart.
CATEGORIES = ("level_id", "rule", "schedule_rule")
COUNTED = {"delta_p_low": "low", "delta_p_high": "high", "unanswered": "unanswered"}
