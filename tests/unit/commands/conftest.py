"""Files for the commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import written


@pytest.fixture
def file(tmp_path: Path) -> Callable[[object], str]:
    """The path of a file with these bytes, or with this object as JSON."""
    return lambda what: written(tmp_path / "patient.json", what)
