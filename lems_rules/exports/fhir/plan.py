"""What is proposed, as FHIR R4: a ServiceRequest for each test, a CarePlan with the dated screens.

Everything is a draft and a proposal: nothing here is ordered, and nothing is active.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from lems_rules.exports.fhir.datatype import Json, notes, plain, words
from lems_rules.exports.fhir.narrative import narrative
from lems_rules.exports.parts.block import basis, imperative, line, reference, sentence
from lems_rules.intake.fhir_response import PLANS
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.decisions.workup import Request
from lems_rules.wording.summary.report import Report
from lems_rules.wording.view import Card


def service_requests(
    given: Consideration, told: Report, subject: Json, answers: Json
) -> Iterator[Json]:
    """One proposal for each test that is missing, with the words of its department's request."""
    missing = given.unanswered
    for request, lines in given.around.requests:
        for test, says in _tests(given, request, lines, missing):
            yield {
                "resourceType": "ServiceRequest",
                "status": "draft",
                "intent": "proposal",
                "category": [words(request.title)],
                "code": words(test),
                "subject": subject,
                "authoredOn": told.today,
                "reasonCode": [words(request.opening)],
                "supportingInfo": [answers],
                "note": notes(
                    [*says, request.closing, f"{told.disclaimer} {told.review}", told.made]
                ),
            }


def _tests(
    given: Consideration, request: Request, lines: tuple[str, ...], missing: tuple[str, ...]
) -> Iterator[tuple[str, list[str]]]:
    """The tests that a request asks for, each with what is said about it and about all of them.

    A request that is left with no test of its own is made once, so that its words are not lost.
    """
    asked = [
        (name, one.says)
        for one in request.lines
        if one.says in lines
        for name in one.unanswered
        if name in missing
    ]
    of_one = {says for _, says in asked}
    of_all = [says for says in lines if says not in of_one]
    for name, says in asked:
        yield given.content.checklist.item(name).label, [says, *of_all]
    if not asked:
        yield request.title, of_all


def care_plan(
    given: Consideration, told: Report, subject: Json, answers: Json, plan: UUID | None = None
) -> Json:
    """The workup and the repeat screens; its narrative is the whole summary.

    ``plan`` is what the plan is called in calendars, once it has a name.
    """
    activities = [*_workup(given, told), *_screens(told)]
    return {
        "resourceType": "CarePlan",
        "text": narrative(told),
        **({"identifier": [{"system": PLANS, "value": str(plan)}]} if plan else {}),
        "status": "draft",
        "intent": "proposal",
        "title": plain(told.words["summary_title"]),
        "description": plain(_level(told)),
        "subject": subject,
        "created": told.today,
        "supportingInfo": [answers],
        **({"activity": activities} if activities else {}),
        "note": notes(_notes(told)),
    }


def _workup(given: Consideration, told: Report) -> Iterator[Json]:
    for card, (advice, done) in zip(told.plan.lines, given.conclusions.advice(), strict=True):
        # Of some lines the checklist cannot know whether they were done.
        status = "not-started" if advice.done_when else "unknown"
        yield {
            "detail": {
                "code": words(f"{card.id} · {card.title}"),
                "status": "completed" if done else status,
                "description": plain(_says(card, told)),
            }
        }


def _screens(told: Report) -> Iterator[Json]:
    plan = told.plan
    for screen in plan.screens:
        assert plan.schedule is not None
        yield {
            "detail": {
                "kind": "ServiceRequest",
                "code": words(f"{plan.schedule.id} · {plan.schedule.title}"),
                "status": "completed" if screen.status_id == "done" else "not-started",
                "statusReason": words(screen.status_said),
                **(
                    {"scheduledTiming": {"event": [screen.due]}}
                    if screen.due
                    else {"scheduledString": plain(screen.when)}
                ),
                "description": plain(screen.when),
            }
        }


def _notes(told: Report) -> Iterator[str]:
    """What has to be read with the plan: what to do now, safety, the level and what it rests on.

    What to do now is no activity of its own: the workup would then propose the same thing twice.
    """
    named, plan = told.words, told.plan
    yield f"{told.disclaimer} {told.review} {told.privacy}"
    for one in (*told.do_now.lines, *told.do_now.further):
        yield f"{named['do_now_title']}. {sentence(imperative(one, named))} {sentence(one.why)}"
    for card in told.safety:
        yield f"{named['summary_safety']}: {card.title}. {_says(card, told)}"
    heading = named["summary_findings" if told.level.established else "summary_level"]
    yield f"{heading}: {_level(told)}"
    for title, lines in (
        (named["summary_for"], told.speaks_for),
        (named["summary_against"], told.speaks_against),
        (named["summary_not_known"], told.not_known),
    ):
        yield f"{title}: {sentence('; '.join(map(line, lines)) or named['none_yet'])}"
    yield plan.no_plan
    if plan.schedule:
        yield f"{plan.schedule.title}. {_says(plan.schedule, told)}"
        yield plan.start
        yield plan.offer
    if plan.other_interval:
        source = f"{named['summary_source']}: {sentence(plan.other_interval.because)}"
        yield f"{plan.other_interval.title} {source}"
    yield plan.robustness
    yield from told.notices
    yield from (f"{named['summary_not_used']}: {one}" for one in told.not_used)
    yield _missing(told)
    yield f"{named['summary_references']}: {' '.join(reference(r, named) for r in told.references)}"
    yield told.made


def _missing(told: Report) -> str:
    labels = "; ".join(one.says for section in told.missing for one in section.items)
    if not labels:
        return told.words["summary_missing_none"]
    said = f"{told.words['summary_missing']}: {sentence(labels)}"
    return f"{said} {told.words['summary_missing_says']}"


def _level(told: Report) -> str:
    level, named = told.level, told.words
    if level.established:
        return sentence(level.headline)
    rank = named["summary_rank"].format(rank=level.rank, of=level.of)
    because = f"{named['summary_because']}: {sentence(level.because)}" if level.because else ""
    rests_on = basis(level.basis, named) if level.basis else ""
    rule = f"{named['summary_rule']}: {sentence(level.rule)}"
    return " ".join(f"{level.title} ({rank}). {level.says} {rule} {because} {rests_on}".split())


def _says(card: Card, told: Report) -> str:
    text = f"{card.says} {' '.join(card.points)} {basis(card.basis, told.words)}"
    return " ".join(text.split())
