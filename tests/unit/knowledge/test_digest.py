"""The digest counts what decides and nothing else: every field of every form is changed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from lems_rules.knowledge.content import Content
from lems_rules.schema.citation import TELLS, Entry, Since, Wording
from lems_rules.schema.edition import decided
from lems_rules.schema.questions.roles import Roles
from tests.support.forms import forms

# What decides a result, form by form. Whatever is not named here only tells.
COUNTED = {
    "Checklist": "sections items contradictions first_questions second_door",
    "Section": "id effort",
    "Item": "id section kind options least most whole hidden_when asked_when context",
    "Option": "id",
    "Contradiction": "id refused items when",
    "Finding": "id strength when yes_when no_when",
    "Suspicion": "levels rules otherwise",
    "Level": "id rank",
    "LevelRule": "id strength when unless level",
    "Flag": "id strength when unless",
    "SafetyMessage": "id strength when unless urgent also_when",
    "Notice": "id strength when unless",
    "Screening": "gate advice schedules early_days",
    "Advice": "id strength when unless part done_when",
    "Schedule": "id strength when unless months offer_months offer_unless",
    "Score": "id strength applies_when exclusions items bands not_quoted_when",
    "ScoreItem": "id strength when yes_when no_when deciders",
    "Exclusion": "id when",
    "Band": "id least most",
    # Conditions count whole.
    "Named": "name",
    "Chosen": "name options",
    "Measured": "name op limit",
    "AllOf": "all_of",
    "AnyOf": "any_of",
    "AtLeast": "at_least of",
    "Not": "not_",
    "FirstKnown": "first_known",
}
DECIDING = (
    *("checklist", "findings", "suspicion", "counter_flags", "safety", "notices"),
    *("screening", "scores", "do_now"),
)


# What counts besides since scheme 2: what Python knew before it stood in the content.
COUNTED_SINCE_2 = {
    "Checklist": "roles",
    "Suspicion": "tested_from met",
    "Screening": "score",
    "Score": "predicts",
    "ScoreItem": "key",
    "Predicted": "item option",
    "DoNow": "most acts",
    "Act": "id urgency when unless open yields_to rules place",
}


def in_scheme(content: Content, scheme: int) -> Content:
    edition = content.edition.model_copy(update={"digest_scheme": scheme})
    return replace(content, edition=edition)


def counted_in(scheme: int, form: type[BaseModel]) -> set[str]:
    if form.__module__ == Roles.__module__:
        return set(form.model_fields) if scheme >= 2 else set()
    more = COUNTED_SINCE_2.get(form.__name__, "") if scheme >= 2 else ""
    return set(f"{COUNTED.get(form.__name__, '')} {more}".split())


def exchanged(value: Any, old: BaseModel, new: BaseModel) -> Any:
    """The same part of the content with one form in the place of another."""
    if value is old:
        return new
    if isinstance(value, BaseModel):
        inside = {name: getattr(value, name) for name in type(value).model_fields}
        return value.model_copy(update={k: exchanged(v, old, new) for k, v in inside.items()})
    if isinstance(value, Mapping):
        return {key: exchanged(one, old, new) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(exchanged(one, old, new) for one in value)
    return value


def within_wording(value: Any) -> list[BaseModel]:
    """The forms that stand in a field that only tells, the condition of a line among them."""
    return [
        one
        for form in forms(value)
        for name, field in type(form).model_fields.items()
        if TELLS in field.metadata
        for one in forms(getattr(form, name))
    ]


def deciding(value: Any) -> list[BaseModel]:
    """The forms of which something decides."""
    only_tell = {id(one) for one in within_wording(value)}
    return [one for one in forms(value) if id(one) not in only_tell]


def counted_of(content: Content, part: str, one: BaseModel) -> set[str]:
    """The fields of one form that change the digest when they are changed."""
    whole, counted = getattr(content, part), set()
    for name in type(one).model_fields:
        was = getattr(one, name)
        now = was[:-1] if isinstance(was, tuple) and was else "changed"
        other = one.model_copy(update={name: now})
        if replace(content, **{part: exchanged(whole, one, other)}).digest != content.digest:
            counted.add(name)
    return counted


@pytest.mark.slow
@pytest.mark.parametrize("scheme", [1, 2])
@pytest.mark.parametrize("part", DECIDING)
def test_the_digest_counts_the_fields_that_decide_and_no_others(
    content: Content, part: str, scheme: int
) -> None:
    content = in_scheme(content, scheme)
    tried = {type(one): one for one in deciding(getattr(content, part))}
    known = part != "do_now" or scheme >= 2  # its file is younger than the first scheme
    for form, one in tried.items():
        wanted = counted_in(scheme, form) if known else set()
        assert counted_of(content, part, one) == wanted, form.__name__


@pytest.mark.parametrize("part", DECIDING)
def test_nothing_counts_of_a_form_that_stands_in_wording(content: Content, part: str) -> None:
    tried = {type(one): one for one in within_wording(getattr(content, part))}
    counted = {form.__name__: counted_of(content, part, one) for form, one in tried.items()}
    assert counted == {name: set() for name in counted}


def test_every_form_that_decides_was_tried(content: Content) -> None:
    found = {type(one).__name__ for part in DECIDING for one in deciding(getattr(content, part))}
    assert set(COUNTED) <= found


def test_other_parts_of_the_content_do_not_count(content: Content) -> None:
    for name in {field.name for field in fields(content)} - {*DECIDING, "edition"}:
        assert replace(content, **{name: None}).digest == content.digest, name


class Sign(Entry):
    name: str
    shown: Wording[str] = ""
    grade: int = 0
    role: Annotated[str | None, Since(2)] = None


class Signs(Entry):
    signs: tuple[Sign, ...]


@pytest.mark.parametrize(
    ("sign", "scheme", "counted"),
    [
        (Sign(name="ptosis"), 1, {"name": "ptosis"}),
        (Sign(name="ptosis", shown="Drooping eyelid"), 1, {"name": "ptosis"}),
        (Sign(name="ptosis", grade=0), 1, {"name": "ptosis"}),
        (Sign(name="ptosis", grade=1), 1, {"name": "ptosis", "grade": 1}),
        (Sign(name="ptosis", role="ocular"), 1, {"name": "ptosis"}),
        (Sign(name="ptosis", role="ocular"), 2, {"name": "ptosis", "role": "ocular"}),
        (Sign(name="ptosis", role="ocular"), 3, {"name": "ptosis", "role": "ocular"}),
    ],
)
def test_wording_defaults_and_what_counts_since_a_later_scheme_are_left_out(
    sign: Sign, scheme: int, counted: dict[str, object]
) -> None:
    assert decided(Signs(signs=(sign,)), scheme) == {"signs": [counted]}
