"""Checks what the engine knows by its meaning: roles, meanings of levels, scores and their points.

So a question, an option or a level that is renamed is a mistake in the content, and never a plan
that silently comes out differently.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from lems_rules.knowledge.content import Content, ContentProblem, known_diagnoses
from lems_rules.schema.decisions.score import Score
from lems_rules.schema.questions.item import Item
from lems_rules.schema.questions.roles import Scan, Sex

CHECKLIST, SUSPICION, SCREENING = "checklist.yaml", "rules/suspicion.yaml", "rules/screening.yaml"
# Roles that one question plays alone: its kind, and the unit in which a number is worked with.
_PLAIN = {
    "onset_months": ("number", "months"),
    "onset_age": ("number", "years"),
    "established": ("yn", None),
    "negative_screen": ("date", None),
    "latest_negative_screen": ("date", None),
    "increment": ("number", "%"),
}


def problems_in_roles(content: Content) -> Iterator[ContentProblem]:
    """What the rules cannot be applied without: roles, levels, and the score by its name."""
    roles = content.checklist.roles
    for role, (kind, unit) in _PLAIN.items():
        yield from _played(content, f"role {role}", getattr(roles, role), kind, unit)
    for role, scan in (("first_scan", roles.first_scan), ("second_scan", roles.second_scan)):
        yield from _scan(content, f"role {role}", scan)
    yield from _sex(content, roles.sex)
    if content.screening.schedules and not (roles.first_scan.item or roles.negative_screen):
        yield ContentProblem(
            CHECKLIST,
            "roles",
            "name nothing that the schedules of rules/screening.yaml could be counted from",
            "Name first_scan or negative_screen",
        )
    yield from _meanings(content)
    known = list(content.scores)
    if content.screening.score is not None and content.screening.score not in known:
        yield _no_such(SCREENING, "score", "score", content.screening.score, known)
    for score in content.scores.values():
        yield from _score(content, score, f"scores/{score.id}.yaml")


def problems_in_names(content: Content) -> Iterator[ContentProblem]:
    """What pages and exports cannot do without: the illness, and where the figure begins."""
    disease, known = content.edition.disease.id, list(known_diagnoses(content))
    if disease not in known:
        yield _no_such("edition.yaml", "disease", "diagnosis", disease, known)
    opening = [step.id for step in content.steps if step.opening]
    if len(opening) != 1:
        yield ContentProblem(
            "mechanism/steps.yaml",
            "opening",
            f"stands at {' and '.join(opening) or 'no step'}",
            "Write `opening: true` at the one step that the figure shows first",
        )


def _item(
    content: Content, file: str, entry: str, name: str, kind: str
) -> Iterator[Item | ContentProblem]:
    """The item that plays a role, or what is wrong with it."""
    if name not in content.checklist:
        yield _no_such(file, entry, "item", name, [item.id for item in content.checklist.items])
        return
    item = content.checklist.item(name)
    if item.kind == kind:
        yield item
        return
    yield ContentProblem(
        file, entry, f"{name!r} is a {item.kind} item", f"Name an item of kind {kind}"
    )


def _played(
    content: Content, entry: str, name: str, kind: str, unit: str | None = None
) -> Iterator[ContentProblem]:
    """What is wrong with a role that one question plays; nothing where none plays it."""
    if not name:
        return
    for found in _item(content, CHECKLIST, entry, name, kind):
        if isinstance(found, ContentProblem):
            yield found
        elif unit is not None and found.unit != unit:
            yield ContentProblem(
                CHECKLIST,
                entry,
                f"{name!r} is asked in {found.unit or 'no unit'}",
                f"Name an item in {unit}",
            )


def _scan(content: Content, entry: str, scan: Scan) -> Iterator[ContentProblem]:
    if scan == Scan():
        return
    yield from _options(content, CHECKLIST, entry, scan.item, [scan.negative])
    if scan.date:
        yield from _played(content, entry, scan.date, "date")
    else:
        yield ContentProblem(CHECKLIST, entry, "has no date", "Name the item that asks for it")


def _sex(content: Content, sex: Sex) -> Iterator[ContentProblem]:
    if sex == Sex():
        return
    named = [sex.female, sex.male, sex.other]
    yield from _options(content, CHECKLIST, "role sex", sex.item, named)
    if sex.item in content.checklist:
        for option in content.checklist.item(sex.item).option_ids:
            if option not in named:
                yield ContentProblem(
                    CHECKLIST,
                    "role sex",
                    f"does not say what {option!r} is",
                    "Name it as female, male or other",
                )


def _options(
    content: Content, file: str, entry: str, name: str, options: Iterable[str]
) -> Iterator[ContentProblem]:
    """What is wrong with a choice item of which some options are named."""
    for found in _item(content, file, entry, name, "choice"):
        if isinstance(found, ContentProblem):
            yield found
            continue
        for option in options:
            if option not in found.option_ids:
                what = f"option of {name!r}"
                yield _no_such(file, entry, what, option, found.option_ids)


def _meanings(content: Content) -> Iterator[ContentProblem]:
    suspicion = content.suspicion
    levels = [level.id for level in suspicion.levels]
    for meaning in ("tested_from", "met"):
        name = getattr(suspicion, meaning)
        if name not in levels:
            yield _no_such(SUSPICION, meaning, "level", name, levels)


def _score(content: Content, score: Score, file: str) -> Iterator[ContentProblem]:
    predicts = score.predicts
    yield from _options(content, file, "predicts", predicts.item, [predicts.option])
    keys = [item.key for item in score.items]
    for item in score.items:
        if keys.count(item.key) > 1:
            yield ContentProblem(
                file, repr(item.id), f"another point has the key {item.key!r} too", "Change one"
            )


def _no_such(file: str, entry: str, what: str, name: str, known: Iterable[str]) -> ContentProblem:
    choices = list(known)
    near = difflib.get_close_matches(name, choices, 1, 0.5)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    remedy = "Items are listed in content/checklist.yaml"
    if what != "item":
        remedy = f"Choose from {', '.join(choices) or 'none: there is none'}"
    return ContentProblem(file, entry, f"no {what} {name!r}", f"{hint}{remedy}")
