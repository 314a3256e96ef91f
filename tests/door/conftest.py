"""One running app for the tests that come to its door without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.served import served


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("door") / "server.log") as address:
        yield address
