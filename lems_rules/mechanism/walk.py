"""The mechanism in words: each step, its evidence, the answers it explains, and the articles.

Compiled beside the conclusions, because only the mechanism page needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.compiled import Compiled
from lems_rules.logic.reason import Reasons
from lems_rules.reasoning.rulebook.wiring import beside, rulebook
from lems_rules.schema.citation import Reference
from lems_rules.schema.decisions.rules import Pointer
from lems_rules.schema.mechanism import Article, Step
from lems_rules.schema.questions.item import Answers
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Source

_CITED = re.compile(r"(?:\s*\[@[^\]]+\])+")  # neighbours share one pair of brackets
_ID = re.compile(r"\w+")
_MARKUP = re.compile(r"[\\`*_\[\]<>]")


@dataclass(frozen=True, slots=True)
class Explained:
    """Answers of this patient, and what a step says of them."""

    answer: str
    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ContrastView:
    """The same step in myasthenia gravis; ``certainty`` is empty where nothing is claimed."""

    says: str
    certainty: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the walk through the drawing, with the answers it explains in this patient."""

    id: str
    title: str
    plain: str
    in_lems: str
    in_mg: ContrastView
    evidence: str
    certainty: str
    sources: tuple[Source, ...]
    explains: tuple[Explained, ...]
    cautions: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A short article; ``body`` is Markdown in which every citation is a link."""

    id: str
    title: str
    brief: str
    certainty: str
    certainty_says: str
    body: str
    references: tuple[Reference, ...]


def stops(say: Presenter, answers: Answers) -> tuple[Stop, ...]:
    """The steps in their order, each with the answers of this patient that it speaks of."""
    compiled = _compiled(say.content)
    done = rulebook(say.content).conclude(answers)
    truths = compiled.program.of_one(answers, done.truths)
    reasons = Reasons(truths)

    def of_this_patient(step: Step, side: _Side) -> tuple[Explained, ...]:
        parts = ((one, compiled.parts[key]) for key, one in _pointers(step, side))
        return tuple(
            Explained(say.answered_as(reasons.of(part), answers), one.says, say.sources(one.refs))
            for one, part in parts
            if truths.sure[part.slot]
        )

    return tuple(
        Stop(
            id=step.id,
            title=step.title,
            plain=step.plain,
            in_lems=step.in_lems,
            in_mg=_contrast(say, step),
            evidence=step.evidence,
            certainty=say.text(f"certainty_{step.certainty}"),
            sources=say.sources(step.refs),
            explains=of_this_patient(step, "explains"),
            cautions=of_this_patient(step, "cautions"),
        )
        for step in say.content.steps
    )


def article_of_step(say: Presenter, step_id: str) -> ArticleView:
    """The article that goes deeper into a step."""
    step = next(one for one in say.content.steps if one.id == step_id)
    return article_view(say, say.content.articles[step.article])


def shelf(say: Presenter) -> tuple[ArticleView, ...]:
    """Every article, in the order of the content."""
    ordered = sorted(say.content.articles.values(), key=lambda one: (one.order, one.title))
    return tuple(article_view(say, one) for one in ordered)


def article_view(say: Presenter, article: Article) -> ArticleView:
    """An article with its citations as links and its list of references."""
    return ArticleView(
        id=article.id,
        title=article.title,
        brief=article.brief,
        certainty=say.text(f"certainty_{article.certainty}"),
        certainty_says=article.certainty_says,
        body=cited(article.body, say.content.references),
        references=say.references(citation.ref for citation in article.refs),
    )


def cited(body: str, references: Mapping[str, Reference]) -> str:
    """Markdown in which ``[@one; @two]`` has become short references, each a link, in brackets."""

    def named(found: re.Match[str]) -> str:
        links = (_link(references[name]) for name in _ID.findall(found.group()))
        return f" ({'; '.join(links)})"

    return _CITED.sub(named, body)


def _link(reference: Reference) -> str:
    name = _MARKUP.sub(lambda mark: f"\\{mark.group()}", reference.short)
    return f"[{name}](<{reference.link}>)"


def _contrast(say: Presenter, step: Step) -> ContrastView:
    contrast = step.in_mg
    certainty = say.text(f"certainty_{contrast.certainty}") if contrast.certainty else ""
    return ContrastView(contrast.says, certainty, say.sources(contrast.refs))


_Side = Literal["explains", "cautions"]
_Key = tuple[str, _Side, int]


def _pointers(step: Step, side: _Side) -> Iterator[tuple[_Key, Pointer]]:
    for i, one in enumerate(step.explains if side == "explains" else step.cautions):
        yield (step.id, side, i), one


@once
def _compiled(content: Content) -> Compiled[_Key]:
    sides: tuple[_Side, ...] = ("explains", "cautions")
    conditions = {
        key: one.when
        for step in content.steps
        for side in sides
        for key, one in _pointers(step, side)
    }
    return Compiled.of(conditions, beside(content).circuit)
