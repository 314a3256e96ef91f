import re
from pathlib import Path
from typing import get_args

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.screening_dates import Status
from lems_rules.schema.decisions.rules import Strength

ROOT = Path(__file__).parents[2]
# The figure has words of its own, in mechanism/figure.yaml.
FIGURE = ROOT / "views" / "components" / "junction" / "__init__.py"
SOURCES = [
    path
    for path in (*(ROOT / "lems_rules").rglob("*.py"), *(ROOT / "views").rglob("*.py"))
    if path != FIGURE
]
ASKED_FOR = re.compile(r'words\["(\w+)"\]|\btext\(\s*"(\w+)"')

# Some take all words of one kind and leave out how these begin.
SHORTENED = re.compile(r'(?:known_words\([\w.]+, |removeprefix\()"(\w+_)"')


def asked_for() -> set[str]:
    found = (match for path in SOURCES for match in ASKED_FOR.findall(path.read_text("utf-8")))
    return {name for names in found for name in names if name}


def test_the_search_for_words_finds_some() -> None:
    assert {"none_yet", "established", "plan_settled"} <= asked_for()


def test_every_word_that_is_asked_for_is_written(content: Content) -> None:
    texts = [path.read_text("utf-8") for path in SOURCES]
    starts = {start for text in texts for start in SHORTENED.findall(text)}
    short = {
        word.removeprefix(one) for one in starts for word in content.words if word.startswith(one)
    }
    assert sorted(asked_for() - set(content.words) - short) == []


@pytest.mark.parametrize(
    "name",
    [
        *(f"strength_{one}" for one in get_args(Strength)),
        *(f"strength_{one}_says" for one in get_args(Strength)),
        *(f"status_{one}" for one in get_args(Status)),
        *(f"verdict_{one}" for one in ("yes", "no", "unknown", "stopped")),
        *(f"certainty_{one}" for one in ("established", "likely", "hypothesis", "unknown")),
    ],
)
def test_every_kind_has_its_word(content: Content, name: str) -> None:
    assert content.words[name]
