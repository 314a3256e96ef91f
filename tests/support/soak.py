"""A long soak: random patients through ``assess``, and notes of every length through every export.

``make soak`` takes a million patients and every length from nothing to the most that a note may
have, on all cores. Fewer, or those that are still to be done: ``LEMS_SOAK=5000`` takes the first
5,000 patients, ``LEMS_SOAK=5000-9000`` those from there; ``LEMS_SOAK_NOTES`` does the same for the
lengths. Patient 4711 is the same everywhere and each time.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.exports.fhir.datatype import plain
from lems_rules.intake.csv_sheet import answers_in_sheet
from lems_rules.intake.document import MOST_NOTES, read_document
from lems_rules.reasoning.assessment import Consideration, assess, read_answers, sort_out_answers
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.questions.item import Answer, Answers, Item
from tests.support.score_patient import overruled
from tests.support.shipped import CONTENT

PATIENTS, LENGTHS = 1_000_000, MOST_NOTES + 1
CHUNK = 250
TODAY = date(2026, 11, 28)
# What has broken a format once, and plain words between.
WORDS = (
    "weak",
    "Ä",
    "=1",
    "\n",
    "\r\n",
    '"',
    "<b>",
    "疲労",
    "💪🏽",
    "‮",
    "#x",
    "\\",
    "'",
    ";",
    "\t",
    "ﬁ",
)
# FHIR has one kind of line end, and no text of blanks alone.
_READ_BACK: dict[str, Callable[[bytes], str]] = {
    "json": lambda made: read_document(made, CONTENT.checklist).notes,
    "fhir": lambda made: read_document(made, CONTENT.checklist).notes,
    "csv": lambda made: str(answers_in_sheet(made.decode("utf-8-sig"), ",")["notes"]),
}


@dataclass
class Tally:
    """What was seen of many: how many, the extremes of the score, and how long the slowest took."""

    count: int = 0
    least: int = 99
    most: int = -1
    slowest: float = 0.0
    levels: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add what another process saw."""
        self.count += other.count
        self.least, self.most = min(self.least, other.least), max(self.most, other.most)
        self.slowest = max(self.slowest, other.slowest)
        self.levels += other.levels


def patient(number: int) -> Answers:
    """The patient of this number: few answers or many, none that contradict each other."""
    chance = random.Random(number)
    share = chance.random()
    items = CONTENT.checklist.items
    drawn = {one.id: _answer(one, chance) for one in items if chance.random() < share}
    return sort_out_answers(CONTENT, drawn, TODAY).answers


def _answer(item: Item, chance: random.Random) -> Answer:
    match item.kind:
        case "number":
            assert item.least is not None
            assert item.most is not None
            drawn = chance.uniform(item.least, item.most)
            return float(round(drawn)) if item.whole or chance.random() < 0.5 else round(drawn, 3)
        case "date":
            return TODAY - timedelta(days=chance.randrange(4_000))
        case _:
            return chance.choice(item.option_ids)


def look_at(number: int) -> Tally:
    """One patient and the same with some answers less: what is said of them hangs together."""
    answers, chance = patient(number), random.Random(-number)
    began = time.perf_counter()
    found = assess(CONTENT, answers, TODAY)
    took = time.perf_counter() - began
    score, points = found.delta_p, len(CONTENT.points)
    assert 0 <= score.low <= score.high <= points
    known = Counter(score.items.values())
    assert (score.low, score.high) == (known["yes"], known["yes"] + known["unknown"])
    assert found.suspicion.id in {one.id for one in CONTENT.suspicion.levels}
    assert not set(found.unanswered) & answers.keys()
    assert set(found.safety) <= {one.id for one in CONTENT.safety}
    assert "excluded" not in found.headline
    assert assess(CONTENT, answers, TODAY) == found
    fewer = {name: value for name, value in answers.items() if chance.random() < 0.7}
    _only_settles(sort_out_answers(CONTENT, fewer, TODAY).answers, answers, found)
    return Tally(1, score.low, score.high, took, Counter([found.suspicion.id]))


