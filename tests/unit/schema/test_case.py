"""What a case file must hold, and how its files are read."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.conftest import Copy
from tests.support.lesson import case, source


def stages(**reveals: list[str]) -> list[dict[str, Any]]:
    """The stages of the sample case, with other findings revealed: ``stages(_0=["sex"])``."""
    found = source()["lesson"]["stages"]
    for place, names in reveals.items():
        found[int(place[1:])]["reveals"] = names
    return list(found)


def test_a_published_case_cites_its_report() -> None:
    with pytest.raises(ValidationError, match="a published case cites its report under refs"):
        case(kind="published")


@pytest.mark.parametrize(
    ("reveals", "says"),
    [
        ({"_2": ["chest_ct"]}, "never revealed: creatine_kinase"),
        ({"_2": ["chest_ct", "creatine_kinase", "sex"]}, "revealed twice: sex"),
        (
            {"_2": ["chest_ct", "creatine_kinase", "ptosis"]},
            "revealed without an answer: ptosis",
        ),
    ],
)
def test_every_fact_is_revealed_by_exactly_one_stage(
    reveals: dict[str, list[str]], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        case(lesson={"stages": stages(**reveals)})


def test_facts_alone_are_a_case_too() -> None:
    assert case().model_copy(update={"lesson": None}).answers["sex"] == "male"
    bare = source()
    bare.pop("lesson")
    assert type(case()).model_validate(bare).lesson is None


def test_a_file_that_is_no_case_is_named(copy: Copy) -> None:
    copy.write("cases/case_998.yaml", "- a list\n")
    copy.write("cases/case_999.yaml", "kind: published\n")
    said = copy.refusal()
    assert "content/cases/case_998.yaml, the file: has no entries" in said
    assert "content/cases/case_999.yaml, the file: about: Field required" in said


def test_a_case_is_called_by_the_name_of_its_file(copy: Copy) -> None:
    text = (copy.folder / "cases" / "case_024.yaml").read_text("utf-8")
    copy.write("cases/case_997.yaml", text)
    assert copy.read().cases["case_997"].id == "case_997"


def test_a_date_that_no_calendar_has_is_a_problem_and_no_crash(copy: Copy) -> None:
    copy.replace("cases/case_024.yaml", "today: 2026-11-23", "today: 2026-02-30")
    assert "content/cases/case_024.yaml, line 6: is not readable YAML" in copy.refusal()
