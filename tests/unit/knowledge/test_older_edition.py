"""Content of before roles were written down: what Python knew then is read from ours."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lems_rules.knowledge.checks import load_rules
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.older_edition import completed
from lems_rules.review.difference import difference
from tests.conftest import Copy

# What stands in no content that was released before, by file.
LATER = {
    "checklist.yaml": r"^roles:\n(?:  .*\n)+|^    told_in: .*\n",
    "edition.yaml": r"^disease: .*\n",
    "mechanism/steps.yaml": r"^  opening: .*\n",
    "rules/screening.yaml": r"^score: .*\n",
    "rules/suspicion.yaml": r"^(?:tested_from|met): .*\n",
    "scores/delta_p.yaml": r"^(?:short|predicts): .*\n|^    key: .*\n",
}


@pytest.fixture
def older(copy: Copy) -> Copy:
    for file, pattern in LATER.items():
        text = (copy.folder / file).read_text("utf-8")
        before, count = re.subn(pattern, "", text, flags=re.MULTILINE)
        assert count, f"nothing of {file} was taken out"
        copy.write(file, before)
    return copy


def test_content_without_roles_cannot_be_used_as_it_is(older: Copy) -> None:
    message = older.refusal()
    assert "content/rules/suspicion.yaml, the file: tested_from: Field required" in message
    assert "content/scores/delta_p.yaml, 'delta_p_age': items.4.key: Field required" in message


def test_as_an_older_edition_it_has_the_roles_and_the_digest_of_ours(
    older: Copy, content: Content
) -> None:
    before = load_rules(older.folder)
    assert before.checklist == content.checklist
    assert (before.suspicion, before.screening) == (content.suspicion, content.screening)
    assert (before.scores, before.edition) == (content.scores, content.edition)
    assert before.digest == content.digest == content.edition.digest


def test_nothing_differs_from_ours_but_what_was_changed(older: Copy, content: Content) -> None:
    same = difference(load_rules(older.folder), content)
    assert (same.notes, same.rules, same.cases) == ((), (), ())
    older.replace("rules/screening.yaml", "early_days: 28", "early_days: 27")
    (change,) = difference(load_rules(older.folder), content).rules
    assert str(change) == "changed: the screening plan\n    early_days: 27 → 28"


def test_another_role_is_told_as_a_difference(copy: Copy, content: Content) -> None:
    copy.replace("checklist.yaml", "  latest_negative_screen: latest_negative_screen_date\n", "")
    (change,) = difference(content, copy.read()).rules
    assert str(change).startswith("changed: the checklist\n    roles: onset_months symptom_dura")
    assert "latest_negative_screen" in change.changes[0].was
    assert "latest_negative_screen" not in change.changes[0].now


def test_roles_that_do_not_fit_an_older_edition_are_named(older: Copy) -> None:
    text = (older.folder / "checklist.yaml").read_text("utf-8")
    older.write("checklist.yaml", text.replace("fdg_pet_date", "pet_date"))
    with pytest.raises(ContentError, match="role second_scan: no item 'fdg_pet_date'"):
        load_rules(older.folder)


def test_a_later_edition_keeps_what_it_says_itself() -> None:
    def shipped(name: str) -> Any:
        raise AssertionError(f"{name} was not needed")

    said = {"tested_from": "one", "met": "two", "levels": []}
    assert completed("rules/suspicion.yaml", said, shipped) is said
    assert completed("rules/notices.yaml", {}, shipped) == {}
    assert completed("scores/other.yaml", "no mapping", shipped) == "no mapping"


def test_an_older_edition_keeps_its_own_words_and_has_ours_for_what_it_did_not_say(
    older: Copy, content: Content
) -> None:
    key, other = list(content.words)[:2]
    older.write("words.yaml", f"{key}: As it was said then.\n")
    words = load_rules(older.folder).words
    assert (words[key], words[other]) == ("As it was said then.", content.words[other])
    assert words.keys() == content.words.keys()


def test_an_entry_that_ours_does_not_have_is_left_to_be_refused() -> None:
    ours = {"short": "Ours", "predicts": {}, "items": [{"id": "a", "key": "one"}]}
    source = {"items": [{"id": "a"}, {"id": "b"}, {"id": "a", "key": "own"}]}
    assert completed("scores/x.yaml", source, lambda name: ours)["items"] == [
        {"id": "a", "key": "one"}, {"id": "b"}, {"id": "a", "key": "own"},
    ]  # fmt: skip
    assert completed("scores/x.yaml", source, lambda name: None)["items"] == source["items"]
