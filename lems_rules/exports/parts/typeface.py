"""What the shipped typefaces can show, and what stands in for a character that none of them has.

A PDF/UA document may not contain a character without a glyph. So text is looked through before it
is set: such a character becomes its code point in brackets, ``[U+75B2]``, which can be looked up,
where an empty box or a refusal to make the document would say nothing.

A typeface that is missing or damaged is an error: set in another one, it would be another document.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "fonts"
# The typefaces, each with the beginning of the SHA-256 of its file.
FACES = {
    "NotoEmoji-Regular.ttf": "24aaa2a20c9c06ff",
    "NotoSansArabic-Regular.ttf": "504d7407d86875ac",
    "NotoSansHebrew-Regular.ttf": "436900d5ad77d33e",
    "NotoSansMath-subset.ttf": "7a4b4d7fb1fec966",
    "NotoSansSymbols-subset.ttf": "a39e566ad9b7ac14",
    "NotoSansSymbols2-subset.ttf": "89b57c3bb0f62e40",
    "SourceSans3-It.otf": "430b9f0eb1170be0",
    "SourceSans3-Regular.otf": "08df266400933d31",
    "SourceSans3-Semibold.otf": "36f1cd2c344aa310",
}
# Characters that are meant to be invisible: Unicode's Default_Ignorable_Code_Point, by range; but
# U+180F, which came to it with Unicode 14 and which the typesetter still wants a glyph for.
INVISIBLE = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0000, 0xE0FFF)),
)
# A space that is drawn as a line.
_OGHAM_SPACE = "\u1680"
# Control characters and the byte order mark, which no text of a PDF/UA document may hold.
_REFUSED = frozenset({*range(0x20), *range(0x7F, 0xA0), 0xFEFF})
_LONG_WORD = re.compile(r"\S{60,}")
_TOO_LONG = re.compile(r"\S{30}")


class TypefaceError(OSError):
    """A typeface is missing, or is not the one that was shipped."""


@cache
def files() -> tuple[Path, ...]:
    """The shipped font files, looked at once.

    Raises:
        TypefaceError: one of them is not as it was shipped; says which.
    """
    found = tuple(FOLDER / name for name in FACES)
    for one, digest in zip(found, FACES.values(), strict=True):
        try:
            data = one.read_bytes()
        except OSError as error:
            raise TypefaceError(f"typeface {one.name}: {error.strerror}") from None
        if not hashlib.sha256(data).hexdigest().startswith(digest):
            raise TypefaceError(f"typeface {one.name}: not the file that was shipped")
    return found


def as_displayed(text: str) -> str:
    """The text with every character that cannot be shown replaced by its code point."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if _can_be_shown(one) else f"[U+{ord(one):04X}]" for one in text)


def breakable(text: str) -> str:
    """The text with an invisible place to break in every word too long for a line."""
    return _LONG_WORD.sub(lambda found: _TOO_LONG.sub("\\g<0>\u200b", found[0]), text)


def reads_from_the_right(text: str) -> bool:
    """True if the first letter with a direction is Hebrew, Arabic or another such script."""
    for one in text:
        direction = unicodedata.bidirectional(one)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _can_be_shown(one: str) -> bool:
    code = ord(one)
    return (
        code in _covered()
        or one in "\t\n"
        or (unicodedata.category(one) == "Zs" and one != _OGHAM_SPACE)
        or any(first <= code <= last for first, last in INVISIBLE)
    )


@cache
def _covered() -> frozenset[int]:
    """Every code point for which one of the fonts has a glyph that may be used."""
    found = {code for file in files() for code in _mapped(file.read_bytes())}
    return frozenset(found - _REFUSED)


def _mapped(font: bytes) -> Iterator[int]:
    """The code points in a font's ``cmap`` table (OpenType 1.9, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(tables))
    cmap = next(start for tag, _, start, _ in records if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, cmap + 2)
    for n in range(subtables):
        (offset,) = struct.unpack_from(">L", font, cmap + 4 + 8 * n + 4)
        (form,) = struct.unpack_from(">H", font, cmap + offset)
        if form == 4:
            yield from _segments(font, cmap + offset)
        elif form == 12:
            yield from _groups(font, cmap + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    """Format 4: ranges of 16-bit code points; a glyph of 0 is a hole in a range."""
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * doubled)
    offsets_at = at + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    for n, (first, last, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for code in range(first, last + 1):
            glyph = code
            if offset:
                place = offsets_at + 2 * n + offset + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph and (glyph + delta) % 0x10000:
                yield code


def _groups(font: bytes, at: int) -> Iterator[int]:
    """Format 12: groups of code points of any size, without holes."""
    (count,) = struct.unpack_from(">L", font, at + 12)
    for n in range(count):
        first, last, _ = struct.unpack_from(">LLL", font, at + 16 + 12 * n)
        yield from range(first, last + 1)
