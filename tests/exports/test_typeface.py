from __future__ import annotations

import unicodedata

import pytest

from lems_rules.exports.parts.typeface import as_displayed, breakable, files, reads_from_the_right


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Łódź, Ångström, naïve, São Tomé",
        "Ελληνικά",
        "Русский",
        "≥ ² ₂ → − ≠ ½ µ × ±",
        "ضعف العضلات",
        "שלום",
        "💪🏽 👨‍👩‍👧 ❤️ 🇩🇪 1️⃣",
        "✓ ✗ ☐ ☑ ① ▲",
        "␀ ␛",
        "a\tb\nc\u00a0d\u2003e",
        "soft\u00adhyphen, zero\u200bwidth, \u202eoverride\u202c",
    ],
)
def test_what_the_shipped_typefaces_have_stays_as_it_is(text: str) -> None:
    assert as_displayed(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("疲労", "[U+75B2][U+52B4]"),
        ("a\x00b", "a[U+0000]b"),
        ("\x07", "[U+0007]"),
        ("\ud800", "[U+D800]"),
        ("\ue000", "[U+E000]"),
        ("\uffff", "[U+FFFF]"),
        ("𐎠", "[U+103A0]"),
    ],
)
def test_what_no_shipped_typeface_has_becomes_its_code_point(text: str, shown: str) -> None:
    assert as_displayed(text) == shown


def test_the_letters_of_european_languages_are_all_there() -> None:
    codes = (*range(0xA1, 0x180), *range(0x391, 0x3CA), *range(0x410, 0x450))
    letters = "".join(chr(one) for one in codes if unicodedata.category(chr(one)) != "Cn")
    assert as_displayed(letters) == letters


def test_every_typeface_comes_with_its_licence() -> None:
    folder = files()[0].parent
    for name in {one.name.split("-")[0] for one in files()}:
        stem = "OFL-Noto.txt" if name.startswith("Noto") else f"OFL-{name}.txt"
        licence = (folder / stem).read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    told = (folder / "README.md").read_text("utf-8")
    for one in files():
        assert one.name in told or f"-{one.stem.split('-')[1]}.otf" in told


@pytest.mark.parametrize(
    ("text", "from_the_right"),
    [
        ("left", False),
        ("", False),
        ("12 %", False),
        ("ضعف", True),
        ("שלום, left", True),
        ("left, שלום", False),
        ("12 ضعف", True),
        ("💪 ضعف", True),
    ],
)
def test_a_line_reads_from_the_side_of_its_first_letter(text: str, from_the_right: bool) -> None:
    assert reads_from_the_right(text) is from_the_right


def test_only_a_word_too_long_for_a_line_gets_places_to_break() -> None:
    short = "a" * 59
    assert breakable(f"{short} {short}") == f"{short} {short}"
    assert breakable("b" * 60) == "b" * 30 + "\u200b" + "b" * 30 + "\u200b"
