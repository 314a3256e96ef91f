"""The blank form: one page to print with every question, and no answer among them."""

from __future__ import annotations

import re
from datetime import date

import page as ua
import pytest

from lems_rules.exports.blank_form import blank_form
from lems_rules.exports.parts.typesetter import TEMPLATES
from lems_rules.knowledge.content import Content
from tests.support.outside import need
from tests.support.printed import has, run, text_of

DAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def made(content: Content) -> bytes:
    return blank_form(content, DAY)


def test_it_is_one_tagged_page(made: bytes) -> None:
    said = run(need("pdfinfo"), "-", given=made)
    about = dict(re.findall(r"^([\w ]+): +(.*)$", said, re.M))
    assert about["Tagged"] == "yes"
    assert about["Pages"] == "1"
    found = ua.validate_pdf_bytes(made, profile="ua1")
    assert found.is_compliant, found.failures


def test_every_question_stands_there_with_what_can_be_answered(
    content: Content, made: bytes
) -> None:
    text = text_of(made)
    for item in content.checklist.items:
        older = item.id == "statin_or_steroid_use"  # only an older draft brings its answer
        assert has(text, item.label) is not older
        if not older:
            beside = {"yn": "Yes No", "date": "year-month-day", "number": item.unit or ""}
            said = " ".join(option.label for option in item.options) or beside[item.kind]
            assert has(text, f"{item.label} {said}")


def test_it_says_what_blank_means_what_it_is_and_of_which_edition(
    content: Content, made: bytes
) -> None:
    text = text_of(made)
    assert has(text, "blank is never read as no")
    assert has(text, content.edition.disclaimer)
    assert has(text, f"Content edition {content.edition.edition} ({content.digest}).")


def test_the_same_day_gives_the_same_bytes(content: Content, made: bytes) -> None:
    assert blank_form(content, DAY) == made
    assert blank_form(content, date(2026, 11, 29)) != made


def test_its_template_holds_no_words_of_its_own() -> None:
    template = (TEMPLATES / "form.typ").read_text("utf-8")
    shown = re.sub(r"//.*", "", template)
    assert not re.findall(r"\[[^\]#]*[a-z]{3,}[^\]#]*\]", shown)
