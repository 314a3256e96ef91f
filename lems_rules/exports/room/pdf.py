"""The answers of a room as a PDF to print, tagged (PDF/UA-1): typeset by Typst."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from lems_rules.exports.parts.typesetter import typeset
from lems_rules.knowledge.content import Content, known_words
from lems_rules.rooms.sheet import Sheet


def room_pdf(content: Content, sheet: Sheet, day: date) -> bytes:
    """The sheet as PDF bytes; the same sheet gives the same bytes.

    Raises:
        typst.TypstError: the template is broken. No room can cause it.
    """
    words = known_words(content, "room_sheet_")
    plain = asdict(sheet)
    for case in plain["cases"]:
        if case["ending"]:
            del case["ending"]["outcome"]["references"]  # they are in the guide to the case
    return typeset("room.typ", sheet={**plain, "words": words, "day": day.isoformat()})
