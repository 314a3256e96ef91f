"""What every entry is, and what it cites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

Certainty = Literal["established", "likely", "hypothesis", "unknown"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Since:
    """Marks a field that decides since a scheme of the digest; earlier schemes leave it out."""

    scheme: int


TELLS: Final = "tells, and decides nothing"
# A field written `title: Wording[str]` only tells: the digest of the content leaves it out.
Wording = Annotated[T, TELLS]


class Entry(BaseModel):
    """Anything written in ``content/``: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Citation(Entry):
    """A reference and the place in it where the statement stands."""

    ref: str
    at: str = Field(min_length=2)


class Reference(Entry):
    """A source, and what was checked in it; ``further_reading`` when nothing rests on it yet."""

    id: str
    authors: str | None = None
    title: str | None = None
    topic: str | None = None
    source: str
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    kind: str
    seen: Literal["abstract", "page", "second_hand"]
    read_on: date
    checked: str
    further_reading: bool = False

    @model_validator(mode="after")
    def _can_be_found(self) -> Reference:
        if not (self.doi or self.pmid or self.pmcid or self.url):
            raise ValueError("give a doi, pmid, pmcid or url, so that a reader can find it")
        if not (self.title or self.topic):
            raise ValueError("give a title, or a topic in our words where the title was not seen")
        return self

    @property
    def link(self) -> str:
        """Where a reader finds it."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmcid:
            return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{self.pmcid}/"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url or ""

    @property
    def short(self) -> str:
        """How it is named in a line of text: first author and year, else its source."""
        year = f" {self.year}" if self.year else ""
        if self.authors:
            return f"{self.authors.split(',')[0].rsplit(' ', 1)[0]}{year}"
        return self.source if str(self.year) in self.source else f"{self.source}{year}"

    @property
    def second_hand(self) -> bool:
        """Whether the statement was seen in somebody else's account of the source."""
        return self.seen == "second_hand"
