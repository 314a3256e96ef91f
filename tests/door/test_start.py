"""Kind 16, healthy while broken: without its content the app does not start, and says why."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import ContentError, ContentProblem
from tests.support.screen import written
from tests.support.served import ROOT, free_port, started, stop
from views.state import knowledge


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The app as it would be delivered, to be broken."""
    for part in ("views", "lems_rules", "content", ".streamlit"):
        shutil.copytree(
            ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "fonts")
        )
    shutil.copy(ROOT / "app.py", tmp_path)
    return tmp_path


def without(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "content" / file).unlink()


def holding(file: str, text: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / "content" / file).write_text(text)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "file"),
    [
        (without("words.yaml"), "words.yaml"),
        (without("rules/safety.yaml"), "safety.yaml"),
        (holding("checklist.yaml", "sections: ["), "checklist.yaml"),
        (holding("rules/findings.yaml", "[]"), ""),
    ],
    ids=["no words", "no rules", "no YAML", "nothing in it"],
)
def test_the_app_does_not_start_without_its_content_and_says_what_is_missing(
    copy: Path, spoil: Callable[[Path], None], file: str
) -> None:
    spoil(copy)
    url, log = f"http://127.0.0.1:{free_port()}", copy / "server.log"
    server = started(url, log, copy)
    try:
        assert server.wait(60) == 1
    finally:
        stop(server)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{url}/_stcore/health", timeout=2)
    opened, said = log.read_text().strip().splitlines()
    assert opened == f"Open {url.replace('127.0.0.1', 'localhost')} in a browser. Stop with Ctrl+C."
    assert said.startswith("The app does not start, its content cannot be used (problems: ")
    assert said.endswith("`python -m lems_rules check` names all of them.")
    assert file in said


@pytest.fixture
def broken_content(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse() -> None:
        raise ContentError([ContentProblem("words.yaml", "the file", "is missing", "Restore it")])

    monkeypatch.setattr(knowledge, "load_content", refuse)
    knowledge.content.cache_clear()
    yield
    knowledge.content.cache_clear()


@pytest.mark.usefixtures("broken_content")
def test_a_page_without_content_is_one_sentence_and_no_traceback() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert written(app) == (
        "The checklist cannot be shown: its content cannot be read. Whoever runs this server "
        "finds out why with the command `python -m lems_rules check`."
    )
