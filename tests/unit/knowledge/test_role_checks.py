"""What the engine knows by its meaning is checked, so that a renamed item is a content error."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.checks import load_content
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.schema.questions.roles import Roles, Scan, Sex
from tests.conftest import Copy

CHECKLIST, SUSPICION, SCREENING = "checklist.yaml", "rules/suspicion.yaml", "rules/screening.yaml"
SCORE, STEPS = "scores/delta_p.yaml", "mechanism/steps.yaml"


def problem(copy: Copy, content: Content, file: str, old: str, new: str) -> str:
    (found,) = copy.replace(file, old, new).new_problems(content)
    return found


def test_every_role_is_played_in_the_shipped_checklist(content: Content) -> None:
    roles = content.checklist.roles
    assert all(getattr(roles, role) != getattr(Roles(), role) for role in Roles.model_fields)
    assert [scan.item for scan in roles.scans] == ["chest_ct", "fdg_pet"]


@pytest.mark.parametrize(
    "name",
    [
        *("symptom_duration_months", "age_at_onset_years", "sex", "lems_established"),
        *("chest_ct", "chest_ct_date", "fdg_pet", "fdg_pet_date"),
        *("negative_screen_date", "latest_negative_screen_date", "cmap_increment_percent"),
    ],
)
def test_renaming_an_item_that_plays_a_role_is_a_content_error(copy: Copy, name: str) -> None:
    copy.replace(CHECKLIST, f"  - id: {name}\n", f"  - id: renamed_{name}\n")
    with pytest.raises(ContentError) as caught:
        load_content(copy.folder)
    roles = [one for one in caught.value.problems if one.entry.startswith("role ")]
    assert [(one.file, one.what) for one in roles] == [(CHECKLIST, f"no item {name!r}")]
    assert "Items are listed in content/checklist.yaml" in roles[0].remedy


@pytest.mark.parametrize(
    ("old", "new", "entry", "what", "remedy"),
    [
        ("onset_months: symptom_duration_months", "onset_months: ptosis", "role onset_months",
         "'ptosis' is a yn item", "Name an item of kind number"),
        ("onset_months: symptom_duration_months", "onset_months: age_at_onset_years",
         "role onset_months", "'age_at_onset_years' is asked in years", "Name an item in months"),
        ("onset_age: age_at_onset_years", "onset_age: symptom_duration_months", "role onset_age",
         "'symptom_duration_months' is asked in months", "Name an item in years"),
        ("increment: cmap_increment_percent", "increment: karnofsky", "role increment",
         "'karnofsky' is asked in points", "Name an item in %"),
        ("established: lems_established", "established: chest_ct", "role established",
         "'chest_ct' is a choice item", "Name an item of kind yn"),
        ("negative_screen: negative_screen_date", "negative_screen: fdg_pet",
         "role negative_screen", "'fdg_pet' is a choice item", "Name an item of kind date"),
        ("latest_negative_screen: latest_negative_screen_date", "latest_negative_screen: sox",
         "role latest_negative_screen", "no item 'sox'", "Items are listed"),
        ("item: chest_ct, negative: normal", "item: chest_ct, negative: norm",
         "role first_scan", "no option of 'chest_ct' 'norm'",
         "Did you mean 'normal'? Choose from normal, suspicious"),
        ("first_scan: {item: chest_ct,", "first_scan: {item: ptosis,", "role first_scan",
         "'ptosis' is a yn item", "Name an item of kind choice"),
        ("date: chest_ct_date}", "date: chest_ct}", "role first_scan",
         "'chest_ct' is a choice item", "Name an item of kind date"),
        (", date: fdg_pet_date}", "}", "role second_scan", "has no date",
         "Name the item that asks for it"),
        ("other: other}", "other: othr}", "role sex", "no option of 'sex' 'othr'",
         "Did you mean 'other'?"),
    ],
)  # fmt: skip
def test_a_role_played_by_the_wrong_question_is_named(
    copy: Copy, content: Content, old: str, new: str, entry: str, what: str, remedy: str
) -> None:
    told = copy.replace(CHECKLIST, old, new).new_problems(content)
    assert told[0].startswith(f"content/checklist.yaml, {entry}: {what}. ")
    assert remedy in told[0]


def test_every_option_of_the_sex_has_its_meaning(copy: Copy, content: Content) -> None:
    found = problem(copy, content, CHECKLIST, ", other: other}", ", other: male}")
    assert found == (
        "content/checklist.yaml, role sex: does not say what 'other' is. "
        "Name it as female, male or other"
    )


def test_a_role_that_does_not_exist_is_refused(copy: Copy) -> None:
    copy.replace(CHECKLIST, "  onset_months:", "  onset_month:")
    assert "roles.onset_month: Extra inputs are not permitted" in copy.refusal()


def test_schedules_need_something_to_be_counted_from(copy: Copy, content: Content) -> None:
    copy.replace(CHECKLIST, "  negative_screen: negative_screen_date\n", "")
    assert copy.new_problems(content) == []
    scan = "  first_scan: {item: chest_ct, negative: normal, date: chest_ct_date}\n"
    assert problem(copy, content, CHECKLIST, scan, "").startswith(
        "content/checklist.yaml, roles: name nothing that the schedules of rules/screening.yaml"
    )


def test_a_checklist_may_have_no_question_for_a_role(copy: Copy, content: Content) -> None:
    copy.replace(CHECKLIST, "  sex: {item: sex, female: female, male: male, other: other}\n", "")
    copy.replace(CHECKLIST, "  increment: cmap_increment_percent\n", "")
    copy.replace(
        CHECKLIST, "  second_scan: {item: fdg_pet, negative: normal, date: fdg_pet_date}\n", ""
    )
    assert copy.new_problems(content) == []


def test_roles_are_told_in_one_line() -> None:
    roles = Roles(onset_age="age", sex=Sex(item="sex", female="f"), first_scan=Scan(item="ct"))
    assert str(roles) == "onset_age age; sex (item sex, female f); first_scan (item ct)"
    assert str(Roles()) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (SUSPICION, "tested_from: features_present", "tested_from: features",
         "content/rules/suspicion.yaml, tested_from: no level 'features'. "
         "Did you mean 'features_present'? Choose from insufficient, not_suggested"),
        (SUSPICION, "met: meets_criteria", "met: certain",
         "content/rules/suspicion.yaml, met: no level 'certain'. Choose from insufficient"),
        (SCREENING, "score: delta_p ", "score: qmg ",
         "content/rules/screening.yaml, score: no score 'qmg'. Choose from delta_p"),
        (SCORE, "predicts: {item: known_cancer, option: sclc}",
         "predicts: {item: known_cancer, option: small}",
         "content/scores/delta_p.yaml, predicts: no option of 'known_cancer' 'small'. Choose from"),
        (SCORE, "predicts: {item: known_cancer,", "predicts: {item: known_cancers,",
         "content/scores/delta_p.yaml, predicts: no item 'known_cancers'. "
         "Did you mean 'known_cancer'?"),
        ("edition.yaml", "disease: {id: lems,", "disease: {id: lemz,",
         "content/edition.yaml, disease: no diagnosis 'lemz'. Did you mean 'lems'?"),
        (STEPS, "  opening: true ", "  opening: false ",
         "content/mechanism/steps.yaml, opening: stands at no step. Write `opening: true`"),
        (STEPS, "- id: calcium\n", "- id: calcium\n  opening: true\n",
         "content/mechanism/steps.yaml, opening: stands at gates and calcium. Write"),
    ],
)  # fmt: skip
def test_what_is_meant_by_a_name_must_be_there(
    copy: Copy, content: Content, file: str, old: str, new: str, told: str
) -> None:
    assert problem(copy, content, file, old, new).startswith(told)


def test_each_point_of_a_score_has_a_key_of_its_own(copy: Copy, content: Content) -> None:
    copy.replace(SCORE, "key: tobacco", "key: age")
    assert copy.new_problems(content) == [
        f"content/scores/delta_p.yaml, 'delta_p_{name}': another point has the key 'age' too. "
        "Change one"
        for name in ("tobacco", "age")
    ]


def test_the_key_of_a_point_is_no_part_of_its_id(copy: Copy, content: Content) -> None:
    copy.replace(SCORE, "  - id: delta_p_bulbar\n", "  - id: early\n")
    assert [item.key for item in copy.read().points] == [item.key for item in content.points]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (SCORE, "    key: bulbar\n"),
        (SCORE, "predicts: {item: known_cancer, option: sclc}\n"),
        (CHECKLIST, "    told_in: imaging\n"),
        (
            SUSPICION,
            "met: meets_criteria            # the level at which published criteria are met\n",
        ),
        ("edition.yaml", "disease: {id: lems, names: [LEMS, Lambert-Eaton]}\n"),
    ],
)
def test_what_has_no_meaning_of_its_own_must_be_stated(copy: Copy, file: str, line: str) -> None:
    message = copy.replace(file, line, "").refusal()
    assert f"content/{file}, " in message
    assert f"{line.split(':')[0].strip()}: Field required" in message


def test_a_score_is_named_as_its_file(copy: Copy) -> None:
    (copy.folder / SCORE).rename(copy.folder / "scores" / "other.yaml")
    assert copy.refusal() == (
        "content/scores/other.yaml, 'delta_p': is in a file of another name, 'other'. "
        "Name the file by the id of the score"
    )