# Where both are known, the first counts.
BETTER = {
    "performance": ("karnofsky", "needs_assistance"),
    "weight_loss": ("weight_loss_percent", "reported_weight_loss"),
}


def _only_settles(fewer: Answers, answers: Answers, found: Assessment) -> None:
    """Unanswered is never no: what fewer answers settle of the score, more of them do not change.

    But where a better answer is among these, which overrules what stood for it.
    """
    may_change = {
        point
        for point, (first, next_best) in BETTER.items()
        if first in answers.keys() - fewer.keys() and next_best in fewer
    }
    if overruled(answers):
        may_change |= {"bulbar", "erectile_dysfunction"}
    # Of the fewer answers the score alone is asked for, which takes a fifth of a whole result.
    before = Consideration(CONTENT, fewer, TODAY).conclusions.score_items()
    for point, verdict in zip(CONTENT.points, before, strict=True):
        if point.key not in may_change:
            assert verdict.value in ("unknown", found.delta_p.items[point.key]), point.key


def look_at_notes(length: int) -> Tally:
    """Notes of this length through every export; where a file is read back, they are the same."""
    chance = random.Random(length)
    text = "".join(chance.choice(WORDS) for _ in range(length))[:length]
    assert len(text) == length
    case = chance.choice([*CONTENT.cases.values()])
    given = Consideration(CONTENT, read_answers(CONTENT, case.answers), case.today)
    began = time.perf_counter()
    one = export_of(given, text)
    for name, made in FORMATS.items():
        data = made.build(one)
        assert len(data) > 100, name
        if name in _READ_BACK:
            expected = (plain(text) if text.strip() else "") if name == "fhir" else text
            assert _READ_BACK[name](data) == expected, name
    return Tally(1, slowest=time.perf_counter() - began)


def in_numbers(look: Callable[[int], Tally], numbers: range) -> tuple[Tally, list[str]]:
    """What was seen of these, and what failed, by its number."""
    tally, failed = Tally(), list[str]()
    for number in numbers:
        try:
            tally.add(look(number))
        except Exception as error:
            failed.append(f"number {number}: {type(error).__name__}: {error}"[:1_000])
    return tally, failed


def soak(name: str, look: Callable[[int], Tally], numbers: range, least: int) -> list[str]:
    """Look at all of them on all cores, and print what was seen; what failed."""
    tally, failed, began = Tally(), list[str](), time.perf_counter()
    parts = [numbers[at : at + least] for at in range(0, len(numbers), least)]
    with get_context("spawn").Pool() as pool:
        for part, (seen, wrong) in enumerate(pool.imap(partial(in_numbers, look), parts), 1):
            tally.add(seen)
            failed += wrong
            if part % 40 == 0 or part == len(parts):
                took = time.perf_counter() - began
                _say(name, parts[part - 1].stop, tally, took, len(failed))
    return failed


def _say(name: str, done: int, tally: Tally, took: float, failed: int) -> None:
    score = f", DELTA-P {tally.least} to {tally.most}" if tally.most >= 0 else ""
    levels = ", ".join(f"{level} {count:,}" for level, count in sorted(tally.levels.items()))
    print(
        f"{name} up to {done:,}: {tally.count:,} looked at, {failed} failed, "
        f"{tally.count / took:.0f} a second, slowest {tally.slowest * 1000:.0f} ms{score}"
        f"{f'; {levels}' if levels else ''}",
        flush=True,
    )


def wanted(setting: str, most: int) -> range:
    """The numbers that a setting names: so many, or from one to another."""
    first, _, last = os.environ.get(setting, str(most)).rpartition("-")
    return range(int(first or 0), int(last))


def main() -> int:
    """Everything; 1 where something failed."""
    failed = soak("patients", look_at, wanted("LEMS_SOAK", PATIENTS), CHUNK)
    failed += soak("notes", look_at_notes, wanted("LEMS_SOAK_NOTES", LENGTHS), 5)
    print("\n".join(failed[:50]) or "Nothing failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
