"""No question, no level and no score is known to the code by name: the content says what they mean.

What Python and JavaScript may say all the same stands below, each with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lems_rules.knowledge.content import Content

ROOT = Path(__file__).resolve().parents[2]
# By file, the ids it may say, and why.
MAY: dict[str, tuple[set[str], str]] = {
    "lems_rules/reasoning/result.py": (
        {"delta_p"},
        "the key of the public interface, on which other people's scripts rely",
    ),
    "lems_rules/intake/document.py": (
        {"ptosis"},
        "an example in a message to whoever writes files",
    ),
    "lems_rules/schema/questions/checklist.py": ({"ptosis"}, "the same example"),
    "lems_rules/knowledge/problems/roles.py": ({"sex"}, "the name of a role"),
}
SCRIPTS = sorted((ROOT / "views").rglob("*.js"))
SOURCES = sorted([*(ROOT / "lems_rules").rglob("*.py"), *(ROOT / "views").rglob("*.py")])
TEMPLATES = sorted(
    path
    for folder in ("lems_rules", "views")
    for kind in ("*.html", "*.typ")
    for path in (ROOT / folder).rglob(kind)
)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def hidden(content: Content) -> set[str]:
    """Every id that the code is not to know."""
    checklist, suspicion = content.checklist, content.suspicion
    return {
        *(item.id for item in checklist.items),
        *(level.id for level in suspicion.levels),
        *content.scores,
        *(item.id for score in content.scores.values() for item in score.items),
    }


def strings_of(source: str) -> Iterator[str]:
    """The strings of a Python source that are no docstrings."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in docstrings:
            yield text


def told(text: str, ids: set[str]) -> set[str]:
    """The ids and the names of scores that a text says."""
    return ids & set(WORD.findall(text)) | set(re.findall(r"DELTA-P", text))


def said(path: Path, content: Content) -> set[str]:
    text, ids = path.read_text("utf-8"), hidden(content)
    if path.suffix == ".py":
        return {name for one in strings_of(text) for name in told(one, ids)}
    # In a template or a script a plain word may be anything; an id of several words is itself.
    several = {name for name in ids if "_" in name} - {"sex"}
    code = re.sub(r"//.*|/\*[\s\S]*?\*/|\{#[\s\S]*?#\}", "", text)
    quoted = set(re.findall(r"[\"'`](\w+)[\"'`]", code)) if path.suffix == ".js" else set()
    return told(code, several) | quoted & ids


def test_no_source_knows_an_item_a_level_or_a_score_by_name(content: Content) -> None:
    found = {
        str(path.relative_to(ROOT)): said(path, content)
        for path in (*SOURCES, *SCRIPTS, *TEMPLATES)
    }
    strange = {file: names - MAY.get(file, (set(), ""))[0] for file, names in found.items()}
    assert {file: names for file, names in strange.items() if names} == {}


def test_every_exception_is_still_needed(content: Content) -> None:
    for file, (names, reason) in MAY.items():
        assert said(ROOT / file, content) >= names, reason


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('answers.get("lems_established")', {"lems_established"}),
        ('f"{one} of delta_p.age"', {"delta_p"}),
        ('if level == "meets_criteria": ...', {"meets_criteria"}),
        ('title = "DELTA-P total"', {"DELTA-P"}),
        ('def f():\n    """DELTA-P, as sex and ptosis say."""\n', set()),
        ("result.delta_p.low", set()),
    ],
)
def test_a_name_in_a_string_is_found_and_one_in_a_docstring_is_not(
    content: Content, source: str, names: set[str]
) -> None:
    ids = hidden(content)
    assert {name for one in strings_of(source) for name in told(one, ids)} == names


def test_there_are_scripts_and_templates_to_look_through() -> None:
    assert len(SCRIPTS) > 5
    assert len(TEMPLATES) > 40
