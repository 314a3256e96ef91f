"""The interface as it is served: in the process of the app, beside its pages."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.served import served

SECRET = "a-word-that-only-this-patient-has"


def test_it_is_served_beside_the_pages_and_nothing_of_a_request_is_logged(
    tmp_path: Path,
) -> None:
    log = tmp_path / "server.log"
    with served(log, LEMS_API="on") as url:
        body = json.dumps({"answers": {"dyspnoea": "yes"}, "notes": SECRET}).encode()
        asked = urllib.request.Request(f"{url}/api/assess?today=2026-03-01&{SECRET}", body)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert json.load(answer)["safety"] == ["S1"]
        with pytest.raises(urllib.error.HTTPError, match="422"):
            urllib.request.urlopen(f"{url}/api/export/{SECRET}", b"{}", timeout=30)
        with urllib.request.urlopen(url, timeout=30) as page:
            assert b"streamlit" in page.read().lower()
    assert SECRET not in log.read_text()
    assert "/api/" not in log.read_text()
