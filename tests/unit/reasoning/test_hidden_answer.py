"""An answer that other answers hide is set aside and named, at whatever door it comes in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lems_rules.command_line import main
from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Named, Not
from lems_rules.reasoning.assessment import (
    Consideration,
    assess,
    read_answers,
    read_strictly,
    sort_out_answers,
)
from lems_rules.schema.questions.checklist import Reading
from lems_rules.schema.questions.item import AnswerError
from tests.support.command import commands_read

SAYS = "set aside, because other answers leave nothing to ask here."
# A woman's "no" to erectile dysfunction, from a form that kept it.
WOMAN = {
    "sex": "female",
    "proximal_leg_weakness": "yes",
    "tendon_reflexes": "normal",
    "dry_mouth": "no",
    "constipation": "no",
    "orthostatic_symptoms": "no",
    "erectile_dysfunction": "no",
}
FHIR = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "urn:uuid:e47fb67b-b919-4d0e-82aa-71ff94e398a6|2026.1",
    "status": "in-progress",
    "item": [
        {"linkId": name, "answer": [{"valueCoding": {"code": f"{name}.{value}"}}]}
        for name, value in WOMAN.items()
    ],
}
BULBAR = ("dysarthria", "dysphagia", "chewing_difficulty", "neck_weakness")
HIDDEN = [
    (WOMAN, {"erectile_dysfunction"}),
    ({"ever_smoked": "no", "smoking_at_onset": "no", "pack_years": 0},
     {"smoking_at_onset", "pack_years"}),
    ({"sex": "female", "early_erectile_dysfunction": "no"}, {"early_erectile_dysfunction"}),
    ({"sex": "male", "erectile_dysfunction": "no", "early_erectile_dysfunction": "no"},
     {"early_erectile_dysfunction"}),
    ({**dict.fromkeys(BULBAR, "no"), "early_bulbar_involvement": "no"},
     {"early_bulbar_involvement"}),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "hidden"), HIDDEN)
def test_a_hidden_answer_is_set_aside_and_named_the_same_way_by_every_reading(
    content: Content, raw: dict[str, object], hidden: set[str]
) -> None:
    strict, kind = read_strictly(content, raw), sort_out_answers(content, raw)
    assert strict == kind
    assert set(raw) - set(strict.answers) == hidden
    assert [problem.items for problem in strict.problems] == [
        (name,) for name in raw if name in hidden
    ]
    assert all(problem.says.endswith(SAYS) for problem in strict.problems)
    assert read_answers(content, raw) == strict.answers
    without = {name: value for name, value in raw.items() if name not in hidden}
    result, plain = assess(content, raw), assess(content, without)
    assert result.model_copy(update={"notices": plain.notices}) == plain
    assert result.notices == (*plain.notices, *(problem.says for problem in strict.problems))


@pytest.mark.parametrize(
    "raw",
    [
        {"sex": "female", "erectile_dysfunction": "yes"},
        {"ever_smoked": "no", "pack_years": 20},
        {**dict.fromkeys(BULBAR, "no"), "early_bulbar_involvement": "yes"},
        {"ever_smoked": "no", "smoking_at_onset": "perhaps"},
    ],
    ids=str,
)
def test_a_hidden_answer_that_contradicts_or_is_wrong_is_refused_as_before(
    content: Content, raw: dict[str, object]
) -> None:
    with pytest.raises(AnswerError):
        read_answers(content, raw)


@pytest.mark.parametrize(
    "raw",
    [
        {"early_bulbar_involvement": "no"},  # it would not have been asked yet
        {"early_erectile_dysfunction": "yes"},
        {"sex": "other", "erectile_dysfunction": "no"},
        {"pack_years": 20},
        {"dysphagia": "no", "early_bulbar_involvement": "yes"},
    ],
    ids=str,
)
def test_an_answer_that_would_only_not_have_been_asked_counts(
    content: Content, raw: dict[str, object]
) -> None:
    assert read_strictly(content, raw) == Reading(raw)  # type: ignore[arg-type]


def chained(content: Content) -> Content:
    """Diplopia hides ptosis, and ptosis hides dry eyes, whichever is asked first."""
    hides = {"ptosis": Named(name="diplopia"), "dry_eyes": Not(not_=Named(name="ptosis"))}
    checklist = content.checklist
    items = tuple(
        item.model_copy(update={"hidden_when": hides.get(item.id, item.hidden_when)})
        for item in checklist.items
    )
    forward = checklist.model_copy(update={"items": items})
    forward.model_post_init(None)
    return replace(content, checklist=forward)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"diplopia": "yes", "ptosis": "no", "dry_eyes": "yes"}, {"diplopia", "dry_eyes"}),
        ({"dry_eyes": "yes", "ptosis": "no", "diplopia": "no"}, {"diplopia", "ptosis"}),
        ({"ptosis": "no", "dry_eyes": "yes"}, {"ptosis"}),
    ],
)
def test_an_answer_that_is_itself_hidden_hides_nothing(
    content: Content, answers: Mapping[str, str], kept: set[str]
) -> None:
    assert set(read_answers(chained(content), answers)) == kept


def test_what_an_open_answer_could_do_reckons_with_what_it_would_hide(content: Content) -> None:
    """Asking the sex would take the "no" away that settles the autonomic features."""
    open_sex = {name: value for name, value in WOMAN.items() if name != "sex"}
    open_sex |= {"tendon_reflexes": "reduced", "vgcc_pq_antibody": "negative"}
    for name in ("brief_exercise_improvement", "reflex_facilitation", "blurred_vision"):
        open_sex[name] = "no"
    before = assess(content, open_sex)
    could = {
        (one.item, effect.answer): effect.level for one in before.ask_next for effect in one.could
    }
    for sex in ("female", "male"):
        after = assess(content, {**open_sex, "sex": sex})
        assert could.get(("sex", sex), before.suspicion.id) == after.suspicion.id


# The doors


@pytest.fixture(autouse=True)
def _read_once(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the content takes most of a second: here it is read once for all."""
    commands_read(lambda: content, monkeypatch)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    assert main(list(arguments)) == 0
    return capsys.readouterr()


