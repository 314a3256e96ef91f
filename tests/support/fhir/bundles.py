"""Patients as FHIR bundles, for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from lems_rules.exports.fhir import fhir_bundle
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.wording.summary.report import report
from tests.support.fhir.chain import Json

TODAY = date(2026, 11, 23)


def bundle_text(
    content: Content, answers: Mapping[str, object], today: date = TODAY, notes: str = ""
) -> str:
    given = Consideration(content, read_answers(content, answers), today)
    return fhir_bundle(given, report(given, notes))


def bundle_of(
    content: Content, answers: Mapping[str, object], today: date = TODAY, notes: str = ""
) -> Json:
    tree: Json = json.loads(bundle_text(content, answers, today, notes))
    return tree
