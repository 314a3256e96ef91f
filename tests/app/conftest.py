"""The pages under AppTest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def installed_components_are_looked_for_once() -> Iterator[None]:
    """Each AppTest reads what every installed package says of itself: a quarter of a second."""
    with pytest.MonkeyPatch.context() as patch:
        look = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", look)
        yield