@pytest.mark.parametrize("source", [WOMAN, FHIR], ids=["JSON", "FHIR"])
def test_the_command_line_names_a_hidden_answer_and_does_not_count_it(
    content: Content, tmp_path: Path, capsys: pytest.CaptureFixture[str], source: object
) -> None:
    patient = tmp_path / "patient.json"
    patient.write_text(json.dumps(source), "utf-8")
    out, err = told(capsys, "assess", str(patient))
    assert err == f"Erectile dysfunction: {SAYS}\n"
    assert json.loads(out)["suspicion"]["level"] == 0
    assert json.loads(out)["findings"]["autonomic_features"] == "unknown"
    out, _ = told(capsys, "assess", str(patient), "--format", "text")
    assert "Erectile dysfunction: set aside" in " ".join(out.split())


def test_an_export_by_the_command_line_is_that_of_the_app(
    content: Content, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    patient, made = tmp_path / "patient.json", tmp_path / "made.json"
    patient.write_text(json.dumps({**WOMAN, "ptosis": None}), "utf-8")
    day = "2026-11-28"
    out, err = told(capsys, "export", str(patient), "--to", "json", "-o", str(made), "--today", day)
    assert (out, err) == ("", f"Erectile dysfunction: {SAYS}\n")
    used = sort_out_answers(content, WOMAN)
    aside = {"erectile_dysfunction": "no"}
    given = Consideration(content, used.answers, date.fromisoformat(day), used.problems)
    assert made.read_bytes() == FORMATS["json"].build(
        export_of(given, "", aside, used.problems, entered=WOMAN)
    )
    assert json.loads(made.read_text("utf-8"))["set_aside"] == aside
