"""The next edition, released in a copy of this checkout: the check and key tests pass there too."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lems_rules.knowledge.content import Content
from tests.conftest import Copy
from tests.support.editions import next_to_release, untold

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("content", "docs", "lems_rules", "tests")
PROVENANCE = "tests/unit/knowledge/test_provenance_checks.py"
KEY_TESTS = (
    "tests/content/test_edition.py",
    "tests/docs/test_rule_table.py",
    "tests/exports/test_json.py",
    "tests/exports/test_note.py",
    f"{PROVENANCE}::test_the_shipped_edition_is_sound",
    f"{PROVENANCE}::test_a_released_edition_cannot_be_stamped_again",
    f"{PROVENANCE}::test_a_new_edition_with_its_line_in_the_record_is_sound",
    # Each of these spoils a content of its own; what they say has nothing to do with a release.
    "-k",
    "not a_change_that",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a release writes and of the tests that read it."""
    root = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, root / part, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def run(checkout: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_released_copy_passes_the_check_and_the_tests_that_read_the_edition(
    checkout: Path, content: Content
) -> None:
    name = next_to_release(content)
    untold(Copy(checkout / "content"), name)
    Copy(checkout / "content").replace("scores/delta_p.yaml", "karnofsky < 70", "karnofsky < 60")
    assert run(checkout, "lems_rules", "release", name)[0] == 2
    Copy(checkout / "content").replace(
        "CHANGELOG.md", f"## Edition {name}\n", f"## Edition {name}\n\nA limit was moved.\n"
    )
    code, told = run(checkout, "lems_rules", "release", name)
    assert (code, told.partition(":")[0]) == (0, f"edition {name}")
    assert run(checkout, "lems_rules", "check") == (0, "content: no problems\n")
    code, told = run(checkout, "pytest", "-q", "-p", "no:cacheprovider", *KEY_TESTS)
    assert code == 0, told
