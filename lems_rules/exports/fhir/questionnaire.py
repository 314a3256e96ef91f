"""The whole checklist as a FHIR R4 Questionnaire: skip logic, safety and score work in the form.

Wording, options, limits and phenotype codes come from the content, and every expression is made
from its conditions. Yes and no are two options and not a boolean: a client may draw a boolean as a
box to tick, where what was not answered would look like no. The options are a list to drop down,
because an answer can be cleared there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lems_rules.exports.fhir.datatype import (
    PHENOTYPE,
    Json,
    expression,
    extension,
    option_coding,
    options,
    phenotype,
)
from lems_rules.exports.fhir.expression import NOTHING, Expressions
from lems_rules.intake.document import MOST_NOTES
from lems_rules.intake.fhir_response import FORM, NOTES, UCUM, code_of, unit_code
from lems_rules.knowledge.content import Content, once
from lems_rules.logic.condition import Chosen, Condition, Named, Not
from lems_rules.reasoning.result import SCORE
from lems_rules.schema.decisions.score import Score, ScoreItem
from lems_rules.schema.edition import IN_PREPARATION
from lems_rules.schema.questions.item import Item, Option, Section

_CORE = "http://hl7.org/fhir/StructureDefinition"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
ENABLE = f"{_SDC}-enableWhenExpression"
CALCULATE = f"{_SDC}-calculatedExpression"
VARIABLE = f"{_CORE}/variable"

# The totals of the score, below SCORE; its points are called by their own keys.
RANGE, AT_LEAST, AT_MOST, KNOWN = (
    f"{SCORE}.{name}" for name in ("range", "at_least", "at_most", "known")
)


def point_link(item: ScoreItem) -> str:
    """The linkId of a point of the score."""
    return f"{SCORE}.{item.key}"


@once
def questionnaire(content: Content) -> Json:
    """The form, made once for each content; it must not be changed."""
    return _Form(content).resource()


class _Form:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.expressions = Expressions(content, self._answer, code_of)

    def resource(self) -> Json:
        content, edition = self.content, self.content.edition
        says = f"{edition.disclaimer} {edition.review} {edition.privacy}"
        items = [
            _display("disclaimer", says),
            *self._safety(),
            *(self._section(section) for section in content.checklist.sections),
            *([self._score(self.content.score)] if self.content.score else []),
            {
                "linkId": NOTES,
                "text": content.words["notes_label"],
                "type": "text",
                "maxLength": MOST_NOTES,
            },
        ]
        return {
            "resourceType": "Questionnaire",
            "extension": [
                extension(VARIABLE, valueExpression=expression(text, name))
                for name, text in self.expressions.variables.items()
            ],
            "url": FORM,
            "version": edition.edition,
            "name": "LEMSChecklist",
            "title": content.words["fhir_form_title"],
            "status": "draft",
            "experimental": True,
            "subjectType": ["Patient"],
            **({} if edition.released == IN_PREPARATION else {"date": f"{edition.released}"}),
            "description": says,
            "purpose": content.words["fhir_form_purpose"],
            "item": items,
        }

    def _answer(self, name: str) -> str:
        """Where an answer stands in the response: below its section, and its group if any.

        Nothing while its question is hidden: a client keeps what was answered there before.
        """
        item = self.content.checklist.item(name)
        path = f"%resource.item.item{'.item' if item.group else ''}"
        value = f"{path}.where(linkId = '{name}').answer.value"
        value = f"{value}.code" if item.kind in ("yn", "choice") else value
        if item.hidden_when is None:
            return value
        return f"iif({self.expressions.truth(item.hidden_when)}, {NOTHING}, {value})"

    # Questions

    def _section(self, section: Section) -> Json:
        items = self.content.checklist.in_section(section.id)
        held = [_display(f"{section.id}.intro", section.intro)]
        for place, (title, some) in enumerate(groupby(items, key=lambda item: item.group), 1):
            asked = [self._question(item) for item in some]
            held += [_group(f"{section.id}.{place}", title, asked, _any(asked))] if title else asked
        return _group(section.id, section.title, held)

    def _question(self, item: Item) -> Json:
        skip = self._skip_logic(item)
        extensions = [*_control_and_limits(item), *skip.pop("extension", ())]
        return {
            "linkId": item.id,
            **({"extension": extensions} if extensions else {}),
            **({"code": [phenotype(item.hpo)]} if item.hpo else {}),
            "text": item.ask,
            **_type(item),
            **skip,
            "item": [_help(item)],
        }

    def _skip_logic(self, item: Item) -> Json:
        """Asked unless it is known that it cannot apply, and not before it is worth asking.

        An answer that was given all the same is never hidden for being early.
        """
        hidden, asked = item.hidden_when, item.asked_when
        if asked is None and hidden is not None and (simple := self._enable_when(hidden)):
            return simple
        parts = []
        if hidden is not None:
            parts.append(f"iif({self.expressions.truth(hidden)}, false, true)")
        if asked is not None:
            answered = f"{self.expressions.answer(item.id)}.exists()"
            parts.append(f"iif({self.expressions.truth(asked)}, true, {answered})")
        return {"extension": [_enabled(" and ".join(parts))]} if parts else {}

    def _enable_when(self, hidden: Condition) -> Json:
        """Skip logic in plain FHIR, where one answer hides a question: any other keeps it."""
        match hidden:
            case Chosen(name=name, options=hiding):
                pass
            case Not(not_=Named(name=name)):
                hiding = ("no",)
            case _:
                return {}
        if name not in self.content.checklist:
            return {}
        decider = self.content.checklist.item(name)
        others = [option.id for option in options(decider) if option.id not in hiding]
        return {
            "enableWhen": [
                {"question": name, "operator": "exists", "answerBoolean": False},
                *(
                    {"question": name, "operator": "=", "answerCoding": option_coding(decider, one)}
                    for one in others
                ),
            ],
            "enableBehavior": "any",
        }

    # What the form says and works out by itself

    def _safety(self) -> Iterator[Json]:
        """The safety messages come first, each once its rule fires."""
        for rule in self.content.safety:
            lines = " ".join(line.says for line in rule.lines)
            text = f"{rule.title}. {rule.says} {lines}".strip()
            yield _display(f"safety.{rule.id}", text, self.expressions.rule(rule))

    def _score(self, score: Score) -> Json:
        """The score as a range where it applies; else why it does not."""
        words, made = self.content.words, self.expressions
        exclusions = [one.when for one in score.exclusions]
        applies = made.decision(f"{score.id}_applies", score.applies_when, exclusions)
        least, most = made.score(score)
        known = f"iif({least} = {most}, {least}, {NOTHING})"

        def calculated(link: str, text: str, kind: str, value: str) -> Json:
            # Not left to the group alone: a client may still give the values of a hidden group.
            value = f"iif({applies}, {value}, {NOTHING})"
            return {
                "linkId": link,
                "extension": [extension(CALCULATE, valueExpression=expression(value))],
                "text": text,
                "type": kind,
                "readOnly": True,
            }

        reached = [
            *(
                calculated(point_link(item), item.title, "boolean", made.finding(item))
                for item in score.items
            ),
            calculated(AT_LEAST, words["fhir_score_at_least"], "integer", least),
            calculated(AT_MOST, words["fhir_score_at_most"], "integer", most),
            calculated(KNOWN, words["fhir_score_known"], "integer", known),
            *(
                _display(f"{SCORE}.caution.{place}", text)
                for place, text in enumerate(score.always_say, 1)
            ),
        ]
        stops = " or ".join(f"({made.truth(one)})" for one in (score.applies_when, *exclusions))
        return _group(
            SCORE,
            f"{score.title}, {score.window}",
            [
                _display(f"{SCORE}.not_yet", score.not_yet, f"iif({stops}, false, true)"),
                *(
                    _display(
                        f"{SCORE}.{one.id}", one.says, f"iif({made.truth(one.when)}, true, false)"
                    )
                    for one in score.exclusions
                ),
                _group(RANGE, words["fhir_score_range"], reached, applies),
            ],
        )


def _type(item: Item) -> Json:
    """The FHIR type of a question, with its answers where they are listed."""
    match item.kind:
        case "number":
            return {"type": "integer" if item.whole else "decimal"}
        case "date":
            return {"type": "date"}
        case _:
            return {"type": "choice", "answerOption": [_option(item, one) for one in options(item)]}


def _option(item: Item, option: Option) -> Json:
    coded: Json = {"valueCoding": option_coding(item, option.id)}
    if option.hpo is None:
        return coded
    return {"extension": [extension(PHENOTYPE, valueCoding=phenotype(option.hpo))], **coded}


def _control_and_limits(item: Item) -> Iterator[Json]:
    """How a question is drawn, the limits of a number, and its unit."""
    if item.kind in ("yn", "choice"):
        yield _control("drop-down")
    if item.least is None or item.most is None:
        return
    for name, limit in (("minValue", item.least), ("maxValue", item.most)):
        if item.whole:
            yield extension(f"{_CORE}/{name}", valueInteger=int(limit))
        else:
            yield extension(f"{_CORE}/{name}", valueDecimal=limit)
    if item.unit:
        unit = {"system": UCUM, "code": unit_code(item.unit), "display": item.unit}
        yield extension(f"{_CORE}/questionnaire-unit", valueCoding=unit)


def _help(item: Item) -> Json:
    """What stands behind the mark beside a question: how to answer it, and why it is asked."""
    text = " ".join(part for part in (item.help, item.why) if part)
    return {**_display(f"{item.id}.help", text), "extension": [_control("help")]}


def _control(code: str) -> Json:
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return extension(
        f"{_CORE}/questionnaire-itemControl", valueCodeableConcept={"coding": [coding]}
    )


def _enabled(text: str) -> Json:
    return extension(ENABLE, valueExpression=expression(text))


def _any(asked: list[Json]) -> str:
    """When one of several questions is asked; empty where one of them may always be."""
    found = [
        one["valueExpression"]["expression"]
        for question in asked
        for one in question.get("extension", ())
        if one["url"] == ENABLE
    ]
    return " or ".join(f"({text})" for text in found) if len(found) == len(asked) else ""


def _display(link: str, text: str, when: str = "") -> Json:
    return {"linkId": link, **_shown(when), "text": text, "type": "display"}


def _group(link: str, text: str, items: list[Json], when: str = "") -> Json:
    return {"linkId": link, **_shown(when), "text": text, "type": "group", "item": items}


def _shown(when: str) -> Json:
    return {"extension": [_enabled(when)]} if when else {}
