"""``rules``, ``check``, ``diff`` and ``release``: the content as its author sees it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.rule_table import rule_table
from tests.conftest import Copy
from tests.support.command import Run, refusal
from tests.support.editions import after, released_in, write_edition
from tests.support.served import ROOT

pytestmark = pytest.mark.slow


def test_rules_prints_the_table(run: Run, content: Content) -> None:
    assert run("rules") == (0, rule_table(content), "")


def test_rules_writes_the_table_where_it_is_kept(
    run: Run, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Content] = []
    monkeypatch.setattr("lems_rules.commands.edition.write_rule_table", written.append)
    assert run("rules", "--write") == (0, "", "")
    assert written == [content]


def test_check_finds_no_problem_in_the_shipped_content(run: Run) -> None:
    assert run("check") == (0, "content: no problems\n", "")


def test_check_names_each_problem_and_counts_them(run: Run, copy: Any) -> None:
    copy.replace("rules/safety.yaml", "ref: rao_2021", "ref: nobody_2021")
    code, out, err = run("check", "--content", str(copy.folder))
    assert code == 2
    assert "'S4': no reference 'nobody_2021'. Did you mean 'rao_2021'?" in out
    assert "Traceback" not in out + err
    assert err.count("\n") == 1
    assert "each line names its remedy" in err


def test_check_says_when_there_is_no_content(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check", "--content", str(tmp_path / "nowhere"))
    assert code == 2
    assert "nowhere" in out + err
    assert "Traceback" not in out + err


def test_check_stamps_an_edition_in_preparation_and_then_checks_it(run: Run, copy: Copy) -> None:
    name = after(released_in(copy).edition)
    write_edition(copy, edition=name, digest="0" * 12)
    copy.replace("CHANGELOG.md", "\n## ", f"\n## Edition {name}\n\nNew.\n\n## ")
    code, out, err = run("check", "--stamp", "--content", str(copy.folder))
    digest = copy.read().digest  # by the newest scheme, which the stamp has put there
    assert (code, out, err) == (
        0,
        f"edition {name}, in preparation: stamped {digest}\ncontent: no problems\n",
        "",
    )


def test_check_names_the_problems_of_rules_too_broken_to_be_stamped(run: Run, copy: Copy) -> None:
    copy.replace("rules/safety.yaml", "when: dyspnoea", "when: nothing_like_it")
    code, out, err = run("check", "--stamp", "--content", str(copy.folder))
    assert code == 2
    assert "'nothing_like_it'" in out
    assert err.startswith("lems_rules check: problems in the content: ")


def test_check_stamps_no_released_edition(run: Run, copy: Copy) -> None:
    name = released_in(copy).edition
    line = refusal(run("check", "--stamp", "--content", str(copy.folder)))
    assert line.startswith(f"lems_rules check: content/edition.yaml: {name} was released on ")


def test_release_releases_on_the_day_that_is_given(run: Run, copy: Copy) -> None:
    name = after(released_in(copy).edition)
    copy.replace("CHANGELOG.md", "\n## ", f"\n## Edition {name}\n\nNew.\n\n## ")
    code, out, err = run("release", name, "--today", "2100-01-01", "--content", str(copy.folder))
    assert (code, err) == (0, "")
    assert out == f"edition {name}: released on 2100-01-01; commit what `git status` names\n"
    assert copy.read().editions[-1].released == date(2100, 1, 1)


def test_release_refuses_in_one_line(run: Run, copy: Copy) -> None:
    line = refusal(run("release", "2026-2", "--content", str(copy.folder)))
    assert line.startswith("lems_rules release: '2026-2' is not the name of an edition; write ")


def test_diff_tells_two_editions_apart(run: Run, copy: Any) -> None:
    shipped = str(ROOT / "content")
    copy.replace("scores/delta_p.yaml", "age_at_onset_years >= 50", "age_at_onset_years >= 65")
    code, out, err = run("diff", shipped, str(copy.folder))
    assert (code, err) == (0, "")
    assert "What decides differs in 1 place:" in out
    assert "DELTA-P: 1 to 5, tier T3 → 0 to 4, tier T3" in out
    assert out.endswith("out the same in both.\n")


def test_diff_of_a_folder_with_itself_finds_nothing(run: Run, copy: Any) -> None:
    code, out, _ = run("diff", str(copy.folder), str(copy.folder))
    assert code == 0
    assert "no question, rule or setting differs" in out


def test_diff_refuses_a_folder_that_is_not_there(run: Run, copy: Any, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    line = refusal(run("diff", nowhere, str(copy.folder)))
    assert line == (
        f"lems_rules diff: {nowhere}: no such folder; give the folder of a content edition"
    )


def test_diff_refuses_rules_that_cannot_be_applied(run: Run, copy: Any) -> None:
    copy.write("rules/findings.yaml", "- id: one\n  title: [not\n")
    line = refusal(run("diff", str(ROOT / "content"), str(copy.folder)))
    assert line.startswith(f"lems_rules diff: {copy.folder}: rules that cannot be applied (prob")
    assert "content/rules/findings.yaml, line" in line
    assert line.endswith(f"`python -m lems_rules check --content {copy.folder}` names all of them")
