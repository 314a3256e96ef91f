"""The pages under AppTest: traced, their tests take long and cover nothing that others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No test here counts for the coverage of `lems_rules`, which has tests of its own."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("no_cover")
