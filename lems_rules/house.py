"""Where the content, the screen and its settings stand: in a checkout, or in an installed copy."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"  # only in a wheel: pyproject.toml says what stands there

INSTALLED = _SHIPPED.is_dir()
# The folder with app.py, views/, content/ and .streamlit/.
HOUSE = _SHIPPED if INSTALLED else _PACKAGE.parent
# What the program calls itself, and how a person calls it.
PROGRAM = "lems-checklist" if INSTALLED else "lems_rules"
CALLED = "lems-checklist" if INSTALLED else "python -m lems_rules"
