"""The whole result in words: what the result page shows and what every export is built from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lems_rules.intake.open_reason import OpenReasons
from lems_rules.knowledge.content import Content
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.differential import Differential
from lems_rules.schema.citation import Citation, Reference
from lems_rules.schema.questions.checklist import Problem
from lems_rules.schema.questions.item import Item
from lems_rules.version import __version__
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.letter import PatientView, patient_view
from lems_rules.wording.summary.plan_view import PlanView, ScreenView, plan_view
from lems_rules.wording.summary.score_view import (
    CohortView,
    PointView,
    RiskView,
    ScoreView,
    score_view,
)
from lems_rules.wording.view import (
    Card,
    ChangeView,
    DoNowView,
    LevelView,
    Line,
    QuestionView,
    Source,
)

__all__ = [
    "CohortView",
    "LookalikeView",
    "MissingSection",
    "OpenQuestion",
    "PlanView",
    "PointView",
    "Report",
    "RequestView",
    "RiskView",
    "ScoreView",
    "ScreenView",
    "TraceLine",
    "report",
]


MOST_FIRST = 3  # questions named beside the result


@dataclass(frozen=True, slots=True)
class LookalikeView:
    """A look-alike with what speaks for it and against it in this patient.

    One that ``leads`` is thought of before LEMS.
    """

    id: str
    title: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    trap: str
    tests: tuple[str, ...]
    sources: tuple[Source, ...]
    leads: bool = False


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request to another department with the patient's summary, ready to copy.

    ``text`` is the whole of it; ``opening``, ``asks`` (lines with a dash) and ``closing`` are what
    it says beside the patient.
    """

    id: str
    title: str
    text: str
    opening: str
    asks: str
    closing: str


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One rule of the level, and how far it holds."""

    id: str
    title: str
    leads_to: str
    verdict: str
    decides: bool
    words: str
    because: str
    strength: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer, and why it was left open, by id and in words, if known."""

    id: str
    label: str
    reason: str | None
    because: str

    @property
    def says(self) -> str:
        """The question with its reason."""
        return f"{self.label} ({self.because})" if self.because else self.label


