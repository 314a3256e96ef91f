"""Stamping and releasing an edition: what is written and refused, and that nothing is half done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content
from lems_rules.knowledge.reader import SHIPPED, read_content
from lems_rules.review.release import Place, ReleaseError, release, stamp, write_rule_table
from lems_rules.review.rule_table import rule_table
from lems_rules.schema.edition import IN_PREPARATION
from tests.conftest import Copy
from tests.support.editions import DAY, after, released_in, write_edition

pytestmark = pytest.mark.slow

EDITION, RECORD, LOG = "edition.yaml", "editions.yaml", "CHANGELOG.md"


@pytest.fixture
def checkout(copy: Copy) -> Copy:
    """A released copy with a limit moved, in a checkout that has what follows from the content."""
    released_in(copy)
    root = copy.folder.parent
    for path, text in (("docs/rule_table.md", "old\n"), ("lems_rules/version.py", VERSION)):
        (root / path).parent.mkdir()
        (root / path).write_text(text, "utf-8")
    return copy.replace(
        "scores/delta_p.yaml", "age_at_onset_years >= 50", "age_at_onset_years >= 51"
    )


VERSION = '"""The version."""\n\n__version__ = "2020.1.3"\n'


def place(copy: Copy) -> Place:
    return Place(copy.folder, copy.folder.parent)


def last(copy: Copy) -> str:
    return copy.read().editions[-1].edition


def told(copy: Copy, name: str) -> Copy:
    """The copy with a text on this edition in the changelog."""
    return copy.replace(LOG, "\n## ", f"\n## Edition {name}\n\nNew: this.\n\n## ")


def files(copy: Copy) -> dict[Path, bytes]:
    root = copy.folder.parent
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def changed(copy: Copy, before: dict[Path, bytes]) -> set[str]:
    now, root = files(copy), copy.folder.parent
    assert set(now) >= set(before)
    return {path.relative_to(root).as_posix() for path in now if now[path] != before.get(path)}


def refusal(copy: Copy, name: str, day: date = DAY) -> str:
    """The sentence with which a release is refused; nothing may have been written."""
    before = files(copy)
    with pytest.raises(ReleaseError) as caught:
        release(name, day, place(copy))
    assert changed(copy, before) == set()
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Releasing


def test_a_release_writes_all_that_belongs_to_it_and_leaves_a_sound_content(
    checkout: Copy,
) -> None:
    name = after(last(checkout))
    before = files(told(checkout, name))
    release(name, DAY, place(checkout))
    assert changed(checkout, before) == {
        "content/edition.yaml",
        "content/editions.yaml",
        "docs/rule_table.md",
        "lems_rules/version.py",
    }
    content = checkout.read()
    assert problems_in(content) == []
    assert (content.edition.edition, content.edition.released) == (name, DAY)
    assert content.edition.digest == content.editions[-1].digest == content.digest
    root = checkout.folder.parent
    assert (root / "docs/rule_table.md").read_text("utf-8") == rule_table(content)
    version = (root / "lems_rules/version.py").read_text("utf-8")
    assert version == VERSION.replace("2020.1.3", f"{name}.0")


def test_an_edition_that_was_prepared_and_stamped_is_released_the_same_way(checkout: Copy) -> None:
    name = after(last(checkout))
    write_edition(told(checkout, name), edition=name, released=IN_PREPARATION)
    stamp(place(checkout))
    digest = checkout.read().edition.digest
    release(name, DAY, place(checkout))
    assert checkout.read().editions[-1].digest == digest
    assert problems_in(checkout.read()) == []


def test_a_folder_elsewhere_is_released_alone(checkout: Copy) -> None:
    name = after(last(checkout))
    before = files(told(checkout, name))
    release(name, DAY, Place.of(checkout.folder))
    assert changed(checkout, before) == {"content/edition.yaml", "content/editions.yaml"}


def test_the_shipped_content_has_a_checkout_that_follows_it() -> None:
    assert Place.of(None) == Place.of(str(SHIPPED)) == Place(SHIPPED, SHIPPED.parent)


def test_an_installed_copy_is_not_written_to(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lems_rules.review.release.INSTALLED", True)
    with pytest.raises(ReleaseError, match="an installed copy is not written to"):
        Place.of(None)
    with pytest.raises(ReleaseError, match="an installed copy is not written to"):
        write_rule_table(content)


def test_comments_and_layout_stay_as_they_were(checkout: Copy) -> None:
    name = after(last(checkout))
    text = (told(checkout, name).folder / EDITION).read_text("utf-8")
    text = re.sub(r"^released: .*$", "released:   2026-11-23  # a day", text, flags=re.MULTILINE)
    checkout.write(EDITION, f"# Ours.\n\n{text}# Below.\n")
    record = (checkout.folder / RECORD).read_text("utf-8")
    release(name, DAY, place(checkout))
    now = (checkout.folder / EDITION).read_text("utf-8")
    assert f'released:   "{DAY}"  # a day\n' in now
    kept = [line for line in text.splitlines() if not re.match("edition|released|digest", line)]
    assert [one for one in now.splitlines() if not re.match("edition|released|digest", one)] == [
        "# Ours.", "", *kept, "# Below."
    ]  # fmt: skip
    assert (checkout.folder / RECORD).read_text("utf-8").startswith(record)


def test_lines_keep_the_ends_they_have(checkout: Copy) -> None:
    name, path = after(last(checkout)), checkout.folder / EDITION
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    release(name, DAY, place(told(checkout, name)))
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") > 5


# The changelog


def test_a_missing_heading_is_put_on_top_of_the_changelog_and_a_text_asked_for(
    checkout: Copy,
) -> None:
    name, before = after(last(checkout)), files(checkout)
    with pytest.raises(ReleaseError) as caught:
        release(name, DAY, place(checkout))
    assert str(caught.value) == (
        f"content/CHANGELOG.md: the heading '## Edition {name}' was missing and stands there now; "
        "write under it what changes for users and run again"
    )
    assert changed(checkout, before) == {"content/CHANGELOG.md"}
    headings = re.findall("^## .*", checkout.read().changelog, flags=re.MULTILINE)
    assert headings[:2] == [f"## Edition {name}", f"## Edition {last(checkout)}"]


def test_a_heading_without_a_text_is_not_enough(checkout: Copy) -> None:
    name = after(last(checkout))
    checkout.replace(LOG, "\n## ", f"\n## Edition {name}\n\n## ")
    assert refusal(checkout, name) == (
        f"content/CHANGELOG.md: nothing stands under '## Edition {name}'; write there what changes "
        "for users and run again"
    )


def test_in_a_changelog_without_headings_the_new_one_comes_last(checkout: Copy) -> None:
    checkout.write(RECORD, "[]\n").write(LOG, "# What changed\n\n")
    with pytest.raises(ReleaseError, match="was missing"):
        release(checkout.read().edition.edition, DAY, place(checkout))
    name = checkout.read().edition.edition
    assert checkout.read().changelog == f"# What changed\n\n## Edition {name}\n\n"


# What is refused


@pytest.mark.parametrize("name", ["2026-2", "2026.0", "2026.2.0"])
def test_a_name_that_is_no_edition_is_refused_with_one_that_is(checkout: Copy, name: str) -> None:
    assert refusal(checkout, name) == (
        f"{name!r} is not the name of an edition; write the year and a count, such as "
        f"{after(last(checkout))}"
    )


def test_an_edition_is_released_once(checkout: Copy) -> None:
    line = checkout.read().editions[-1]
    assert refusal(checkout, line.edition) == (
        f"content/editions.yaml: {line.edition} was released on {line.released} and stays as it "
        f"is; give what is new a name of its own, such as {after(line.edition)}"
    )


def test_an_edition_cannot_come_before_one_that_was_released(checkout: Copy) -> None:
    newest = last(checkout)
    assert refusal(checkout, "2001.1") == (
        f"content/editions.yaml: {newest} was released already and 2001.1 would come before it; "
        f"choose a later name, such as {after(newest)}"
    )


def test_the_tenth_edition_of_a_year_comes_after_the_ninth(checkout: Copy) -> None:
    tenth = after(last(checkout), 9)
    release(tenth, DAY, place(told(checkout, tenth)))
    assert "would come before it" in refusal(checkout, after(tenth, -1))


def test_another_edition_than_the_one_in_preparation_is_refused(checkout: Copy) -> None:
    name = after(last(checkout))
    write_edition(checkout, edition=name, released=IN_PREPARATION)
    assert refusal(checkout, after(name)) == (
        f"content/edition.yaml: the edition in preparation is {name}, not {after(name)}; release "
        "that one, or write the other name there"
    )


def test_a_day_before_the_last_release_is_refused(checkout: Copy) -> None:
    line = checkout.read().editions[-1]
    assert refusal(checkout, after(line.edition), date(2001, 1, 1)) == (
        f"content/editions.yaml: {line.edition} was released on {line.released}, after 2001-01-01; "
        "give a later day with --today"
    )


def test_a_day_before_a_source_was_read_is_refused(checkout: Copy) -> None:
    checkout.replace("references.yaml", "  read_on: 2", "  read_on: 2150-01-01 # 2")
    line = refusal(checkout, after(last(checkout)))
    assert re.match(r"content/references.yaml, '\w+': was read on 2150-01-01, after 2099", line)
    assert line.endswith("correct `read_on`, or give a later day with --today")


def test_a_content_with_problems_is_not_released(checkout: Copy) -> None:
    name = after(last(checkout))
    told(checkout, name).replace("rules/safety.yaml", "ref: rao_2021", "ref: nobody_2021")
    line = refusal(checkout, name)
    assert line.startswith("content: problems besides the edition: 1, first content/rules/safety")
    assert "no reference 'nobody_2021'" in line
    assert line.endswith("`python -m lems_rules check` names all of them")


def test_a_content_that_cannot_be_read_is_not_released(checkout: Copy) -> None:
    checkout.write("requests.yaml", "- [\n")
    line = refusal(checkout, "2099.1")
    assert line.startswith("content: cannot be read (problems: 1), first content/requests.yaml")


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        (EDITION, lambda text: re.sub("(?m)^digest: ", "digest:\n  ", text)),
        (EDITION, lambda text: re.sub("(?m)^digest: (.*)", "digest: >-\n  \\1", text)),
        (RECORD, lambda text: "[" + ", ".join(re.findall("(?m)^- (.*)", text)) + "]\n"),
    ],
    ids=["below its key", "folded", "in brackets"],
)
def test_a_layout_that_cannot_be_kept_is_refused(
    checkout: Copy, file: str, spoil: Callable[[str], str]
) -> None:
    name = after(last(checkout))
    told(checkout, name).write(file, spoil((checkout.folder / file).read_text("utf-8")))
    assert refusal(checkout, name) == (
        f"content/{file}: its layout is not one this command can write into; give each key, or "
        "each edition, a line of its own and run again"
    )


def test_when_one_file_cannot_be_written_none_is(checkout: Copy) -> None:
    name = after(last(checkout))
    told(checkout, name)
    (checkout.folder / "edition.yaml.new").mkdir()
    line = refusal(checkout, name)
    assert "edition.yaml.new: cannot be written (" in line
    assert line.endswith("allow writing there and run again")


# Stamping


def test_a_stamp_writes_the_digest_and_the_rule_table_as_often_as_asked(checkout: Copy) -> None:
    name = after(last(checkout))
    write_edition(checkout, edition=name, digest="0" * 12)
    for limit in ("51", "52"):
        checkout.replace("scores/delta_p.yaml", f"_years >= {limit}", "_years >= 52")
        before = files(checkout)
        stamped = stamp(place(checkout))
        content = checkout.read()
        assert stamped == content.edition
        assert (content.edition.released, content.edition.digest) == (
            IN_PREPARATION,
            content.digest,
        )
        table = (checkout.folder.parent / "docs/rule_table.md").read_text("utf-8")
        assert table == rule_table(content)
        assert changed(checkout, before) <= {"content/edition.yaml", "docs/rule_table.md"}
    assert [one.file for one in problems_in(checkout.read())] == [LOG]


def test_a_released_edition_is_not_stamped(checkout: Copy) -> None:
    before, line = files(checkout), checkout.read().editions[-1]
    with pytest.raises(ReleaseError) as caught:
        stamp(place(checkout))
    assert str(caught.value) == (
        f"content/edition.yaml: {line.edition} was released on {line.released} and keeps its "
        f"digest; write edition: '{after(line.edition)}' there and run again"
    )
    assert changed(checkout, before) == set()


def test_rules_that_do_not_hang_together_are_not_stamped(checkout: Copy) -> None:
    write_edition(checkout, edition=after(last(checkout)), released=IN_PREPARATION)
    checkout.replace("rules/safety.yaml", "when: dyspnoea", "when: nothing_like_it")
    before = files(checkout)
    assert stamp(place(checkout)) is None
    assert changed(checkout, before) == set()


# The rule table


def test_the_rule_table_is_written_anew_by_itself(checkout: Copy, content: Content) -> None:
    root, before = checkout.folder.parent, files(checkout)
    write_rule_table(content, root)
    assert changed(checkout, before) == {"docs/rule_table.md"}
    assert (root / "docs/rule_table.md").read_text("utf-8") == rule_table(content)
    assert read_content(SHIPPED).digest == content.digest


def test_an_edition_that_does_not_say_its_scheme_is_given_it(checkout: Copy) -> None:
    text = (checkout.folder / EDITION).read_text("utf-8")
    checkout.write(EDITION, re.sub(r"(?m)^digest_scheme: \d+\n", "", text))
    name = after(last(checkout))
    write_edition(told(checkout, name), edition=name, released=IN_PREPARATION)
    assert stamp(place(checkout)) is not None
    written = (checkout.folder / EDITION).read_text("utf-8")
    assert re.search(r"(?m)^digest_scheme: 2\ndigest: ", written)
