"""The small parts that FHIR resources are made of: codes, texts, extensions, the stamp."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lems_rules.exports.parts.block import printable
from lems_rules.intake.fhir_response import CODES, UCUM, code_of
from lems_rules.schema.questions.item import Item, Option, Phenotype
from lems_rules.wording.summary.report import Report

Json = dict[str, Any]

HPO = "http://human-phenotype-ontology.org"
# Names of our own: what a resource was made with, and the phenotype of one answer.
STAMP = "urn:uuid:db3d73cc-0173-458e-9fda-427b2789ea7c"
PHENOTYPE = "urn:uuid:95f0f18d-2caf-4409-baad-8d374a2224bd"

# What a string of FHIR, or the XHTML in it, cannot hold beside control characters: blanks other
# than the plain ones (a pattern read in JavaScript counts U+FEFF), and halves of characters.
_BLANK = re.compile(r"[^\S \t\r\n]|\ufeff")
_NO_TEXT = re.compile(r"[\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Text as FHIR can hold it: unusual blanks are plain ones, what is no text is U+FFFD."""
    return _NO_TEXT.sub("\ufffd", _BLANK.sub(" ", printable(text)))


def words(text: str) -> Json:
    """A concept in words, without a code."""
    return {"text": plain(text)}


def notes(texts: Iterable[str]) -> list[Json]:
    """Annotations, each once, leaving out what is empty."""
    return [{"text": plain(text)} for text in dict.fromkeys(texts) if text]


def phenotype(term: Phenotype) -> Json:
    """A term of the Human Phenotype Ontology."""
    return {"system": HPO, "code": term.id, "display": term.label}


def option_coding(item: Item, option: str) -> Json:
    """One answer of a question, as a code of our own with its wording."""
    return {"system": CODES, "code": code_of(item.id, option), "display": item.wording(option)}


def options(item: Item) -> tuple[Option, ...]:
    """What a question can be answered with; yes and no are options like others."""
    ids = item.option_ids if item.kind == "yn" else ()
    return item.options or tuple(Option(id=one, label=item.wording(one)) for one in ids)


def percent(value: float) -> Json:
    """A share in per cent."""
    return {"value": value, "unit": "%", "system": UCUM, "code": "%"}


def expression(text: str, name: str = "") -> Json:
    """An expression in FHIRPath, with its name where it is a variable."""
    named = {"name": name} if name else {}
    return {**named, "language": "text/fhirpath", "expression": text}


def extension(url: str, **value: object) -> Json:
    """An extension with its one value: ``extension(url, valueInteger=3)``."""
    return {"url": url, **value}


def stamp(told: Report) -> Json:
    """What a resource was made with, as tags."""
    made: Mapping[str, str] = {
        f"content-edition-{told.edition}": told.made,
        f"content-digest-{told.digest}": told.made,
        f"app-version-{told.version}": told.made,
        "education-only": f"{told.disclaimer} {told.review}",
    }
    return {"tag": [{"system": STAMP, "code": c, "display": plain(d)} for c, d in made.items()]}
