"""Free text in the PDF: it appears as typed, runs nowhere, and cannot stop the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lems_rules.exports.parts.typeface import INVISIBLE, _covered
from lems_rules.exports.pdf import pdf
from tests.support.examples import examples
from tests.support.outside import need
from tests.support.printed import has, run, text_of
from tests.support.told import CONTENT, told

HOSTILE = [
    '#panic("read") #read("/etc/passwd") #import "x.typ": *',
    "$ x^2 $ *bold* _italic_ `code` = Heading @ref <label> // comment /* comment */ \\ ~ --",
    "<script>alert(1)</script> <b>html</b> &amp; &#35; [link](https://example.org)",
    "=SUM(A1:A9) +1 -1 @x | a | b | 'single' \"double\" {{ braces }} %s ${x}",
    "💪🏽 👨‍👩‍👧 ❤️ ✓ → ≥ ² ₂ naïve Łódź Ångström Ελληνικά",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_notes_appear_as_typed_and_run_nowhere(line: str) -> None:
    text = text_of(pdf(told({}, f"before\n{line}\nafter")))
    notes = text.rpartition(CONTENT.words["summary_notes"])[2]
    assert has(notes, f"before {line} after")


def test_notes_from_the_right_appear_as_typed() -> None:
    made = pdf(told({}, "ضعف في الساقين منذ ستة أشهر\nשלום עולם, 12 mg?"))
    text = run(need("pdftotext"), "-enc", "UTF-8", "-", "-", given=made)
    plain = "".join(one for one in text if unicodedata.category(one) != "Cf")
    assert "ضعف في الساقين منذ ستة أشهر" in plain
    assert "שלום עולם" in plain


def test_a_note_keeps_its_lines_and_its_empty_lines() -> None:
    text = run(need("pdftotext"), "-layout", "-", "-", given=pdf(told({}, "one\n\n  two\r\nthree")))
    lines = [line.strip() for line in text.splitlines()]
    at = lines.index("one")
    assert [line for line in lines[at:] if line][:3] == ["one", "two", "three"]


def test_what_cannot_be_printed_is_named_and_the_rest_still_made() -> None:
    text = text_of(pdf(told({}, "疲労 and \x00\x1b and \ud83d\ue000")))
    assert has(text, "[U+75B2][U+52B4] and ␀␛ and [U+D83D][U+E000]")


def test_a_word_longer_than_the_page_is_broken_and_a_long_note_goes_on() -> None:
    made = pdf(told({}, "\n".join(["x" * 400, *(f"line {n}" for n in range(200))])))
    said = run(need("pdftotext"), "-bbox", "-", "-", given=made)
    assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', said)) < 595 - 30
    assert has(text_of(made), "line 199")


def test_every_character_that_counts_as_shown_really_is() -> None:
    # A missing glyph would stop the document: PDF/UA allows none.
    invisible = (code for first, last in INVISIBLE for code in range(first, last + 1))
    every = "".join(map(chr, sorted({*_covered(), *invisible})))
    lines = [every[start : start + 50] for start in range(0, len(every), 50)]
    assert pdf(told({}, "\n".join(lines)))[:5] == b"%PDF-"


@examples(30)
@given(st.text(max_size=120))
@example("\u200d\ufe0f\u0301 *\ufe0e \U000e0041 \u115f")
@example("\u0600\u06dd\u070f 1\u20e3 \u2028\u2029")
@example("0\u1680 0\u180f")
def test_no_text_at_all_can_keep_the_document_from_being_made(notes: str) -> None:
    assert pdf(told({}, notes))[:5] == b"%PDF-"


def test_every_space_and_every_invisible_character_can_stand_among_others() -> None:
    spaces = [one for one in map(chr, range(0x11_0000)) if unicodedata.category(one) == "Zs"]
    # Of the thousands of tags and selectors in the last range the first 256, then here and there.
    invisible = [
        *(chr(code) for first, last in INVISIBLE[:-1] for code in range(first, last + 1)),
        *map(chr, [*range(0xE0000, 0xE0100), *range(0xE0100, 0xE1000, 64)]),
    ]
    for some in batched([*spaces, *invisible, "\u180f"], 60):
        text = "".join(f"0{one}b {one} " for one in some)
        assert pdf(told({}, text))[:5] == b"%PDF-"


def batched(all_of_them: list[str], count: int) -> Iterator[list[str]]:
    for start in range(0, len(all_of_them), count):
        yield all_of_them[start : start + count]
