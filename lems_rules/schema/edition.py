"""Which edition this is, and what of it decides as against what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from lems_rules.schema.citation import TELLS, Entry, Since


class Edition(Entry):
    """Which edition of the content this is, and how far it was reviewed."""

    edition: str
    released: str
    review: str
    disclaimer: str
    privacy: str
    digest: str


class Release(Entry):
    """An edition that was released, and the digest of what decided its results then."""

    edition: str
    released: date
    digest: str = Field(pattern=r"^[0-9a-f]{12}$")


def decided(entry: BaseModel, scheme: int = 1) -> dict[str, Any]:
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
