"""What is asked for, what is locked, and what is told of it agree."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from importlib.util import find_spec

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lems_rules.extras import EXTRA_OF, PROJECT
from tests.support.licences import licences, undecided
from tests.support.served import ROOT

ASKED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = ASKED["optional-dependencies"]


def locked(file: str) -> dict[str, str]:
    """The exact version of each package, by its name."""
    text = (ROOT / file).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", text, re.MULTILINE))


SERVED, TESTED = locked("requirements.txt"), locked("requirements-dev.txt")
TELLING = locked("requirements-release.txt")


def asked(*extras: str) -> list[Requirement]:
    lines = [*ASKED["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    return [one for one in map(Requirement, lines) if one.name != PROJECT]


@pytest.mark.parametrize("one", asked("app", "exports", "cohort"), ids=str)
def test_what_the_app_asks_for_is_locked(one: Requirement) -> None:
    assert SERVED[canonicalize_name(one.name)] in one.specifier


@pytest.mark.parametrize("one", asked("dev"), ids=str)
def test_what_the_tests_ask_for_is_locked(one: Requirement) -> None:
    assert TESTED[canonicalize_name(one.name)] in one.specifier


@pytest.mark.parametrize("one", list(map(Requirement, EXTRAS["release"])), ids=str)
def test_what_a_release_is_told_of_with_is_locked(one: Requirement) -> None:
    assert TELLING[canonicalize_name(one.name)] in one.specifier
    # Beside it jsonschema, and with it Altair and the Result page, takes seconds to load.
    assert not {"rfc3987-syntax", canonicalize_name(one.name)} & TESTED.keys()


def test_what_is_served_is_what_is_tested() -> None:
    assert SERVED.items() <= TESTED.items()


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-release.txt"]
)
def test_every_locked_package_has_its_hashes(file: str) -> None:
    entries = (ROOT / file).read_text("utf-8").split("\n#")[-1]
    packages = re.split(r"\n(?=\S)", entries.strip())
    of_packages = [one for one in packages if "==" in one]
    assert len(of_packages) == len(locked(file))
    assert [one for one in of_packages if "--hash=sha256:" not in one] == []


def test_these_tests_run_with_what_is_locked() -> None:
    here = {"pydantic", "streamlit", "typst", "pandas", "protobuf", "starlette", "uvicorn"}
    assert {name: version(name) for name in here} == {name: SERVED[name] for name in here}


@pytest.mark.parametrize(("package", "extra"), EXTRA_OF.items())
def test_the_extra_that_is_named_for_a_package_brings_it(package: str, extra: str) -> None:
    assert find_spec(package) is not None
    of = {canonicalize_name(one) for one in packages_distributions()[package]}
    brings = {canonicalize_name(one.name) for one in asked(extra)}
    # uvicorn comes with Streamlit, and nothing else of the app's is asked for that way.
    assert of & brings or (package, extra) == ("uvicorn", "app")


def test_nothing_in_the_app_is_under_a_licence_that_nobody_has_decided_on() -> None:
    found = licences(sys.executable, SERVED)
    assert {canonicalize_name(name) for name in found} >= {"streamlit", "certifi", "typst"}
    assert undecided(found) == []


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("new", "GPL-3.0-or-later"),
        ("new", "MIT AND LGPL-2.1"),
        ("new", "Mozilla Public License 2.0 (MPL 2.0)"),
        ("certifi", "AGPL-3.0"),
        ("new", "UNKNOWN"),
    ],
)
def test_a_licence_that_is_new_here_is_named(name: str, licence: str) -> None:
    assert undecided({name: licence, "old": "MIT", "numpy": "BSD-3-Clause AND Zlib"}) == [
        f"{name}: {licence}"
    ]
