"""Worked cases: patients with a sentence for a name, and what must be concluded about them.

Each file here carries the stem of the content file it tests, and each entry the id of the rule.
`verdict` is of that entry by itself: it holds (or fires), it is known not to, or that is not known
yet. The other keys are explained at the head of the file that uses them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.yaml_text import read_yaml
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import read_answers
from lems_rules.reasoning.rulebook.conclusions import Conclusions, Rulebook, Wired
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.decisions.rules import Finding, Rule
from lems_rules.schema.questions.item import Answers

HERE = Path(__file__).parents[1] / "rules" / "worked"
FILES = (
    "findings",
    "suspicion",
    "counter_flags",
    "safety",
    "screening",
    "notices",
    "delta_p",
    "discordance",
)


@dataclass(frozen=True)
class WorkedCase:
    """One patient and what the entry must say; ``more`` holds the keys of that file."""

    file: str
    entry: str
    name: str
    given: Mapping[str, Any]
    verdict: Verdict | None
    more: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The case as a test id."""
        return f"{self.file}, {self.entry}: {self.name}"

    def answers(self, content: Content) -> Answers:
        """The answers, read as an assessment reads them: a contradiction would be refused."""
        return read_answers(content, self.given)


@cache
def worked_cases(file: str) -> tuple[WorkedCase, ...]:
    """The cases of one file, in order."""
    text = (HERE / f"{file}.yaml").read_text("utf-8")
    entries = read_yaml(text)
    return tuple(
        WorkedCase(
            file=file,
            entry=entry,
            name=str(case["name"]),
            given=case["given"],
            verdict=Verdict(case["verdict"]) if "verdict" in case else None,
            more={k: v for k, v in case.items() if k not in {"name", "given", "verdict"}},
        )
        for entry, cases in entries.items()
        for case in cases
    )


@cache
def cases_of(file: str, entry: str) -> tuple[WorkedCase, ...]:
    """The cases written for one entry."""
    return tuple(case for case in worked_cases(file) if case.entry == entry)


def entries_in(content: Content, file: str) -> Mapping[str, Finding | Rule]:
    """The findings, points or rules that the content file of this stem holds."""
    screening = content.screening
    entries: dict[str, tuple[Finding | Rule, ...]] = {
        "findings": tuple(content.findings.values()),
        "suspicion": content.suspicion.rules,
        "counter_flags": content.counter_flags,
        "safety": content.safety,
        "screening": (*screening.advice, *screening.schedules),
        "notices": content.notices,
        "delta_p": content.scores["delta_p"].items,
        "discordance": content.discordance,
    }
    return {one.id: one for one in entries[file]}


@cache
def whole_book(content: Content) -> Rulebook:
    """All rules compiled, the cards on disagreeing results among them."""
    notices: tuple[Any, ...] = (*content.notices, *content.discordance)
    return rulebook(dataclasses.replace(content, notices=notices))


def verdict_on_rule(wired: Wired, seen: Conclusions, patient: int = 0) -> Verdict:
    """Whether a rule fires; unknown while only missing answers keep it from firing."""
    if seen.holds(wired.fires, patient):
        return Verdict.YES
    stopped = any(seen.holds(part.slot, patient) for part in wired.unless)
    when = seen.truths.verdict(wired.when.slot, patient)
    return Verdict.UNKNOWN if when is Verdict.UNKNOWN and not stopped else Verdict.NO


def verdict_on(file: str, entry: str, seen: Conclusions, patient: int = 0) -> Verdict:
    """What is concluded about an entry: a finding, a point of the score, or a rule."""
    if file == "findings":
        return seen.finding(entry, patient)
    if file == "delta_p":
        ids = [item.id for item in seen.book.content.scores["delta_p"].items]
        return seen.score_items(patient)[ids.index(entry)]
    wired = seen.book.rules.get(entry)
    return verdict_on_rule(wired, seen, patient) if wired else Verdict.NO


def shortfalls(case: WorkedCase, seen: Conclusions, patient: int = 0) -> list[str]:
    """What is concluded about the patient of a case otherwise than the case says."""
    found = _found(case, seen, patient)
    return [
        f"{key}: expected {expected}, found {found.get(key)}"
        for key, expected in _expected(case).items()
        if found.get(key) != expected
    ]


def _expected(case: WorkedCase) -> dict[str, Any]:
    expected = dict(case.more)
    if case.verdict is not None:
        expected["verdict"] = case.verdict.value
    own = case.entry if case.verdict is Verdict.YES else None
    if case.file == "suspicion":
        expected.setdefault("decides", own)
    elif case.file == "screening" and case.entry.startswith("T"):
        expected.setdefault("counts", own)
    return expected


def _found(case: WorkedCase, seen: Conclusions, patient: int) -> dict[str, Any]:
    """Everything a worked case can speak of, in its own words."""
    found: dict[str, Any] = {}
    if case.entry != "range":
        found["verdict"] = verdict_on(case.file, case.entry, seen, patient).value
    match case.file:
        case "suspicion":
            rule = seen.level_rule(patient)
            found["decides"] = rule.id if rule else "none"
            found["level"] = seen.level(patient).rank
        case "safety":
            extra = seen.book.rules[case.entry].extra
            found["also"] = _yes(extra is not None and seen.holds(extra, patient))
        case "screening":
            found |= _plan(case.entry, seen, patient)
        case "delta_p":
            found |= _range(seen, patient)
    return found


def _plan(entry: str, seen: Conclusions, patient: int) -> dict[str, Any]:
    done = {line.id: done for line, done in seen.advice(patient)}
    chosen = seen.schedule(patient)
    if chosen is None:
        return {"done": _yes(done.get(entry, False)), "counts": "none", "offer": "no"}
    schedule, offer = chosen
    return {
        "done": _yes(done.get(entry, False)),
        "counts": schedule.id,
        "months": list(schedule.months),
        "offer": _yes(offer),
        "offered": list(schedule.offer_months) if offer else [],
    }


def _range(seen: Conclusions, patient: int) -> dict[str, Any]:
    score, reach = seen.book.content.scores["delta_p"], seen.score(patient)
    refusal = seen.score_refusal(patient)
    reasons = {one.says: one.id for one in score.exclusions} | {score.not_yet: "not_yet"}
    tiers = [name for name, slot in seen.book.score.tiers.items() if seen.holds(slot, patient)]
    return {
        "low": reach.low,
        "high": reach.high,
        "tier": " and ".join(tiers) or "none",
        "applies": _yes(refusal is None),
        "because": reasons[refusal] if refusal is not None else "",
        "quoted": _yes(not seen.holds(seen.book.score.not_quoted, patient)),
    }


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
