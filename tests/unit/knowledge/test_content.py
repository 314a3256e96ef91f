"""Reading a content folder: each file and entry that cannot be read is named, with a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from lems_rules.knowledge.content import ContentError, ContentProblem
from lems_rules.knowledge.reader import read_content
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from tests.conftest import Copy

FINDINGS = "rules/findings.yaml"


# The dialect


def test_yes_and_no_are_words_and_so_are_true_and_false() -> None:
    assert read_yaml("[yes, no, on, off, true, false, Yes, NO]") == [
        "yes", "no", "on", "off", "true", "false", "Yes", "NO",
    ]  # fmt: skip


def test_numbers_dates_and_nothing_keep_their_kind() -> None:
    assert read_yaml("[5, 5.5, null]") == [5, 5.5, None]
    assert str(read_yaml("2026-11-23")) == "2026-11-23"


def test_a_text_without_anything_is_nothing() -> None:
    assert read_yaml("") is None
    assert read_yaml("# only a comment") is None


def test_a_second_document_is_refused_where_it_begins() -> None:
    with pytest.raises(YamlError, match=r"line 2: .*a second document begins there"):
        read_yaml("a: 1\n---\nb: 2")


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_half_a_character_is_refused_with_its_line(
    parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lems_rules.knowledge.yaml_text._Safe", getattr(yaml, parser))
    with pytest.raises(YamlError, match="line 2: "):
        read_yaml('a: 1\nb: "\\ud800"')


def test_not_is_a_key_like_any_other() -> None:
    assert read_yaml("{not: ptosis}") == {"not": "ptosis"}


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3\n", "[{a: 1, a: 1}]", "x:\n  a: 1\n  a: 2\n"])
def test_a_key_written_twice_is_refused(text: str) -> None:
    with pytest.raises(YamlError, match="written twice: a"):
        read_yaml(text)


# A folder that is sound


def test_a_folder_can_be_given_as_path_or_text(copy: Copy) -> None:
    assert read_content(copy.folder).digest == read_content(str(copy.folder)).digest


def test_two_readings_of_one_folder_are_two_contents_of_one_digest(copy: Copy) -> None:
    one, two = copy.read(), copy.read()
    assert one != two
    assert one.digest == two.digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checklist.yaml", "most: 120", "most: 121"),
        ("checklist.yaml", "hidden_when: sex is female", "hidden_when: sex is male"),
        (FINDINGS, "cmap_increment_percent >= 60", "cmap_increment_percent > 60"),
        ("rules/suspicion.yaml", "otherwise: insufficient", "otherwise: not_suggested"),
        ("rules/counter_flags.yaml", "first_site is ocular", "first_site is bulbar"),
        ("rules/safety.yaml", "at_least: 2, of: [any_ocular", "at_least: 3, of: [any_ocular"),
        ("rules/notices.yaml", "sox1_antibody is negative", "sox1_antibody is positive"),
        ("rules/screening.yaml", "months: [6]", "months: [7]"),
        ("rules/screening.yaml", "strength: heuristic", "strength: consensus"),
        ("scores/delta_p.yaml", "age_at_onset_years >= 50", "age_at_onset_years >= 51"),
    ],
)
def test_a_change_to_what_decides_changes_the_digest(
    copy: Copy, file: str, old: str, new: str
) -> None:
    before = copy.read().digest
    assert copy.replace(file, old, new).read().digest != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checklist.yaml", "label: Drooping eyelid", "label: Hanging eyelid"),
        (FINDINGS, "title: Bulbar weakness", "title: Weakness of speech or swallowing"),
        (FINDINGS, "# Findings:", "# All findings:"),
        ("references.yaml", "seen: abstract", "seen: page"),
        ("lookalikes.yaml", "achr_antibody is positive", "achr_antibody is negative"),
        ("CHANGELOG.md", "The first edition", "Edition one"),
    ],
)
def test_a_change_to_what_only_explains_leaves_the_digest(
    copy: Copy, file: str, old: str, new: str
) -> None:
    before = copy.read().digest
    assert copy.replace(file, old, new).read().digest == before


# Files that cannot be read


def test_a_folder_that_does_not_exist_names_every_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_content(tmp_path / "nowhere")
    files = {problem.file for problem in caught.value.problems}
    assert {"checklist.yaml", "references.yaml", FINDINGS} <= files
    assert all(problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize(
    "file",
    [
        "checklist.yaml",
        "references.yaml",
        "edition.yaml",
        "CHANGELOG.md",
        "mechanism/figure.yaml",
        FINDINGS,
    ],
)
def test_a_missing_file_is_named_once(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    message = copy.refusal()
    assert message.startswith(f"content/{file}, the file: cannot be read (")
    assert message.endswith("Write it as UTF-8 text")
    assert "\n" not in message


def test_a_file_that_is_not_utf_8_is_named(copy: Copy) -> None:
    (copy.folder / "edition.yaml").write_bytes(b"edition: \xff\n")
    message = copy.refusal()
    assert message.startswith("content/edition.yaml, the file: cannot be read ('utf-8' codec")
    assert "Write it as UTF-8 text" in message


@pytest.mark.parametrize(
    "file", ["checklist.yaml", FINDINGS, "edition.yaml", "references.yaml", "teaching.yaml"]
)
@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_an_empty_file_is_named(copy: Copy, file: str, text: str) -> None:
    message = copy.write(file, text).refusal()
    assert message == f"content/{file}, the file: has no entries. Write them; see content/README.md"


def test_a_comparison_without_rows_is_named(copy: Copy) -> None:
    text = (copy.folder / "illness_scripts.yaml").read_text("utf-8")
    message = copy.write("illness_scripts.yaml", text.partition("\nrows:")[0]).refusal()
    assert message.startswith(
        "content/illness_scripts.yaml, the file: Value error, columns and rows need each other."
    )


def test_an_empty_figure_is_named(copy: Copy) -> None:
    assert "content/mechanism/figure.yaml" in copy.write("mechanism/figure.yaml", "").refusal()


def test_a_word_of_the_figure_that_is_not_text_is_named(copy: Copy) -> None:
    message = copy.append("mechanism/figure.yaml", "\nnew_label: 5\n").refusal()
    assert message == (
        "content/mechanism/figure.yaml, 'new_label': is not text. Put the text in quotes"
    )


def test_a_mapping_where_a_list_belongs_is_named(copy: Copy) -> None:
    message = copy.write("references.yaml", "id: one\n").refusal()
    assert message.startswith("content/references.yaml, the file: has no entries")


def test_yaml_that_cannot_be_read_is_named_with_its_line(copy: Copy) -> None:
    message = copy.write(FINDINGS, "- id: one\n  title: [open\n").refusal()
    assert message.startswith(f"content/{FINDINGS}, line 3: is not readable YAML (")
    assert message.endswith("Correct that line")


def test_a_key_written_twice_is_named_with_its_line(copy: Copy) -> None:
    message = copy.replace(
        FINDINGS,
        "  when: cmap_amplitude_at_rest is low\n",
        "  when: cmap_amplitude_at_rest is low\n  when: cmap_amplitude_at_rest is normal\n",
    ).refusal()
    assert message.startswith(f"content/{FINDINGS}, line ")
    assert "written twice: when" in message
    assert "Correct that line" in message


def test_several_mistakes_are_told_together(copy: Copy) -> None:
    copy.write("edition.yaml", "").append(FINDINGS, "- id: lonely\n")
    message = copy.refusal()
    assert "content/edition.yaml, the file" in message
    assert f"content/{FINDINGS}, 'lonely': title: Field required" in message


# Entries that cannot be read


def test_a_key_that_is_not_known_is_named_with_its_entry(copy: Copy) -> None:
    message = copy.replace(
        FINDINGS,
        "  when: cmap_amplitude_at_rest is low",
        "  wen: cmap_amplitude_at_rest is low",
    ).refusal()
    assert message == (
        f"content/{FINDINGS}, 'low_cmap': wen: Extra inputs are not permitted. "
        "Found 'cmap_amplitude_at_rest is low'"
    )


def test_an_entry_without_an_id_is_named_by_its_place(copy: Copy) -> None:
    message = copy.write("requests.yaml", "- title: Nameless\n").refusal()
    assert "content/requests.yaml, entry 1: id: Field required" in message


def test_an_item_inside_the_checklist_is_named_by_its_own_id(copy: Copy) -> None:
    message = copy.replace("checklist.yaml", "    whole: true\n", "    whole: maybe\n").refusal()
    assert message.startswith("content/checklist.yaml, 'karnofsky': items.")
    assert "whole: Input should be a valid boolean" in message
    assert "Found 'maybe'" in message


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("when: cmap_amplitude_at_rest is low", "when: cmap is", "cannot read 'cmap is'"),
        ("when: cmap_amplitude_at_rest is low", "when: {all: [ptosis]}", "write a leaf, all_of"),
        (
            "when: cmap_amplitude_at_rest is low",
            "when: {all_of: [ptosis, {at_least: 0, of: [ptosis]}]}",
            "greater than or equal to 1",
        ),
        ("when: cmap_amplitude_at_rest is low", "yes_when: ptosis", "write either `when`"),
        (
            "when: cmap_amplitude_at_rest is low",
            "when: ptosis\n  no_when: diplopia",
            "write either `when`",
        ),
        (
            "when: cmap_amplitude_at_rest is low",
            "when: ptosis\n  yes_when: ptosis\n  no_when: diplopia",
            "write either `when`",
        ),
    ],
)
def test_a_condition_that_cannot_be_read_is_named_with_its_finding(
    copy: Copy, old: str, new: str, what: str
) -> None:
    message = copy.replace(FINDINGS, old, new).refusal()
    assert message.startswith(f"content/{FINDINGS}, 'low_cmap': ")
    assert what in message
    assert ". Found " in message


def test_one_mistake_in_a_condition_gives_one_problem(copy: Copy) -> None:
    copy.replace(FINDINGS, "when: cmap_amplitude_at_rest is low", "when: {not: [ptosis]}")
    assert copy.refusal().count("\n") == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "what"),
    [
        (FINDINGS, "  strength: published\n", "  strength: strong\n", "'proximal_weakness'",
         "'published', 'consensus' or 'heuristic'"),
        (FINDINGS, "at: abstract}", "at: x}", "'proximal_weakness'", "at least 2 characters"),
        ("rules/suspicion.yaml", "    rank: 0", "    rank: -1", "'insufficient'",
         "greater than or equal to 0"),
        ("rules/screening.yaml", "months: [6]", "months: []", "'T1'", "at least 1 item"),
        ("rules/screening.yaml", "part: gate", "part: later", "'G1'", "'first_screen'"),
        ("scores/delta_p.yaml", "least: 0, most: 1,", "least: 0.5, most: 1,", "'T1'",
         "valid integer"),
        ("references.yaml", "  seen: abstract", "  seen: cover", "'review_2013'",
         "'abstract', 'page' or 'second_hand'"),
        ("references.yaml", '  pmid: "38494285"\n', "", "'review_2024'",
         "give a doi, pmid, pmcid or url"),
        ("references.yaml", '  title: "Lambert-Eaton myasthenic syndrome"\n', "", "'review_2024'",
         "give a title, or a topic in our words"),
        ("references.yaml", "read_on: 2026-11-23", "read_on: yesterday", "'review_2024'",
         "read_on: Input should be a valid date"),
        ("source_text.yaml", "verdict: supported", "verdict: true", "'s01'", "'imprecise'"),
    ],
)  # fmt: skip
def test_an_entry_that_does_not_fit_its_form_is_named(
    copy: Copy, file: str, old: str, new: str, entry: str, what: str
) -> None:
    message = copy.replace(file, old, new).refusal()
    assert message.startswith(f"content/{file}, {entry}: ")
    assert what in message
    assert ". Found " in message


@pytest.mark.parametrize("file", ["references.yaml", FINDINGS])
def test_an_id_that_stands_twice_is_named(copy: Copy, file: str) -> None:
    entries = (copy.folder / file).read_text("utf-8").split("\n- id: ")
    name = entries[1].splitlines()[0]
    message = copy.append(file, f"\n- id: {entries[1]}\n").refusal()
    assert message == (f"content/{file}, '{name}': stands twice. Give each entry its own id")


# Articles


@pytest.mark.parametrize("text", ["No front matter at all.\n", "", "---\n---\nBody.\n"])
def test_an_article_without_front_matter_is_named(copy: Copy, text: str) -> None:
    assert copy.write("mechanism/new.md", text).refusal() == (
        "content/mechanism/new.md, front matter: is missing. Begin the file with --- title: … ---"
    )


def test_an_article_with_unreadable_front_matter_is_named(copy: Copy) -> None:
    message = copy.write("mechanism/new.md", "---\ntitle: [open\n---\nBody.\n").refusal()
    assert message.startswith("content/mechanism/new.md, front matter: is not readable YAML")


def test_an_article_that_lacks_a_field_is_named(copy: Copy) -> None:
    message = copy.write("mechanism/new.md", "---\ntitle: New\n---\nBody.\n").refusal()
    assert "content/mechanism/new.md, front matter: order: Field required" in message


def test_articles_come_in_the_order_they_ask_for(copy: Copy) -> None:
    orders = [article.order for article in copy.read().articles.values()]
    assert orders == sorted(orders)


# Problems in words


def test_a_problem_says_where_what_and_what_to_do() -> None:
    problem = ContentProblem("rules/x.yaml", "'entry'", "is wrong", "Correct it")
    assert str(problem) == "content/rules/x.yaml, 'entry': is wrong. Correct it"
    error = ContentError([problem, problem])
    assert str(error).splitlines() == [str(problem)] * 2
    assert error.problems == [problem, problem]
