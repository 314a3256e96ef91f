"""A small model of one nerve impulse after another: calcium, release, end plates over threshold.

It explains shapes, not patients: why the resting response is low in LEMS, why it falls at a few
impulses a second and why it grows after effort. Its numbers are in
``content/mechanism/transmission.yaml``, each from a source or labelled illustrative.

An impulse lets in calcium in proportion to the gates that are left; a little of it stays behind and
decays. Release follows a power of the calcium present. The packets nearest to working gates run
down with each impulse and are replaced; a share behind them does not. The response is the share of
end plates whose release exceeds their threshold, and the thresholds are spread log-normally.
Rundown does not depend on the gates that are left, so fewer gates can never give a larger response.
Nothing in it tires with a long effort, which in patients gives a smaller rise: it refuses one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from lems_rules.schema.mechanism import Parameter

Numbers = NDArray[np.float64]

_normal = np.vectorize(lambda z: 0.5 * (1 + erf(z / sqrt(2))), otypes=[np.float64])


@dataclass(frozen=True)
class Ending:
    """Nerve endings between impulses: calcium left behind, and packets at the gates (1 is all)."""

    residual: Numbers
    ready: Numbers


class Transmission:
    """The model with its numbers; every array has one entry for each share of gates left."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        """Take the numbers by id.

        Raises:
            KeyError: a number of the model is missing.
        """
        value = {name: parameters[name].value for name in _NUMBERS}
        self.power, self.half = value["cooperativity"], value["half_calcium"]
        self.gain, self.residual_seconds = value["residual_gain"], value["residual_seconds"]
        self.rundown, self.lasting = value["rundown"], value["lasting_share"]
        self.refill_seconds = value["refill_seconds"]
        self.threshold, self.spread = value["threshold"], value["spread"]
        self.effort_rate, self.longest_effort = value["effort_rate"], value["longest_effort"]

    def responses(
        self, gates: Numbers, rate: float, impulses: int, start: Ending | None = None
    ) -> tuple[Numbers, Ending]:
        """The response to each of a train of impulses, and the endings after the last.

        Args:
            gates: share of the calcium gates left, 0 to 1; shape (n,).
            rate: impulses per second.
            impulses: how many.
            start: the endings before the first impulse; rested ones unless given.

        Returns:
            Shares of the end plates over threshold, 0 to 1, shape (impulses, n); the endings one
            interval after the last impulse.
        """
        ending = start or self.rested(gates)
        released = []
        for _ in range(impulses):
            calcium = (gates + ending.residual) ** self.power
            ready = self.lasting + (1 - self.lasting) * ending.ready
            released.append(ready * calcium / (calcium + self.half**self.power))
            used = Ending(ending.residual + self.gain * gates, ending.ready * (1 - self.rundown))
            ending = self.after(used, 1 / rate)
        return self._over_threshold(np.array(released).reshape(impulses, len(gates))), ending

    def rested(self, gates: Numbers) -> Ending:
        """Endings that have not fired for long; shape (n,)."""
        return Ending(np.zeros_like(gates), np.ones_like(gates))

    def after(self, ending: Ending, seconds: float) -> Ending:
        """The same endings after so many seconds without an impulse."""
        kept = np.exp(-seconds / self.residual_seconds)
        empty = np.exp(-seconds / self.refill_seconds)
        return Ending(ending.residual * kept, 1 - (1 - ending.ready) * empty)

    def after_effort(self, gates: Numbers, seconds: float, waits: Sequence[float]) -> Numbers:
        """The response to one impulse at each wait after an effort of so many seconds.

        Returns:
            Shares of the end plates over threshold, shape (len(waits), n).
        """
        _, tired = self.responses(gates, self.effort_rate, round(self.effort_rate * seconds))
        alone = [self.responses(gates, 1, 1, self.after(tired, wait))[0][0] for wait in waits]
        return np.array(alone)

    def _over_threshold(self, released: Numbers) -> Numbers:
        """The share of end plates whose release exceeds their threshold."""
        far = np.log(np.maximum(released, np.finfo(float).tiny) / self.threshold) / self.spread
        return np.asarray(_normal(far))


_NUMBERS = (
    "cooperativity",
    "half_calcium",
    "residual_gain",
    "residual_seconds",
    "rundown",
    "lasting_share",
    "refill_seconds",
    "threshold",
    "spread",
    "effort_rate",
    "longest_effort",
)

SLOW_RATE, SLOW_IMPULSES = 3.0, 10
FAST_RATE, FAST_IMPULSES = 30.0, 90
MOST_LOST = 85
VISIBLE = 5.0  # per cent; smaller changes are not worth a word
WAITS = tuple(range(2, 61, 2))


@dataclass(frozen=True)
class Curve:
    """One line of a picture: where along, and the response in per cent of a healthy one at rest."""

    along: tuple[float, ...]
    percent: tuple[float, ...]

    @property
    def change(self) -> float:
        """From the first to the last, in per cent of the first."""
        return 100 * (self.percent[-1] / self.percent[0] - 1)


@dataclass(frozen=True)
class Demonstration:
    """What the model shows for one share of gates lost: responses in per cent, rest healthy = 100.

    ``slow`` runs over the impulses of a train of a few a second, ``fast`` over the seconds of a
    rapid train, ``effort`` over the seconds after an effort.
    """

    rest: float
    slow: Curve
    fast: Curve
    effort: Curve
    after_effort: float

    @property
    def low(self) -> bool:
        """Whether the response at rest is visibly below a healthy one."""
        return self.rest < 100 - VISIBLE

    @property
    def falls(self) -> bool:
        """Whether slow stimulation makes it visibly smaller."""
        return self.decrement < -VISIBLE

    @property
    def rises(self) -> bool:
        """Whether rapid stimulation makes it visibly larger."""
        return self.fast.change > VISIBLE

    @property
    def fades(self) -> bool:
        """Whether effort has made it visibly larger, which then fades."""
        return self.increment > VISIBLE

    @property
    def decrement(self) -> float:
        """From the first to the fourth of the slow train, in per cent of the first."""
        return 100 * (self.slow.percent[3] / self.slow.percent[0] - 1)

    @property
    def increment(self) -> float:
        """From rest to shortly after the effort, in per cent of the resting response."""
        return 100 * (self.after_effort / self.rest - 1)


def demonstrate(
    model: Transmission, gates_lost_percent: float, effort_seconds: float
) -> Demonstration:
    """Run the model for one share of gates lost, beside nothing lost, which is 100.

    Raises:
        ValueError: the share or the effort is below 0 or above the most that is shown.
    """
    longest = model.longest_effort
    if not 0 <= gates_lost_percent <= MOST_LOST or not 0 <= effort_seconds <= longest:
        raise ValueError(
            f"gates lost must be from 0 to {MOST_LOST} per cent, effort from 0 to {longest:g} s"
        )
    gates = np.array([1 - gates_lost_percent / 100, 1.0])

    def percent(responses: Numbers) -> tuple[float, ...]:
        return tuple(float(100 * one) for one in responses[:, 0] / healthy)

    rest, _ = model.responses(gates, 1, 1)
    healthy = rest[0, 1]
    slow, _ = model.responses(gates, SLOW_RATE, SLOW_IMPULSES)
    fast, _ = model.responses(gates, FAST_RATE, FAST_IMPULSES)
    later = model.after_effort(gates, effort_seconds, WAITS)
    effort = Curve(tuple(float(wait) for wait in WAITS), percent(later))
    return Demonstration(
        rest=percent(rest)[0],
        slow=Curve(tuple(float(one + 1) for one in range(SLOW_IMPULSES)), percent(slow)),
        fast=Curve(tuple(one / FAST_RATE for one in range(FAST_IMPULSES)), percent(fast)),
        effort=effort,
        after_effort=effort.percent[0],
    )
