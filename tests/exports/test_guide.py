"""The facilitator's guide as Markdown and as PDF, read back by other people's programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import page as ua
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lems_rules.exports.guide.markdown import guide_markdown
from lems_rules.exports.guide.pdf import guide_pdf
from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.teaching.guide import Guide, guide
from tests.support.cases import each_lesson
from tests.support.lesson import case, source
from tests.support.outside import need
from tests.support.shipped import CONTENT

HOSTILE = [
    "<script>alert(1)</script> <img src=x>",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "**bold** _it_ `code` [a](http://example.org) ![b](c) https://example.org www.example.org",
    "| a | b |",
    "~~~",
    '#panic("x") #read("/etc/passwd") $x^2$ @ref <label> // /* */',
    "疲労 💪🏽 \u202egnp.exe",
    "x" * 400,
]


def hostile(text: str) -> Guide:
    """The guide to a case in which this stands wherever a teacher may write."""
    stages = source()["lesson"]["stages"]
    stages[0] |= {"title": text, "story": text, "prompts": [{"ask": text, "expect": text}]}
    changed = {
        "title": text,
        "stages": stages,
        "objectives": [text],
        "errors": [text],
        "turned_out": text,
        "published": text,
        "ours": text,
        "feedback": [{**one, "says": text} for one in source()["lesson"]["feedback"]],
    }
    return guide(CONTENT, case(coding=text, lesson=changed))


def parsed(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return [one for token in parser.parse(text) for one in (token, *(token.children or []))]


def count(tokens: list[Token], kind: str) -> int:
    return sum(token.type == kind for token in tokens)


def text_of(made: bytes) -> str:
    command = [need("pdftotext"), "-raw", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=made, capture_output=True, check=True, timeout=60)
    return squeezed(done.stdout.decode())


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_the_markdown_holds_all_that_a_teacher_needs(content: Content) -> None:
    text = guide_markdown(guide(content, case()))
    for part in (
        "# Stairs and thirst",
        "This guide gives the case away.",
        "- SECRET-OBJECTIVE look at the reflexes",
        "### 10 minutes",
        "| 0–1 | Opening.",
        "**SECRET-ASK what next?**",
        "SECRET-EXPECT the mouth",
        "**Our reading after this step.** Strongly suggestive: H3",
        "DELTA-P: 1 to 6 of 6. Safety: ",
        "- **Dry mouth: yes** (Speaks for LEMS). Often present *O'Neill 1988, abstract*",
        "- SECRET-ERROR stopping early",
        "**Published.** SECRET-PUBLISHED nothing.",
        "**Ours.** SECRET-OURS all of it. SECRET-CODING none.",
        "## Sources",
    ):
        assert part in text


def test_a_case_without_sources_and_safety_has_no_empty_parts(content: Content) -> None:
    stages = source()["lesson"]["stages"]
    kept = {"age_at_onset_years": 63, "sex": "male"}
    bare = case(
        answers=kept,
        lesson={
            "stages": [
                {**stages[0], "reveals": ["age_at_onset_years"]},
                {**stages[1], "reveals": ["sex"]},
            ],
            "feedback": [{"item": name, "weight": "distracts", "says": "No help"} for name in kept],
        },
    )
    text = guide_markdown(guide(content, bare))
    assert "## Sources" not in text
    assert "Safety:" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_case_is_read_as_markup(text: str) -> None:
    made = guide_markdown(hostile(text))
    tokens, harmless = parsed(made), parsed(guide_markdown(hostile("harmless")))
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "image", "code_inline", "fence", "code_block"}
    for kind in ("heading_open", "list_item_open", "td_open", "link_open", "strong_open"):
        assert count(tokens, kind) == count(harmless, kind), kind
    # Some readers make a link of a bare address.
    assert not any(bare in made for bare in ("http://example", "https://example", "www.example"))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_pdf_prints_whatever_a_teacher_wrote(text: str, tmp_path: Path) -> None:
    made = guide_pdf(hostile(text))
    found = ua.validate_pdf_bytes(made, profile="ua1")
    assert found.is_compliant, found.failures
    if text.isascii():
        assert squeezed(text) in text_of(made)
    else:
        assert "U+75B2" in text_of(made)


@each_lesson
def test_the_guide_to_every_case_is_a_sound_tagged_pdf(case: Case, tmp_path: Path) -> None:
    told = guide(CONTENT, case)
    made = guide_pdf(told)
    found = ua.validate_pdf_bytes(made, profile="ua1")
    assert found.is_compliant, found.failures
    text = text_of(made)
    for part in (told.title, told.outcome.turned_out, told.errors[0], told.disclaimer):
        assert squeezed(part) in text
    file = tmp_path / "guide.pdf"
    file.write_bytes(made)
    command = [need("qpdf"), "--check", str(file)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
    assert "No syntax or stream encoding errors" in said


def test_the_same_case_gives_the_same_bytes(content: Content) -> None:
    assert guide_pdf(guide(content, case())) == guide_pdf(guide(content, case()))
