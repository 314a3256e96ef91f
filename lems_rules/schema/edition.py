"""Which edition this is, and what of it decides as against what it says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field

from lems_rules.schema.citation import Entry

IN_PREPARATION: Final = "in preparation"


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
    digest_scheme: int = Field(1, ge=1, le=2)


class Release(Entry):
    """An edition that was released, and the digest of what decided its results then."""

    edition: Name
    released: date
    digest: str = Field(pattern=r"^[0-9a-f]{12}$")


# What an entry says, as against what it decides. Anything not named here counts as deciding.
_WORDING = {
    "ask",
    "also",
    "auc",
    "counts_note",
    "description",
    "group",
    "help",
    "hpo",
    "if_no",
    "if_yes",
    "intro",
    "label",
    "limits",
    "offer_says",
    "percent",
    "percent_to",
    "points_to",
    "refs",
    "says",
    "short",
    "start_says",
    "state",
    "step",
    "title",
    "unit",
    "unlikely",
    "why",
    "window",
    "always_say",
    "cohorts",
    "none_says",
    "not_quoted_says",
    "other_interval",
    "not_yet",
    "supporting",
}


# What decides and stood in no content before: Python knew it. A digest of scheme 1 was made without
# it and must stay what it was, so it counts from scheme 2 on. No other field may bear these names.
_FROM_SCHEME_2 = {"key", "met", "predicts", "roles", "score", "tested_from"}
# Where a teacher finds the answers of a section decides no result.
_TEACHING = {"told_in"}


def decided(entry: BaseModel, scheme: int = 2) -> dict[str, Any]:
    """What an entry decides, as plain data: without its wording and what stands at its default."""
    plain = entry.model_dump(mode="json", exclude_defaults=True)
    silent = _WORDING | _TEACHING | (_FROM_SCHEME_2 if scheme < 2 else set())
    return _without(silent, plain)  # type: ignore[no-any-return]


def _without(names: set[str], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(names, one) for key, one in value.items() if key not in names}
    if isinstance(value, list):
        return [_without(names, one) for one in value]
    return value
