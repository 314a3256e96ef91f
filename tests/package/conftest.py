"""The wheel, built once, and a folder of its own outside the checkout where it is installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.support.served import ROOT

UV = (sys.executable, "-m", "uv")
Install = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, by the builder that `make dist` uses."""
    folder = tmp_path_factory.mktemp("wheel")
    (made,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(made)


@pytest.fixture(scope="session")
def install(wheel: Path) -> Install:
    """Makes an environment with the wheel in it, and what else one path has; gives its folder."""

    def installed(folder: Path, beside: str) -> Path:
        subprocess.run(
            [*UV, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True
        )
        python = folder / "bin" / "python"
        into = [*UV, "pip", "install", "--quiet", "--python", str(python)]
        subprocess.run([*into, "--offline", "--no-deps", str(wheel)], check=True)
        site = next(folder.glob("lib/python*/site-packages"))
        (site / "beside.pth").write_text(beside + "\n")
        return folder

    return installed
