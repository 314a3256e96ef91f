"""What all tests share: the content, read once, and small builders."""

from __future__ import annotations

import functools
import gc
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content, ContentError, ContentProblem
from lems_rules.knowledge.reader import SHIPPED, read_content
from lems_rules.knowledge.yaml_text import read_yaml
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import read_answers
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answers
from lems_rules.wording.presenter import Presenter
from tests.support import outside
from tests.support.examples import FEW, TIMES_DEEPER
from tests.support.shipped import CONTENT

# On a push the same few examples for everybody, so that a build fails for what was changed.
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=FEW,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# In `make deep` many, drawn anew each time; one that failed is kept and tried first.
settings.register_profile(
    "deep",
    deadline=None,
    max_examples=FEW * TIMES_DEEPER,
    suppress_health_check=[HealthCheck.too_slow],
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make deep` adds."""
    parser.addoption(
        "--deep", action="store_true", help="all shipped cases in each test, many more examples"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is collected: how many examples a property is tried with."""
    settings.load_profile("deep" if config.getoption("deep") else "ci")


# Lines are counted where a part is tried by its own tests. What goes through the pages and the
# doors, tries the same many times over or waits for another program would take twice as long, and
# runs in processes of its own: what these have worked out once nobody would be seen to work out.
HERE = Path(__file__).parent
NOT_COUNTED = [
    *(HERE / name for name in ("app", "door", "docs", "package", "properties")),
    *(HERE / "exports" / "fhir" / f"test_{name}.py" for name in ("chain", "form_in_engines")),
    HERE / "exports" / "test_typesetter.py",
    HERE / "rules" / "test_mutants.py",
]
COUNTED = HERE / "properties" / "test_both_ways.py"  # the only tests of some lines of a table


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What spoils a copy of the content is slow; without `--deep` nothing that is marked so."""
    for one in items:
        if "copy" in getattr(one, "fixturenames", ()):  # each reads it all anew
            one.add_marker("slow")
        if one.path != COUNTED and {one.path, *one.path.parents} & {*NOT_COUNTED}:
            one.add_marker("uncounted")
    if config.getoption("deep"):
        return
    config.hook.pytest_deselected(items=[one for one in items if one.get_closest_marker("deep")])
    items[:] = [one for one in items if not one.get_closest_marker("deep")]


def pytest_collection_finish() -> None:
    """What is there for the whole run needs no looking through for what could be thrown away."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the checks that did not run because somebody else's program is not here."""
    outside.tell(terminalreporter)


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content, read and checked once."""
    return CONTENT


@pytest.fixture(scope="session")
def say(content: Content) -> Presenter:
    """Puts what was concluded into words."""
    return Presenter(content)


@pytest.fixture(scope="session")
def patient(content: Content) -> Callable[..., Answers]:
    """Answers as the rules use them: ``patient(ptosis="yes", karnofsky=60)``."""

    def read(**answers: object) -> Answers:
        return read_answers(content, answers)

    return read


@pytest.fixture(scope="session")
def evaluate(content: Content) -> Callable[[str, Mapping[str, object]], Verdict]:
    """The verdict on one finding: ``evaluate("weight_lost", {"weight_loss_percent": 3})``."""

    def verdict(finding: str, given: Mapping[str, object]) -> Verdict:
        return rulebook(content).conclude(read_answers(content, given)).finding(finding)

    return verdict


class Copy:
    """A copy of the content folder that a test may spoil."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def replace(self, file: str, old: str, new: str) -> Copy:
        """Put ``new`` where ``old`` first stands; the test is out of date if it stands nowhere."""
        text = (self.folder / file).read_text("utf-8")
        assert old in text, f"content/{file} no longer has {old!r}: choose another place to spoil"
        return self.write(file, text.replace(old, new, 1))

    def append(self, file: str, text: str) -> Copy:
        """Write more at the end of a file."""
        return self.write(file, (self.folder / file).read_text("utf-8") + text)

    def write(self, file: str, text: str) -> Copy:
        """Write a whole file."""
        (self.folder / file).write_text(text, "utf-8")
        return self

    def read(self) -> Content:
        """The spoiled content, read but not checked for what hangs together."""
        return read_content(self.folder)

    def new_problems(self, shipped: Content) -> list[str]:
        """What is wrong here and not in the shipped content, leaving out the digest."""
        before = _problems_of(shipped)
        return [
            str(problem)
            for problem in problems_in(self.read())
            if problem not in before and problem.entry != "digest"
        ]

    def refusal(self) -> str:
        """The message with which reading is refused."""
        with pytest.raises(ContentError) as caught:
            self.read()
        return str(caught.value)


@functools.cache
def _problems_of(shipped: Content) -> frozenset[ContentProblem]:
    return frozenset(problems_in(shipped))


_read_once = functools.cache(read_yaml)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """A copy of the content to spoil; files that stay as they were are parsed only once."""
    monkeypatch.setattr("lems_rules.knowledge.reader.read_yaml", _read_once)
    return Copy(Path(shutil.copytree(SHIPPED, tmp_path / "content")))
