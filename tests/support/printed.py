"""A PDF, read back by other people's programs."""

from __future__ import annotations

import subprocess

from tests.support.outside import need


def run(*command: str, given: bytes = b"") -> str:
    done = subprocess.run(command, input=given, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def text_of(made: bytes) -> str:
    """All text in the order of the page, squeezed."""
    return squeezed(run(need("pdftotext"), "-raw", "-enc", "UTF-8", "-", "-", given=made))


def squeezed(text: str) -> str:
    """The text without white space: where a line ends says nothing."""
    return "".join(text.replace("\u200b", "").split())


def has(text: str, part: str) -> bool:
    return squeezed(part) in text
