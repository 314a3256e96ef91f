"""What a technical word means, in plain words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lems_rules.schema.citation import Entry

# Words are looked for by the first letters or digits in them.
Form = Annotated[str, Field(min_length=2, pattern=r"\w")]


class Definition(Entry):
    """A technical word, ``also`` the other forms it is met in, and what it means.

    A form with a capital letter is met as it is written, others in any case.
    """

    id: str
    term: Form
    also: tuple[Form, ...] = ()
    says: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form in which the word is met."""
        return (self.term, *self.also)