@dataclass(frozen=True, slots=True)
class MissingSection:
    """The questions of one section that have no answer."""

    title: str
    items: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one patient, in words and in reading order.

    ``edition`` is the bare name for machines, ``edition_says`` what a reader is told of it;
    ``ask_first`` are the answers that would matter most; ``made`` says in one sentence with what
    this was made, and when; ``not_used`` is what was entered and could not be used, in words.
    """

    version: str
    edition: str
    edition_says: str
    digest: str
    today: str
    made: str
    disclaimer: str
    review: str
    privacy: str
    do_now: DoNowView
    patient: PatientView
    safety: tuple[Card, ...]
    level: LevelView
    speaks_for: tuple[Line, ...]
    speaks_against: tuple[Line, ...]
    not_known: tuple[Line, ...]
    counter_flags: tuple[Card, ...]
    discordances: tuple[Card, ...]
    trace: tuple[TraceLine, ...]
    requests: tuple[RequestView, ...]
    score: ScoreView
    plan: PlanView
    questions: tuple[QuestionView, ...]
    ask_first: tuple[Line, ...]
    changes: tuple[ChangeView, ...]
    lookalikes: tuple[LookalikeView, ...]
    notices: tuple[str, ...]
    answered: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[MissingSection, ...]
    not_used: tuple[str, ...]
    references: tuple[Reference, ...]
    notes: str
    words: Mapping[str, str] = field(compare=False, repr=False)  # the recurring words, for headings

    @property
    def reasons(self) -> OpenReasons:
        """Why questions were left open, by item id."""
        open_questions = (one for section in self.missing for one in section.items)
        return {one.id: one.reason for one in open_questions if one.reason is not None}


def report(
    given: Consideration,
    notes: str = "",
    problems: Iterable[Problem] = (),
    reasons: OpenReasons | None = None,
) -> Report:
    """Put one patient's result into words.

    ``notes`` is free text that goes with it; ``problems`` is what was entered and set aside;
    ``reasons`` say by item why a question was left open (`open_reason.read_reasons`).
    """
    return _Writer(given, reasons or {}).report(notes, tuple(problems))


class _Writer:
    def __init__(self, given: Consideration, reasons: OpenReasons) -> None:
        self.given = given
        self.reasons = reasons
        self.content: Content = given.content
        self.say = Presenter(given.content)
        self.missing = given.unanswered
        self.around: Differential = given.around
        self.patient = patient_view(given.content, self.say, given.answers)

    def report(self, notes: str, problems: tuple[Problem, ...]) -> Report:
        given, say, edition = self.given, self.say, self.content.edition
        made = {
            "version": __version__,
            "edition": edition.edition,
            "digest": self.content.digest,
            "today": given.today.isoformat(),
        }
        return Report(
            **made,
            edition_says=say.edition(),
            made=say.text("summary_made", **{**made, "edition": say.edition()}),
            disclaimer=edition.disclaimer,
            review=edition.review,
            privacy=edition.privacy,
            do_now=say.do_now(given),
            patient=self.patient,
            safety=say.safety(given),
            level=say.level(given),
            speaks_for=say.supporting(given, Verdict.YES),
            speaks_against=say.against(given),
            not_known=say.supporting(given, Verdict.UNKNOWN),
            counter_flags=say.counter_flags(given),
            discordances=tuple(self._discordances()),
            trace=tuple(self._trace()),
            requests=tuple(self._requests()),
            score=score_view(given, say),
            plan=plan_view(given, say),
            questions=tuple(self._questions()),
            ask_first=tuple(self._ask_first()),
            changes=say.changes(given),
            lookalikes=tuple(self._lookalikes()),
            notices=tuple(given.notices()),
            answered=tuple(self._answered()),
            missing=tuple(self._missing()),
            not_used=tuple(self._not_used(problems)),
            references=say.references(self._used()),
            notes=notes,
            words=self.content.words,
        )

    def _questions(self) -> Iterator[QuestionView]:
        """The questions of which an answer would do something to speak of."""
        for question in self.given.outlook.questions:
            if (view := self.say.question(question.item, self.given)).could:
                yield view

    def _ask_first(self) -> Iterator[Line]:
        """The questions to put first, less those that were left open for a reason."""
        asked = [name for name in self.given.outlook.in_turn if name not in self.reasons]
        for name in asked[:MOST_FIRST]:
            yield Line(self.content.checklist.item(name).label, "", name)

    def _discordances(self) -> Iterator[Card]:
        for rule in self.around.discordances:
            basis = self.say.basis(rule)
            yield Card(rule.id, rule.title, rule.says, basis, (rule.next_step,))

    def _trace(self) -> Iterator[TraceLine]:
        conclusions = self.given.conclusions
        decisive = conclusions.level_rule()
        for rule in self.content.suspicion.rules:
            wired = conclusions.book.rules[rule.id]
            verdict = conclusions.truths.verdict(wired.when.slot)
            stopped = [part for part in wired.unless if conclusions.holds(part.slot)]
            part = stopped[0] if stopped and verdict is Verdict.YES else wired.when
            because = self.say.answered_as(conclusions.because(part), self.given.answers)
            text = self.say.text(f"verdict_{verdict.value}")
            yield TraceLine(
                id=rule.id,
                title=rule.title,
                leads_to=self.content.suspicion.level(rule.level).title,
                verdict=self.say.text("verdict_stopped") if part is not wired.when else text,
                decides=rule is decisive,
                words=self.say.words.rule(rule),
                because=because,
                strength=self.say.text(f"strength_{rule.strength}"),
            )

    def _requests(self) -> Iterator[RequestView]:
        blanks = self.say.text("request_blanks")
        for request, lines in self.around.requests:
            body = "\n".join(f"- {' '.join(line.split())}" for line in lines)
            patient = (blanks, *self.patient.said)
            opening, closing = request.opening.strip(), request.closing.strip()
            text = "\n\n".join((opening, *patient, body, closing))
            yield RequestView(request.id, request.title, text, opening, body, closing)

    def _lookalikes(self) -> Iterator[LookalikeView]:
        for one in self.around.likenesses:
            pointers = (*one.speaks_for, *one.speaks_against)
            refs = (*one.lookalike.refs, *(ref for pointer in pointers for ref in pointer.refs))
            yield LookalikeView(
                id=one.lookalike.id,
                title=one.lookalike.title,
                speaks_for=tuple(pointer.says for pointer in one.speaks_for),
                speaks_against=tuple(pointer.says for pointer in one.speaks_against),
                trap=one.lookalike.trap,
                tests=one.lookalike.tests,
                sources=self.say.sources(refs),
                leads=one.leads,
            )

    def _answered(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        checklist = self.content.checklist
        for section in checklist.sections:
            lines = tuple(
                self.say.answer(item, self.given.answers)
                for item in checklist.in_section(section.id)
                if item.id in self.given.answers
            )
            if lines:
                yield section.title, lines

    def _missing(self) -> Iterator[MissingSection]:
        checklist, missing = self.content.checklist, set(self.missing)
        for section in checklist.sections:
            items = tuple(
                self._open(item) for item in checklist.in_section(section.id) if item.id in missing
            )
            if items:
                yield MissingSection(section.title, items)

    def _open(self, item: Item) -> OpenQuestion:
        reason = self.reasons.get(item.id)
        because = next((one.label for one in self.content.reasons if one.id == reason), "")
        return OpenQuestion(item.id, item.label, reason, because)

    def _not_used(self, problems: tuple[Problem, ...]) -> Iterator[str]:
        """What was set aside; wrong values name their question, the rest do so themselves."""
        checklist = self.content.checklist
        for one in problems:
            if one.plain and one.items[0] in checklist:
                yield f"{checklist.item(one.items[0]).label}: {one.plain}"
            else:
                yield one.says

    def _used(self) -> Iterator[str]:
        """The references that anything shown rests on."""
        content, conclusions = self.content, self.given.conclusions
        fired = [
            rule
            for rule in content.rules
            if rule.id in conclusions.book.rules and conclusions.fires(rule.id)
        ]
        cited: list[tuple[Citation, ...]] = [rule.refs for rule in fired]
        cited += [rule.refs for rule in self.around.discordances]
        cited += [content.findings[name].refs for name in content.suspicion.supporting]
        cited += [cohort.refs for cohort in content.score.cohorts] if content.score else []
        cited.append(content.screening.other_interval.refs)
        for one in self.around.likenesses:
            cited.append(one.lookalike.refs)
            cited += [p.refs for p in (*one.speaks_for, *one.speaks_against)]
        cited += [request.refs for request, _ in self.around.requests]
        yield from (citation.ref for refs in cited for citation in refs)
