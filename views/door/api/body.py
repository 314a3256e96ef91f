"""What a request carries, up to the size that any file may have."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from lems_rules.intake.document import MOST_BYTES
from lems_rules.intake.patient import read_patient
from lems_rules.schema.questions.item import AnswerError
from views.state.knowledge import content


class TooLargeError(AnswerError):
    """More than any file may hold."""


async def sent(request: Request) -> bytes:
    """The body of a request; what is too large is not read to its end.

    Raises:
        TooLargeError: in the words in which a file of that size is refused.
    """
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            try:
                read_patient(content(), bytes(data[: MOST_BYTES + 1]), date.today())
            except AnswerError as error:
                raise TooLargeError(str(error)) from None
    return bytes(data)


Sent = Annotated[bytes, Depends(sent)]
