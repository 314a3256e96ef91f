"""The mechanism: the steps of the figure, the articles, the numbers of the model."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Certainty, Citation, Entry
from lems_rules.schema.decisions.rules import Pointer


class Contrast(Entry):
    """How a step stands in myasthenia gravis; without a certainty where nothing is claimed."""

    says: str = ""
    certainty: Certainty | None = None
    refs: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _sourced_if_certain(self) -> Contrast:
        if (self.certainty is None) == bool(self.refs):
            raise ValueError("what is claimed needs certainty and refs; what is not has neither")
        return self


class Step(Entry):
    """One step from nerve impulse to movement: in health, in LEMS and in myasthenia gravis.

    ``explains`` are the answers this step explains if the illness is LEMS; ``cautions`` are those
    that it does not explain, or that settle less than they seem to.
    """

    id: str
    title: str
    plain: str
    in_lems: str
    in_mg: Contrast = Contrast()  # older editions say nothing of it
    evidence: str
    certainty: Certainty
    refs: tuple[Citation, ...] = Field(min_length=1)
    article: str
    opening: bool = False
    explains: tuple[Pointer, ...] = ()
    cautions: tuple[Pointer, ...] = ()

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """Everything this step says of answers."""
        return (*self.explains, *self.cautions)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When each of these is said."""
        return tuple(pointer.when for pointer in self.pointers)


class Article(Entry):
    """A short explanation, tied to steps of the mechanism and to checklist items."""

    id: str
    title: str
    order: int
    steps: tuple[str, ...] = ()
    brief: str
    certainty: Certainty
    certainty_says: str
    items: tuple[str, ...] = ()
    refs: tuple[Citation, ...] = Field(min_length=1)
    body: str


class Parameter(Entry):
    """A number of the model behind the drawing: from a source, or chosen to illustrate."""

    id: str
    title: str
    value: float
    unit: str
    basis: Literal["sourced", "illustrative"]
    says: str
    refs: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _sourced_or_said_so(self) -> Parameter:
        if (self.basis == "sourced") != bool(self.refs):
            raise ValueError("a sourced parameter has refs, an illustrative one has none")
        return self
