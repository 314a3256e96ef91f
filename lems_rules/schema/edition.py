"""Which edition this is, and what of it decides as against what it says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo

from lems_rules.schema.citation import TELLS, Entry, Since

IN_PREPARATION: Final = "in preparation"
# What the digest of a new edition counts; released ones keep theirs.
NEWEST_SCHEME: Final = 2


def _quoted(name: object) -> object:
    if isinstance(name, float):
        raise ValueError("write it in quotes: as numbers, 2026.1 and 2026.10 are the same")
    return name


# The year, and a count within it.
Name = Annotated[str, BeforeValidator(_quoted), Field(pattern=r"^\d{4}\.[1-9]\d*$")]


class Disease(Entry):
    """The illness the content is about: its id among the diagnoses, and the names it goes by."""

    id: str
    names: tuple[str, ...] = Field(min_length=1)


class Edition(Entry):
    """Which edition of the content this is, of which illness, and how far it was reviewed.

    ``digest_scheme`` says what the digest counts: see `decided`.
    """

    edition: Name
    released: date | Literal["in preparation"]
    review: str
    disclaimer: str
    privacy: str
    disease: Disease
    digest: str
    digest_scheme: int = Field(1, ge=1, le=NEWEST_SCHEME)


class Release(Entry):
    """An edition that was released, and the digest of what decided its results then."""

    edition: Name
    released: date
    digest: str = Field(pattern=r"^[0-9a-f]{12}$")


def decided(entry: BaseModel, scheme: int = NEWEST_SCHEME) -> dict[str, Any]:
    """What an entry decides, as plain data: without its wording and what stands at its default.

    ``scheme`` is that of the digest: what counts only since a later one is left out too.
    """
    return {
        name: _plain(value, scheme)
        for name, field in type(entry).model_fields.items()
        if _counts(field, scheme) and (value := getattr(entry, name)) != field.default
    }


def _counts(field: FieldInfo, scheme: int) -> bool:
    marks = field.metadata
    late = any(isinstance(mark, Since) and mark.scheme > scheme for mark in marks)
    return TELLS not in marks and not late


def _plain(value: Any, scheme: int) -> Any:
    match value:
        case BaseModel():
            return decided(value, scheme)
        case tuple():
            return [_plain(one, scheme) for one in value]
        case _:
            return value
