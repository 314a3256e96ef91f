"""What a table of patients amounts to: by level, by score, what is missing, what was observed.

Nothing here says that a tumour, or LEMS, is not there: rows are counted, and a count clears nobody.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from lems_rules.cohort.small.patient import Patient
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.score_view import CohortView, score_view

# Below so many rows chance alone can move a share by twenty points and more either way.
FEW = 20
_Z = NormalDist().inv_cdf(0.975)

Order = Literal["first", "level", "score", "row"]
ORDERS: tuple[Order, ...] = ("first", "level", "score", "row")
Group = Literal["all", "open", "diagnosed"]
GROUPS: tuple[Group, ...] = ("all", "open", "diagnosed")


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many rows reach a level; those in which LEMS is diagnosed are counted by themselves."""

    title: str
    rows: int


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """For how many rows this total is settled, and for how many more it is still possible."""

    total: int
    settled: int
    possible: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A question, and how many rows wait for its answer first.

    ``could`` are those in which the answer alone would change the level, a safety message or the
    plan; ``in_file`` says whether the table has a column for it.
    """

    item: str
    label: str
    first: int
    could: int
    in_file: bool


@dataclass(frozen=True, slots=True)
class Share:
    """At one total how many rows had the outcome; share and 95 % interval in per cent.

    They are None where there is no row.
    """

    total: int
    with_outcome: int
    rows: int
    percent: float | None
    least: float | None
    most: float | None

    @property
    def few(self) -> bool:
        """Whether there are rows, and too few to say much."""
        return 0 < self.rows < FEW


@dataclass(frozen=True, slots=True)
class Observed:
    """What a table saw at each total, beside what published cohorts saw.

    Counted are the rows to which the score applies, at which it is settled and whose outcome is
    known; ``unscored``, ``unsettled`` and ``unknown`` are the others, each counted once.
    """

    shares: tuple[Share, ...]
    published: tuple[CohortView, ...]
    unscored: int
    unsettled: int
    unknown: int

    @property
    def counted(self) -> int:
        """How many rows the shares rest on."""
        return sum(share.rows for share in self.shares)

    @property
    def few(self) -> int:
        """At how many of the totals with a row there are too few."""
        return sum(share.few for share in self.shares)


def of_group(patients: Sequence[Patient], group: Group) -> list[Patient]:
    """All patients, those in whom LEMS is not diagnosed, or those in whom it is."""
    return [one for one in patients if group in ("all", _group(one))]


def groups(patients: Sequence[Patient]) -> tuple[Group, ...]:
    """The groups to choose from: none where all patients are in one."""
    return GROUPS if len({_group(one) for one in patients}) > 1 else ()


def _group(one: Patient) -> Group:
    return "diagnosed" if one.follows.established else "open"


def ordered(patients: Sequence[Patient], order: Order) -> list[Patient]:
    """The patients with those to look at first in front; what is equal stays in its order."""

    def by_level(one: Patient) -> tuple[int, ...]:
        return not one.follows.established, -one.follows.level.rank

    keys: dict[Order, Callable[[Patient], tuple[int, ...]]] = {
        "first": lambda one: (one.urgency, -len(one.follows.safety), *by_level(one)),
        "level": by_level,
        "score": lambda one: (not one.follows.scored, -one.follows.high, -one.follows.low),
        "row": lambda one: (one.number,),
    }
    return sorted(patients, key=keys[order])


def levels(content: Content, patients: Sequence[Patient]) -> tuple[LevelCount, ...]:
    """The rows by level, the highest first, those in which LEMS is diagnosed before all."""
    diagnosed = sum(one.follows.established for one in patients)
    ranks = Counter(one.follows.level.rank for one in patients if not one.follows.established)
    down = sorted(content.suspicion.levels, key=lambda level: -level.rank)
    return (
        LevelCount(content.words["established"].rstrip("."), diagnosed),
        *(LevelCount(level.title, ranks[level.rank]) for level in down),
    )


def scores(content: Content, patients: Sequence[Patient]) -> tuple[ScoreCount, ...]:
    """By total of the score, of the rows to which it applies."""
    reached = [(one.follows.low, one.follows.high) for one in patients if one.follows.scored]
    return tuple(
        ScoreCount(
            total,
            sum(low == total == high for low, high in reached),
            sum(low <= total <= high and low < high for low, high in reached),
        )
        for total in range(len(content.points) + 1)
    )


def held_back(
    content: Content, patients: Sequence[Patient], columns: Sequence[str]
) -> tuple[Missing, ...]:
    """The missing answers that rows wait for, those of most rows first."""
    first = Counter(one.follows.next_item for one in patients)
    could = Counter(name for one in patients for name in one.follows.open_items)
    found = (
        Missing(item.id, item.label, first[item.id], could[item.id], item.id in columns)
        for item in content.checklist.items
        if first[item.id]
    )
    return tuple(sorted(found, key=lambda one: (-one.first, -one.could)))


def observed(
    content: Content, patients: Sequence[Patient], outcome: Sequence[bool | None]
) -> Observed:
    """The share with the outcome at each total of the score, beside the published ones."""
    most = len(content.points)
    yes, rows = [0] * (most + 1), [0] * (most + 1)
    left = Counter[str]()
    for one, had in zip(patients, outcome, strict=True):
        if not one.follows.scored:
            left["unscored"] += 1
        elif one.follows.low != one.follows.high:
            left["unsettled"] += 1
        elif had is None:
            left["unknown"] += 1
        else:
            rows[one.follows.low] += 1
            yes[one.follows.low] += had
    blank = Consideration(content, {})
    return Observed(
        shares=tuple(_share(total, yes[total], rows[total]) for total in range(most + 1)),
        published=score_view(blank, Presenter(content)).cohorts,
        unscored=left["unscored"],
        unsettled=left["unsettled"],
        unknown=left["unknown"],
    )


def _share(total: int, yes: int, rows: int) -> Share:
    if not rows:
        return Share(total, yes, rows, None, None, None)
    least, most = wilson(yes, rows)
    return Share(total, yes, rows, 100 * yes / rows, 100 * least, 100 * most)


def wilson(yes: int, rows: int) -> tuple[float, float]:
    """The 95 % score interval of a share, ``yes`` of ``rows``, by Wilson's formula.

    With p = yes / rows and z = 1.96: (p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n).
    It stays within 0 and 1, and says something of a share of none or of all (E. B. Wilson, Journal
    of the American Statistical Association 22, 1927).
    """
    share, spread = yes / rows, _Z * _Z / rows
    middle = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / rows + spread / rows / 4)
    least, most = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return (0.0 if yes == 0 else least, 1.0 if yes == rows else most)
