"""The wheel as somebody gets it: outside the checkout, in an environment of its own."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from lems_rules.version import __version__
from tests.package.conftest import Install
from tests.support.outside import need
from tests.support.served import ROOT, served
from tests.support.wire import Tab, cookie_of, request

pytestmark = pytest.mark.slow

PAGES = ("", "result", "mechanism", "cases", "evidence", "cohort", "drafts")
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PATIENT = {"proximal_leg_weakness": "yes", "tendon_reflexes": "reduced"}
# The library alone: what pyproject.toml asks for, and what that asks for in turn.
ALONE = (
    *("pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"),
    *("yaml", "_yaml"),
)


class Installed:
    """The command of an installed copy, called in a folder that has nothing of ours."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.command, self.folder = environment / "bin" / "lems-checklist", folder
        (folder / "p.json").write_text(json.dumps(PATIENT))

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [str(self.command), *arguments],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def does(self, *arguments: str) -> str:
        done = self(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


@pytest.fixture(scope="module")
def complete(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """With everything, of which the environment of these tests has the same versions."""
    spec = find_spec("pydantic")
    assert spec is not None
    assert spec.origin is not None
    beside = str(Path(spec.origin).parents[1])
    return Installed(
        install(tmp_path_factory.mktemp("complete") / "env", beside),
        tmp_path_factory.mktemp("anywhere"),
    )


@pytest.fixture(scope="module")
def alone(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """With nothing but what the library alone needs."""
    few = tmp_path_factory.mktemp("few")
    for name in ALONE:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        found = Path(spec.origin)
        found = found.parent if found.name == "__init__.py" else found
        (few / found.name).symlink_to(found)
    return Installed(
        install(tmp_path_factory.mktemp("alone") / "env", str(few)),
        tmp_path_factory.mktemp("anywhere"),
    )


def tracked(*folders: str) -> Iterator[str]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                yield path.relative_to(ROOT).as_posix()


def test_the_wheel_has_every_file_of_the_app_and_puts_one_name_beside_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as parcel:
        names = set(parcel.namelist())
    home = {"app.py", ".streamlit/config.toml", *tracked("views", "content")}
    assert {f"lems_rules/shipped/{name}" for name in home} <= names
    assert set(tracked("lems_rules")) <= names
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"lems_rules", f"lems_checklist-{__version__}.dist-info"}
    inside = {name for name in names if name.startswith("lems_rules/")}
    assert len(inside) == len(home) + len(set(tracked("lems_rules")))


def test_an_installed_copy_has_the_version_and_the_content_of_the_checkout(
    complete: Installed,
) -> None:
    assert __version__ in wheel_metadata(complete)
    assert complete.does("check") == "content: no problems\n"
    told = json.loads(complete.does("assess", "p.json"))
    assert told["suspicion"]["id"] == "features_present"
    assert complete.does("rules") == (ROOT / "docs" / "rule_table.md").read_text("utf-8")
    assert json.loads(complete.does("schema", "result"))["type"] == "object"


def wheel_metadata(installed: Installed) -> str:
    python = installed.command.with_name("python")
    code = "from importlib.metadata import version; print(version('lems-checklist'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_an_installed_copy_writes_a_pdf_that_another_program_reads(complete: Installed) -> None:
    complete.does("export", "p.json", "--to", "pdf", "-o", "p.pdf")
    subprocess.run([need("qpdf"), "--check", complete.folder / "p.pdf"], check=True)


def test_an_installed_copy_reads_and_writes_a_cohort(complete: Installed) -> None:
    (complete.folder / "in.csv").write_text("proximal_leg_weakness,dry_mouth\nyes,yes\n")
    complete.does("cohort", "in.csv", "out.csv")
    assert "features_present" in (complete.folder / "out.csv").read_text("utf-8")


def test_an_installed_copy_serves_every_page_with_our_settings(
    complete: Installed, tmp_path: Path
) -> None:
    (tmp_path / ".streamlit").mkdir()  # somebody else's settings in the folder it is called from
    (tmp_path / ".streamlit" / "config.toml").write_text('[client]\ntoolbarMode = "developer"\n')
    log = tmp_path / "server.log"
    with served(log, tmp_path, [str(complete.command)]) as url, Tab(url, cookie_of(url)) as tab:
        for page in PAGES:
            tab.open(page)
            assert tab.broken == []
            assert "Educational only" in tab.text()
        for page in ("join", "wall", "room/wall.js", "room/SourceSans3-Regular.otf"):
            assert request(url, "GET", f"/{page}", {}).status == 200
        sessions = [one for one in tab.shown if one.WhichOneof("type") == "new_session"]
        assert sessions[0].new_session.config.toolbar_mode == 3  # minimal
    assert len(log.read_text().splitlines()) == 1


def test_an_installed_copy_is_not_written_to(complete: Installed) -> None:
    for command in (("rules", "--write"), ("check", "--stamp"), ("release", "2199.1")):
        done = complete(*command)
        assert done.returncode == 2
        assert "an installed copy is not written to" in done.stderr


@pytest.mark.parametrize("to", ["json", "csv", "md", "note", "phenopacket"])
def test_the_library_alone_assesses_and_writes_what_needs_no_other(
    alone: Installed, to: str
) -> None:
    assert json.loads(alone.does("assess", "p.json"))["suspicion"]["id"] == "features_present"
    alone.does("export", "p.json", "--to", to, "-o", f"made.{to}")
    assert (alone.folder / f"made.{to}").stat().st_size > 500


@pytest.mark.parametrize(
    ("command", "package", "extra"),
    [
        ("run", "streamlit", "app"),
        ("export p.json --to pdf", "typst", "exports"),
        ("export p.json --to docx", "docx", "exports"),
        ("export p.json --to html", "jinja2", "exports"),
        ("export p.json --to xlsx", "xlsxwriter", "exports"),
        ("export p.json --to ics", "icalendar", "exports"),
        ("export p.json --to fhir", "fhir", "exports"),
        ("form", "typst", "exports"),
        ("cohort p.json out.csv", "polars", "cohort"),
    ],
)
def test_what_is_not_installed_is_named_with_the_extra_that_brings_it(
    alone: Installed, command: str, package: str, extra: str
) -> None:
    done = alone(*command.split())
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    name = command.split()[0]
    assert line.startswith(f"lems-checklist {name}: needs the package {package}, which is not ")
    assert line.endswith(f"install it with: pip install 'lems-checklist[{extra}]'")


@pytest.mark.deep
def test_from_an_empty_environment_the_commands_of_the_guide_give_the_app(
    wheel: Path, tmp_path: Path
) -> None:
    (block,) = re.findall(r"```sh\n(python3 -m venv .*?)```", GUIDE, re.DOTALL)
    lines = block.replace("/opt/lems", str(tmp_path / "env")).splitlines()
    assert len(lines) == 4
    *make, serve = lines
    for file in (ROOT / "requirements.txt", wheel):  # as a release has them, side by side
        shutil.copy(file, tmp_path)
    python = f'python3() {{ "{sys.executable}" "$@"; }}'
    subprocess.run(["bash", "-euc", "\n".join([python, *make])], cwd=tmp_path, check=True)
    env = tmp_path / "env"
    subprocess.run([str(env / "bin" / "python"), "-m", "pip", "check"], check=True)
    installed = Installed(env, tmp_path)
    installed.does("export", "p.json", "--to", "pdf", "-o", "p.pdf")
    subprocess.run([need("qpdf"), "--check", tmp_path / "p.pdf"], check=True)
    assert installed.does("check") == "content: no problems\n"
    command, *arguments = shlex.split(serve)
    assert (command, arguments[:-1]) == (str(installed.command), ["run", "--port"])
    with served(tmp_path / "server.log", tmp_path, [command]) as url:
        assert cookie_of(url)


@pytest.mark.deep
def test_pipx_installs_the_wheel_and_tries_it_as_the_readme_says(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (block,) = re.findall(r"```sh\n(pipx install .*?)```", README, re.DOTALL)
    (trial,) = re.findall(r"`(pipx run [^`]*)` tries it without installing", README)
    (tmp_path / "dist").mkdir()
    shutil.copy(wheel, tmp_path / "dist")
    (tmp_path / "patient.json").write_text(json.dumps(PATIENT))
    monkeypatch.setenv("PIPX_HOME", str(tmp_path / "pipx"))
    monkeypatch.setenv("PIPX_BIN_DIR", str(tmp_path / "bin"))
    here = Path(sys.executable).parent  # where the pipx of these tests is
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{here}:{os.environ['PATH']}")
    install, serve, *others = block.splitlines()
    for line in (install, *others):
        subprocess.run(["bash", "-euc", line], cwd=tmp_path, check=True)
    subprocess.run([need("qpdf"), "--check", *tmp_path.glob("*.pdf")], check=True)
    for line in (serve, trial.replace("….whl", str(wheel))):
        *command, word = shlex.split(line, comments=True)
        assert word == "run"
        subprocess.run([*command, "check"], check=True)  # what is fetched may take its time
        with served(tmp_path / "server.log", tmp_path, command) as url:
            assert cookie_of(url)


def test_the_tests_have_the_builder_of_the_release() -> None:
    assert f'"hatchling=={version("hatchling")}"' in (ROOT / "pyproject.toml").read_text("utf-8")
