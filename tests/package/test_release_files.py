"""``make dist``: the files of a release, as the operator's guide lists them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from lems_rules.version import __version__
from tests.package.test_requirements import SERVED
from tests.support.served import ROOT


@pytest.mark.deep
def test_one_command_makes_the_files_of_a_release(tmp_path: Path) -> None:
    make = shutil.which("make")
    assert make is not None
    # What the tests run with is there: nothing is installed anew.
    there = ["-o", ".venv/.development-installed"]
    for folder in ("one", "two"):
        command = [make, "--silent", *there, "dist", f"DIST={tmp_path / folder}"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)
    made = {path.name for path in (tmp_path / "one").iterdir()}
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    listed = guide.partition("| file | what it is |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| ([^|]*) \|", listed, re.M))))
    package = f"lems_checklist-{__version__}"
    told = {
        "lems_checklist-….whl": f"{package}-py3-none-any.whl",
        "….tar.gz": f"{package}.tar.gz",
    }
    assert {told.get(name, name) for name in named - {"---"}} == made
    for line in (tmp_path / "one" / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        data = (tmp_path / "one" / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
        assert (tmp_path / "two" / name).read_bytes() == data, name
    bill = json.loads((tmp_path / "one" / "sbom.cdx.json").read_text("utf-8"))
    components = {
        one["name"].lower().replace(".", "-").replace("_", "-") for one in bill["components"]
    }
    assert components >= {*SERVED, "lems-checklist"} - {"colorama"}
    with zipfile.ZipFile(tmp_path / "one" / f"{package}-py3-none-any.whl") as wheel:
        assert "lems_rules/shipped/app.py" in wheel.namelist()
    notes = (tmp_path / "one" / "release-notes.md").read_text("utf-8")
    assert notes.count("\n## ") + notes.startswith("## ") == 1
