"""Notes that look as if they told who somebody is: noticed by a few plain signs, and never stopped.

The signs are narrow on purpose. A warning at every number would soon be read by nobody, and without
a warning nothing is promised: a name without a title looks like any other word.
"""

from __future__ import annotations

import re
from typing import Final

_DATE = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\.? +[A-Za-z]{3,9}\.?,? +\d{4}|[A-Za-z]{3,9} +\d{1,2},? +\d{4})"
)
# By the end of the key of what is said (`notes_look_like_…` in words.yaml).
_SIGNS: Final = {
    "record_number": re.compile(
        r"(?<![\w.,/-])(?<!PMID )(?<!PMID: )(?:\d{7,}|\d{3}[ -]\d{3}[ -]\d{4})(?![\w/-])"
        r"|\b(?:MRN|NHS|(?:(?i:record|hospital|patient|chart|insurance) (?i:no|nr|number|id)))\b"
        r"[.:#= ]{0,4}[A-Z]{0,4}[ -]?\d{3,}",
        re.ASCII,
    ),
    "date_of_birth": re.compile(
        r"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born(?: on)?)"
        rf"[:=, ]{{1,3}}{_DATE}",
        re.ASCII | re.IGNORECASE,
    ),
    "name": re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Mister|Dr|Prof|Herr|Frau)\b\.? +[^\W\d_a-z][\w'’]+"
        r"|\b[Nn]ame *[:=] *[^\W\d_]{2,}"
    ),
}
KINDS: Final = tuple(_SIGNS)


def looks_like(notes: str) -> tuple[str, ...]:
    """The kinds of thing (`KINDS`) that something in these notes looks like, each once."""
    return tuple(kind for kind, sign in _SIGNS.items() if sign.search(notes))
