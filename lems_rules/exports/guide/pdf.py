"""The guide to a case as a PDF to print, tagged (PDF/UA-1): typeset by Typst."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lems_rules.exports.parts.block import sentence
from lems_rules.exports.parts.typeface import breakable
from lems_rules.exports.parts.typesetter import typeset
from lems_rules.teaching.guide import Guide, GuideStep


def guide_pdf(guide: Guide) -> bytes:
    """The guide as PDF bytes; the same guide gives the same bytes.

    Raises:
        typst.TypstError: the template is broken. No case can cause it.
    """
    return typeset("guide.typ", guide=_set(_data(guide)))


def _set(value: Any) -> Any:
    """The data with every text on one line that can be broken anywhere it must."""
    if isinstance(value, str):
        return breakable(" ".join(value.split()))
    if isinstance(value, dict):
        return {name: _set(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_set(one) for one in value]
    return value


def _data(guide: Guide) -> dict[str, Any]:
    return {
        "words": dict(guide.words),
        "score": guide.score,
        "title": guide.title,
        "disclaimer": guide.disclaimer,
        "id": guide.id,
        "edition": guide.edition,
        "meta": guide.meta,
        "topics": guide.topics,
        "objectives": guide.objectives,
        "plans": [asdict(plan) for plan in guide.plans],
        "steps": [_step(step, guide.score) for step in guide.steps],
        "findings": [
            {
                "finding": one.finding,
                "weight": one.weight,
                "says": one.says,
                "sources": [source.label for source in one.sources],
            }
            for one in guide.findings
        ],
        "moves": [asdict(one) for one in guide.moves],
        "alternatives": guide.alternatives,
        "tests": guide.tests,
        "errors": guide.errors,
        "outcome": {
            "diagnosis": guide.outcome.diagnosis,
            "turned_out": guide.outcome.turned_out,
            "kind": guide.outcome.kind,
            "published": guide.outcome.published,
            "ours": guide.outcome.ours,
            "coding": guide.outcome.coding,
        },
        "references": [
            {
                "text": f"{sentence(one.title or one.topic or '')} {sentence(one.source)}",
                "link": one.link,
            }
            for one in guide.outcome.references
        ],
    }


def _step(step: GuideStep, score: str) -> dict[str, Any]:
    told, reading = step.told, step.reading
    return {
        "number": told.number,
        "part": told.part,
        "title": told.title,
        "story": told.story,
        "findings": [f"{one.label}: {one.answer}" for one in told.findings],
        "prompts": [{"ask": one.ask, "expect": one.expect} for one in step.prompts],
        "level": reading.level.title,
        "rule": sentence(reading.level.rule),
        "score": f"{score}: {sentence(reading.score)}",
        "safety": [card.title for card in reading.safety],
    }
