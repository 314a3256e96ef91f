"""The score as a FHIR R4 RiskAssessment: what two cohorts found at the totals still possible.

The cohorts stand side by side, each with its own range in per cent. Where the score does not apply
or its figures are not quoted, there is no prediction, and a note says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from lems_rules.exports.fhir.datatype import Json, notes, percent, phenotype, plain, words
from lems_rules.exports.parts.block import sentence
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.rulebook.score_range import risks_within
from lems_rules.schema.decisions.score import Cohort, Score
from lems_rules.wording.summary.report import CohortView, Report


def risk_assessments(
    given: Consideration, told: Report, subject: Json, basis: Json
) -> Iterator[Json]:
    """The assessment, where a score steers the plan; ``basis`` refers to its answers."""
    if given.content.score is not None:
        yield _assessment(given, given.content.score, told, subject, basis)


def _assessment(given: Consideration, by: Score, told: Report, subject: Json, basis: Json) -> Json:
    score = told.score
    quoted = score.applies and not score.not_quoted
    predictions = list(_predictions(given, by, told)) if quoted else []
    total = f"{score.title}: {score.total}, {score.window}. {score.open_points} {score.tier}"
    says = [total.strip(), score.not_quoted] if score.applies else [score.reason]
    return {
        "resourceType": "RiskAssessment",
        "status": "preliminary",
        "method": words(score.title),
        "code": words(score.title),
        "subject": subject,
        "occurrenceDateTime": told.today,
        "basis": [basis],
        **({"prediction": predictions} if predictions else {}),
        "note": notes(
            [
                f"{told.disclaimer} {told.review}",
                *says,
                *(_of_cohort(one, told, quoted=quoted) for one in score.cohorts if score.applies),
                *(score.cautions if score.applies else ()),
                told.made,
            ]
        ),
    }


def _predictions(given: Consideration, score: Score, told: Report) -> Iterator[Json]:
    """One prediction for each cohort that has a verified figure at a total still possible."""
    outcome = _outcome(given, score)
    pairs = zip(score.cohorts, told.score.cohorts, strict=True)
    for cohort, view in pairs:
        if (shares := _shares(given, cohort)) is not None:
            low, high = shares
            yield {
                "outcome": outcome,
                "probabilityRange": {"low": percent(low), "high": percent(high)},
                "rationale": plain(_rationale(told, view)),
            }


def _shares(given: Consideration, cohort: Cohort) -> tuple[float, float] | None:
    """The lowest and the highest share found at the totals still possible; intervals apart."""
    known = [
        (risk.percent, risk.percent_to if risk.percent_to is not None else risk.percent)
        for risk in risks_within(cohort, given.conclusions.score())
        if risk.percent is not None
    ]
    if not known:
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _outcome(given: Consideration, score: Score) -> Json:
    """What the score predicts, as the checklist calls it, with its code."""
    asked = given.content.checklist.item(score.predicts.item)
    option = next(one for one in asked.options if one.id == score.predicts.option)
    coded = {"coding": [phenotype(option.hpo)]} if option.hpo else {}
    return {**coded, "text": option.label}


def _rationale(told: Report, cohort: CohortView) -> str:
    """Each total still possible, with its share, interval and patients."""
    words = told.words
    said = []
    for row in cohort.rows:
        if row.within:
            interval = f"{words['summary_interval']} {row.interval}" if row.interval else ""
            patients = f"{words['summary_patients'].lower()} {row.patients}" if row.patients else ""
            more = "; ".join(part for part in (interval, patients) if part)
            said.append(f"{row.score}: {row.risk}{f' ({more})' if more else ''}")
    return f"{cohort.title}. {told.score.title} {'; '.join(said)}."


def _of_cohort(cohort: CohortView, told: Report, *, quoted: bool) -> str:
    sources = "; ".join(source.label for source in cohort.sources)
    figures = f"{sentence(cohort.auc)} {cohort.note} " if quoted else ""
    source = f"{told.words['summary_source']}: {sentence(sources)}"
    return f"{cohort.title}. {cohort.description} {figures}{source}"
