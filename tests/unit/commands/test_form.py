"""``form``: the blank form, where it is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lems_rules.exports.blank_form import blank_form
from lems_rules.knowledge.content import Content
from tests.support.command import Run

pytestmark = pytest.mark.slow


def test_a_blank_form_is_written_under_its_day_or_where_it_is_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("form", "--today", "2026-11-28") == (0, "lems-form-2026-11-28.pdf\n", "")
    made = (tmp_path / "lems-form-2026-11-28.pdf").read_bytes()
    assert made == blank_form(content, date(2026, 11, 28))
    assert run("form", "-o", "form.pdf", "--today", "2026-11-28") == (0, "", "")
    assert (tmp_path / "form.pdf").read_bytes() == made
    before = date.today()
    name = run("form")[1].strip()
    assert name in {f"lems-form-{day}.pdf" for day in (before, date.today())}
